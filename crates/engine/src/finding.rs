//! What is found of one benefit.

use crate::date::DayRange;
use crate::due::Due;
use crate::model::*;

/// How a benefit stands for somebody on a day.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Verdict {
    /// 可申领: due as of right, whatever the missing answers turn out to be.
    Eligible,
    /// 可申报（须评选）: one may apply; somebody chooses, or has chosen already.
    ByReview,
    /// 待确认: completions of the answers, or readings of the text, disagree.
    Possible,
    /// 不符合: not due under any completion.
    Ineligible,
    /// 已过期限: all else holds, but the window has closed.
    Lapsed,
    /// 尚未施行: whoever it is for, nothing is due yet.
    NotYet,
    /// 已失效: whoever it is for, nothing is due any more.
    Ended,
}

/// The verdict on a benefit in force, from the leaves that some completion reaches.
pub(crate) fn verdict(benefit: &Benefit, leaves: u64) -> Verdict {
    let barred = leaves & ((1 << LEAF_FIRST_AMOUNT) - 1);
    let entitling = leaves >> LEAF_FIRST_AMOUNT;
    if entitling == 0 {
        return match barred {
            LAPSED_ALONE => Verdict::Lapsed,
            _ => Verdict::Ineligible,
        };
    }
    if barred != 0 {
        return Verdict::Possible;
    }
    let rights = benefit.rights();
    // Where it is not known who has been chosen already, everybody may apply at least.
    match entitling & !rights != 0 {
        false => Verdict::Eligible,
        true => Verdict::ByReview,
    }
}

const LAPSED_ALONE: u64 = 1 << LEAF_LAPSED;

/// The verdict for whoever ends in this leaf for certain.
pub(crate) fn verdict_of_leaf(benefit: &Benefit, leaf: u16) -> Verdict {
    verdict(benefit, 1 << leaf)
}

/// What is found of one benefit for one set of answers on one day.
#[derive(Clone, PartialEq, Debug)]
pub struct Finding {
    /// How it stands.
    pub verdict: Verdict,
    /// Asked for by somebody else, or elsewhere; its conditions say nothing to this person.
    pub out_of_scope: bool,
    /// How it stood on the day of evaluation. Where it was not in force, nothing is due.
    pub standing: Standing,
    /// What is due; for [`Verdict::Possible`], what is due if it holds. `None` where nothing is,
    /// and for services.
    pub due: Option<Due>,
    /// Last day to apply, where the text states a window and its start is known: the earliest and
    /// the latest that it can be.
    pub deadline: Option<DayRange>,
    /// It is only possible, and something that it hangs on has not been asked yet.
    pub unasked: bool,
    pub(crate) truths: (u32, u32),
    pub(crate) missing: (u32, u32),
    pub(crate) unclear: (u32, u32),
}

impl Finding {
    pub(crate) const OUT_OF_SCOPE: Finding = Finding {
        verdict: Verdict::Ineligible,
        out_of_scope: true,
        standing: Standing::InForce,
        due: None,
        deadline: None,
        unasked: false,
        truths: (0, 0),
        missing: (0, 0),
        unclear: (0, 0),
    };
}
