//! Notices what has happened since the last look: in the server through the views that the API
//! shows, in the org through its records. Knows nothing of the steps in between.

use std::collections::BTreeMap;

use midcall::{
    in_words,
    node::Node,
    views::{self, CallView, SignalView},
};
use midcall_domain::{
    calls::Speaker,
    signals::{SignalName, SignalState},
    time::Timestamp,
};
use midcall_sim::salesforce::{Org, Write};
use serde_json::Value;

use super::{
    cast::Role,
    check::{self, LAST_CONTACT, SCORE, SIGNALS, STATUS},
    clock::StoryClock,
};

/// Something that happened.
#[derive(Debug)]
pub(super) struct Happening {
    /// When, in the story's time.
    pub(super) at: Timestamp,
    /// On which call, by its place in the cast.
    pub(super) role: usize,
    pub(super) what: What,
}

/// What happened.
#[derive(Debug)]
pub(super) enum What {
    /// The call was created.
    Began,
    /// The prospect said this.
    Heard(String),
    /// The prospect was saying this when the line died.
    CutOff(String),
    /// A signal stands differently than before: anew, or with another value.
    Signal {
        signal: SignalName,
        state: SignalState,
        is_new: bool,
        value: Option<String>,
        points: u8,
        score: u8,
    },
    /// The call is over and came to this.
    Over(String),
    /// Nothing has been heard since then, and nothing is expected any more.
    FellSilent(Timestamp),
    /// Salesforce saved this, so long after it was said.
    Written {
        score: Option<u64>,
        status: Option<String>,
        latency_ms: Option<i64>,
    },
}

/// What has been noticed so far.
#[derive(Debug)]
pub(super) struct Watch {
    clock: StoryClock,
    seen: Vec<Seen>,
    latencies_ms: Vec<i64>,
}

/// What has been noticed of one call.
#[derive(Debug, Default)]
struct Seen {
    has_begun: bool,
    is_over: bool,
    /// When a call that had fallen silent was noticed to be over.
    silent_from: Option<Timestamp>,
    is_due: bool,
    turns: Vec<String>,
    signals: BTreeMap<SignalName, (SignalState, Option<String>)>,
    writes: usize,
}

impl Watch {
    /// Nothing noticed yet of so many calls.
    pub(super) fn new(clock: StoryClock, calls: usize) -> Self {
        let seen = (0..calls).map(|_| Seen::default()).collect();
        Self {
            clock,
            seen,
            latencies_ms: Vec::new(),
        }
    }

    /// What has happened since the last look, call by call.
    ///
    /// # Errors
    ///
    /// When the store fails.
    pub(super) async fn look(
        &mut self,
        now: Timestamp,
        roles: &[Role],
        node: &Node,
        org: &Org,
    ) -> midcall_store::Result<Vec<Happening>> {
        let mut happenings = Vec::new();
        let now = self.clock.story_at(now);
        for (place, role) in roles.iter().enumerate() {
            let seen = &mut self.seen[place];
            let mut note = |at, what| {
                happenings.push(Happening {
                    at,
                    role: place,
                    what,
                })
            };
            if !seen.is_over || seen.is_due {
                let Some(call) = views::call(node, &role.call).await? else {
                    continue;
                };
                seen.notice(now, role, &call, &mut note);
            }
            for write in org.writes(&role.lead).iter().skip(seen.writes) {
                seen.writes += 1;
                let Some(written) = seen.written(write, self.clock) else {
                    continue;
                };
                if let What::Written {
                    latency_ms: Some(latency_ms),
                    ..
                } = written
                {
                    self.latencies_ms.push(latency_ms);
                }
                let written_at = self.clock.story_at(Timestamp(write.at_ms));
                // The org may say so an instant before it is noticed here.
                note(
                    written_at.max(seen.silent_from.unwrap_or(written_at)),
                    written,
                );
            }
        }
        Ok(happenings)
    }

    /// Whether every call is over and every lead says so.
    pub(super) fn is_at_rest(&self) -> bool {
        self.seen.iter().all(|seen| seen.is_over && !seen.is_due)
    }

