//! Walking decision diagrams: which leaves can be reached, and what they still depend on.
//!
//! A diagram holds the whole of a benefit, both readings included, so these walks are exact: a
//! leaf is reached if and only if some completion of the answers leads there. Nothing here knows
//! what a leaf is worth.

use crate::model::*;

/// Room for walks, kept between them.
#[derive(Default)]
pub struct Scratch {
    lanes: Vec<u64>,
    /// For each leaf, then for each node, what it has become.
    merged: Vec<u16>,
    /// For each leaf, then for each node, whether some completion reaches it.
    seen: Vec<bool>,
    sets: Vec<u64>,
}

impl Scratch {
    /// The nodes that [`reach`] has just reached.
    pub(crate) fn reached<'d>(&self, diagram: &'d Diagram) -> impl Iterator<Item = &'d Node> {
        let seen = &self.seen[usize::from(diagram.leaves)..];
        let nodes = diagram.nodes.iter().zip(seen);
        nodes.filter(|(_, seen)| **seen).map(|(node, _)| node)
    }
}

/// What [`explore`] finds.
#[derive(Clone, Copy)]
pub(crate) struct Reached {
    /// The set of leaves; bit `k` is leaf `k`.
    pub leaves: u64,
    /// Where the ways part: all that stands above leads straight there.
    entry: u16,
    /// Nothing is known of what stands below the entry. That part is as reduced as the compiler left
    /// it, so all of its variables matter.
    whole: bool,
}

/// The set of leaves that some completion reaches; bit `k` is leaf `k`.
pub fn reach(diagram: &Diagram, cells: &[Cells], scratch: &mut Scratch) -> u64 {
    explore(diagram, cells, scratch).leaves
}

/// Marks what some completion reaches.
pub(crate) fn explore(diagram: &Diagram, cells: &[Cells], scratch: &mut Scratch) -> Reached {
    let leaves = usize::from(diagram.leaves);
    let seen = &mut scratch.seen;
    seen.clear();
    seen.resize(leaves + diagram.nodes.len(), false);
    let mut entry = diagram.root;
    seen[usize::from(entry)] = true;
    while entry >= diagram.leaves {
        let node = &diagram.nodes[usize::from(entry) - leaves];
        let possible = cells[usize::from(node.var)];
        let (mut ways, mut only) = (0, entry);
        for edge in &node.edges {
            if edge.cells & possible != 0 {
                ways += 1;
                only = edge.to;
            }
        }
        if ways != 1 {
            break;
        }
        entry = only;
        seen[usize::from(entry)] = true;
    }
    let mut excluded = 0;
    for at in usize::from(entry).max(leaves)..seen.len() {
        if !seen[at] {
            continue;
        }
        let node = &diagram.nodes[at - leaves];
        let possible = cells[usize::from(node.var)];
        // Without branches: whether an edge leads on, and where, is hard to foresee.
        for edge in &node.edges {
            seen[usize::from(edge.to)] |= edge.cells & possible != 0;
            excluded |= edge.cells & !possible;
        }
    }
    let reached = seen[..leaves].iter().zip(0..);
    Reached {
        leaves: reached.fold(0, |set, (seen, leaf)| set | u64::from(*seen) << leaf),
        entry,
        whole: excluded == 0,
    }
}

/// Supposed answers about one variable, a lane for each: lane `base + k` supposes cell `k`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Supposed {
    /// The variable that something is supposed of.
    pub var: VarIdx,
    /// The lane of its first cell.
    pub base: u8,
}

