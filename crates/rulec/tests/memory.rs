//! Rulebooks and evaluators drop what they own: compiled, decoded and used once more, nothing is left.

use std::alloc::{GlobalAlloc, Layout, System};
use std::path::Path;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicIsize, Ordering};

use engine::{Answers, Evaluator, Packed, Rulebook, what_would_change};

/// Bytes that are allocated and not given back.
static HELD: AtomicIsize = AtomicIsize::new(0);

struct Counting;

// SAFETY: everything is passed on to the system's allocator; only sizes are counted besides.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        HELD.fetch_add(layout.size() as isize, Ordering::Relaxed);
        // SAFETY: as the caller promises.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        HELD.fetch_sub(layout.size() as isize, Ordering::Relaxed);
        // SAFETY: as the caller promises.
        unsafe { System.dealloc(place, layout) }
    }
}

#[global_allocator]
static MEMORY: Counting = Counting;

fn compiled() -> Rulebook {
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/batch");
    let draft = rulec::compile(&rules, None).draft;
    draft.expect("the rules can be compiled")
}

fn evaluate(rulebook: &Rulebook) {
    let evaluator = Evaluator::new(rulebook);
    let nobody = Answers::new(rulebook);
    let assessment = evaluator.evaluate(&nobody, rulebook.version);
    for finding in &assessment.findings {
        assessment.truths(rulebook, finding);
    }
    what_would_change(&evaluator, &nobody, rulebook.version);
}

/// The only test here, so that nobody else's memory is counted.
#[test]
fn nothing_is_left_of_a_rulebook() {
    static PARTS: OnceLock<[Packed; 2]> = OnceLock::new();
    let once = || {
        let rulebook = compiled();
        evaluate(&rulebook);
        let [bare, notes] = PARTS.get_or_init(|| {
            let (bare, notes) = rulebook.encode_parted();
            [bare, notes].map(Packed::from)
        });
        let bare = Rulebook::decode(bare).expect("a rulebook");
        evaluate(&bare);
        let whole = bare.with_notes(notes).expect("its notes");
        assert_eq!(whole, rulebook);
    };
    // Whatever is made once and kept.
    once();
    let before = HELD.load(Ordering::Relaxed);
    for _ in 0..3 {
        once();
    }
    assert_eq!(HELD.load(Ordering::Relaxed), before);
}