    /// From the moment a signal or an end was told to the moment Salesforce had it, in real
    /// milliseconds, shortest first.
    pub(super) fn latencies_ms(mut self) -> Vec<i64> {
        self.latencies_ms.sort_unstable();
        self.latencies_ms
    }
}

impl Seen {
    fn notice(
        &mut self,
        now: Timestamp,
        role: &Role,
        call: &CallView,
        note: &mut impl FnMut(Timestamp, What),
    ) {
        let contact = Timestamp::parse_iso(&call.item.last_contact_at).unwrap_or(role.created_at);
        if !self.has_begun {
            self.has_begun = true;
            note(role.created_at, What::Began);
        }
        for (place, turn) in call.transcript.iter().enumerate() {
            if self.turns.len() <= place {
                self.turns.push(String::new());
            }
            let heard = &mut self.turns[place];
            let news = turn
                .text
                .strip_prefix(heard.as_str())
                .unwrap_or(&turn.text)
                .trim();
            if turn.speaker == Speaker::Prospect && !news.is_empty() {
                let began_at = turn.at.as_deref().and_then(Timestamp::parse_iso);
                let at = if heard.is_empty() {
                    began_at.unwrap_or(contact)
                } else {
                    contact
                };
                note(at, What::Heard(news.to_owned()));
            }
            heard.clone_from(&turn.text);
        }
        for signal in &call.signals {
            self.notice_signal(signal, call.item.score, contact, note);
        }
        if !call.item.is_live && !self.is_over {
            self.is_over = true;
            self.silent_from = call.ended_reason.is_none().then_some(now);
            let (at, over) = if self.silent_from.is_some() {
                (now, What::FellSilent(contact))
            } else {
                (
                    contact,
                    What::Over(call.item.status.unwrap_or("Not begun").to_owned()),
                )
            };
            for turn in call
                .transcript
                .iter()
                .filter(|turn| turn.speaker == Speaker::Prospect)
            {
                if let Some(words) = &turn.tentative {
                    note(at, What::CutOff(words.clone()));
                }
            }
            note(at, over);
        }
        self.is_due = call.write.as_ref().is_none_or(|write| write.state == "due");
    }

    fn notice_signal(
        &mut self,
        signal: &SignalView,
        score: u8,
        contact: Timestamp,
        note: &mut impl FnMut(Timestamp, What),
    ) {
        let at = signal.at.as_deref().and_then(Timestamp::parse_iso);
        let at = at.unwrap_or(contact);
        let value = signal.value.as_ref();
        let value = value.and_then(|value| in_words::value(value, at.date()));
        let stands = (signal.state, value.clone());
        let stood = self
            .signals
            .insert(signal.signal.clone(), stands.clone())
            .unwrap_or_default();
        if stood != stands {
            let (state, points) = (signal.state, signal.points);
            note(
                at,
                What::Signal {
                    signal: signal.signal.clone(),
                    state,
                    is_new: stood.0 != state,
                    value,
                    points,
                    score,
                },
            );
        }
    }

    /// What a write says that a salesperson would notice: growing transcripts are left out.
    fn written(&self, write: &Write, clock: StoryClock) -> Option<What> {
        let status = write.fields.get(STATUS).and_then(Value::as_str);
        let score = write
            .fields
            .get(SCORE)
            .and_then(Value::as_f64)
            .map(|score| score as u64);
        let newest_signal = check::signals(&write.fields)
            .values()
            .filter_map(|entry| check::moment(entry.get("at")))
            .max();
        if status.is_none() && score.is_none() && !write.fields.contains_key(SIGNALS) {
            return None;
        }
        let told = match status {
            // Nothing is told when a call falls silent: how long that is waited for is a setting.
            Some(_) if self.silent_from.is_some() => None,
            Some(_) if self.is_over => check::moment(write.fields.get(LAST_CONTACT)),
            _ => newest_signal,
        };
        let latency_ms =
            told.map(|told| Timestamp(write.at_ms).ms_since(clock.told_at(told)).max(0));
        Some(What::Written {
            score,
            status: status.map(str::to_owned),
            latency_ms,
        })
    }
}
