//! One unit of backfilling: a page of Vapi's list, or one call read. One request, two where the cause
//! of a silence is looked for, and none before its time.

use midcall_domain::time::Timestamp;
use midcall_store::{Read, ReadOutcome, Result};
use midcall_vapi::{ApiError, Client, FailureClass, operations::GetAssistant};

use super::{
    look::{self, Look},
    notice,
    read::{self, Came},
    silence::{self, Findings},
};
use crate::{node::Node, output};

/// Longer than Vapi takes to answer; then whoever comes may read the call.
const LEASE_MS: i64 = 60_000;
/// After "too many requests" without a time.
const LIMITED_MS: i64 = 30_000;
/// After no answer; then twice as long each time, up to the time after a refusal.
const UNREACHABLE_MS: i64 = 2_000;
/// A key that Vapi refuses is mended by a person.
const REFUSED_MS: i64 = 60_000;

/// What a step came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backfilled {
    /// Nothing is to be done before then.
    Idle(Timestamp),
    /// A request was made, or nothing of the kind was needed.
    Did,
}

/// Looks and reads. One per node.
#[derive(Debug)]
pub struct Backfiller {
    listening_since: Timestamp,
    looking: Option<Look>,
    looked_at: Option<Timestamp>,
    /// Keeps the pace, and what Vapi asked for.
    not_before: Timestamp,
    failures: u32,
}

impl Backfiller {
    /// Of a server that has been listening since then.
    #[must_use]
    pub fn new(listening_since: Timestamp) -> Self {
        Self {
            listening_since,
            looking: None,
            looked_at: None,
            not_before: Timestamp::default(),
            failures: 0,
        }
    }

    /// Makes one request to Vapi, if one is due.
    ///
    /// # Errors
    ///
    /// When the store fails; then the same is done again by a later step.
    pub async fn step(&mut self, node: &Node) -> Result<Backfilled> {
        let now = node.clock.now();
        let every_ms = i64::from(node.settings.backfill.every_s) * 1_000;
        let Some(vapi) = node.vapi.as_ref().filter(|_| every_ms > 0) else {
            return self.give_up_unreadable(node, now).await;
        };
        if now < self.not_before {
            return Ok(Backfilled::Idle(self.not_before));
        }
        let next_look = self.looked_at.map_or(now, |at| at.plus_ms(every_ms));
        if self.looking.is_some() || next_look <= now {
            self.look(node, vapi).await?;
            return Ok(Backfilled::Did);
        }
        Ok(match self.read_next(node).await? {
            Backfilled::Idle(until) => Backfilled::Idle(until.min(next_look)),
            did @ Backfilled::Did => did,
        })
    }

    /// Reads one call, if one is due; looks for none.
    ///
    /// # Errors
    ///
    /// When the store fails; then it is read again by a later step.
    pub async fn read_next(&mut self, node: &Node) -> Result<Backfilled> {
        let now = node.clock.now();
        let never = Timestamp(i64::MAX);
        let Some(vapi) = &node.vapi else {
            return Ok(Backfilled::Idle(never));
        };
        if now < self.not_before {
            return Ok(Backfilled::Idle(self.not_before));
        }
        let until = now.plus_ms(LEASE_MS);
        if let Some(read) = node.store.lease_read(&node.workspace, now, until).await? {
            self.read(node, vapi, &read).await?;
            return Ok(Backfilled::Did);
        }
        let next = node.store.next_read_at(&node.workspace).await?;
        Ok(Backfilled::Idle(next.unwrap_or(never)))
    }

    async fn look(&mut self, node: &Node, vapi: &Client) -> Result<()> {
        let mut look = match self.looking.take() {
            Some(look) => look,
            None => Look::begin(node, self.listening_since).await?,
        };
        self.keep_pace(node);
        match look.page(node, vapi, self.listening_since).await? {
            Ok(false) => {
                self.looking = Some(look);
                self.failures = 0;
            }
            Ok(true) => {
                self.failures = 0;
                self.finish(node, vapi, look).await?;
            }
            Err(error) => {
                // The same page is asked for again.
                self.looking = Some(look);
                self.fail(node, &error);
            }
        }
        Ok(())
    }

