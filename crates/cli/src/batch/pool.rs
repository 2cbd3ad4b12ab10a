//! All cores at work on portions of rows, with what comes of them in the order of the rows.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use crate::Stop;
use crate::batch::tally::Tally;
use crate::batch::{PORTION, Rows};

pub fn cores() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get)
}

/// A portion and its place among the others.
type Numbered<T> = (usize, T);

/// Fills portions with `fill` until one stays empty, judges them in `jobs` threads, each with a
/// worker of its own, and hands what comes of them to `write` in order.
///
/// INVARIANT: no more than a few portions for each thread are anywhere between `fill` and `write`,
/// so memory does not grow with their number, however uneven they are.
///
/// The first error of reading or writing ends it. What came before an error of reading is written.
pub fn run<W>(
    jobs: usize,
    mut fill: impl FnMut(&mut Rows) -> Result<(), Stop>,
    worker: impl Fn() -> W + Sync,
    judge: impl Fn(&mut W, Rows, &mut Vec<u8>) -> Tally + Sync,
    mut write: impl FnMut(&[u8], &Tally) -> Result<(), Stop> + Send,
) -> Result<Tally, Stop> {
    let under_way = jobs * 4;
    let (to_judge, portions) = sync_channel::<Numbered<Rows>>(under_way);
    let (judged, to_write) = sync_channel::<Numbered<(Vec<u8>, Tally)>>(under_way);
    let (free, room) = sync_channel::<()>(under_way);
    for _ in 0..under_way {
        let _ = free.send(());
    }
    let portions = Mutex::new(portions);
    thread::scope(|scope| {
        for _ in 0..jobs {
            let judged = judged.clone();
            let (portions, worker, judge) = (&portions, &worker, &judge);
            scope.spawn(move || {
                let mut worker = worker();
                while let Some((number, rows)) = next(portions) {
                    let mut out = Vec::new();
                    let tally = judge(&mut worker, rows, &mut out);
                    if judged.send((number, (out, tally))).is_err() {
                        break;
                    }
                }
            });
        }
        drop(judged);
        let writer = scope.spawn(move || in_order(&to_write, &free, &mut write));
        let read = hand_out(&mut fill, &to_judge, &room);
        drop(to_judge);
        let written = match writer.join() {
            Ok(written) => written,
            Err(panic) => std::panic::resume_unwind(panic),
        };
        let tally = written?;
        read.map(|()| tally)
    })
}

fn next(portions: &Mutex<Receiver<Numbered<Rows>>>) -> Option<Numbered<Rows>> {
    portions.lock().ok()?.recv().ok()
}

fn hand_out(
    fill: &mut impl FnMut(&mut Rows) -> Result<(), Stop>,
    to_judge: &SyncSender<Numbered<Rows>>,
    room: &Receiver<()>,
) -> Result<(), Stop> {
    for number in 0.. {
        let mut rows = Vec::with_capacity(PORTION);
        let filled = fill(&mut rows);
        if !rows.is_empty() {
            // Nobody takes anything any more once writing has failed, and the writer says why.
            if room.recv().is_err() || to_judge.send((number, rows)).is_err() {
                return Ok(());
            }
        } else if filled.is_ok() {
            return Ok(());
        }
        filled?;
    }
    Ok(())
}

fn in_order(
    to_write: &Receiver<Numbered<(Vec<u8>, Tally)>>,
    free: &SyncSender<()>,
    write: &mut impl FnMut(&[u8], &Tally) -> Result<(), Stop>,
) -> Result<Tally, Stop> {
    let mut waiting = BTreeMap::new();
    let mut due = 0;
    let mut sum = Tally::default();
    for (number, portion) in to_write {
        waiting.insert(number, portion);
        while let Some((bytes, tally)) = waiting.remove(&due) {
            write(&bytes, &tally)?;
            sum.merge(tally);
            due += 1;
            // The reader may have come to its end.
            let _ = free.try_send(());
        }
    }
    Ok(sum)
}
