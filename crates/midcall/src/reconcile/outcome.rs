//! What an answer means for each lead of a request.

use std::collections::BTreeMap;

use midcall_domain::{
    leads::{Backoff, Fields, Part, next_attempt_ms},
    time::Timestamp,
};
use midcall_salesforce::{Class, Failure, Reason, RecordRefusal, classify_record};
use midcall_store::{ActivityOutcome, Blocked, LeadOutcome, LeasedLead, NextAttempt};

use super::tasks;

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
                is_written: false,
                is_transcript_written: false,
                retry_at: None,
                attempts: lead.attempts,
                blocked: Vec::new(),
                unblocked: Vec::new(),
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

    /// The lead was read. If nothing was written along with it, it is written next.
    pub(super) fn read(&mut self, observed: Fields, is_written_along: bool, now: Timestamp) {
        self.outcome.observed = Some(observed);
        if !is_written_along {
            self.outcome.retry_at = Some(now);
        }
    }

    /// A part was written.
    pub(super) fn written(&mut self, part: Part, fields: &Fields) {
        let observed = self.outcome.observed.get_or_insert_default();
        observed.extend(fields.iter().map(|(role, value)| (*role, value.clone())));
        self.outcome.is_written |= part == Part::Facts;
        self.outcome.is_transcript_written |= part == Part::Transcript;
        self.outcome.unblocked.push(part);
        if self.outcome.retry_at.is_none() {
            self.outcome.attempts = 0;
        }
    }

    /// The record was refused for itself.
    pub(super) fn refused(
        &mut self,
        part: Part,
        refusal: &RecordRefusal,
        now: Timestamp,
        jitter: f64,
    ) {
        self.failed(part, &classify_record(refusal), now, jitter);
    }

    /// A part failed, for a reason of its own.
    pub(super) fn failed(&mut self, part: Part, failure: &Failure, now: Timestamp, jitter: f64) {
        let attempts = self.outcome.attempts.saturating_add(1);
        self.outcome.attempts = attempts;
        match failure.class {
            Class::Short | Class::Budget | Class::Auth => {
                self.retry_after(next_attempt_ms(Backoff::SHORT, attempts, jitter), now);
            }
            Class::Later => {
                self.retry_after(next_attempt_ms(Backoff::LATER, attempts, jitter), now)
            }
            Class::Reroute => self.moved = Some(failure.reason),
            Class::Config | Class::Data | Class::Bug => self.block(part, failure, now),
        }
    }

    /// Waits for a person.
    pub(super) fn block(&mut self, part: Part, failure: &Failure, now: Timestamp) {
        let why = blocked(failure, failure.reason.action(), now);
        self.block_because(part, &why.reason, &why.detail, &why.action, now);
    }

    pub(super) fn block_because(
        &mut self,
        part: Part,
        reason: &str,
        detail: &str,
        action: &str,
        now: Timestamp,
    ) {
        let why = Blocked {
            reason: reason.to_owned(),
            detail: detail.to_owned(),
            action: action.to_owned(),
            since: now,
        };
        if part != Part::Activity {
            self.outcome.blocked.push((part, why));
            return;
        }
        for task in self.tasks().iter_mut().filter(|task| !task.is_written) {
            task.next = NextAttempt::Blocked(why.clone());
        }
    }

    /// The record is another one from now on.
    pub(super) fn moved_to(&mut self, target: String, now: Timestamp) {
        self.outcome.target = Some(target);
        self.outcome.observed = None;
        self.outcome.attempts = 0;
        self.outcome.retry_at = Some(now);
    }

    /// Nothing came of it, through no fault of the lead's; whether it was written is known or not.
    pub(super) fn postponed(&mut self, retry_at: Timestamp, is_outcome_unknown: bool) {
        if is_outcome_unknown {
            self.outcome.observed = None;
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

    pub(super) fn retry_after(&mut self, wait_ms: i64, now: Timestamp) {
        let at = now.plus_ms(wait_ms);
        self.outcome.retry_at = Some(self.outcome.retry_at.map_or(at, |known| known.max(at)));
    }
}

/// What a person is told of a failure.
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
