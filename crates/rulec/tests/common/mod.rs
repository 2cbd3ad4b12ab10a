//! What tests over many invented people share.

use std::path::Path;

use engine::{Packed, Rulebook};

/// The rules in a folder, as the compiler leaves them.
pub fn compiled(rules: &str) -> Rulebook {
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join(rules);
    let draft = rulec::compile(&rules, None).draft;
    draft.expect("the rules can be compiled")
}

/// As it is read from its compact form.
pub fn decoded(packed: &'static Packed) -> Rulebook {
    Rulebook::decode(packed).expect("a rulebook of this version")
}

/// A plain xorshift generator: a seed of proptest makes a thousand people.
pub struct Chance(pub u64);

impl Chance {
    pub fn bits(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    pub fn below(&mut self, bound: usize) -> usize {
        (self.bits() >> 11) as usize % bound
    }
}
