//! One look at what Vapi has: page by page, each call compared with what is known of it here.

use midcall_domain::{
    calls::{CallId, Lack, Outcome},
    time::Timestamp,
};
use midcall_store::{CallStanding, NewRead, ReadReason, Result};
use midcall_vapi::ApiError;

use super::{
    give_up,
    pager::Pager,
    plan::{self, Listed, Miss, Phase},
};
use crate::{config::BackfillCalls, node::Node};

/// Looks overlap by this much: a call that rang during the last one talks by now, and the two
/// clocks differ.
const OVERLAP_MS: i64 = 300_000;
/// A running server looks once a minute; one that has not for so long was down.
const DOWN_AFTER_MS: i64 = 120_000;
/// A call that nobody can be asked about is given up after this long: its report may be slow.
const UNREADABLE_AFTER_MS: i64 = 600_000;

/// A look that is under way.
#[derive(Debug)]
pub(super) struct Look {
    pager: Pager,
    /// Set by the first look after a downtime: of calls that went on then, something was missed.
    down_until: Option<Timestamp>,
    /// Changes up to here are looked at once it is over.
    pub(super) began_at: Timestamp,
    pub(super) missed: Vec<(Miss, Timestamp)>,
    /// An assistant of which something is missed.
    pub(super) assistant: Option<String>,
    pub(super) opened: usize,
}

impl Look {
    /// Begins where the last one ended.
    pub(super) async fn begin(node: &Node, listening_since: Timestamp) -> Result<Self> {
        let now = node.clock.now();
        let through = node.store.looked_through(&node.workspace).await?;
        let first_ms = i64::from(node.settings.backfill.first_look_back_s) * 1_000;
        let since = through.unwrap_or(now.plus_ms(-first_ms));
        let was_down = through.is_some_and(|at| listening_since.ms_since(at) > DOWN_AFTER_MS);
        Ok(Self {
            down_until: was_down.then_some(listening_since),
            pager: Pager::changed_since(since.min(now).plus_ms(-OVERLAP_MS)),
            began_at: now,
            missed: Vec::new(),
            assistant: None,
            opened: 0,
        })
    }

    /// Looks at one page. Returns whether it was the last.
    pub(super) async fn page(
        &mut self,
        node: &Node,
        vapi: &midcall_vapi::Client,
        listening_since: Timestamp,
    ) -> Result<std::result::Result<bool, ApiError>> {
        let (listed, next) = match list(vapi, &self.pager).await {
            Ok(listed) => listed,
            Err(error) => return Ok(Err(error)),
        };
        let now = node.clock.now();
        let standings = standings(node, &listed).await?;
        let mut reads = Vec::new();
        for listed in listed {
            let here = standings.get(&listed.call);
            if here.is_none() && !is_ours(node, &listed) {
                continue;
            }
            if let Some(missed) = plan::missed(&listed, here, listening_since, now) {
                self.missed.push(missed);
                self.assistant = self.assistant.take().or_else(|| listed.assistant.clone());
            }
            let reason = plan::reason(&listed, here, listening_since, now);
            let reason = reason.or_else(|| self.reason_of_downtime(&listed));
            if let Some(reason) = reason {
                let call = listed.call;
                reads.push(NewRead { call, reason });
            }
        }
        self.opened += reads.len();
        node.store.open_reads(&node.workspace, reads, now).await?;
        let is_last = next.is_none();
        if let Some(next) = next {
            self.pager = next;
        }
        Ok(Ok(is_last))
    }
}

impl Look {
    /// A call that is on the line when the server comes up has shown itself by now, but not what was
    /// said while the server was down.
    fn reason_of_downtime(&self, listed: &Listed) -> Option<ReadReason> {
        match (listed.phase, self.down_until) {
            (Phase::Live(begun_at), Some(until)) if begun_at < until => Some(ReadReason::Unknown),
            _ => None,
        }
    }
}

/// One page of what Vapi has, and the next one.
pub(super) async fn list(
    vapi: &midcall_vapi::Client,
    pager: &Pager,
) -> std::result::Result<(Vec<Listed>, Option<Pager>), ApiError> {
    let page = vapi.send(pager.query()).await?;
    let created: Vec<i64> = page
        .iter()
        .map(|record| record.call.created_at_ms.unwrap_or_default())
        .collect();
    Ok((page.iter().map(Listed::of).collect(), pager.after(&created)))
}

/// What is known here of listed calls.
pub(super) async fn standings(
    node: &Node,
    listed: &[Listed],
) -> Result<std::collections::BTreeMap<CallId, CallStanding>> {
    let calls = listed.iter().map(|listed| listed.call.clone()).collect();
    node.store.call_standings(&node.workspace, calls).await
}

/// Whether messages of a call that was never heard of should have come here.
pub(super) fn is_ours(node: &Node, listed: &Listed) -> bool {
    let is = |given: &Option<String>, ours: &str| given.as_deref() == Some(ours);
    let vapi = &node.settings.vapi;
    node.settings.backfill.calls == BackfillCalls::All
        || listed.is_placed_here
        || is(&listed.assistant, &vapi.assistant_id)
        || is(&listed.number, &vapi.phone_number_id)
}

/// Opens reads of calls that are known here and wait for what does not come. Vapi's list may not
/// show them: the record of a live call stands still.
pub(super) async fn look_at_ours(node: &Node, listening_since: Timestamp) -> Result<usize> {
    let now = node.clock.now();
    // After a restart a call that goes on shows itself.
    let before = |wait_ms: i64| {
        let has_listened = now.ms_since(listening_since) >= wait_ms;
        if has_listened {
            now.plus_ms(-wait_ms)
        } else {
            Timestamp(i64::MIN)
        }
    };
    let waiting = node
        .store
        .waiting_calls(
            &node.workspace,
            now.plus_ms(-plan::REPORT_WITHIN_MS),
            before(plan::SILENT_AFTER_MS),
            before(plan::NOT_BEGUN_SILENT_AFTER_MS),
        )
        .await?;
    let reads: Vec<NewRead> = waiting
        .into_iter()
        .map(|(call, here)| NewRead {
            call,
            reason: if here.is_over {
                ReadReason::Unfinished
            } else {
                ReadReason::Silent
            },
        })
        .collect();
    let opened = reads.len();
    node.store.open_reads(&node.workspace, reads, now).await?;
    Ok(opened)
}

/// Where Vapi cannot be asked, calls whose reports do not come are incomplete. Returns how many.
pub(super) async fn give_up_unreadable(node: &Node) -> Result<usize> {
    let before = node.clock.now().plus_ms(-UNREADABLE_AFTER_MS);
    let never = Timestamp(i64::MIN);
    let waiting = node
        .store
        .waiting_calls(&node.workspace, before, never, never)
        .await?;
    let mut given_up = 0;
    for (call, _) in waiting {
        let Some((state, _)) = node.store.load_call(&node.workspace, &call).await? else {
            continue;
        };
        if state.ledger().outcome == Outcome::Closing {
            give_up(node, &call, state.active_at(), Lack::NoAccess).await?;
            given_up += 1;
        }
    }
    Ok(given_up)
}