/// For up to 64 supposed answers at once: which of them reach an entitling leaf, and which reach
/// one that does not entitle, a bit for each lane.
///
/// `supposed` must be sorted by variable, and the lanes of its variables (one for each cell, also
/// for those that are not possible; these stay empty) must not overlap.
pub fn reach_supposing(
    diagram: &Diagram,
    cells: &[Cells],
    supposed: &[Supposed],
    scratch: &mut Scratch,
) -> (u64, u64) {
    let own_lanes = |one: &Supposed| cells[usize::from(one.var)] << one.base;
    let all = supposed.iter().fold(0, |all, one| all | own_lanes(one));
    let lanes = &mut scratch.lanes;
    lanes.clear();
    lanes.resize(diagram.nodes.len(), 0);
    let (mut entitled, mut not) = (0u64, 0u64);
    let mut arrive = |lanes: &mut [u64], to: u16, mask: u64| {
        if to >= diagram.leaves {
            lanes[usize::from(to - diagram.leaves)] |= mask;
        } else if to >= LEAF_FIRST_AMOUNT {
            entitled |= mask;
        } else {
            not |= mask;
        }
    };
    arrive(lanes, diagram.root, all);
    let mut next = 0;
    for (index, node) in diagram.nodes.iter().enumerate() {
        let here = lanes[index];
        if here == 0 {
            continue;
        }
        while next < supposed.len() && supposed[next].var < node.var {
            next += 1;
        }
        let possible = cells[usize::from(node.var)];
        // Lanes that suppose something of this variable, and where their cells begin.
        let (own, base) = match supposed.get(next) {
            Some(one) if one.var == node.var => (own_lanes(one), one.base),
            _ => (0, 0),
        };
        for edge in &node.edges {
            let led = edge.cells & possible;
            if led != 0 {
                let mask = here & (!own | own & led << base);
                if mask != 0 {
                    arrive(lanes, edge.to, mask);
                }
            }
        }
    }
    (entitled, not)
}

/// A variable of which all possible cells are tried, in ascending order: the lane of a combination
/// is the sum over all variables of the place of the cell times `stride`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Tried {
    /// The variable whose cells are tried.
    pub var: VarIdx,
    /// How many lanes lie between one cell and the next.
    pub stride: usize,
}

impl Tried {
    /// The lanes of the first `size` in which this variable lies in one of `wanted`, of its
    /// `possible` cells.
    pub fn lanes(&self, possible: Cells, wanted: Cells, size: usize) -> u64 {
        // The lanes of the lowest cell; each further cell is one stride on.
        let block = all_cells(self.stride);
        let step = self.stride * possible.count_ones() as usize;
        let lowest = (0..size)
            .step_by(step.max(1))
            .fold(0u64, |lanes, at| lanes | block << at);
        let mut lanes = 0;
        let mut left = possible;
        let mut shift = 0;
        while left != 0 {
            if left & left.wrapping_neg() & wanted != 0 {
                lanes |= lowest << shift;
            }
            left &= left - 1;
            shift += self.stride;
        }
        lanes
    }
}

/// For up to 64 combinations of cells at once, the leaves that each reaches whatever the other
/// variables turn out to be: entry `k` has a bit for each combination that reaches leaf `k`.
pub fn reach_trying(
    diagram: &Diagram,
    cells: &[Cells],
    tried: &[Tried],
    size: usize,
    scratch: &mut Scratch,
) -> Vec<u64> {
    let mut ways = vec![0u64; usize::from(diagram.leaves)];
    let lanes = &mut scratch.lanes;
    lanes.clear();
    lanes.resize(diagram.nodes.len(), 0);
    let mut arrive = |lanes: &mut [u64], to: u16, mask: u64| {
        if to < diagram.leaves {
            ways[usize::from(to)] |= mask;
        } else {
            lanes[usize::from(to - diagram.leaves)] |= mask;
        }
    };
    arrive(lanes, diagram.root, all_cells(size));
    for (index, node) in diagram.nodes.iter().enumerate() {
        let here = lanes[index];
        if here == 0 {
            continue;
        }
        let possible = cells[usize::from(node.var)];
        let own = tried.iter().find(|one| one.var == node.var);
        for edge in &node.edges {
            let led = edge.cells & possible;
            let mask = match own {
                _ if led == 0 => 0,
                None => here,
                Some(one) => here & one.lanes(possible, led, size),
            };
            if mask != 0 {
                arrive(lanes, edge.to, mask);
            }
        }
    }
    ways
}

