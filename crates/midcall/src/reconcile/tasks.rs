//! The tasks of finished calls. They ride in the request that updates their leads and cost none of
//! their own; a task that is refused stops no lead.

use midcall_domain::{
    leads::{Backoff, next_attempt_ms},
    time::Timestamp,
};
use midcall_salesforce::{
    ApiName, Class, Failure, Reason, classify, classify_record,
    operations::{BatchOutcome, KeyedRecord, TooMany, UPDATES_MAX, UpsertRecords},
};
use midcall_store::{ActivityOutcome, LeasedLead, NextAttempt};

use super::outcome::{Draft, Drafts};
use crate::{node::Node, translate};

/// What tasks may add to a request. A few hundred bytes is usual; what does not fit goes next time.
const BODY_BYTES_MAX: usize = 1024 * 1024;

/// The tasks that one request carries.
#[derive(Debug, Default)]
pub(super) struct Tasks {
    rows: Vec<Row>,
    body_bytes: usize,
}

/// One task.
#[derive(Debug)]
struct Row {
    /// The lead's place among the leased.
    lead: usize,
    /// The task's place among the lead's.
    task: usize,
    record: KeyedRecord,
}

impl Tasks {
    /// Decides which tasks go out now. What does not fit stays due.
    pub(super) fn plan(leased: &[LeasedLead]) -> Self {
        let mut tasks = Self::default();
        let key = key();
        for (place, lead) in leased.iter().enumerate() {
            for (task, activity) in lead.activities.iter().enumerate() {
                let fields = translate::task_fields(
                    &activity.call,
                    &lead.target,
                    &activity.desired,
                    activity.written.as_ref(),
                    activity.is_there,
                );
                let record = KeyedRecord {
                    key: activity.call.clone(),
                    fields,
                };
                let body_bytes = tasks.body_bytes + record.body_bytes(&ApiName::TASK, &key);
                if body_bytes > BODY_BYTES_MAX || tasks.rows.len() >= UPDATES_MAX {
                    return tasks;
                }
                tasks.body_bytes = body_bytes;
                tasks.rows.push(Row {
                    lead: place,
                    task,
                    record,
                });
            }
        }
        tasks
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// What they add to the request.
    pub(super) fn body_bytes(&self) -> usize {
        self.body_bytes
    }

    /// The tasks as an operation, if there are any.
    pub(super) fn operation(&self) -> Result<Option<UpsertRecords>, TooMany> {
        if self.is_empty() {
            return Ok(None);
        }
        let records = self.rows.iter().map(|row| row.record.clone()).collect();
        UpsertRecords::new(ApiName::TASK, key(), records).map(Some)
    }

    /// Reads what came of them.
    pub(super) fn take(
        &self,
        node: &Node,
        outcome: BatchOutcome,
        leased: &[LeasedLead],
        drafts: &mut Drafts,
        mut jitter: impl FnMut(Timestamp) -> f64,
    ) {
        let now = node.clock.now();
        let (saved, failure) = match outcome {
            Ok(saved) => (saved, None),
            Err(error) => (Vec::new(), Some(of_the_batch(classify(&error)))),
        };
        let mut saved = saved.into_iter();
        for row in &self.rows {
            let saved = saved.next();
            let Some(draft) = drafts.get_mut(&row.lead) else {
                continue;
            };
            let jitter = jitter(now);
            match (&failure, saved) {
                (Some(failure), _) => {
                    node.metrics.refused_task(failure.reason.code());
                    draft.task_failed(row.task, failure, now, jitter);
                }
                (None, Some(Err(refusal))) => {
                    let failure = classify_record(&refusal);
                    node.metrics.refused_task(failure.reason.code());
                    draft.task_failed(row.task, &failure, now, jitter);
                }
                (None, _) => {
                    node.metrics.wrote_task();
                    draft.task_written(row.task, &leased[row.lead]);
                }
            }
        }
    }
}

/// The field is mapped nowhere: Salesforce knows it, or setup has to be run.
fn key() -> ApiName {
    translate::TASK_KEY
        .parse()
        .expect("a fixed name is an API name")
}

/// A field that is missing or hidden is answered like a record that is gone, when it is the key.
fn of_the_batch(failure: Failure) -> Failure {
    if failure.class != Class::Reroute {
        return failure;
    }
    Failure {
        class: Class::Config,
        reason: Reason::FieldHidden,
        fields: vec![format!("Task.{}", translate::TASK_KEY)],
        ..failure
    }
}

/// What leased tasks come to if nothing happens: they stay due.
pub(super) fn untouched(lead: &LeasedLead, is_on: bool, now: Timestamp) -> Vec<ActivityOutcome> {
    let next = if is_on {
        NextAttempt::At(now)
    } else {
        NextAttempt::Never
    };
    let outcome = |activity: &midcall_store::LeasedActivity| ActivityOutcome {
        call: activity.call.clone(),
        written: activity.written.clone(),
        is_written: false,
        is_there: activity.is_there,
        attempts: activity.attempts,
        next: next.clone(),
    };
    lead.activities.iter().map(outcome).collect()
}

impl Draft {
    fn task_written(&mut self, task: usize, lead: &LeasedLead) {
        let Some(outcome) = self.tasks().get_mut(task) else {
            return;
        };
        outcome.written = lead.activities.get(task).map(|it| it.desired.clone());
        outcome.is_written = true;
        outcome.is_there = true;
        outcome.attempts = 0;
    }

    fn task_failed(&mut self, task: usize, failure: &Failure, now: Timestamp, jitter: f64) {
        let has_moved = self.moved.is_some();
        let Some(outcome) = self.tasks().get_mut(task) else {
            return;
        };
        outcome.attempts = outcome.attempts.saturating_add(1);
        let attempts = outcome.attempts;
        let later =
            |backoff| NextAttempt::At(now.plus_ms(next_attempt_ms(backoff, attempts, jitter)));
        if is_there_already(failure) {
            // The answer to an earlier write was lost: it made the task.
            outcome.is_there = true;
            outcome.next = NextAttempt::At(now);
            return;
        }
        match (failure.class, failure.reason) {
            (Class::Short | Class::Budget | Class::Auth, _) => outcome.next = later(Backoff::SHORT),
            (Class::Later, _) => outcome.next = later(Backoff::LATER),
            // Two writers made it at once, and the other was first.
            (_, Reason::DuplicateValue) if attempts == 1 => outcome.next = later(Backoff::SHORT),
            (Class::Reroute, _) | (_, Reason::ReferenceMissing) if has_moved => {}
            (Class::Reroute, reason) | (_, reason @ Reason::ReferenceMissing) if attempts == 1 => {
                self.moved = Some(reason);
            }
            _ => {
                let why = blocked(failure, now);
                outcome.next = NextAttempt::Blocked(why);
            }
        }
    }
}

fn is_there_already(failure: &Failure) -> bool {
    failure.reason == Reason::FieldReadOnly
        && failure
            .fields
            .iter()
            .any(|field| field == translate::TASK_SUBTYPE)
}

fn blocked(failure: &Failure, now: Timestamp) -> midcall_store::Blocked {
    let names_key = failure
        .fields
        .iter()
        .any(|it| it.ends_with(translate::TASK_KEY));
    let action = if failure.reason == Reason::FieldHidden && names_key {
        "Run `midcall setup salesforce`, which makes the field, or set `salesforce.activities` to false; then retry."
    } else {
        failure.reason.action()
    };
    super::outcome::blocked(failure, action, now)
}
