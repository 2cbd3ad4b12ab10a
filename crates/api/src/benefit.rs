//! What the rules say of a benefit, whoever asks.

use crate::{
    Audience, BenefitId, CivilDate, FactId, JudgedCondition, JudgedOpenPoint, Range, Region,
    RulesVersion, Yuan,
};

ids! {
    /// `service`: a card, a title, a procedure; no money.
    pub enum BenefitKind {
        /// Money.
        Money = "money",
        /// A card, a title, a procedure; no money.
        Service = "service",
    }

    /// `selection`: somebody chooses among those who meet the conditions. Whoever has been chosen
    /// already is eligible.
    pub enum Claim {
        /// Due to whoever meets the conditions.
        Right = "right",
        /// Somebody chooses among those who meet the conditions.
        Selection = "selection",
    }

    /// What a date of the period rests on.
    pub enum Basis {
        /// Words of the source.
        Quoted = "quoted",
        /// What follows from the source.
        Inferred = "inferred",
        /// Nothing: the source does not say.
        Unstated = "unstated",
    }

    /// What kind of text a source is.
    pub enum SourceKind {
        /// Issued by an office.
        OfficialDocument = "official_document",
        /// A newspaper says what the office said.
        PressReport = "press_report",
    }

    /// How money is paid. `unstated`: the text does not say.
    pub enum Rhythm {
        /// Once.
        Once = "once",
        /// Every month.
        Monthly = "monthly",
        /// Every year.
        Yearly = "yearly",
        /// The text does not say.
        Unstated = "unstated",
    }

    /// `window`: failing it means too late. `reading`: two parts, the condition as the text can be
    /// read. `unstated`: the text names a condition without saying what it is.
    pub enum ConditionKind {
        /// About one answer.
        Test = "test",
        /// Failing it means too late.
        Window = "window",
        /// One of the parts.
        Any = "any",
        /// All of the parts.
        All = "all",
        /// Not what its part says.
        Not = "not",
        /// Two parts, the condition as the text can be read.
        Reading = "reading",
        /// The text names a condition without saying what it is.
        Unstated = "unstated",
        /// Holds for everybody.
        Always = "always",
        /// Holds for nobody.
        Never = "never",
    }

    /// `decides`: both readings are evaluated. `noted`: the first is the plain one and is taken.
    /// `silent`: a gap, or a note without two readings.
    pub enum Weight {
        /// Both readings are evaluated.
        Decides = "decides",
        /// The first is the plain one and is taken.
        Noted = "noted",
        /// A gap, or a note without two readings.
        Silent = "silent",
    }
}

