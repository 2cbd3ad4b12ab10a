//! Everything that the rulebook says about one benefit.

use engine::model::*;
use engine::{Interval, Money, Rulebook, all_cells, diagram};
use serde::Serialize;

use crate::describe::{self, ConditionView, OpenPointView, Range, Terms};
use crate::words;

#[derive(Serialize)]
pub struct Explanation {
    pub id: Str,
    pub name: Str,
    pub conditions: Vec<ConditionView>,
    pub amounts: Vec<AmountView>,
    pub window: Option<WindowView>,
    pub unclear: Vec<OpenPointView>,
    #[serde(flatten)]
    pub terms: Terms,
}

/// One of the amounts that a benefit can come to.
#[derive(Serialize)]
pub struct AmountView {
    /// Whom it is for, among those who meet the conditions; where that depends on how the text is
    /// read, in each reading. Empty if it is for all of them, or cannot be said fact by fact.
    pub when: Vec<WhenView>,
    pub rhythm: &'static str,
    pub months: Option<u16>,
    pub years: Option<u8>,
    /// One payment is the sum of these.
    pub terms: Vec<TermView>,
    pub unstated: bool,
    pub words: String,
}

#[derive(Serialize)]
pub struct WhenView {
    pub reading: Option<String>,
    pub words: String,
}

#[derive(Serialize)]
pub struct TermView {
    pub sum: Option<Range>,
    pub percent: Option<u8>,
    pub of: Option<Str>,
    pub per: Option<Str>,
    pub up_to: bool,
}

#[derive(Serialize)]
pub struct WindowView {
    pub fact: Str,
    pub months: u16,
}

pub fn explain(rulebook: &Rulebook, benefit: &Benefit) -> Explanation {
    Explanation {
        id: benefit.id,
        name: benefit.name,
        conditions: words::operands(&benefit.conditions, 0)
            .map(|at| describe::condition(rulebook, &benefit.conditions, at, None))
            .collect(),
        amounts: amounts(rulebook, benefit),
        window: benefit.window.map(|window| WindowView {
            fact: rulebook.facts[usize::from(window.fact)].id,
            months: window.months,
        }),
        unclear: benefit
            .open_points
            .iter()
            .map(|point| describe::open_point(point, None))
            .collect(),
        terms: describe::terms(rulebook, benefit),
    }
}

fn amounts(rulebook: &Rulebook, benefit: &Benefit) -> Vec<AmountView> {
    let id = |fact: FactIdx| rulebook.facts[usize::from(fact)].id;
    benefit
        .amounts
        .iter()
        .enumerate()
        .filter(|(_, amount)| amount.unstated || !amount.terms.is_empty())
        .map(|(index, amount)| {
            let (rhythm, months, years) = describe::rhythm(amount.rhythm);
            AmountView {
                when: when(rulebook, benefit, LEAF_FIRST_AMOUNT + index as u16),
                rhythm,
                months,
                years,
                terms: amount
                    .terms
                    .iter()
                    .map(|term| {
                        let (sum, percent, of) = match term.base {
                            Base::Sum { low, high } => {
                                let low = if term.up_to { Money::ZERO } else { low };
                                (Some(Interval::new(low, Some(high)).into()), None, None)
                            }
                            Base::Percent { percent, of } => (None, Some(percent), Some(id(of))),
                        };
                        TermView {
                            sum,
                            percent,
                            of,
                            per: term.per.map(id),
                            up_to: term.up_to,
                        }
                    })
                    .collect(),
                unstated: amount.unstated,
                words: words::amount(rulebook, amount),
            }
        })
        .collect()
}

/// What sets those with this amount apart from all others who are entitled.
fn when(rulebook: &Rulebook, benefit: &Benefit, leaf: u16) -> Vec<WhenView> {
    let mut cells: Vec<Cells> = rulebook
        .vars
        .iter()
        .map(|var| all_cells(usize::from(var.cells)))
        .collect();
    let mut vars: Vec<VarIdx> = benefit.diagram.nodes.iter().map(|node| node.var).collect();
    vars.sort_unstable();
    vars.dedup();
    if let Some(when) = apart(rulebook, benefit, &vars, &cells, leaf) {
        return vec![WhenView {
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
            Some(WhenView {
                words: apart(rulebook, benefit, &vars, &cells, leaf)?,
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
    leaf: u16,
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
            let leaves = reach(&cells);
            here |= (leaves >> leaf & 1) << cell;
            anywhere |= Cells::from(leaves & entitling != 0) << cell;
        }
        own[at] = here;
        if here != anywhere {
            words.push(words::cells_of(rulebook, var, here));
        }
    }
    let alone = reach(&own) & entitling == 1 << leaf;
    (alone && !words.is_empty()).then(|| words.join("，"))
}
