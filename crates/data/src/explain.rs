//! Everything that the rulebook says about one benefit.

use engine::model::*;
use engine::{Interval, Money, Rulebook, all_cells, diagram};

use crate::describe::{self, ConditionView};
use crate::json::Json;
use crate::said::joined;
use crate::words;

pub fn explain(json: &mut Json, rulebook: &Rulebook, benefit: &Benefit) {
    json.object("", |json| {
        json.text("id", benefit.id);
        json.text("name", benefit.name);
        json.list("conditions", |json| {
            for condition in conditions(rulebook, benefit) {
                condition.write(json);
            }
        });
        json.list("amounts", |json| {
            for (leaves, amount) in amounts(benefit) {
                json.object("", |json| {
                    write_amount(json, rulebook, benefit, leaves, amount);
                });
            }
        });
        match benefit.window {
            Some(window) => json.object("window", |json| {
                describe::fact_id(json, "fact", rulebook, window.fact);
                json.number("months", Some(window.months.into()));
            }),
            None => json.null("window"),
        }
        json.list("unclear", |json| {
            for point in &benefit.open_points {
                describe::open_point(json, point, None);
            }
        });
        describe::terms(json, rulebook, benefit);
    });
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

fn write_amount(
    json: &mut Json,
    rulebook: &Rulebook,
    benefit: &Benefit,
    leaves: u64,
    amount: &Amount,
) {
    json.list("when", |json| {
        for when in when(rulebook, benefit, leaves) {
            json.object("", |json| {
                json.stated("reading", &when.reading);
                json.text("words", &when.words);
            });
        }
    });
    json.text("rhythm", describe::rhythm(amount.rhythm));
    describe::length(json, amount.rhythm);
    // One payment is the sum of these.
    json.list("terms", |json| {
        for term in &amount.terms {
            json.object("", |json| {
                match term.base {
                    Base::Sum { low, high } => {
                        let low = if term.up_to { Money::ZERO } else { low };
                        describe::range(json, "sum", Interval::new(low, Some(high)));
                        json.null("percent");
                        json.null("of");
                    }
                    Base::Percent { percent, of } => {
                        json.null("sum");
                        json.number("percent", Some(percent.into()));
                        describe::fact_id(json, "of", rulebook, of);
                    }
                }
                match term.per {
                    Some(fact) => describe::fact_id(json, "per", rulebook, fact),
                    None => json.null("per"),
                }
                json.flag("up_to", term.up_to);
            });
        }
    });
    json.flag("unstated", amount.unstated);
    json.text("words", &words::amount(rulebook, amount));
}

/// Whom an amount is for, among those who meet the conditions.
pub struct When {
    /// Where that depends on how the text is read; else empty.
    pub reading: String,
    pub words: String,
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
            reading: String::new(),
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
                reading: words::cells_of(rulebook, reading, cell),
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
    (alone && !words.is_empty()).then(|| joined(words, "，"))
}