/// The variables that the leaf still depends on, appended to `out` in ascending order.
///
/// Exact: a variable is listed if and only if two completions that differ in it alone end in
/// different leaves. It is found by restricting the diagram to the possible cells and reducing it
/// again; in a reduced diagram, every node matters.
pub fn depends(diagram: &Diagram, cells: &[Cells], scratch: &mut Scratch, out: &mut Vec<VarIdx>) {
    let reached = explore(diagram, cells, scratch);
    depends_reached(diagram, cells, reached, scratch, out);
}

/// As [`depends`], of the diagram and the cells that have just been explored.
pub(crate) fn depends_reached(
    diagram: &Diagram,
    cells: &[Cells],
    reached: Reached,
    scratch: &mut Scratch,
    out: &mut Vec<VarIdx>,
) {
    if !reached.whole {
        reduce(diagram, cells, VarIdx::MAX, scratch, out);
        return;
    }
    let leaves = usize::from(diagram.leaves);
    let start = out.len();
    for at in usize::from(reached.entry).max(leaves)..scratch.seen.len() {
        let var = diagram.nodes[at - leaves].var;
        if scratch.seen[at] && out[start..].last() != Some(&var) {
            out.push(var);
        }
    }
}

/// The variables below `answerable` that the *set* of leaves still depends on which the variables
/// from `answerable` on leave open; appended to `out` in ascending order.
///
/// Nobody can answer the readings of unclear words, so what is shown is the set of outcomes over
/// them. A fact that only matters in one reading, while the other leaves everything open anyway,
/// changes nothing that anybody sees.
pub fn depends_below(
    diagram: &Diagram,
    cells: &[Cells],
    answerable: VarIdx,
    scratch: &mut Scratch,
    out: &mut Vec<VarIdx>,
) {
    explore(diagram, cells, scratch);
    reduce(diagram, cells, answerable, scratch, out);
}

/// [`depends_below`] once it is marked what is reached; all else is passed over.
fn reduce(
    diagram: &Diagram,
    cells: &[Cells],
    answerable: VarIdx,
    scratch: &mut Scratch,
    out: &mut Vec<VarIdx>,
) {
    let leaves = usize::from(diagram.leaves);
    let count = leaves + diagram.nodes.len();
    let Scratch {
        merged, seen, sets, ..
    } = scratch;
    sets.clear();
    sets.resize(count, 0);
    merged.clear();
    merged.extend(0..diagram.leaves);
    // What is not reached is never taken for another: it does not stand for itself.
    merged.resize(count, LEAF_NO);
    for (leaf, set) in sets[..leaves].iter_mut().enumerate() {
        *set = 1 << leaf;
    }
    // Whether a node below has been restricted. Until then, nodes are as different as the compiler
    // left them.
    let mut restricted = false;
    // Children first.
    for at in (leaves..count).rev() {
        if !seen[at] {
            continue;
        }
        let node = &diagram.nodes[at - leaves];
        let possible = cells[usize::from(node.var)];
        let own = at as u16;
        if node.var >= answerable {
            // All that counts of it is the set of its leaves.
            restricted = true;
            for edge in &node.edges {
                if edge.cells & possible != 0 {
                    sets[at] |= sets[usize::from(edge.to)];
                }
            }
            merged[at] = match sets[at].count_ones() {
                1 => sets[at].trailing_zeros() as u16,
                _ => (at + 1..count)
                    .find(|&later| sets[later] == sets[at])
                    .map_or(own, |later| merged[later]),
            };
            continue;
        }
        let mut only = None;
        let mut several = false;
        for edge in &node.edges {
            restricted |= edge.cells & !possible != 0;
            if edge.cells & possible != 0 {
                let to = merged[usize::from(edge.to)];
                several |= *only.get_or_insert(to) != to;
            }
        }
        merged[at] = match only {
            Some(to) if !several => to,
            _ if !restricted => own,
            // A node that has become equal to a later one is that one. Nodes of one variable stand
            // together.
            _ => (at + 1..count)
                .take_while(|&later| diagram.nodes[later - leaves].var == node.var)
                .find(|&later| {
                    merged[later] == later as u16
                        && are_equal(node, &diagram.nodes[later - leaves], possible, merged)
                })
                .map_or(own, |later| later as u16),
        };
    }
    let root = merged[usize::from(diagram.root)];
    if root < diagram.leaves {
        return;
    }
    seen.fill(false);
    seen[usize::from(root)] = true;
    let start = out.len();
    for at in usize::from(root)..count {
        if !seen[at] {
            continue;
        }
        let node = &diagram.nodes[at - leaves];
        if node.var >= answerable {
            break;
        }
        if out[start..].last() != Some(&node.var) {
            out.push(node.var);
        }
        let possible = cells[usize::from(node.var)];
        for edge in &node.edges {
            let to = merged[usize::from(edge.to)];
            seen[usize::from(to)] |= edge.cells & possible != 0;
        }
    }
}