    /// All pages are looked at: what they came to.
    async fn finish(&mut self, node: &Node, vapi: &Client, mut look: Look) -> Result<()> {
        look.opened += look::look_at_ours(node, self.listening_since).await?;
        let workspace = &node.workspace;
        node.store.note_looked(workspace, look.began_at).await?;
        self.looked_at = Some(look.began_at);
        let assistant = if look.missed.is_empty() {
            None
        } else {
            let configured = &node.settings.vapi.assistant_id;
            let id = look.assistant.unwrap_or_else(|| configured.clone());
            vapi.send(&GetAssistant { id }).await.ok()
        };
        let known = node.watch.sight().silence;
        let findings = Findings {
            missed: &look.missed,
            heard_at: node.watch.heard_at(),
            refused_at: node.watch.refused_at(),
            assistant: assistant.as_ref(),
            public_url: &node.settings.public_url,
        };
        let silence = silence::judge(known, &findings, node.clock.now());
        let before = node.watch.see(|sight| {
            sight.looked_at = Some(look.began_at);
            sight.problem = None;
            sight.silence.clone_from(&silence);
        });
        notice::looked(&before, silence.as_ref(), look.opened);
        Ok(())
    }

    async fn read(&mut self, node: &Node, vapi: &Client, read: &Read) -> Result<()> {
        self.keep_pace(node);
        let outcome = match read::read(node, vapi, read).await? {
            Came::To(outcome) => {
                self.failures = 0;
                node.watch.see(|sight| sight.problem = None);
                outcome
            }
            Came::ToNothing(error) => {
                self.fail(node, &error);
                ReadOutcome::Retry(self.not_before)
            }
        };
        let (workspace, call) = (&node.workspace, &read.call);
        node.store.close_read(workspace, call, outcome).await
    }

    fn keep_pace(&mut self, node: &Node) {
        let per_s = node.settings.backfill.requests_per_s.max(0.001);
        #[expect(
            clippy::cast_possible_truncation,
            reason = "at most a quarter of an hour"
        )]
        let pause_ms = (1_000.0 / per_s) as i64;
        self.not_before = node.clock.now().plus_ms(pause_ms);
    }

    /// Vapi could not be asked: says so once, and lets time pass.
    fn fail(&mut self, node: &Node, error: &ApiError) {
        let pause_ms = match error.class() {
            FailureClass::RateLimited { retry_after_s } => retry_after_s
                .and_then(|s| i64::try_from(s).ok())
                .map_or(LIMITED_MS, |s| s.saturating_mul(1_000)),
            FailureClass::Unavailable | FailureClass::UnknownOutcome => UNREACHABLE_MS
                .saturating_mul(1 << self.failures.min(10))
                .min(REFUSED_MS),
            _ => REFUSED_MS,
        };
        self.failures += 1;
        self.not_before = node.clock.now().plus_ms(pause_ms);
        let problem = output::chain(error);
        let before = node
            .watch
            .see(|sight| sight.problem = Some(problem.clone()));
        notice::failed(&before, &problem);
    }

    async fn give_up_unreadable(&mut self, node: &Node, now: Timestamp) -> Result<Backfilled> {
        /// Nobody waits for it.
        const EVERY_MS: i64 = 60_000;
        let next = self.looked_at.map_or(now, |at| at.plus_ms(EVERY_MS));
        if next > now {
            return Ok(Backfilled::Idle(next));
        }
        self.looked_at = Some(now);
        look::give_up_unreadable(node).await?;
        Ok(Backfilled::Idle(now.plus_ms(EVERY_MS)))
    }
}
