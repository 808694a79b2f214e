//! `midcall backfill [--since T]`

use std::time::Duration;

use midcall::{
    backfill::{self, Backfilled, Backfiller, ByHand, Found},
    clock::Clock,
    config::{self, Overrides},
    fold::Folder,
    node::Node,
    output,
    wiring::{self, Trust, Vendors},
};
use midcall_domain::time::Timestamp;
use midcall_store::{ReadProgress, Store, journal};
use serde_json::json;

use super::{Failure, node_name};
use crate::cli::Backfill;

/// How often a running server is looked at.
const POLL: Duration = Duration::from_millis(500);
/// A server that reads nothing for so long is not waited for: what is open, it reads later.
const NO_PROGRESS_MS: i64 = 120_000;
/// Failures in a row after which reading by oneself is given up.
const FAILURES_MAX: u32 = 5;
/// Progress is told after so many calls.
const TOLD_EVERY: u64 = 10;

pub(super) async fn run(
    args: Backfill,
    overrides: &Overrides,
    is_json: bool,
) -> Result<(), Failure> {
    let settings = config::load(overrides)?;
    let path = wiring::database_path(&settings)?;
    if !path.exists() {
        return Err(Failure::yours(format!(
            "there is no database at {}\nhint: run this where `midcall serve` runs, or set DATABASE_URL",
            path.display()
        )));
    }
    let (store, is_alone) = open(&settings)?;
    let vendors = Vendors::on_the_network(&settings)?;
    let name = node_name(&settings, "backfill");
    let node = wiring::node(
        &name,
        settings,
        store,
        vendors,
        Clock::System,
        Trust::Anything,
    )?;
    let outcome = backfill(&node, args.since.as_deref(), is_alone, is_json).await;
    node.store.clone().close();
    outcome
}

/// The store for oneself, or beside the server that has it.
fn open(settings: &config::Settings) -> Result<(Store, bool), Failure> {
    match wiring::open_store(settings) {
        Ok(store) => Ok((store, true)),
        Err(wiring::Error::Store(midcall_store::Error::Journal(journal::Error::InUse {
            ..
        }))) => Ok((Store::visit(wiring::store_options(settings)?)?, false)),
        Err(error) => Err(error.into()),
    }
}

async fn backfill(
    node: &Node,
    since: Option<&str>,
    is_alone: bool,
    is_json: bool,
) -> Result<(), Failure> {
    let now = node.clock.now();
    let since = match since {
        Some(text) => moment(text, now).ok_or_else(|| {
            Failure::yours(format!(
                "--since {text} is no moment\nhint: 2026-11-19T15:00:00Z, 2026-11-19, or how long ago: 90m, 2h, 3d"
            ))
        })?,
        None => {
            let through = node.store.looked_through(&node.workspace).await?;
            through.unwrap_or(now.plus_ms(-86_400_000))
        }
    };
    output::talk(&format!("asking Vapi for calls since {}", since.iso()));
    let found = backfill::find(node, since, |calls| {
        output::talk(&format!("{calls} calls listed"));
    })
    .await?;
    output::talk(&format!(
        "{} whole here, {} not begun, {} of other assistants, {} to read",
        found.known,
        found.not_begun,
        found.not_ours,
        found.to_read.len()
    ));
    let problem = if is_alone {
        read(node, &found).await?
    } else {
        output::talk("the running server reads them");
        wait(node, &found).await?
    };
    let progress = progress(node, &found).await?;
    tell(node, since, &found, progress, is_alone, is_json);
    match problem {
        Some(problem) => Err(Failure::yours(format!(
            "{problem}\nhint: what was not read stays open, and `midcall serve` reads it"
        ))),
        None => Ok(()),
    }
}

