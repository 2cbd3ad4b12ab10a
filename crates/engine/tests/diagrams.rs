//! Walks over diagrams against brute force: random functions, random partial knowledge.

use engine::diagram::{
    Scratch, Supposed, Tried, depends, depends_below, reach, reach_supposing, reach_trying,
};
use engine::model::{Cells, Diagram, Edge, LEAF_FIRST_AMOUNT, Node};
use proptest::prelude::*;

const LEAVES: u16 = 4;

/// A function of a few variables as a table: the leaf for every combination of cells.
#[derive(Clone, Debug)]
struct Table {
    cells: Vec<u8>,
    leaf: Vec<u16>,
}

impl Table {
    fn combinations(&self) -> impl Iterator<Item = (Vec<u8>, u16)> + '_ {
        self.leaf.iter().enumerate().map(|(index, leaf)| {
            let mut rest = index;
            let mut combination = vec![0; self.cells.len()];
            for var in (0..self.cells.len()).rev() {
                combination[var] = (rest % usize::from(self.cells[var])) as u8;
                rest /= usize::from(self.cells[var]);
            }
            (combination, *leaf)
        })
    }

    fn at(&self, combination: &[u8]) -> u16 {
        let index = combination
            .iter()
            .zip(&self.cells)
            .fold(0, |index, (cell, cells)| {
                index * usize::from(*cells) + usize::from(*cell)
            });
        self.leaf[index]
    }

    /// The reduced ordered diagram of this function.
    fn diagram(&self) -> Diagram {
        let mut nodes = Vec::new();
        let root = self.node(&mut Vec::new(), &mut nodes);
        // Built children first; the format wants them sorted by variable.
        let mut order: Vec<usize> = (0..nodes.len()).collect();
        order.sort_by_key(|at| nodes[*at].var);
        let place = |to: u16| {
            if to < LEAVES {
                return to;
            }
            let old = usize::from(to - LEAVES);
            LEAVES + order.iter().position(|at| *at == old).unwrap() as u16
        };
        let mut sorted: Vec<Node> = order.iter().map(|at| nodes[*at].clone()).collect();
        for edge in sorted.iter_mut().flat_map(|node| &mut node.edges) {
            edge.to = place(edge.to);
        }
        Diagram {
            leaves: LEAVES,
            root: place(root),
            nodes: sorted,
        }
    }

    fn node(&self, prefix: &mut Vec<u8>, nodes: &mut Vec<Node>) -> u16 {
        let var = prefix.len();
        if var == self.cells.len() {
            return self.at(prefix);
        }
        let mut edges: Vec<Edge> = Vec::new();
        for cell in 0..self.cells[var] {
            prefix.push(cell);
            let to = self.node(prefix, nodes);
            prefix.pop();
            match edges.iter_mut().find(|edge| edge.to == to) {
                Some(edge) => edge.cells |= 1 << cell,
                None => edges.push(Edge {
                    cells: 1 << cell,
                    to,
                }),
            }
        }
        if let [only] = edges.as_slice() {
            return only.to;
        }
        let node = Node {
            var: var as u16,
            edges,
        };
        let at = nodes.iter().position(|known| *known == node);
        at.unwrap_or_else(|| {
            nodes.push(node);
            nodes.len() - 1
        }) as u16
            + LEAVES
    }
}

fn tables() -> impl Strategy<Value = (Table, Vec<Cells>)> {
    prop::collection::vec(2u8..=4, 1..=5).prop_flat_map(|cells| {
        let size: usize = cells.iter().map(|cells| usize::from(*cells)).product();
        let known: Vec<_> = cells.iter().map(|cells| 1u64..(1 << cells)).collect();
        // Few distinct leaves and repeated stretches make functions that ignore some variables.
        let stretch = prop::sample::select(vec![1usize, 2, 4, 8]);
        (
            Just(cells),
            prop::collection::vec(0..LEAVES, size),
            stretch,
            known,
        )
            .prop_map(|(cells, leaf, stretch, known)| {
                let leaf = (0..leaf.len()).map(|at| leaf[at / stretch]).collect();
                (Table { cells, leaf }, known)
            })
    })
}

