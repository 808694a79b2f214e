//! A step, a wake-up, a period. All logic is in the steps: a loop that is never woken is slow, not
//! wrong.

use std::{sync::Arc, time::Duration};

use midcall_domain::time::Timestamp;
use midcall_store::Store;
use tokio::sync::{Notify, watch};

use crate::{
    advise::{self, Advised},
    backfill::{Backfilled, Backfiller},
    fold::{self, Folder},
    identity::{Finder, Looked, Warmer},
    node::Node,
    nudge::{self, Nudged},
    output, place,
    reconcile::{Gate, Reconciled, Reconciler},
};

/// Under load, deliveries of this long are folded together: one transaction for many calls. A step
/// that took longer is followed by a rest as long as itself: acknowledging comes first, and what is
/// acknowledged can wait on disk.
const FOLD_PERIOD: Duration = Duration::from_millis(50);
/// It cannot wait longer than this: who is on the phone should be in Salesforce within a second.
const FOLD_BEHIND: Duration = Duration::from_millis(200);
/// Words that wait to be saved are looked at this often.
const FOLD_IDLE: Duration = Duration::from_millis(250);
/// Without a wake-up, due leads are looked for this often: other processes make leads due too.
const RECONCILE_PERIOD: Duration = Duration::from_secs(2);
const SETTLE_PERIOD: Duration = Duration::from_secs(5);
const PLACE_PERIOD: Duration = Duration::from_secs(5);
/// Questions for a language model are looked for this often; one at a time is asked.
const ADVISE_PERIOD: Duration = Duration::from_millis(500);
/// Without a time of its own, what Vapi should be asked is looked for this often.
const BACKFILL_PERIOD: Duration = Duration::from_secs(2);
/// Calls whose messages name no lead are looked for this often.
const IDENTIFY_PERIOD: Duration = Duration::from_secs(1);
/// Gaps that agents are to be told of are looked for this often: they are no matter of seconds.
const NUDGE_PERIOD: Duration = Duration::from_secs(2);
/// A step that failed for lack of the store is tried again after this.
const STORE_RETRY: Duration = Duration::from_secs(1);
/// Sealed segments are looked for this often.
const COMPACT_PERIOD: Duration = Duration::from_secs(20);

/// Says when to stop.
pub(super) type Stop = watch::Receiver<bool>;

pub(super) async fn fold(node: Arc<Node>, changed: Arc<Notify>, mut stop: Stop) {
    let mut folder = loop {
        match Folder::resume(&node).await {
            Ok(folder) => break folder,
            Err(error) => {
                tracing::error!(error = %output::chain(&error), "The fold cannot start");
                if sleep(STORE_RETRY, &mut stop).await {
                    return;
                }
            }
        }
    };
    loop {
        let is_stopping = *stop.borrow();
        let began = std::time::Instant::now();
        match folder.step(&node).await {
            Ok(folded) => {
                if folded.saved.leads_changed > 0 {
                    changed.notify_one();
                }
                if is_stopping && folded.entries == 0 {
                    if let Err(error) = folder.save_rest(&node).await {
                        tracing::error!(error = %output::chain(&error), "The last words were not saved; they are in the journal");
                    }
                    return;
                }
                if is_stopping || folded.behind > FOLD_BEHIND {
                    continue;
                }
            }
            Err(error) => {
                tracing::error!(error = %output::chain(&error), "A fold step failed");
                if is_stopping || sleep(STORE_RETRY, &mut stop).await {
                    return;
                }
                continue;
            }
        }
        if sleep(FOLD_PERIOD.max(began.elapsed()), &mut stop).await {
            continue;
        }
        let news = node.store.journal.wait_past(folder.cursor());
        tokio::select! {
            () = news => {}
            _ = tokio::time::sleep(FOLD_IDLE), if folder.has_unsaved() => {}
            _ = stop.changed() => {}
        }
    }
}

pub(super) async fn reconcile(node: Arc<Node>, changed: Arc<Notify>, mut stop: Stop) {
    let pacing = &node.settings.pacing;
    let gate = Gate::new(pacing.requests_per_s, pacing.burst).for_leads(pacing.transcript_ms);
    let mut reconciler = Reconciler::new(format!("{}/reconcile", node.name), gate);
    while !*stop.borrow() {
        let wait = match reconciler.step(&node).await {
            Ok(Reconciled::Sent(_)) => continue,
            Ok(Reconciled::Idle(Some(until))) => until_then(&node, until).min(RECONCILE_PERIOD),
            Ok(Reconciled::Idle(None)) => RECONCILE_PERIOD,
            Err(error) => {
                tracing::error!(error = %output::chain(&error), "A reconcile step failed");
                STORE_RETRY
            }
        };
        tokio::select! {
            () = changed.notified() => {}
            () = tokio::time::sleep(wait) => {}
            _ = stop.changed() => {}
        }
    }
}

