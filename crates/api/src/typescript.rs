//! The TypeScript of the npm package: these types, the functions over them, and the ids of the rules.

use std::fmt::Write;

use engine::Rulebook;
use engine::model::FactKind;
use tsify::Tsify;

use crate::*;

/// What the package offers, and what types cannot be derived: answers by fact.
const FUNCTIONS: &str = include_str!("functions.d.ts");

/// All of `index.d.ts`.
pub fn typescript(rulebook: &Rulebook) -> String {
    let mut text = format!("// Written by the build.\n\n{FUNCTIONS}");
    for declared in DECLARED {
        let _ = write!(text, "\n{declared}\n");
    }
    text.push_str("\nexport interface Facts {\n");
    for fact in &rulebook.facts {
        let (kind, unit) = match &fact.kind {
            FactKind::Bool => (FactType::Bool, ""),
            FactKind::Choice { .. } => (FactType::Choice, ""),
            FactKind::Set { .. } => (FactType::Set, ""),
            FactKind::Int { unit, .. } => (FactType::Int, *unit),
            FactKind::Money { .. } => (FactType::Money, "元"),
            FactKind::Date { .. } => (FactType::Date, ""),
        };
        let unit = match unit {
            "" => String::new(),
            unit => format!("（{unit}）"),
        };
        let options: Vec<&str> = fact.kind.options().iter().map(|option| option.id).collect();
        let options = match &options[..] {
            [] => String::new(),
            options => format!("; option: \"{}\"", options.join("\" | \"")),
        };
        let _ = writeln!(
            text,
            "    /** {}{unit} */\n    {}: {{ type: \"{}\"{options} }};",
            fact.name,
            fact.id,
            kind.id()
        );
    }
    text.push_str("}\n\n/** A benefit by its id. */\nexport type BenefitId =\n");
    let ids = rulebook
        .benefits
        .iter()
        .map(|one| format!("    | \"{}\"", one.id));
    text.push_str(&ids.collect::<Vec<_>>().join("\n"));
    text.push_str(";\n");
    text
}

const DECLARED: &[&str] = &[
    FactId::DECL,
    OptionId::DECL,
    Audience::DECL,
    Region::DECL,
    CivilDate::DECL,
    Yuan::DECL,
    Range::DECL,
    Days::DECL,
    RulesVersion::DECL,
    ProblemCode::DECL,
    Problem::DECL,
    Allowed::DECL,
    Evaluation::DECL,
    Verdict::DECL,
    Standing::DECL,
    JudgedBenefit::DECL,
    Cause::DECL,
    CauseKind::DECL,
    Outcome::DECL,
    TakenReading::DECL,
    Change::DECL,
    Amount::DECL,
    Rhythm::DECL,
    Totals::DECL,
    Bucket::DECL,
    Sum::DECL,
    JudgedCondition::DECL,
    JudgedKind::DECL,
    ScopeKind::DECL,
    ConditionKind::DECL,
    ConditionState::DECL,
    JudgedOpenPoint::DECL,
    JudgedExplanation::DECL,
    Catalogue::DECL,
    BenefitKind::DECL,
    Claim::DECL,
    Period::DECL,
    Basis::DECL,
    Cap::DECL,
    Apply::DECL,
    Citation::DECL,
    SourceKind::DECL,
    Explanation::DECL,
    Notion::DECL,
    NotionQuote::DECL,
    RuleAmount::DECL,
    When::DECL,
    Term::DECL,
    Window::DECL,
    Weight::DECL,
    FactType::DECL,
    FactOption::DECL,
    Question::DECL,
    Choice::DECL,
    Fact::DECL,
    Test::DECL,
];
