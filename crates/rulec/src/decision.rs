//! Decision diagrams while they are built: shared, ordered by variable, and always reduced.
//!
//! Every diagram lives in one [`Store`], where equal parts are the same part. So two diagrams mean
//! the same if and only if they are the same reference, and questions such as "can this ever
//! hold" have exact answers. A leaf is a number whose meaning is the caller's.

use std::collections::{HashMap, HashSet};

use engine::model::{Cells, Diagram, Edge, Node, Var};

/// A diagram: a leaf or a node of the store.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Ref(u32);

/// Leaves of a diagram that says whether something holds.
pub(crate) const FALSE: u32 = 0;
pub(crate) const TRUE: u32 = 1;

#[derive(Clone, PartialEq, Eq, Hash)]
enum Part {
    Leaf(u32),
    /// The variable, and where each of its cells leads.
    Node(u16, Box<[Ref]>),
}

pub(crate) struct Store {
    parts: Vec<Part>,
    known: HashMap<Part, Ref>,
    /// Cells of each variable.
    cells: Vec<u8>,
}

impl Store {
    pub fn new(vars: &[Var]) -> Store {
        Store {
            parts: Vec::new(),
            known: HashMap::new(),
            cells: vars.iter().map(|var| var.cells).collect(),
        }
    }

    fn intern(&mut self, part: Part) -> Ref {
        if let Some(known) = self.known.get(&part) {
            return *known;
        }
        let fresh = Ref(self.parts.len() as u32);
        self.parts.push(part.clone());
        self.known.insert(part, fresh);
        fresh
    }

    pub fn leaf(&mut self, value: u32) -> Ref {
        self.intern(Part::Leaf(value))
    }

    /// Whether a variable lies in one of the cells.
    pub fn test(&mut self, var: u16, cells: Cells) -> Ref {
        let (no, yes) = (self.leaf(FALSE), self.leaf(TRUE));
        let children = (0..self.cells[usize::from(var)])
            .map(|cell| if cells >> cell & 1 == 1 { yes } else { no })
            .collect();
        self.node(var, children)
    }

    fn node(&mut self, var: u16, children: Vec<Ref>) -> Ref {
        if children.iter().all(|child| *child == children[0]) {
            return children[0];
        }
        self.intern(Part::Node(var, children.into_boxed_slice()))
    }

    fn part(&self, of: Ref) -> &Part {
        &self.parts[of.0 as usize]
    }

    pub fn as_leaf(&self, of: Ref) -> Option<u32> {
        match self.part(of) {
            Part::Leaf(value) => Some(*value),
            Part::Node(..) => None,
        }
    }

    fn var(&self, of: Ref) -> u16 {
        match self.part(of) {
            Part::Leaf(_) => u16::MAX,
            Part::Node(var, _) => *var,
        }
    }

    /// Where a diagram leads for a cell of a variable that is not below its first.
    fn child(&self, of: Ref, var: u16, cell: u8) -> Ref {
        match self.part(of) {
            Part::Node(own, children) if *own == var => children[usize::from(cell)],
            Part::Leaf(_) | Part::Node(..) => of,
        }
    }

    /// `yes` where `test` holds, else `no`.
    pub fn choose(&mut self, test: Ref, yes: Ref, no: Ref) -> Ref {
        self.choose_known(test, yes, no, &mut HashMap::new())
    }

    fn choose_known(
        &mut self,
        test: Ref,
        yes: Ref,
        no: Ref,
        known: &mut HashMap<(Ref, Ref, Ref), Ref>,
    ) -> Ref {
        if yes == no {
            return yes;
        }
        match self.as_leaf(test) {
            Some(FALSE) => return no,
            Some(_) => return yes,
            None => {}
        }
        if let Some(done) = known.get(&(test, yes, no)) {
            return *done;
        }
        let var = self.var(test).min(self.var(yes)).min(self.var(no));
        let children = (0..self.cells[usize::from(var)])
            .map(|cell| {
                let test = self.child(test, var, cell);
                let yes = self.child(yes, var, cell);
                let no = self.child(no, var, cell);
                self.choose_known(test, yes, no, known)
            })
            .collect();
        let made = self.node(var, children);
        known.insert((test, yes, no), made);
        made
    }

    pub fn and(&mut self, a: Ref, b: Ref) -> Ref {
        let no = self.leaf(FALSE);
        self.choose(a, b, no)
    }

    pub fn or(&mut self, a: Ref, b: Ref) -> Ref {
        let yes = self.leaf(TRUE);
        self.choose(a, yes, b)
    }

