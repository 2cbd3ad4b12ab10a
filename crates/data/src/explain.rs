//! Everything that the rulebook says about one benefit.

use api::{BenefitId, Catalogue, CivilDate, Explanation, RuleAmount, RulesVersion, When, Yuan};
use engine::model::*;
use engine::{Interval, Money, REGION, Rulebook, all_cells, diagram};

use crate::describe::{self, ConditionView, stated};
use crate::words;

/// Everything that the rulebook says of every benefit.
pub fn catalogue(rulebook: &Rulebook) -> Catalogue {
    let benefits = rulebook.benefits.iter();
    Catalogue {
        format: api::FORMAT,
        rules: version(rulebook),
        benefits: benefits.map(|one| explain(rulebook, one)).collect(),
    }
}

/// Which rules these are.
pub fn version(rulebook: &Rulebook) -> RulesVersion {
    RulesVersion {
        date: CivilDate(rulebook.version),
        hash: rulebook.hash,
    }
}

/// Everything that the rulebook says of one benefit.
pub fn explain(rulebook: &Rulebook, benefit: &Benefit) -> Explanation {
    let conditions = conditions(rulebook, benefit);
    let points = benefit.open_points.iter();
    let amounts = amounts(benefit).into_iter();
    let source = &rulebook.sources[usize::from(benefit.source)];
    let excludes = benefit.excludes.iter();
    let apply = benefit.apply.iter().map(|way| api::Apply {
        office: stated(way.office),
        how: stated(way.how),
        phone: stated(way.phone),
        link: stated(way.link),
        payout: stated(way.payout),
    });
    let citations = benefit.citations.iter().map(|citation| api::Citation {
        source: source.id,
        title: source.title,
        issuer: source.issuer,
        number: stated(source.number),
        kind: match source.kind {
            SourceKind::OfficialDocument => api::SourceKind::OfficialDocument,
            SourceKind::PressReport => api::SourceKind::PressReport,
        },
        date: source.date.map(CivilDate),
        date_inferred: source.date_inferred,
        date_note: source.date_note,
        place: citation.place,
        quote: citation.quote,
    });
    Explanation {
        id: BenefitId(benefit.id),
        name: benefit.name,
        conditions: conditions.iter().map(ConditionView::judged).collect(),
        amounts: amounts
            .map(|(leaves, amount)| rule_amount(rulebook, benefit, leaves, amount))
            .collect(),
        window: benefit.window.map(|window| api::Window {
            fact: describe::fact_id(rulebook, window.fact),
            months: window.months,
        }),
        unclear: points
            .map(|point| describe::open_point(point, None))
            .collect(),
        audiences: describe::audiences(rulebook, benefit.audiences),
        regions: describe::ids_in(&rulebook.facts[usize::from(REGION)], source.regions)
            .map(api::Region)
            .collect(),
        kind: match benefit.kind {
            BenefitKind::Money => api::BenefitKind::Money,
            BenefitKind::Service => api::BenefitKind::Service,
        },
        claim: match benefit.claim {
            Claim::Right => api::Claim::Right,
            Claim::Selection => api::Claim::Selection,
        },
        claim_note: stated(benefit.claim_note),
        period: describe::period(rulebook, benefit),
        amount_note: stated(benefit.amount_note),
        services: stated(benefit.services),
        quota: stated(benefit.quota),
        cap: benefit.cap.as_ref().map(|cap| api::Cap {
            sum: Yuan(cap.sum),
            note: stated(cap.note),
        }),
        excludes: excludes
            .map(|other| BenefitId(rulebook.benefits[usize::from(*other)].id))
            .collect(),
        relations: benefit.relations.to_vec(),
        apply: apply.collect(),
        responsible: stated(benefit.responsible),
        citations: citations.collect(),
    }
}

pub fn conditions<'a>(rulebook: &'a Rulebook, benefit: &'a Benefit) -> Vec<ConditionView<'a>> {
    let all = ConditionView::node(rulebook, &benefit.conditions, 0, None);
    if benefit.conditions.is_empty() {
        return Vec::new();
    }
    all.parts()
}

