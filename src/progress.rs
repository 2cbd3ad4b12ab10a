//! What a host may know of a widget: how far somebody has come, counts and sums. Never an answer,
//! unless the host has asked for them and the page says so.

use engine::{Bucket, Interval, Money};
use serde::Serialize;

use crate::link;
use crate::session::{Group, Session};

#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Progress {
    /// Questions answered.
    pub answered: usize,
    /// Benefits that wait for questions to come.
    pub open: usize,
    pub counts: Counts,
    pub totals: Totals,
    /// For a host that is told answers: as a share link carries them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answers: Option<String>,
}

/// Benefits in each group.
#[derive(Clone, PartialEq, Default, Debug, Serialize)]
pub struct Counts {
    pub right: usize,
    pub selection: usize,
    pub possible: usize,
    pub services: usize,
    pub no: usize,
}

#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Totals {
    pub right: Sums,
    pub selection: Sums,
}

#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Sums {
    pub once: Yuan,
    pub yearly: Yuan,
}

/// The least and the most that it can come to; no most where nothing bounds it. Hosts are told yuan,
/// as a number: the engine's whole fen end here.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Yuan {
    pub low: f64,
    pub high: Option<f64>,
}

/// Whether nothing is left to ask that bears on money.
pub fn is_complete(session: &Session) -> bool {
    session.current.is_none() && session.placed()
}

pub fn progress(session: &Session) -> Progress {
    let totals = &session.assessment.totals;
    // Before who and where are known, counts and sums say nothing.
    let placed = session.placed();
    let count = |group| {
        if placed {
            session.group(group).count()
        } else {
            0
        }
    };
    let sums = |bucket| {
        if placed {
            sums(bucket)
        } else {
            sums(&Bucket::default())
        }
    };
    Progress {
        answered: session.order.len(),
        open: session.open(),
        counts: Counts {
            right: count(Group::Right),
            selection: count(Group::Selection),
            possible: count(Group::Possible) + count(Group::Open),
            services: count(Group::Services),
            no: count(Group::No),
        },
        totals: Totals {
            right: sums(&totals.right),
            selection: sums(&totals.selection),
        },
        answers: session
            .sharing
            .then(|| link::write(session.rulebook, &session.answers, &session.shared)),
    }
}

fn sums(bucket: &Bucket) -> Sums {
    Sums {
        once: yuan(bucket.with_possible.once),
        yearly: yuan(bucket.with_possible.yearly),
    }
}

fn yuan(Interval { low, high }: Interval) -> Yuan {
    let yuan = |Money(fen): Money| fen as f64 / 100.0;
    Yuan {
        low: yuan(low),
        high: high.map(yuan),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::options::Start;

    #[test]
    fn sums_leave_in_yuan_and_may_have_no_most() {
        let least = Interval::new(Money(30_050), None);
        let told = Yuan {
            low: 300.5,
            high: None,
        };
        assert_eq!(yuan(least), told);
    }

    #[test]
    fn before_who_and_where_are_known_nothing_is_counted() {
        let mut start = Start::default();
        start.options.share = Some(true);
        start.line = "audience=individual".to_owned();
        let told = progress(&start.session());
        assert_eq!((told.answered, told.counts), (1, Counts::default()));
        let nothing = Yuan {
            low: 0.0,
            high: Some(0.0),
        };
        assert_eq!(told.totals.right.once, nothing);
        // What was answered before the screen has said so is not the host's to know.
        assert_eq!(told.answers.as_deref(), Some(""));
        start.line += "&region=zibo";
        let told = progress(&start.session());
        assert_ne!(told.counts, Counts::default());
    }
}