    pub fn not(&mut self, a: Ref) -> Ref {
        let (no, yes) = (self.leaf(FALSE), self.leaf(TRUE));
        self.choose(a, no, yes)
    }

    /// The diagram whose leaves are `join` of the leaves of two.
    pub fn join(&mut self, a: Ref, b: Ref, join: &mut impl FnMut(u32, u32) -> u32) -> Ref {
        self.join_known(a, b, join, &mut HashMap::new())
    }

    fn join_known(
        &mut self,
        a: Ref,
        b: Ref,
        join: &mut impl FnMut(u32, u32) -> u32,
        known: &mut HashMap<(Ref, Ref), Ref>,
    ) -> Ref {
        if let (Some(a), Some(b)) = (self.as_leaf(a), self.as_leaf(b)) {
            let value = join(a, b);
            return self.leaf(value);
        }
        if let Some(done) = known.get(&(a, b)) {
            return *done;
        }
        let var = self.var(a).min(self.var(b));
        let children = (0..self.cells[usize::from(var)])
            .map(|cell| {
                let a = self.child(a, var, cell);
                let b = self.child(b, var, cell);
                self.join_known(a, b, join, known)
            })
            .collect();
        let made = self.node(var, children);
        known.insert((a, b), made);
        made
    }

    /// The diagram with every leaf replaced.
    pub fn map(&mut self, of: Ref, map: &mut impl FnMut(u32) -> u32) -> Ref {
        let none = self.leaf(0);
        self.join(of, none, &mut |value, _| map(value))
    }

    /// Where a diagram leads to "holds" whatever the variables from `first` on turn out to be.
    pub fn for_all_from(&mut self, first: u16, of: Ref) -> Ref {
        self.for_all_known(first, of, &mut HashMap::new())
    }

    fn for_all_known(&mut self, first: u16, of: Ref, known: &mut HashMap<Ref, Ref>) -> Ref {
        if self.as_leaf(of).is_some() {
            return of;
        }
        if let Some(done) = known.get(&of) {
            return *done;
        }
        let var = self.var(of);
        let children: Vec<Ref> = (0..self.cells[usize::from(var)])
            .map(|cell| {
                let child = self.child(of, var, cell);
                self.for_all_known(first, child, known)
            })
            .collect();
        let (no, yes) = (self.leaf(FALSE), self.leaf(TRUE));
        let made = if var < first {
            self.node(var, children)
        } else if children.iter().all(|child| *child == yes) {
            yes
        } else {
            no
        };
        known.insert(of, made);
        made
    }

    /// The diagram once variables are known to lie in some of their cells.
    pub fn restrict(&mut self, of: Ref, possible: &HashMap<u16, Cells>) -> Ref {
        self.restrict_known(of, possible, &mut HashMap::new())
    }

    fn restrict_known(
        &mut self,
        of: Ref,
        possible: &HashMap<u16, Cells>,
        known: &mut HashMap<Ref, Ref>,
    ) -> Ref {
        if self.as_leaf(of).is_some() {
            return of;
        }
        if let Some(done) = known.get(&of) {
            return *done;
        }
        let var = self.var(of);
        let mask = possible.get(&var).copied().unwrap_or(!0);
        let children: Vec<Option<Ref>> = (0..self.cells[usize::from(var)])
            .map(|cell| {
                (mask >> cell & 1 == 1).then(|| {
                    let child = self.child(of, var, cell);
                    self.restrict_known(child, possible, known)
                })
            })
            .collect();
        // Cells that are ruled out may lead anywhere: let them follow the first that is not.
        let first = children.iter().flatten().next().copied().unwrap_or(of);
        let children = children
            .into_iter()
            .map(|child| child.unwrap_or(first))
            .collect();
        let made = self.node(var, children);
        known.insert(of, made);
        made
    }

    /// The variables that a diagram depends on, ascending.
    pub fn vars(&self, of: Ref) -> Vec<u16> {
        let mut vars: Vec<u16> = self
            .below(of)
            .into_iter()
            .filter_map(|part| match self.part(part) {
                Part::Node(var, _) => Some(*var),
                Part::Leaf(_) => None,
            })
            .collect();
        vars.sort_unstable();
        vars.dedup();
        vars
    }

    /// The leaves that a diagram can reach, ascending.
    pub fn leaves(&self, of: Ref) -> Vec<u32> {
        let mut leaves: Vec<u32> = self
            .below(of)
            .into_iter()
            .filter_map(|part| self.as_leaf(part))
            .collect();
        leaves.sort_unstable();
        leaves
    }

    /// How many parts a diagram has.
    pub fn size(&self, of: Ref) -> usize {
        self.below(of).len()
    }

