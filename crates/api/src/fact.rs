//! What can be asked.

use crate::{Audience, BenefitId, Choice, CivilDate, FactId, OptionId};

ids! {
    /// How a fact is answered.
    pub enum FactType {
        /// Yes or no.
        Bool = "bool",
        /// One of the options.
        Choice = "choice",
        /// Any number of the options.
        Set = "set",
        /// A whole number of units.
        Int = "int",
        /// A whole number of yuan.
        Money = "money",
        /// A day, a month or a year.
        Date = "date",
    }
}

objects! {
    /// One of the things that a fact can be.
    pub struct FactOption {
        /// Its id, which is given as the answer.
        pub id: &'static str,
        /// In Chinese.
        pub label: &'static str,
        /// What it means.
        pub help: Option<&'static str>,
    }

    /// A question that is still worth asking. What it asks is among the facts.
    pub struct Question {
        /// The fact that it asks for.
        pub fact: FactId,
        /// Of a set, the options that can still change something. Else null.
        #[cfg_attr(feature = "schema", schemars(length(min = 1)))]
        pub options: Option<Vec<OptionId>>,
        /// Of a number that matters only at certain points: ranges that say as much as any number in
        /// them. Else null.
        #[cfg_attr(feature = "schema", schemars(length(min = 2)))]
        pub choices: Option<Vec<Choice>>,
        /// How many open benefits the answer bears on.
        #[cfg_attr(feature = "schema", schemars(range(min = 1)))]
        pub bears_on: u32,
        /// Whether it bears on money; else on services alone, which are asked about last.
        pub money: bool,
    }

    /// Something that can be asked, and when.
    pub struct Fact {
        /// Its id, under which the answer is given.
        pub fact: FactId,
        /// What it is about, in Chinese.
        pub name: &'static str,
        /// The question in Chinese.
        pub question: &'static str,
        /// What helps to answer it.
        pub help: Option<&'static str>,
        /// How it is answered.
        #[serde(rename = "type")]
        pub kind: FactType,
        /// Of a choice and of a set; null where there are none.
        #[cfg_attr(feature = "schema", schemars(length(min = 1)))]
        pub options: Option<Vec<FactOption>>,
        /// What a number counts; null where it is none.
        pub unit: Option<&'static str>,
        /// The smallest number; null where it is none.
        pub min: Option<i64>,
        /// The largest number; null where it is none.
        pub max: Option<i64>,
        /// The earliest date; null where it is none.
        pub earliest: Option<CivilDate>,
        /// What answering costs a person: 1 for what everybody knows.
        pub effort: u8,
        /// Whether a person could reasonably change this.
        pub changeable: bool,
        /// The fact that opens the page on which it is asked; null if it opens one itself.
        pub with: Option<FactId>,
        /// The condition under which the question arises; null if it always does.
        pub applies: Option<Test>,
        /// For whom some benefit depends on it.
        #[serde(rename = "for")]
        pub audiences: Vec<Audience>,
        /// The benefits that depend on it.
        pub benefits: Vec<BenefitId>,
    }
}

/// A condition in the notation of the rule files.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "typescript",
    derive(tsify::Tsify),
    tsify(missing_as_null, hashmap_as_object)
)]
#[serde(untagged)]
pub enum Test {
    /// All of these.
    All {
        /// The parts.
        all: Vec<Test>,
    },
    /// One of these.
    Any {
        /// The parts.
        any: Vec<Test>,
    },
    /// Not this.
    Not {
        /// What must not hold.
        not: Box<Test>,
    },
    /// Yes, or no.
    Is {
        /// What is asked.
        fact: FactId,
        /// The answer.
        is: bool,
    },
    /// An option is among those of a set.
    Has {
        /// What is asked.
        fact: FactId,
        /// The option.
        has: &'static str,
    },
    /// One of these options.
    In {
        /// What is asked.
        fact: FactId,
        /// The options.
        r#in: Vec<&'static str>,
    },
    /// A number within bounds.
    Number {
        /// The smallest; left out where there is none.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "typescript", tsify(optional))]
        at_least: Option<i64>,
        /// The largest; left out where there is none.
        #[serde(skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "typescript", tsify(optional))]
        at_most: Option<i64>,
        /// What is asked.
        fact: FactId,
    },
    /// A date no longer ago than so many months.
    Within {
        /// What is asked.
        fact: FactId,
        /// How many; null where any date will do.
        within_months: Option<i64>,
    },
    /// Always, or never.
    Constant(bool),
}
