//! What of the labels was heard, counted.

use std::collections::BTreeMap;

use midcall_domain::signals::{Rubric, SignalKind, SignalName, SignalState};
use serde::{Deserialize, Serialize};

use super::{Hearing, LabelledCase, compare::is_same};

/// The signals that make up the score.
const BANT: [SignalKind; 4] = [
    SignalKind::Budget,
    SignalKind::Authority,
    SignalKind::Need,
    SignalKind::Timeline,
];

/// Hits, false alarms and misses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Tally {
    /// Labelled and heard.
    pub hits: u32,
    /// Heard and not labelled.
    pub alarms: u32,
    /// Labelled and not heard.
    pub misses: u32,
}

impl Tally {
    fn count(&mut self, is_labelled: bool, is_heard: bool) {
        self.hits += u32::from(is_labelled && is_heard);
        self.alarms += u32::from(!is_labelled && is_heard);
        self.misses += u32::from(is_labelled && !is_heard);
    }

    /// How much of what was heard is so, in hundredths.
    #[must_use]
    pub fn precision(self) -> f64 {
        percent(self.hits, self.hits + self.alarms)
    }

    /// How much of what is so was heard, in hundredths.
    #[must_use]
    pub fn recall(self) -> f64 {
        percent(self.hits, self.hits + self.misses)
    }

    /// The harmonic mean of both, in hundredths.
    #[must_use]
    pub fn f1(self) -> f64 {
        percent(2 * self.hits, 2 * self.hits + self.alarms + self.misses)
    }
}

impl std::iter::Sum for Tally {
    fn sum<I: Iterator<Item = Self>>(tallies: I) -> Self {
        tallies.fold(Self::default(), |a, b| Self {
            hits: a.hits + b.hits,
            alarms: a.alarms + b.alarms,
            misses: a.misses + b.misses,
        })
    }
}

/// A part of a whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Share {
    /// The part.
    pub part: u32,
    /// The whole.
    pub whole: u32,
}

impl Share {
    fn count(&mut self, is_part: bool) {
        self.part += u32::from(is_part);
        self.whole += 1;
    }

    /// In hundredths.
    #[must_use]
    pub fn percent(self) -> f64 {
        percent(self.part, self.whole)
    }
}

impl std::iter::Sum for Share {
    fn sum<I: Iterator<Item = Self>>(shares: I) -> Self {
        shares.fold(Self::default(), |a, b| Self {
            part: a.part + b.part,
            whole: a.whole + b.whole,
        })
    }
}

fn percent(part: u32, whole: u32) -> f64 {
    100.0 * f64::from(part) / f64::from(whole.max(1))
}

/// The figures of one signal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SignalFigures {
    /// Of the state at the end.
    pub positive: Tally,
    /// Of the state at the end.
    pub negative: Tally,
    /// Of the labelled values, those heard exactly, whatever kept the others from it.
    pub values: Share,
    /// Of the states heard right, those heard at the very turn.
    pub on_time: Share,
}

/// In how many calls an own signal stood at the end. Nothing is said of right and wrong: the labels
/// know the five.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnFigures {
    /// In which it was there.
    pub positive: u32,
    /// In which it was not.
    pub negative: u32,
}

/// The figures of a set of calls.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// How many calls.
    pub calls: u32,
    /// By signal.
    pub signals: BTreeMap<SignalKind, SignalFigures>,
    /// By own signal.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub own: BTreeMap<SignalName, OwnFigures>,
    /// Of the calls with nothing in them, those in which something positive was heard.
    pub false_alarms: Share,
    /// Of all calls, those whose score is exact.
    pub exact_scores: Share,
    /// How far all scores are off, added up.
    pub score_error: u32,
}

impl Figures {
    /// Takes a call into account.
    pub fn count(&mut self, case: &LabelledCase, hearing: &Hearing, rubric: &Rubric) {
        self.calls += 1;
        for signal in SignalKind::ALL {
            let figures = self.signals.entry(signal).or_default();
            count_signal(figures, signal, case, hearing);
        }
        let positive =
            |signal: &SignalKind| hearing.signals.state(*signal) == SignalState::Positive;
        if case.gold.is_silent() {
            self.false_alarms
                .count(SignalKind::ALL.iter().any(positive));
        }
        for signal in rubric.signals().filter(|name| name.kind().is_none()) {
            let state = hearing.signals.state(&signal);
            let figures = self.own.entry(signal).or_default();
            figures.positive += u32::from(state == SignalState::Positive);
            figures.negative += u32::from(state == SignalState::Negative);
        }
        let five = rubric.of_the_five();
        let is_labelled = |kind| case.gold.label(kind).state == SignalState::Positive;
        let labelled: u32 = five
            .weights
            .iter()
            .filter(|(signal, _)| signal.kind().is_some_and(is_labelled))
            .map(|(_, points)| u32::from(*points))
            .sum();
        let heard = u32::from(five.score(&hearing.signals).points);
        let error = labelled.min(100).abs_diff(heard);
        self.exact_scores.count(error == 0);
        self.score_error += error;
    }

    /// Budget, authority, need and timeline together.
    #[must_use]
    pub fn bant(&self, of: fn(&SignalFigures) -> Tally) -> Tally {
        let figures = BANT.iter().filter_map(|signal| self.signals.get(signal));
        figures.map(of).sum()
    }

    /// All labelled values, heard exactly or not.
    #[must_use]
    pub fn values(&self) -> Share {
        self.signals.values().map(|figures| figures.values).sum()
    }

    /// All states heard right, at the very turn or not.
    #[must_use]
    pub fn on_time(&self) -> Share {
        self.signals.values().map(|figures| figures.on_time).sum()
    }

    /// How far a score is off on average.
    #[must_use]
    pub fn mean_score_error(&self) -> f64 {
        f64::from(self.score_error) / f64::from(self.calls.max(1))
    }
}

fn count_signal(
    figures: &mut SignalFigures,
    signal: SignalKind,
    case: &LabelledCase,
    hearing: &Hearing,
) {
    let label = case.gold.label(signal);
    let state = hearing.signals.state(signal);
    let is = |wanted| (label.state == wanted, state == wanted);
    let (labelled, heard) = is(SignalState::Positive);
    figures.positive.count(labelled, heard);
    let (labelled, heard) = is(SignalState::Negative);
    figures.negative.count(labelled, heard);
    if label.state == SignalState::Unknown {
        return;
    }
    if label.has_value() {
        let value = hearing.signals.get(signal).and_then(|it| it.value.as_ref());
        let value = serde_json::to_value(value).unwrap_or_default();
        let is_exact = state == label.state && is_same(signal, &label.value, &value);
        figures.values.count(is_exact);
    }
    if state == label.state {
        figures
            .on_time
            .count(first_turn(hearing, signal) == label.first_turn);
    }
}

/// Since which turn the state at the end has held without a break.
fn first_turn(hearing: &Hearing, signal: SignalKind) -> Option<u32> {
    let of_signal = hearing.changes.iter().filter(|it| it.signal == signal);
    let last = of_signal.clone().next_back()?.state;
    let mut first = None;
    for change in of_signal {
        first = (change.state == last).then(|| first.unwrap_or(change.turn));
    }
    first
}
