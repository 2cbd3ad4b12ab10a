//! What values are made of: ids, days, sums.

use engine::{Date, Money};
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Ids that the rules give.
macro_rules! ids_of_rules {
    ($(
        $(#[$about:meta])*
        pub struct $name:ident;
    )*) => {$(
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[cfg_attr(feature = "schema", schemars(extend("pattern" = "^[a-z0-9_-]+$")))]
        $(#[$about])*
        pub struct $name(pub &'static str);

        impl Serialize for $name {
            /// One of a known few, not any text: what hands it over to JavaScript can keep it.
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_unit_variant(stringify!($name), 0, self.0)
            }
        }
    )*};
}

ids_of_rules! {
    /// A fact by its id.
    #[cfg_attr(feature = "typescript", derive(tsify::Tsify), tsify(type = "keyof Facts"))]
    pub struct FactId;

    /// A benefit by its id.
    pub struct BenefitId;

    /// An option of a fact by its id.
    #[cfg_attr(feature = "typescript", derive(tsify::Tsify), tsify(type = "string"))]
    pub struct OptionId;

    /// For whom something is: an option of the fact `audience`.
    #[cfg_attr(
        feature = "typescript",
        derive(tsify::Tsify),
        tsify(type = "Facts[\"audience\"][\"option\"]")
    )]
    pub struct Audience;

    /// Where something is: an option of the fact `region`.
    #[cfg_attr(
        feature = "typescript",
        derive(tsify::Tsify),
        tsify(type = "Facts[\"region\"][\"option\"]")
    )]
    pub struct Region;
}

/// `YYYY-MM-DD`, a civil day without a time zone.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "schema",
    schemars(with = "String", extend("pattern" = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"))
)]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify), tsify(type = "string"))]
pub struct CivilDate(pub Date);

impl Serialize for CivilDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for CivilDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<CivilDate, D::Error> {
        let text = String::deserialize(deserializer)?;
        let day = Date::parse(&text).map(CivilDate);
        day.ok_or_else(|| D::Error::custom("not a civil day"))
    }
}

/// A sum in yuan with at most two decimals.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schema", schemars(with = "f64"))]
#[cfg_attr(feature = "typescript", derive(tsify::Tsify), tsify(type = "number"))]
pub struct Yuan(pub Money);

impl Serialize for Yuan {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Money(fen) = self.0;
        if fen % 100 == 0 {
            serializer.serialize_i64(fen / 100)
        } else {
            // The nearest number to a sum of up to 90 trillion yuan is written with its own two
            // decimals again.
            serializer.serialize_f64(fen as f64 / 100.0)
        }
    }
}

objects! {
    /// From `min` to `max` yuan.
    #[derive(Copy)]
    pub struct Range {
        /// The least.
        pub min: Yuan,
        /// Null where nothing bounds it.
        pub max: Option<Yuan>,
    }

    /// From one day to another.
    #[derive(Copy)]
    pub struct Days {
        /// The first of them.
        pub earliest: CivilDate,
        /// The last of them; the same where it is known to the day.
        pub latest: CivilDate,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_exact_to_the_fen() {
        for (fen, written) in [
            (0, "0"),
            (100, "1"),
            (33_350, "333.5"),
            (1, "0.01"),
            (-250, "-2.5"),
            (900_000_000_000_001, "9000000000000.01"),
        ] {
            let json = serde_json::to_string(&Yuan(Money(fen))).unwrap();
            assert_eq!(json, written);
        }
    }

    #[test]
    fn days_are_written_in_full() {
        let day = CivilDate(Date::new(987, 6, 5).unwrap());
        assert_eq!(serde_json::to_string(&day).unwrap(), "\"0987-06-05\"");
    }
}
