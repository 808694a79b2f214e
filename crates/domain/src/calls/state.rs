//! What a call has come to: the fold of its events.
//!
//! The state keeps what was said, not the order in which it arrived. Every part of it is a set, a
//! maximum or a minimum, so repeats, disorder and late arrivals change nothing.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    About, Anomaly, CallEvent, CallId, CallStatus, Direction, Disposition, HistoryTurn, LeadHint,
    Ledger, Occurrence, Report, Speaker, ToolCall, Transcript,
    anomaly::Anomalies,
    elsewhere::Elsewhere,
    ledger::Ways,
    partial::{Partial, Partials},
    reported::ReportedEnd,
    transcript::Fragment,
};
use crate::{claims::is_tool, identity::Identity, time::Timestamp};

mod belonging;
mod beside;
mod duration;

/// Two equal finals without times of their own within this time are one, delivered twice.
const UNDATED_REPEAT_MS: i64 = 60_000;

/// What a call has come to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CallState {
    id: CallId,
    status: CallStatus,
    created_at: Option<Timestamp>,
    direction: Option<Direction>,
    phone: Option<String>,
    lead: Option<LeadHint>,
    request: Option<String>,
    first_at: Option<Timestamp>,
    active_at: Option<Timestamp>,
    settled_at: Option<Timestamp>,
    ended: Option<(Timestamp, Option<String>)>,
    report: Option<ReportedEnd>,
    finals: Vec<Fragment>,
    partials: Partials,
    history: Option<History>,
    tool_calls: BTreeMap<String, ToolCall>,
    anomalies: Anomalies,
    #[serde(default, skip_serializing_if = "Elsewhere::is_empty")]
    elsewhere: Elsewhere,
    #[serde(default, skip_serializing_if = "Ways::is_empty")]
    ways: Ways,
    #[serde(default, skip_serializing_if = "Identity::is_empty")]
    identity: Identity,
}

/// The longest history any message carried.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct History {
    at: Timestamp,
    turns: Vec<HistoryTurn>,
}

impl CallState {
    /// A call of which nothing is known yet.
    #[must_use]
    pub fn new(id: CallId) -> Self {
        Self {
            id,
            status: CallStatus::Unknown,
            created_at: None,
            direction: None,
            phone: None,
            lead: None,
            request: None,
            first_at: None,
            active_at: None,
            settled_at: None,
            ended: None,
            report: None,
            finals: Vec::new(),
            partials: Partials::default(),
            history: None,
            tool_calls: BTreeMap::new(),
            anomalies: Anomalies::default(),
            elsewhere: Elsewhere::default(),
            ways: Ways::default(),
            identity: Identity::default(),
        }
    }

    /// Takes one event into account.
    ///
    /// Never fails: the journal holds whatever the platform sent, and a call that cannot be folded
    /// is worse than a call that is folded oddly. Oddities are kept as anomalies.
    pub fn apply(&mut self, event: CallEvent) {
        let CallEvent {
            at,
            is_dated,
            about,
            what,
        } = event;
        if !is_dated && what != Occurrence::FellSilent {
            self.note(Anomaly::Undated);
        }
        self.learn(about);
        // What Midcall itself notes down is no sign that the call goes on.
        match what {
            Occurrence::FellSilent => {
                self.settled_at = self.settled_at.max(Some(at));
            }
            Occurrence::Vouched(claim) => self.elsewhere.vouch(claim),
            Occurrence::Advised(opinion) => self.elsewhere.advise(opinion),
            Occurrence::Answered(answer) => self.elsewhere.answer(answer),
            Occurrence::GivenUp(lack) => self.ways.give_up(at, lack),
            Occurrence::Fetched(told) => {
                self.ways.read(told.iter().map(|event| &event.what));
                for CallEvent {
                    at, is_dated, what, ..
                } in told
                {
                    self.take(at, is_dated, what);
                }
            }
            Occurrence::LookedUp(finding) => self.identity.find(finding),
            Occurrence::Attached(attachment) => self.identity.attach(attachment),
            what => {
                self.ways.hear(&what);
                if self.settled_at.is_some_and(|settled| settled < at) && self.ended.is_none() {
                    self.note(Anomaly::SpokeAfterSettling);
                }
                self.take(at, is_dated, what);
            }
        }
    }