fn until_then(node: &Node, until: Timestamp) -> Duration {
    let ms = until.ms_since(node.clock.now());
    Duration::from_millis(u64::try_from(ms).unwrap_or(0).max(1))
}

pub(super) async fn settle(node: Arc<Node>, mut stop: Stop) {
    let listening_since = node.clock.now();
    while !sleep(SETTLE_PERIOD, &mut stop).await {
        match fold::settle(&node, listening_since).await {
            Ok(settled) => {
                for call in settled {
                    tracing::info!(call.id = %call, "Call {call} has been silent for too long and is settled");
                }
            }
            Err(error) => tracing::error!(error = %output::chain(&error), "A settling step failed"),
        }
    }
}

pub(super) async fn place(node: Arc<Node>, mut stop: Stop) {
    while !sleep(PLACE_PERIOD, &mut stop).await {
        while !*stop.borrow() {
            match place::step(&node).await {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => {
                    tracing::error!(error = %output::chain(&error), "A request to call could not be taken up");
                    break;
                }
            }
        }
    }
}

pub(super) async fn backfill(node: Arc<Node>, mut stop: Stop) {
    let mut backfiller = Backfiller::new(node.clock.now());
    while !*stop.borrow() {
        let wait = match backfiller.step(&node).await {
            Ok(Backfilled::Did) => continue,
            Ok(Backfilled::Idle(until)) => until_then(&node, until).min(BACKFILL_PERIOD),
            Err(error) => {
                tracing::error!(error = %output::chain(&error), "A backfill step failed");
                STORE_RETRY
            }
        };
        sleep(wait, &mut stop).await;
    }
}

pub(super) async fn advise(node: Arc<Node>, mut stop: Stop) {
    while node.advisor.is_some() && !sleep(ADVISE_PERIOD, &mut stop).await {
        while !*stop.borrow() {
            match advise::step(&node).await {
                Ok(Advised::TakenUp(_)) => {}
                Ok(Advised::Idle) => break,
                Err(error) => {
                    tracing::error!(error = %output::chain(&error), "A question for the language model could not be taken up");
                    break;
                }
            }
        }
    }
}

pub(super) async fn identify(node: Arc<Node>, mut stop: Stop) {
    let mut finder = Finder::default();
    let mut warmer = Warmer::default();
    while !sleep(IDENTIFY_PERIOD, &mut stop).await {
        while !*stop.borrow() {
            match finder.step(&node).await {
                Ok(Looked::TakenUp(_)) => {}
                Ok(Looked::Idle(_)) => break,
                Err(error) => {
                    tracing::error!(error = %output::chain(&error), "Whose calls are whose could not be found out");
                    break;
                }
            }
        }
        if let Err(error) = warmer.step(&node).await {
            tracing::error!(error = %output::chain(&error), "Who has which number could not be kept");
        }
    }
}

pub(super) async fn nudge(node: Arc<Node>, mut stop: Stop) {
    while node.settings.nudges.enabled && !sleep(NUDGE_PERIOD, &mut stop).await {
        while !*stop.borrow() {
            match nudge::step(&node).await {
                Ok(Nudged::TakenUp(_)) => {}
                Ok(Nudged::Idle) => break,
                Err(error) => {
                    tracing::error!(error = %output::chain(&error), "What an agent is to be told could not be taken up");
                    break;
                }
            }
        }
    }
}

pub(super) async fn compact(store: Store, mut stop: Stop) {
    while !sleep(COMPACT_PERIOD, &mut stop).await {
        let journal = store.journal.clone();
        // Compressing 64 MiB takes a second of one core, spread over three.
        match in_spare_time(move || journal.compact()).await {
            Ok(Ok(_)) => {}
            Ok(Err(error)) => {
                tracing::warn!(error = %output::chain(&error), "The journal's segments could not be compressed");
            }
            Err(error) => {
                tracing::warn!(error = %output::chain(&error), "No thread could be had to compress the journal's segments");
            }
        }
    }
}

/// Runs `work` on a thread that gets what the others leave: whoever waits for an answer does not
/// wait for it.
async fn in_spare_time<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> std::io::Result<T> {
    /// Of 0 to 19; on Linux a thread's own.
    const NICENESS: i32 = 15;
    let (answer, answered) = tokio::sync::oneshot::channel();
    std::thread::Builder::new()
        .name("midcall-compact".to_owned())
        .spawn(move || {
            // Where it may not be, it is as fast as the others.
            #[cfg(target_os = "linux")]
            let _ = rustix::process::nice(NICENESS);
            // Whoever asked may be gone.
            let _ = answer.send(work());
        })?;
    // It is dropped unsaid only by a panic, which has said so.
    answered.await.map_err(std::io::Error::other)
}

/// Sleeps; returns at once and true when it is time to stop.
async fn sleep(duration: Duration, stop: &mut Stop) -> bool {
    if *stop.borrow() {
        return true;
    }
    tokio::select! {
        () = tokio::time::sleep(duration) => *stop.borrow(),
        _ = stop.changed() => true,
    }
}
