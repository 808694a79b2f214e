//! What the leads should say, read naively from the journal: sort by the platform's time, put the
//! words one after another, take the end that was told. It is slow and knows no optimization on
//! purpose: if it were clever, it would share our bugs.

use std::collections::{BTreeMap, BTreeSet};

use midcall_domain::{
    calls::{Disposition, Speaker},
    signals::{Listener, Locale, Rubric, Setting, Signals, Utterance},
    time::Timestamp,
};
use serde_json::{Map, Value, json};

/// What a lead should say.
#[derive(Debug)]
pub(super) struct Expected {
    /// The newest call that has begun.
    pub(super) call: String,
    /// Every call of the lead.
    pub(super) calls: BTreeSet<String>,
    pub(super) score: u8,
    pub(super) signals: Value,
    pub(super) status: &'static str,
    pub(super) transcript: String,
    pub(super) last_contact: Timestamp,
}

/// A call's messages, by time. A message that came twice stands here once.
#[derive(Default)]
pub(super) struct Call {
    created_at: Option<Timestamp>,
    lead: Option<String>,
    /// When, who, and what; finals and the latest partials.
    finals: BTreeSet<(i64, bool, String)>,
    partials: BTreeSet<(i64, String)>,
    has_begun: bool,
    ended: Option<(i64, String)>,
    reported: Option<(String, Timestamp)>,
    history_ends: Option<Timestamp>,
}