    /// Takes in what happened, whichever way it became known.
    fn take(&mut self, at: Timestamp, is_dated: bool, what: Occurrence) {
        self.first_at = Some(self.first_at.map_or(at, |first| first.min(at)));
        self.active_at = self.active_at.max(Some(at));
        match what {
            Occurrence::StatusChanged { to, ended_reason } => self.come_to(at, to, ended_reason),
            Occurrence::Heard {
                speaker,
                text,
                is_final: true,
            } => {
                self.hear(Fragment { at, speaker, text }, is_dated);
            }
            Occurrence::Heard {
                speaker,
                text,
                is_final: false,
            } => {
                if !text.trim().is_empty() {
                    self.partials
                        .add(Partial { at, speaker, text }, &self.finals);
                }
            }
            Occurrence::HistoryGiven(turns) => self.remember(at, turns),
            Occurrence::ToolsCalled(calls) => {
                for call in calls {
                    if call.arguments.is_none() {
                        self.note(Anomaly::BrokenToolArguments);
                    }
                    if is_tool(&call.name) {
                        self.elsewhere.date_tool_call(&call.id, at);
                    }
                    // A readable delivery of the same tool call beats a broken one.
                    let known = self
                        .tool_calls
                        .entry(call.id.clone())
                        .or_insert(call.clone());
                    if known.arguments < call.arguments {
                        *known = call;
                    }
                }
            }
            Occurrence::Reported(report) => self.take_report(at, report),
            Occurrence::Unrecognized(kind) => self.note(Anomaly::UnrecognizedType(kind)),
            Occurrence::UnrecognizedStatus(status) => {
                self.note(Anomaly::UnrecognizedStatus(status));
            }
            Occurrence::Unreadable(kind) => self.note(Anomaly::Unreadable(kind)),
            Occurrence::Noted
            | Occurrence::FellSilent
            | Occurrence::Vouched(_)
            | Occurrence::Advised(_)
            | Occurrence::Fetched(_)
            | Occurrence::GivenUp(_)
            | Occurrence::Answered(_)
            | Occurrence::LookedUp(_)
            | Occurrence::Attached(_) => {}
        }
    }

    fn note(&mut self, anomaly: Anomaly) {
        let count = self.anomalies.0.entry(anomaly).or_default();
        *count = count.saturating_add(1);
    }

    fn learn(&mut self, about: About) {
        let About {
            created_at,
            direction,
            phone,
            lead,
            request,
        } = about;
        self.created_at = min_known(self.created_at, created_at);
        self.direction = min_known(self.direction, direction);
        self.phone = min_known(self.phone.take(), phone);
        self.request = min_known(self.request.take(), request);
        if let (Some(known), Some(told)) = (&self.lead, &lead)
            && known.id != told.id
        {
            self.note(Anomaly::ContradictoryLead);
        }
        self.lead = min_known(self.lead.take(), lead);
    }

    fn come_to(&mut self, at: Timestamp, to: CallStatus, reason: Option<String>) {
        self.status = self.status.max(to);
        if to != CallStatus::Ended {
            return;
        }
        let end = (at, reason);
        match &self.ended {
            Some(known) if known.1 != end.1 => {
                self.anomalies
                    .0
                    .entry(Anomaly::ContradictoryEnd)
                    .or_insert(1);
                self.ended = min_known(self.ended.take(), Some(end));
            }
            _ => self.ended = min_known(self.ended.take(), Some(end)),
        }
    }

    fn hear(&mut self, fragment: Fragment, is_dated: bool) {
        if fragment.text.trim().is_empty() {
            return;
        }
        let is_repeat = if is_dated {
            self.finals.binary_search(&fragment).is_ok()
        } else {
            self.finals.iter().rev().any(|known| {
                known.speaker == fragment.speaker
                    && known.text == fragment.text
                    && fragment.at.ms_since(known.at).abs() <= UNDATED_REPEAT_MS
            })
        };
        if is_repeat {
            return;
        }
        self.partials.confirm(&fragment);
        let place = self.finals.partition_point(|known| *known < fragment);
        self.finals.insert(place, fragment);
    }

    /// Keeps the longest history: a shorter one is older, whenever it arrives.
    fn remember(&mut self, at: Timestamp, turns: Vec<HistoryTurn>) {
        let turns: Vec<HistoryTurn> = turns
            .into_iter()
            .filter(|turn| !turn.text.trim().is_empty())
            .collect();
        let is_newer = match &self.history {
            None => !turns.is_empty(),
            Some(known) => extent(&turns, at) > extent(&known.turns, known.at),
        };
        if is_newer {
            self.history = Some(History { at, turns });
        }
    }

    /// The first report wins; a later one may only add.
    fn take_report(&mut self, at: Timestamp, report: Report) {
        let Report {
            ended_reason,
            started_at,
            ended_at,
            history,
            summary,
            recording_url,
            outputs,
        } = report;
        self.remember(at, history);
        for output in outputs {
            self.elsewhere.extract(output, at);
        }
        self.status = CallStatus::Ended;
        let given = ReportedEnd {
            at,
            reason: ended_reason,
            started_at,
            ended_at,
            summary,
            recording_url,
        };
        self.report = Some(match self.report.take() {
            None => given,
            Some(known) => known.with(given),
        });
    }

    /// The call's identifier.
    #[must_use]
    pub fn id(&self) -> &CallId {
        &self.id
    }

    /// How far the call has come.
    #[must_use]
    pub fn status(&self) -> CallStatus {
        self.status
    }

    /// Who called whom, if known.
    #[must_use]
    pub fn direction(&self) -> Option<Direction> {
        self.direction
    }

