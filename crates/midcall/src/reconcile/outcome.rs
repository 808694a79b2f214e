//! What an answer means for each lead of a request.

use std::collections::BTreeMap;

use midcall_domain::{
    leads::{Backoff, Edit, FieldKey, Fields, Part, next_attempt_ms},
    time::Timestamp,
};
use midcall_salesforce::{Class, Failure, Reason};
use midcall_store::{ActivityOutcome, Blocked, LeadOutcome, LeasedLead, NextAttempt};

use super::tasks;
use crate::fields::Targets;

/// Collects what becomes of one leased lead while its parts' answers are read.
#[derive(Debug)]
pub(super) struct Draft {
    outcome: LeadOutcome,
    /// Salesforce says that the record is elsewhere.
    pub(super) moved: Option<Reason>,
}

impl Draft {
    /// `writes_tasks`: whether tasks of calls are written at all.
    pub(super) fn new(lead: &LeasedLead, writes_tasks: bool, now: Timestamp) -> Self {
        Self {
            outcome: LeadOutcome {
                lead: lead.lead.clone(),
                observed: lead.observed.clone(),
                read_at: lead.read_at,
                edits: Vec::new(),
                is_written: false,
                is_transcript_written: false,
                retry_at: None,
                attempts: lead.attempts,
                blocked: Vec::new(),
                unblocked: Vec::new(),
                fields_blocked: BTreeMap::new(),
                trouble: None,
                target: None,
                activities: tasks::untouched(lead, writes_tasks, now),
            },
            moved: None,
        }
    }

    /// What becomes of the tasks of its calls.
    pub(super) fn tasks(&mut self) -> &mut Vec<ActivityOutcome> {
        &mut self.outcome.activities
    }

    pub(super) fn into_outcome(self) -> LeadOutcome {
        self.outcome
    }

    /// The lead was read. If that was not all that was to be done, it goes on at once.
    pub(super) fn read(
        &mut self,
        observed: Fields,
        edits: Vec<Edit>,
        is_done: bool,
        now: Timestamp,
    ) {
        // What was not asked for is as it was.
        let known = self.outcome.observed.get_or_insert_default();
        known.extend(observed);
        self.outcome.read_at = Some(now);
        self.outcome.edits = edits;
        if !is_done {
            self.outcome.retry_at = Some(now);
        }
    }

    /// A part was written. What people may change is read again before it is written again.
    pub(super) fn written(&mut self, part: Part, fields: &Fields, lead: &LeasedLead) {
        let observed = self.outcome.observed.get_or_insert_default();
        observed.extend(
            fields
                .iter()
                .map(|(key, value)| (key.clone(), value.clone())),
        );
        let mut policies = fields.keys().map(|key| lead.desired.policy(key));
        if policies.any(|policy| policy.depends_on_what_is_there()) {
            self.outcome.read_at = None;
        }
        self.outcome.is_written |= part == Part::Facts;
        self.outcome.is_transcript_written |= part == Part::Transcript;
        self.outcome.unblocked.push(part);
        if self.outcome.retry_at.is_none() {
            self.outcome.attempts = 0;
        }
    }

    /// A part failed, for a reason of its own. What Salesforce refuses for some of the fields that
    /// were `sent` concerns those alone: the others go on without them.
    pub(super) fn failed(
        &mut self,
        part: Part,
        failure: &Failure,
        sent: &Fields,
        targets: &Targets,
        now: Timestamp,
        jitter: f64,
    ) {
        let attempts = self.outcome.attempts.saturating_add(1);
        self.outcome.attempts = attempts;
        let backoff = match failure.class {
            Class::Short | Class::Budget | Class::Auth => Backoff::SHORT,
            Class::Later => Backoff::LATER,
            Class::Reroute => {
                self.moved = Some(failure.reason);
                return;
            }
            Class::Config | Class::Data | Class::Bug => {
                let named = named(failure, sent, targets);
                if named.is_empty() {
                    self.block(part, failure, now);
                } else {
                    for key in named {
                        self.park(key, blocked(failure, failure.reason.action(), now));
                    }
                    self.retry_after(0, now);
                }
                return;
            }
        };
        self.outcome.trouble = Some(blocked(failure, failure.reason.action(), now));
        self.retry_after(next_attempt_ms(backoff, attempts, jitter), now);
    }