/// The amounts that a benefit can come to, each with the leaves of its diagram. Whoever has been
/// chosen gets what others may win: that is one amount.
pub fn amounts(benefit: &Benefit) -> Vec<(u64, &Amount)> {
    let mut list: Vec<(u64, &Amount)> = Vec::new();
    for (index, amount) in benefit.amounts.iter().enumerate() {
        if !amount.unstated && amount.terms.is_empty() {
            continue;
        }
        let leaf = 1 << (usize::from(LEAF_FIRST_AMOUNT) + index);
        let same = |other: &Amount| {
            (&other.terms, other.unstated, other.rhythm)
                == (&amount.terms, amount.unstated, amount.rhythm)
        };
        match list.iter_mut().find(|(_, other)| same(other)) {
            Some((leaves, _)) => *leaves |= leaf,
            None => list.push((leaf, amount)),
        }
    }
    list
}

fn rule_amount(rulebook: &Rulebook, benefit: &Benefit, leaves: u64, amount: &Amount) -> RuleAmount {
    let (months, years) = describe::length(amount.rhythm);
    RuleAmount {
        when: when(rulebook, benefit, leaves),
        rhythm: describe::rhythm(amount.rhythm),
        months,
        years,
        terms: amount.terms.iter().map(|one| term(rulebook, one)).collect(),
        unstated: amount.unstated,
        words: words::amount(rulebook, amount),
    }
}

fn term(rulebook: &Rulebook, term: &Term) -> api::Term {
    let id = |fact| describe::fact_id(rulebook, fact);
    let (sum, percent, of) = match term.base {
        Base::Sum { low, high } => {
            let low = if term.up_to { Money::ZERO } else { low };
            let sum = describe::range(Interval::new(low, Some(high)));
            (Some(sum), None, None)
        }
        Base::Percent { percent, of } => (None, Some(percent), Some(id(of))),
    };
    api::Term {
        sum,
        percent,
        of,
        per: term.per.map(id),
        up_to: term.up_to,
    }
}

/// What sets those with this amount apart from all others who are entitled; where that depends on
/// how the text is read, in each reading. Empty if it is for all of them, or cannot be said fact by
/// fact.
pub fn when(rulebook: &Rulebook, benefit: &Benefit, own: u64) -> Vec<When> {
    let mut cells: Vec<Cells> = rulebook
        .vars
        .iter()
        .map(|var| all_cells(usize::from(var.cells)))
        .collect();
    // Nodes stand sorted by variable.
    let mut vars: Vec<VarIdx> = benefit.diagram.nodes.iter().map(|node| node.var).collect();
    vars.dedup();
    if let Some(when) = apart(rulebook, benefit, &vars, &cells, own) {
        return vec![When {
            reading: None,
            words: when,
        }];
    }
    let readings = vars.iter().filter(|var| {
        let var = &rulebook.vars[usize::from(**var)];
        matches!(var.of, VarOf::Reading { .. })
    });
    for &reading in readings {
        let mut taken = |cell: Cells| {
            cells[usize::from(reading)] = cell;
            Some(When {
                words: apart(rulebook, benefit, &vars, &cells, own)?,
                reading: Some(words::cells_of(rulebook, reading, cell)),
            })
        };
        if let (Some(first), Some(second)) = (taken(0b01), taken(0b10)) {
            return vec![first, second];
        }
        cells[usize::from(reading)] = 0b11;
    }
    Vec::new()
}

/// The same within `free` cells, read off the diagram one variable at a time. `None` if nothing
/// sets them apart, or if the variables only do so jointly.
fn apart(
    rulebook: &Rulebook,
    benefit: &Benefit,
    vars: &[VarIdx],
    free: &[Cells],
    leaves: u64,
) -> Option<String> {
    let mut scratch = diagram::Scratch::default();
    let mut reach = |cells: &[Cells]| diagram::reach(&benefit.diagram, cells, &mut scratch);
    let entitling = !0 << LEAF_FIRST_AMOUNT;
    let mut own = free.to_vec();
    let mut words = Vec::new();
    for &var in vars {
        let at = usize::from(var);
        let (mut here, mut anywhere) = (0, 0);
        for cell in 0..rulebook.vars[at].cells {
            if free[at] >> cell & 1 == 0 {
                continue;
            }
            let mut cells = free.to_vec();
            cells[at] = 1 << cell;
            let reached = reach(&cells);
            here |= Cells::from(reached & leaves != 0) << cell;
            anywhere |= Cells::from(reached & entitling != 0) << cell;
        }
        own[at] = here;
        if here != anywhere {
            words.push(words::cells_of(rulebook, var, here));
        }
    }
    let alone = reach(&own) & entitling & !leaves == 0;
    (alone && !words.is_empty()).then(|| words.join("，"))
}