    /// All parts of a diagram, first seen first.
    fn below(&self, of: Ref) -> Vec<Ref> {
        let mut seen = HashSet::from([of]);
        let mut list = vec![of];
        let mut next = 0;
        while let Some(&part) = list.get(next) {
            next += 1;
            if let Part::Node(_, children) = self.part(part) {
                for child in children {
                    if seen.insert(*child) {
                        list.push(*child);
                    }
                }
            }
        }
        list
    }

    /// One way to reach a leaf: each variable on the path and the cell to be in.
    pub fn path_to(&self, of: Ref, leaf: u32) -> Option<Vec<(u16, u8)>> {
        self.path(
            of,
            &|part| matches!(part, Part::Leaf(value) if *value == leaf),
        )
    }

    fn path(&self, of: Ref, goal: &dyn Fn(&Part) -> bool) -> Option<Vec<(u16, u8)>> {
        let mut path = Vec::new();
        self.search(of, goal, &mut HashSet::new(), &mut path)
            .then_some(path)
    }

    fn search(
        &self,
        of: Ref,
        goal: &dyn Fn(&Part) -> bool,
        dead: &mut HashSet<Ref>,
        path: &mut Vec<(u16, u8)>,
    ) -> bool {
        let part = self.part(of);
        if goal(part) {
            return true;
        }
        let Part::Node(var, children) = part else {
            return false;
        };
        if !dead.insert(of) {
            return false;
        }
        for (cell, child) in children.iter().enumerate() {
            path.push((*var, cell as u8));
            if self.search(*child, goal, dead, path) {
                return true;
            }
            path.pop();
        }
        false
    }

    /// The engine's form of a diagram whose leaves are `0..leaves`; `None` if it has too many
    /// parts to be numbered.
    pub fn export(&self, of: Ref, leaves: u16) -> Option<Diagram> {
        let mut nodes: Vec<Ref> = self.below(of);
        nodes.retain(|part| self.as_leaf(*part).is_none());
        // Parents test earlier variables than their children; equal ones stay as they were found.
        nodes.sort_by_key(|part| self.var(*part));
        if nodes.len() > usize::from(u16::MAX - leaves) {
            return None;
        }
        let mut numbers: HashMap<Ref, u16> = HashMap::new();
        for (index, part) in nodes.iter().enumerate() {
            numbers.insert(*part, leaves + index as u16);
        }
        let number = |part: Ref| match self.as_leaf(part) {
            Some(value) => value as u16,
            None => numbers[&part],
        };
        let mut out = Vec::with_capacity(nodes.len());
        for part in &nodes {
            let Part::Node(var, children) = self.part(*part) else {
                continue;
            };
            let mut edges: Vec<Edge> = Vec::new();
            for (cell, child) in children.iter().enumerate() {
                let to = number(*child);
                match edges.iter_mut().find(|edge| edge.to == to) {
                    Some(edge) => edge.cells |= 1 << cell,
                    None => edges.push(Edge {
                        cells: 1 << cell,
                        to,
                    }),
                }
            }
            out.push(Node { var: *var, edges });
        }
        Some(Diagram {
            leaves,
            root: number(of),
            nodes: out,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::model::VarOf;

    fn store(cells: &[u8]) -> Store {
        let var = |(index, cells): (usize, &u8)| Var {
            of: VarOf::Fact { fact: index as u16 },
            cells: *cells,
            cuts: Vec::new(),
            at_most: 0,
        };
        let vars: Vec<Var> = cells.iter().enumerate().map(var).collect();
        Store::new(&vars)
    }

    #[test]
    fn equal_meanings_are_one_diagram() {
        let mut store = store(&[2, 3, 2]);
        let (a, b) = (store.test(0, 0b10), store.test(1, 0b011));
        let both = store.and(a, b);
        let (not_a, not_b) = (store.not(a), store.not(b));
        let either_fails = store.or(not_a, not_b);
        assert_eq!(store.not(either_fails), both);
        assert_eq!(store.vars(both), [0, 1]);
        let trivial = store.or(a, not_a);
        assert_eq!(store.as_leaf(trivial), Some(TRUE));
    }

    #[test]
    fn a_diagram_forgets_what_no_longer_matters() {
        let mut store = store(&[2, 3, 2]);
        let (a, b, c) = (store.test(0, 2), store.test(1, 0b011), store.test(2, 2));
        let bc = store.and(b, c);
        let all = store.or(a, bc);
        let known = HashMap::from([(1, 0b011)]);
        let rest = store.restrict(all, &known);
        assert_eq!(rest, store.or(a, c));
        let certain = store.for_all_from(1, all);
        assert_eq!(certain, a);
    }
}