    /// A read was refused for a reason that may have passed already.
    pub(super) fn failed_for_now(&mut self, failure: &Failure, now: Timestamp, jitter: f64) {
        let attempts = self.outcome.attempts.saturating_add(1);
        self.outcome.attempts = attempts;
        self.outcome.trouble = Some(blocked(failure, failure.reason.action(), now));
        self.retry_after(next_attempt_ms(Backoff::SHORT, attempts, jitter), now);
    }

    /// Waits for a person.
    pub(super) fn block(&mut self, part: Part, failure: &Failure, now: Timestamp) {
        self.block_because(part, blocked(failure, failure.reason.action(), now));
    }

    fn block_because(&mut self, part: Part, why: Blocked) {
        if part != Part::Activity {
            self.outcome.blocked.push((part, why));
            return;
        }
        for task in self.tasks().iter_mut().filter(|task| !task.is_written) {
            task.next = NextAttempt::Blocked(why.clone());
        }
    }

    /// All of it waits for a person.
    pub(super) fn block_all(&mut self, why: &Blocked) {
        for part in [Part::Facts, Part::Transcript, Part::Activity] {
            self.block_because(part, why.clone());
        }
    }

    /// A field waits for a person, and everything else goes on. The transcript is a part of its own.
    pub(super) fn park(&mut self, key: FieldKey, why: Blocked) {
        match key.part() {
            Part::Transcript => self.outcome.blocked.push((Part::Transcript, why)),
            Part::Facts | Part::Activity => {
                self.outcome.fields_blocked.insert(key, why);
            }
        }
    }

    /// The record is another one from now on.
    pub(super) fn moved_to(&mut self, target: String, now: Timestamp) {
        self.outcome.target = Some(target);
        self.outcome.observed = None;
        self.outcome.read_at = None;
        self.outcome.attempts = 0;
        self.outcome.retry_at = Some(now);
    }

    /// Nothing came of it, through no fault of the lead's; whether it was written is known or not.
    pub(super) fn postponed(&mut self, retry_at: Timestamp, is_outcome_unknown: bool) {
        if is_outcome_unknown {
            self.outcome.observed = None;
            self.outcome.read_at = None;
        }
        self.outcome.retry_at = Some(retry_at);
        for task in self.tasks() {
            if is_outcome_unknown {
                task.written = None;
            }
            if task.next != NextAttempt::Never {
                task.next = NextAttempt::At(retry_at);
            }
        }
    }

    /// Why nothing came of it.
    pub(super) fn troubled(&mut self, failure: &Failure, now: Timestamp) {
        self.outcome.trouble = Some(blocked(failure, failure.reason.action(), now));
    }

    pub(super) fn retry_after(&mut self, wait_ms: i64, now: Timestamp) {
        let at = now.plus_ms(wait_ms);
        self.outcome.retry_at = Some(self.outcome.retry_at.map_or(at, |known| known.max(at)));
    }
}

/// The fields that a refusal names, of those that were sent.
fn named(failure: &Failure, sent: &Fields, targets: &Targets) -> Vec<FieldKey> {
    let keys = failure.fields.iter().filter_map(|name| {
        let target = targets.named(name)?;
        sent.contains_key(&target.key).then(|| target.key.clone())
    });
    keys.collect()
}

/// A refusal as it waits for a person, and what a person is told to do.
pub(super) fn blocked(failure: &Failure, action: &str, now: Timestamp) -> Blocked {
    let mut detail = failure.detail.as_str().to_owned();
    if !failure.fields.is_empty() {
        detail = format!("{detail} ({})", failure.fields.join(", "))
            .trim()
            .to_owned();
    }
    Blocked {
        reason: failure.reason.code().to_owned(),
        detail,
        action: action.to_owned(),
        since: now,
    }
}

/// Drafts by the leads' places.
pub(super) type Drafts = BTreeMap<usize, Draft>;