    /// The request that Midcall placed this call for, if it did.
    #[must_use]
    pub fn request(&self) -> Option<&str> {
        self.request.as_deref()
    }

    /// When the call was created, or first heard of.
    #[must_use]
    pub fn created_at(&self) -> Timestamp {
        self.created_at.or(self.first_at).unwrap_or_default()
    }

    /// When the last message about the call was made, whatever it said.
    #[must_use]
    pub fn active_at(&self) -> Timestamp {
        self.active_at.unwrap_or_else(|| self.created_at())
    }

    /// What was odd, and how often.
    #[must_use]
    pub fn anomalies(&self) -> &BTreeMap<Anomaly, u32> {
        &self.anomalies.0
    }

    /// The assistant's tool calls, by their ids.
    #[must_use]
    pub fn tool_calls(&self) -> &BTreeMap<String, ToolCall> {
        &self.tool_calls
    }

    /// The platform's summary, once its report has come.
    #[must_use]
    pub fn summary(&self) -> Option<&str> {
        self.report.as_ref()?.summary.as_deref()
    }

    /// Where the recording is, once the platform's report has come.
    #[must_use]
    pub fn recording_url(&self) -> Option<&str> {
        self.report.as_ref()?.recording_url.as_deref()
    }

    /// Why the call ended, in the platform's words, if it said so.
    #[must_use]
    pub fn ended_reason(&self) -> Option<&str> {
        let of_status = self
            .ended
            .as_ref()
            .and_then(|(_, reason)| reason.as_deref());
        of_status.or_else(|| self.report.as_ref()?.reason.as_deref())
    }

    /// Who said what, in order.
    #[must_use]
    pub fn transcript(&self) -> Transcript {
        let history = self
            .history
            .as_ref()
            .map_or(&[][..], |history| &history.turns);
        Transcript::assemble(&self.finals, history, &self.partials)
    }

    /// Whether nothing more is expected: an end or a report has come, or the call was settled for
    /// its silence.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.status == CallStatus::Ended || self.is_settled()
    }

    /// What of the call arrived by itself, what had to be asked for, and what is missing.
    #[must_use]
    pub fn ledger(&self) -> Ledger {
        let was_spoken = self.spoken_at().is_some();
        self.ways
            .ledger(self.is_over(), was_spoken, self.active_at())
    }

    fn is_settled(&self) -> bool {
        self.settled_at
            .is_some_and(|settled| settled >= self.active_at())
    }

    /// What the call has come to; nothing yet while it is queued or ringing.
    #[must_use]
    pub fn disposition(&self) -> Option<Disposition> {
        if self.status == CallStatus::Ended {
            let reason = self.ended_reason().unwrap_or_default();
            return Some(Disposition::of_end(reason, self.heard_prospect()));
        }
        let has_begun = self.status >= CallStatus::InProgress || self.spoken_at().is_some();
        match (has_begun, self.is_settled()) {
            (true, true) => Some(Disposition::Dropped),
            (true, false) => Some(Disposition::InProgress),
            (false, true) => Some(Disposition::Failed),
            (false, false) => None,
        }
    }

    /// When the last thing was said, or when the call ended.
    #[must_use]
    pub fn last_contact_at(&self) -> Timestamp {
        let ended_at = self.report.as_ref().and_then(|report| report.ended_at);
        ended_at
            .or(self.ended.as_ref().map(|(at, _)| *at))
            .or_else(|| self.spoken_at())
            .unwrap_or_else(|| self.created_at())
    }

    fn spoken_at(&self) -> Option<Timestamp> {
        let in_history = self
            .history
            .iter()
            .flat_map(|history| &history.turns)
            .filter_map(|turn| turn.until.or(turn.from))
            .max();
        let in_finals = self.finals.last().map(|fragment| fragment.at);
        let in_partials = self.partials.iter().map(|partial| partial.at).max();
        in_history.max(in_finals).max(in_partials)
    }

    /// Whether the prospect has said anything.
    #[must_use]
    pub fn heard_prospect(&self) -> bool {
        let in_history = self
            .history
            .iter()
            .flat_map(|history| &history.turns)
            .map(|t| t.speaker);
        self.finals
            .iter()
            .map(|fragment| fragment.speaker)
            .chain(self.partials.iter().map(|partial| partial.speaker))
            .chain(in_history)
            .any(|speaker| speaker == Speaker::Prospect)
    }
}

/// The smaller of what is known and what is told, so that the order of arrival does not matter.
fn min_known<T: Ord>(known: Option<T>, told: Option<T>) -> Option<T> {
    match (known, told) {
        (Some(known), Some(told)) => Some(known.min(told)),
        (known, told) => known.or(told),
    }
}

/// How much a history holds: its words, then how recent it is.
fn extent(turns: &[HistoryTurn], at: Timestamp) -> (usize, usize, Timestamp) {
    (
        turns.len(),
        turns.iter().map(|turn| turn.text.len()).sum(),
        at,
    )
}