objects! {
    /// Everything that the rules say, whoever asks. It changes only with the rules: ask for it once.
    pub struct Catalogue {
        /// Grows when a reader would have to change.
        #[cfg_attr(feature = "schema", schemars(extend("const" = crate::FORMAT)))]
        #[cfg_attr(feature = "typescript", tsify(type = "3"))]
        pub format: u8,
        /// Which rules these are.
        pub rules: RulesVersion,
        /// All benefits, in the order of the rules.
        #[cfg_attr(feature = "schema", schemars(length(min = 1)))]
        pub benefits: Vec<Explanation>,
    }

    /// From when and until when it is in force; null: the source does not say.
    pub struct Period {
        /// The first day.
        pub from: Option<CivilDate>,
        /// What that rests on.
        pub from_basis: Basis,
        /// Last day on which anything is due; null where the source names no end.
        pub until: Option<CivilDate>,
        /// What that rests on.
        pub until_basis: Basis,
        /// Words of the source on its end.
        pub until_quote: Option<&'static str>,
        /// What else there is to say of its end.
        pub until_note: Option<&'static str>,
        /// When the source was last read against the rules.
        pub checked: CivilDate,
        /// By when it should be read again.
        pub check_again_by: Option<CivilDate>,
    }

    /// A ceiling shared with others.
    pub struct Cap {
        /// The ceiling.
        pub sum: Yuan,
        /// By whom it is shared.
        pub note: Option<&'static str>,
    }

    /// One way to apply.
    pub struct Apply {
        /// Where.
        pub office: Option<&'static str>,
        /// With what, and how.
        pub how: Option<&'static str>,
        /// Whom to call.
        pub phone: Option<&'static str>,
        /// An address on the web.
        pub link: Option<&'static str>,
        /// How the money comes.
        pub payout: Option<&'static str>,
    }

    /// Words of a source, and which source that is.
    pub struct Citation {
        /// Its id in the rule files.
        pub source: &'static str,
        /// Its title.
        pub title: &'static str,
        /// Who issued it.
        pub issuer: &'static str,
        /// Its number, such as 鲁人社字〔2025〕1号.
        pub number: Option<&'static str>,
        /// What kind of text it is.
        pub kind: SourceKind,
        /// Its date.
        pub date: Option<CivilDate>,
        /// The date is not printed in the text but inferred from it.
        pub date_inferred: bool,
        /// What the date is, in Chinese.
        pub date_note: &'static str,
        /// Where in the text the words stand.
        pub place: &'static str,
        /// The words, verbatim.
        pub quote: &'static str,
    }

    /// Everything that the rules say about one benefit, whoever asks. Null: the source does not say.
    pub struct Explanation {
        /// Its id in the rule files.
        pub id: BenefitId,
        /// Its name in Chinese.
        pub name: &'static str,
        /// For whom it is.
        #[serde(rename = "for")]
        pub audiences: Vec<Audience>,
        /// Where it is.
        pub regions: Vec<Region>,
        /// Money, or a service.
        pub kind: BenefitKind,
        /// Due, or to be won.
        pub claim: Claim,
        /// What the source says of that.
        pub claim_note: Option<&'static str>,
        /// From when and until when it is in force.
        pub period: Period,
        /// All of them must hold.
        #[cfg_attr(feature = "typescript", tsify(type = "Condition[]"))]
        pub conditions: Vec<JudgedCondition>,
        /// What it can come to.
        pub amounts: Vec<RuleAmount>,
        /// Months after the date in a fact within which one must apply.
        pub window: Option<Window>,
        /// Words that can be read in two ways, or that need a note.
        #[cfg_attr(feature = "typescript", tsify(type = "OpenPoint[]"))]
        pub unclear: Vec<JudgedOpenPoint>,
        /// The amount in the words of the source.
        pub amount_note: Option<&'static str>,
        /// What is given besides money.
        pub services: Option<&'static str>,
        /// How many are chosen.
        pub quota: Option<&'static str>,
        /// A ceiling shared with others, for example by all workers of one enterprise in a year.
        pub cap: Option<Cap>,
        /// Benefits of which only one can be had together with this one.
        pub excludes: Vec<BenefitId>,
        /// What the text says of other benefits.
        pub relations: Vec<&'static str>,
        /// The ways to apply.
        pub apply: Vec<Apply>,
        /// Who answers for it.
        pub responsible: Option<&'static str>,
        /// The first is the clause that grants the benefit.
        #[cfg_attr(feature = "schema", schemars(length(min = 1)))]
        pub citations: Vec<Citation>,
    }

    /// Months after the date in a fact within which one must apply.
    pub struct Window {
        /// The fact that holds the date.
        pub fact: FactId,
        /// How many months.
        pub months: u16,
    }

    /// One of the amounts that a benefit can come to.
    pub struct RuleAmount {
        /// Whom it is for, among those who meet the conditions; empty if for all, or hard to say.
        pub when: Vec<When>,
        /// How it is paid.
        pub rhythm: Rhythm,
        /// Of a monthly rhythm; null if the text does not say.
        pub months: Option<u16>,
        /// Of a yearly rhythm; null if the text does not say.
        pub years: Option<u8>,
        /// One payment is the sum of these.
        pub terms: Vec<Term>,
        /// The text promises money without naming a sum.
        pub unstated: bool,
        /// The amount in Chinese.
        pub words: String,
    }

    /// Whom an amount is for.
    pub struct When {
        /// Where that depends on how the text is read.
        pub reading: Option<String>,
        /// In Chinese.
        pub words: String,
    }

    /// A part of a payment: a sum, or a percentage of what a fact holds.
    pub struct Term {
        /// The sum; null for a percentage.
        pub sum: Option<Range>,
        /// The percentage; null for a sum.
        pub percent: Option<u8>,
        /// The fact that holds the sum of which `percent` is due.
        pub of: Option<FactId>,
        /// The fact that holds the number of times.
        pub per: Option<FactId>,
        /// It is a ceiling that the text states.
        pub up_to: bool,
    }

    /// An official word as the rules define it.
    pub struct Notion {
        /// Its id in the rule files.
        pub id: &'static str,
        /// The word.
        pub name: &'static str,
        /// What it means, in plain words.
        pub help: Option<&'static str>,
        /// What texts settle of it.
        pub quotes: Vec<NotionQuote>,
    }

    /// What a text settles of an official word.
    pub struct NotionQuote {
        /// The id of the source.
        pub source: &'static str,
        /// Its words.
        pub quote: &'static str,
    }
}
