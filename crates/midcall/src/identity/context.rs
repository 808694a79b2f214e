//! What is known of whoever has a number, for the moment when they call. An inbound call waits for
//! this, so it is read from our own store; Salesforce is asked only as long as there is time.

use std::{slice, time::Duration};

use midcall_domain::{
    identity::{Number, choose},
    leads::{FieldRole, FieldValue},
    signals::{SignalName, SignalState, SignalValue},
    time::Timestamp,
};
use midcall_store::{KnownCallers, Result};

use super::{ask, open::ASKED_AGAIN_AFTER_MS};
use crate::{node::Node, output};

/// With this share of the day's requests used, nobody is looked up for a greeting.
const SPARING_PERCENT: u64 = 95;

/// What is known of somebody. What comes from Salesforce is somebody's text: data, never words to
/// act on.
#[derive(Clone, PartialEq)]
pub struct Context {
    /// The lead or contact.
    pub record: String,
    /// What they are called.
    pub name: Option<String>,
    /// Where they work.
    pub company: Option<String>,
    /// When they were last spoken to, if Midcall heard it.
    pub last_contact_at: Option<Timestamp>,
    /// What stands about the signals, those that are unknown left out.
    pub known: Vec<Known>,
}

/// What stands about a signal.
#[derive(Clone, PartialEq)]
pub struct Known {
    /// Which signal.
    pub signal: SignalName,
    /// What people call it.
    pub label: String,
    /// Where it stands.
    pub state: SignalState,
    /// What exactly.
    pub value: Option<SignalValue>,
    /// The prospect's words.
    pub quote: String,
    /// When they were said.
    pub at: Timestamp,
}

/// What is known of whoever has this number (E.164), from our own store alone. `None` when nobody is
/// known by it, when it is open who of several is meant, and when the store fails.
pub async fn context_for(node: &Node, number: &str) -> Option<Context> {
    let number = Number::parse(number)?;
    answered(read(node, &number).await.map(|(_, context)| context))
}

/// The same, and where our store knows nobody, as Salesforce answers within `deadline`.
pub async fn context_within(node: &Node, number: &str, deadline: Duration) -> Option<Context> {
    let number = Number::parse(number)?;
    let (known, context) = match read(node, &number).await {
        Ok(found) => found,
        Err(error) => return answered(Err(error)),
    };
    if context.is_some() || !is_worth_asking(node, &known) {
        return context;
    }
    tokio::time::timeout(deadline, look(node, &number))
        .await
        .unwrap_or_else(|_| {
            node.directory.rest(node.clock.now());
            None
        })
}

fn is_worth_asking(node: &Node, known: &KnownCallers) -> bool {
    let now = node.clock.now();
    let asked_before = known
        .asked_at
        .is_some_and(|at| now.ms_since(at) < ASKED_AGAIN_AFTER_MS);
    let usage = node.salesforce.as_ref().and_then(|it| it.usage());
    known.callers.is_empty()
        && !asked_before
        && usage.is_none_or(|usage| usage.percent() < SPARING_PERCENT)
        && node.directory.is_well(now)
}

async fn look(node: &Node, number: &Number) -> Option<Context> {
    let connection = node.salesforce.as_ref()?;
    let home = node.settings.calls.locale.calling_code();
    let asked_at = node.clock.now();
    match ask::who(&node.directory, connection, slice::from_ref(number), home).await {
        Ok(mut answers) => {
            let callers = answers.remove(number).unwrap_or_default();
            let answers = vec![(number.e164(), callers)];
            let saved = node.store.save_answers(&node.workspace, answers, asked_at);
            answered(saved.await.map(Some))?;
            answered(read(node, number).await.map(|(_, context)| context))
        }
        Err(error) => {
            node.directory.rest(node.clock.now());
            tracing::warn!(error = %output::chain(&error), "Salesforce was asked in vain who is calling");
            None
        }
    }
}

async fn read(node: &Node, number: &Number) -> Result<(KnownCallers, Option<Context>)> {
    let known = node
        .store
        .known_callers(&node.workspace, &number.e164())
        .await?;
    let candidates: Vec<_> = known
        .callers
        .iter()
        .map(|it| it.candidate.clone())
        .collect();
    let found = choose(&candidates, node.settings.salesforce.several_matches);
    let Some(caller) = found.record().and_then(|record| {
        let mut callers = known.callers.iter();
        callers.find(|caller| caller.candidate.record == record)
    }) else {
        return Ok((known, None));
    };
    let record = caller.candidate.record.clone();
    let lead = node.store.load_lead(&node.workspace, &record).await?;
    let mut context = Context {
        record,
        name: caller.name.clone(),
        company: caller.company.clone(),
        last_contact_at: None,
        known: Vec::new(),
    };
    if let Some(lead) = lead {
        context.last_contact_at = match lead.desired.fields.get(&FieldRole::LastContact) {
            Some(FieldValue::Moment(at)) => Some(*at),
            _ => None,
        };
        let standings = lead.desired.signals.0.into_iter();
        context.known = standings
            .filter(|(_, standing)| standing.state != SignalState::Unknown)
            .map(|(signal, standing)| Known {
                label: node.rubric.label(&signal),
                signal,
                state: standing.state,
                value: standing.value,
                quote: standing.quote,
                at: standing.at,
            })
            .collect();
    }
    Ok((known, Some(context)))
}

/// Whoever waits on the line is answered without it when the store fails.
fn answered<T>(outcome: Result<Option<T>>) -> Option<T> {
    outcome.unwrap_or_else(|error| {
        tracing::error!(error = %output::chain(&error), "Who is calling could not be read");
        None
    })
}