fn allowed(combination: &[u8], known: &[Cells]) -> bool {
    combination
        .iter()
        .zip(known)
        .all(|(cell, known)| known >> cell & 1 == 1)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn reached_leaves_are_those_of_some_completion((table, known) in tables()) {
        let mut expected = 0;
        for (combination, leaf) in table.combinations() {
            if allowed(&combination, &known) {
                expected |= 1 << leaf;
            }
        }
        let mut scratch = Scratch::default();
        prop_assert_eq!(reach(&table.diagram(), &known, &mut scratch), expected);
    }

    #[test]
    fn dependence_is_a_difference_between_two_completions((table, known) in tables()) {
        let mut expected = Vec::new();
        for var in 0..table.cells.len() {
            let differs = table.combinations().any(|(combination, leaf)| {
                allowed(&combination, &known) && (0..table.cells[var]).any(|cell| {
                    let mut other = combination.clone();
                    other[var] = cell;
                    allowed(&other, &known) && table.at(&other) != leaf
                })
            });
            if differs {
                expected.push(var as u16);
            }
        }
        let mut found = Vec::new();
        depends(&table.diagram(), &known, &mut Scratch::default(), &mut found);
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn what_nobody_can_answer_counts_as_the_set_of_its_outcomes(
        (table, known) in tables(),
        answerable in 0usize..=5,
    ) {
        let answerable = answerable.min(table.cells.len());
        // The leaves over all completions that agree in the answerable variables.
        let open = |prefix: &[u8]| {
            let mut leaves = 0u64;
            for (combination, leaf) in table.combinations() {
                if combination[..answerable] == *prefix && allowed(&combination, &known) {
                    leaves |= 1 << leaf;
                }
            }
            leaves
        };
        let mut expected = Vec::new();
        for var in 0..answerable {
            let differs = table.combinations().any(|(combination, _)| {
                allowed(&combination, &known) && (0..table.cells[var]).any(|cell| {
                    let mut other = combination.clone();
                    other[var] = cell;
                    allowed(&other, &known)
                        && open(&other[..answerable]) != open(&combination[..answerable])
                })
            });
            if differs {
                expected.push(var as u16);
            }
        }
        let mut found = Vec::new();
        let mut scratch = Scratch::default();
        depends_below(&table.diagram(), &known, answerable as u16, &mut scratch, &mut found);
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn trying_combinations_at_once_is_trying_each((table, known) in tables(), which in 0u8..32) {
        let diagram = table.diagram();
        let mut size = 1;
        let mut tried = Vec::new();
        for var in (0..table.cells.len()).filter(|var| which >> var & 1 == 1) {
            let count = known[var].count_ones() as usize;
            if size * count <= 64 {
                tried.push(Tried { var: var as u16, stride: size });
                size *= count;
            }
        }
        let mut scratch = Scratch::default();
        let ways = reach_trying(&diagram, &known, &tried, size, &mut scratch);
        for lane in 0..size {
            let mut narrowed = known.clone();
            for one in &tried {
                let var = usize::from(one.var);
                let place = lane / one.stride % known[var].count_ones() as usize;
                let cell = (0..64).filter(|cell| known[var] >> cell & 1 == 1).nth(place).unwrap();
                narrowed[var] = 1 << cell;
            }
            let leaves = reach(&diagram, &narrowed, &mut scratch);
            for (leaf, lanes) in ways.iter().enumerate() {
                prop_assert_eq!(lanes >> lane & 1, leaves >> leaf & 1);
            }
        }
    }

    #[test]
    fn supposing_many_answers_at_once_is_supposing_each((table, known) in tables()) {
        let diagram = table.diagram();
        let mut base = 0;
        let supposed: Vec<Supposed> = (0..table.cells.len())
            .map(|var| {
                let one = Supposed { var: var as u16, base };
                base += table.cells[var];
                one
            })
            .collect();
        let mut scratch = Scratch::default();
        let (entitled, not) = reach_supposing(&diagram, &known, &supposed, &mut scratch);
        for one in &supposed {
            let var = usize::from(one.var);
            for cell in (0..table.cells[var]).filter(|cell| known[var] >> cell & 1 == 1) {
                let mut narrowed = known.clone();
                narrowed[var] = 1 << cell;
                let leaves = reach(&diagram, &narrowed, &mut scratch);
                let lane = one.base + cell;
                prop_assert_eq!(entitled >> lane & 1 == 1, leaves >> LEAF_FIRST_AMOUNT != 0);
                prop_assert_eq!(not >> lane & 1 == 1, leaves & 0b11 != 0);
            }
        }
    }
}