impl Call {
    /// Takes a webhook's `message` in.
    pub(super) fn take(&mut self, message: &Value) {
        let about = &message["call"];
        self.created_at = about["createdAt"].as_str().and_then(Timestamp::parse_iso);
        let lead = &about["assistantOverrides"]["metadata"]["leadId"];
        self.lead = lead.as_str().map(str::to_owned).or(self.lead.take());
        let at = message["timestamp"].as_i64().unwrap_or_default();
        let text = message["transcript"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        let is_prospect = message["role"] == "user";
        let reason = message["endedReason"].as_str().unwrap_or_default();
        match message["type"].as_str().unwrap_or_default() {
            "transcript" if message["transcriptType"] == "final" => {
                self.finals.insert((at, is_prospect, text));
            }
            "transcript" => {
                self.partials.insert((at, text));
            }
            "status-update" if message["status"] == "ended" => {
                self.ended = Some((at, reason.to_owned()));
            }
            "status-update" if message["status"] == "in-progress" => self.has_begun = true,
            "end-of-call-report" => {
                let ended_at = message["endedAt"].as_str().and_then(Timestamp::parse_iso);
                self.reported = Some((reason.to_owned(), ended_at.unwrap_or(Timestamp(at))));
            }
            _ => {}
        }
        for remembered in message["artifact"]["messages"]
            .as_array()
            .into_iter()
            .flatten()
        {
            let is_spoken = remembered["role"] == "user" || remembered["role"] == "bot";
            let ends = remembered["endTime"].as_f64().filter(|_| is_spoken);
            #[expect(
                clippy::cast_possible_truncation,
                reason = "milliseconds since the epoch"
            )]
            let ends = ends.map(|ms| Timestamp(ms as i64));
            self.history_ends = self.history_ends.max(ends);
        }
    }

    /// Who said what, in order; the last words only if nothing came after them.
    fn said(&self) -> Vec<(i64, Speaker, &str, bool)> {
        let mut said: Vec<(i64, Speaker, &str, bool)> = self
            .finals
            .iter()
            .map(|(at, is_prospect, text)| (*at, speaker(*is_prospect), text.as_str(), false))
            .collect();
        let heard_until = self.finals.iter().filter(|it| it.1).map(|it| it.0).max();
        if let Some((at, text)) = self.partials.last()
            && heard_until.is_none_or(|heard| heard < *at)
        {
            said.push((*at, Speaker::Prospect, text, true));
        }
        said.sort_by_key(|(at, ..)| *at);
        said
    }

    fn transcript(&self) -> String {
        let mut lines: Vec<(Speaker, String)> = Vec::new();
        for (_, speaker, text, is_cut) in self.said() {
            let text = if is_cut {
                format!("{text} … [cut off]")
            } else {
                text.to_owned()
            };
            match lines.last_mut() {
                Some((last, line)) if *last == speaker => *line += &format!(" {text}"),
                _ => lines.push((speaker, text)),
            }
        }
        let lines = lines.into_iter().map(|(speaker, text)| match speaker {
            Speaker::Prospect => format!("Prospect: {text}"),
            Speaker::Agent => format!("Agent: {text}"),
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    fn signals(&self) -> Signals {
        let call_date = self.created_at.unwrap_or_default().date();
        let mut listener = Listener::new(Setting::new(call_date, Locale::default()));
        let mut turn = 0;
        let mut before = None;
        for (at, speaker, text, is_cut) in self.said() {
            turn += u32::from(before.is_some_and(|before| before != speaker));
            before = Some(speaker);
            if !is_cut {
                listener.hear(Utterance {
                    turn,
                    speaker,
                    text,
                    at: Timestamp(at),
                });
            }
        }
        listener.signals().clone()
    }

    /// A call that nothing is heard of any more has been dropped.
    fn disposition(&self) -> Disposition {
        let of_status = self.ended.as_ref().map(|(_, reason)| reason);
        let of_report = self.reported.as_ref().map(|(reason, _)| reason);
        let is_heard = self.said().iter().any(|said| said.1 == Speaker::Prospect);
        match of_status.or(of_report) {
            Some(reason) => Disposition::of_end(reason, is_heard),
            None if self.has_begun || !self.said().is_empty() => Disposition::Dropped,
            None => Disposition::Failed,
        }
    }

    fn last_contact(&self) -> Timestamp {
        let of_report = self.reported.as_ref().map(|(_, ended_at)| *ended_at);
        let of_status = self.ended.as_ref().map(|(at, _)| Timestamp(*at));
        let spoken = self.said().last().map(|(at, ..)| Timestamp(*at));
        let spoken = spoken.max(self.history_ends);
        of_report
            .or(of_status)
            .or(spoken)
            .or(self.created_at)
            .unwrap_or_default()
    }
}

fn speaker(is_prospect: bool) -> Speaker {
    if is_prospect {
        Speaker::Prospect
    } else {
        Speaker::Agent
    }
}

/// What each lead should say, after all of these calls.
pub(super) fn expected(calls: &BTreeMap<String, Call>) -> BTreeMap<String, Expected> {
    let mut by_lead: BTreeMap<&str, Vec<(Timestamp, &str, &Call)>> = BTreeMap::new();
    for (id, call) in calls {
        let Some(lead) = call.lead.as_deref() else {
            continue;
        };
        let created_at = call.created_at.unwrap_or_default();
        by_lead
            .entry(lead)
            .or_default()
            .push((created_at, id, call));
    }
    let mut expected = BTreeMap::new();
    for (lead, mut calls) in by_lead {
        calls.sort_by_key(|(created_at, id, _)| (*created_at, *id));
        let Some(&(_, id, newest)) = calls.last() else {
            continue;
        };
        let mut signals = Signals::default();
        for (_, _, call) in &calls {
            signals.0.extend(call.signals().0);
        }
        let says = Expected {
            call: id.to_owned(),
            calls: calls.iter().map(|(_, id, _)| (*id).to_owned()).collect(),
            score: Rubric::default().score(&signals).points,
            signals: signals_as_json(&signals),
            status: newest.disposition().label(),
            transcript: newest.transcript(),
            last_contact: newest.last_contact(),
        };
        expected.insert(lead.to_owned(), says);
    }
    expected
}

fn signals_as_json(signals: &Signals) -> Value {
    let entries = signals.0.iter().map(|(name, standing)| {
        let entry = json!({
            "state": standing.state,
            "value": standing.value,
            "quote": standing.quote,
            "at": standing.at.iso(),
        });
        (name.to_string(), entry)
    });
    Value::Object(entries.collect())
}

impl Expected {
    /// In which fields the lead says something else. Of a call that lost words on the way, how it
    /// ended is compared and what was said is not.
    pub(super) fn differences(&self, lead: &Map<String, Value>, is_lossy: bool) -> Vec<String> {
        let mut differences = Vec::new();
        let mut check = |field: &str, is_same: bool, expected: &str| {
            if !is_same {
                differences.push(format!("{field} is {} and not {expected}", lead[field]));
            }
        };
        check(
            "AI_Call_Status__c",
            lead["AI_Call_Status__c"] == self.status,
            self.status,
        );
        if is_lossy {
            return differences;
        }
        let score = lead["AI_Qualification_Score__c"].as_f64();
        check(
            "AI_Qualification_Score__c",
            score == Some(f64::from(self.score)),
            &self.score.to_string(),
        );
        let signals = lead["Qualification_Signals__c"].as_str();
        let signals = signals.and_then(|text| serde_json::from_str::<Value>(text).ok());
        check(
            "Qualification_Signals__c",
            signals.as_ref() == Some(&self.signals),
            &self.signals.to_string(),
        );
        let transcript = lead["Call_Transcript__c"].as_str().unwrap_or_default();
        check(
            "Call_Transcript__c",
            transcript == self.transcript,
            &self.transcript,
        );
        let last_contact = lead["Last_AI_Contact__c"].as_str().and_then(moment);
        // The org keeps whole seconds.
        let is_near = last_contact.is_some_and(|at| at.ms_since(self.last_contact).abs() < 1_000);
        check("Last_AI_Contact__c", is_near, &self.last_contact.iso());
        differences
    }
}

/// Salesforce writes `2026-11-22T05:58:47.000+0000`.
fn moment(text: &str) -> Option<Timestamp> {
    Timestamp::parse_iso(&text.replace("+0000", "Z"))
}
