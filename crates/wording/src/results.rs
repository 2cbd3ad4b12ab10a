//! Verdicts, conditions that hold or fail, and kinds of sources.

use engine::model::{BenefitKind, SourceKind};
use engine::{Truth, Verdict};

use crate::words::Lang;

impl Lang {
    /// What a benefit comes to for somebody.
    pub fn verdict(self, verdict: Verdict) -> &'static str {
        let words = self.words();
        match verdict {
            Verdict::Eligible => words.eligible,
            Verdict::ByReview => words.by_review,
            Verdict::Possible => words.possible,
            Verdict::Ineligible => words.ineligible,
            Verdict::Lapsed => words.lapsed,
            Verdict::NotYet => words.not_yet,
            Verdict::Ended => words.ended,
        }
    }

    /// The same of a benefit of this kind: no money is claimed where there is none.
    pub fn verdict_of(self, kind: BenefitKind, verdict: Verdict) -> &'static str {
        match (kind, verdict) {
            (BenefitKind::Service, Verdict::Eligible) => self.words().eligible_service,
            _ => self.verdict(verdict),
        }
    }

    /// Whether a condition holds.
    pub fn truth(self, truth: Truth) -> &'static str {
        let words = self.words();
        match truth {
            Truth::TRUE => words.met,
            Truth::FALSE => words.failed,
            _ => words.open,
        }
    }

    /// Whether it is a document of the state or a report about one.
    pub fn source_kind(self, kind: SourceKind) -> &'static str {
        let words = self.words();
        match kind {
            SourceKind::OfficialDocument => words.official_document,
            SourceKind::PressReport => words.press_report,
        }
    }
}