/// Reads them here, and folds what was read. Returns why it was given up, if it was.
async fn read(node: &Node, found: &Found) -> Result<Option<String>, Failure> {
    let mut backfiller = Backfiller::new(node.clock.now());
    let (mut failures, mut told) = (0, 0);
    let problem = loop {
        let progress = progress(node, found).await?;
        let done = progress.done + progress.failed;
        if done >= told + TOLD_EVERY {
            told = done;
            output::talk(&format!("{done} of {} read", found.to_read.len()));
        }
        if progress.open == 0 {
            break None;
        }
        match (
            backfiller.read_next(node).await?,
            node.watch.sight().problem,
        ) {
            (Backfilled::Did, Some(problem)) => {
                failures += 1;
                if failures >= FAILURES_MAX {
                    break Some(problem);
                }
            }
            (Backfilled::Did, None) => failures = 0,
            (Backfilled::Idle(until), _) if until.ms_since(node.clock.now()) > NO_PROGRESS_MS => {
                break Some(
                    "Vapi has not begun some of them, or wants to be asked later".to_owned(),
                );
            }
            (Backfilled::Idle(until), _) => {
                let ms = until.ms_since(node.clock.now()).max(1);
                tokio::time::sleep(Duration::from_millis(ms.cast_unsigned())).await;
            }
        }
    };
    let mut folder = Folder::resume(node).await?;
    while folder.step(node).await?.entries > 0 {}
    folder.save_rest(node).await?;
    Ok(problem)
}

/// Waits for the server that has the data.
async fn wait(node: &Node, found: &Found) -> Result<Option<String>, Failure> {
    let mut last = ReadProgress::default();
    let mut changed_at = node.clock.now();
    loop {
        let progress = progress(node, found).await?;
        if progress.open == 0 {
            return Ok(None);
        }
        if progress != last {
            let done = progress.done + progress.failed;
            output::talk(&format!("{done} of {} read", found.to_read.len()));
            (last, changed_at) = (progress, node.clock.now());
        }
        if node.clock.now().ms_since(changed_at) > NO_PROGRESS_MS {
            return Ok(Some(
                "the running server has read nothing for two minutes: its log says why".to_owned(),
            ));
        }
        tokio::time::sleep(POLL).await;
    }
}

async fn progress(node: &Node, found: &Found) -> Result<ReadProgress, Failure> {
    let calls = found.to_read.clone();
    Ok(node.store.read_progress(&node.workspace, calls).await?)
}

fn tell(
    node: &Node,
    since: Timestamp,
    found: &Found,
    progress: ReadProgress,
    is_alone: bool,
    is_json: bool,
) {
    if is_json {
        output::data(
            &json!({
                "since": since.iso(),
                "listed": found.listed,
                "whole": found.known,
                "notBegun": found.not_begun,
                "notOurs": found.not_ours,
                "read": progress.done,
                "notToBeHad": progress.failed,
                "open": progress.open,
            })
            .to_string(),
        );
        return;
    }
    output::data(&format!(
        "{} read, {} not to be had, {} still open",
        progress.done, progress.failed, progress.open
    ));
    if is_alone && progress.done > 0 && node.salesforce.is_some() {
        output::talk("`midcall serve` writes them to Salesforce");
    }
}

/// A moment, a day, or how long ago.
fn moment(text: &str, now: Timestamp) -> Option<Timestamp> {
    let text = text.trim();
    if let Some(at) = Timestamp::parse_iso(text) {
        return Some(at);
    }
    if text.parse::<jiff::civil::Date>().is_ok() {
        return Timestamp::parse_iso(&format!("{text}T00:00:00Z"));
    }
    let unit = text.chars().last()?;
    let unit_ms = match unit {
        'm' => 60_000,
        'h' => 3_600_000,
        'd' => 86_400_000,
        _ => return None,
    };
    let count: u32 = text[..text.len() - 1].parse().ok()?;
    Some(now.plus_ms(-i64::from(count).saturating_mul(unit_ms)))
}

impl From<ByHand> for Failure {
    fn from(error: ByHand) -> Self {
        match error {
            ByHand::Store(error) => error.into(),
            error => Self::yours(output::chain(&error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read() {
        let now = Timestamp::parse_iso("2026-11-22T12:00:00Z").unwrap();
        for (text, expected) in [
            ("2026-11-19T15:04:05Z", Some("2026-11-19T15:04:05.000Z")),
            ("2026-11-19", Some("2026-11-19T00:00:00.000Z")),
            ("90m", Some("2026-11-22T10:30:00.000Z")),
            ("2h", Some("2026-11-22T10:00:00.000Z")),
            ("3d", Some("2026-11-19T12:00:00.000Z")),
            ("yesterday", None),
            ("h", None),
            ("-1h", None),
            ("", None),
            ("2é", None),
        ] {
            let read = moment(text, now).map(Timestamp::iso);
            assert_eq!(read.as_deref(), expected, "{text}");
        }
    }
}