/// Whether two nodes of one variable lead to the same for each possible cell.
fn are_equal(one: &Node, other: &Node, possible: Cells, merged: &[u16]) -> bool {
    one.edges.iter().all(|edge| {
        other.edges.iter().all(|its| {
            edge.cells & its.cells & possible == 0
                || merged[usize::from(edge.to)] == merged[usize::from(its.to)]
        })
    })
}

/// As [`depends`], where leaves that `class` gives the same number count as the same.
pub fn depends_merged(
    diagram: &Diagram,
    cells: &[Cells],
    class: impl Fn(u16) -> u16,
    scratch: &mut Scratch,
    out: &mut Vec<VarIdx>,
) {
    let Reached { entry, .. } = explore(diagram, cells, scratch);
    let seen = &scratch.seen[usize::from(diagram.leaves)..];
    // What each node has become: a class, or a function of its own from `FIRST` on.
    const FIRST: u32 = 1 << 16;
    let mut became: Vec<u32> = vec![0; diagram.nodes.len()];
    let mut functions: Vec<(VarIdx, Vec<u32>)> = Vec::new();
    let end = |became: &[u32], to: u16| match to.checked_sub(diagram.leaves) {
        None => u32::from(class(to)),
        Some(node) => became[usize::from(node)],
    };
    // Children first.
    for (index, node) in diagram.nodes.iter().enumerate().rev() {
        if !seen[index] {
            continue;
        }
        let possible = cells[usize::from(node.var)];
        let led = node.edges.iter().filter(|edge| edge.cells & possible != 0);
        let mut to = led.clone().map(|edge| end(&became, edge.to));
        // INVARIANT: a variable lies in some cell, and the edges of a node part all of them.
        let first = to.next().unwrap_or_default();
        if to.all(|other| other == first) {
            became[index] = first;
            continue;
        }
        // Where it leads for each possible cell.
        let mut ends = vec![0; possible.count_ones() as usize];
        for edge in led {
            let to = end(&became, edge.to);
            let mut own = edge.cells & possible;
            while own != 0 {
                let below = possible & ((own & own.wrapping_neg()) - 1);
                ends[below.count_ones() as usize] = to;
                own &= own - 1;
            }
        }
        // Nodes of one variable stand together.
        let same = functions.iter().enumerate().rev();
        let mut same = same.take_while(|(_, (var, _))| *var == node.var);
        let at = match same.find(|(_, (_, known))| *known == ends) {
            Some((at, _)) => at,
            None => {
                functions.push((node.var, ends));
                functions.len() - 1
            }
        };
        became[index] = FIRST + at as u32;
    }
    // Functions stand behind those that they lead to, and variables descend as they were found.
    let mut wanted = vec![end(&became, entry)];
    let start = out.len();
    for (at, (var, ends)) in functions.iter().enumerate().rev() {
        if wanted.contains(&(FIRST + at as u32)) {
            wanted.extend(ends);
            if out[start..].last() != Some(var) {
                out.push(*var);
            }
        }
    }
}
