//! What an added field says: a word for each thing that is known of a lead, and its value.

use std::fmt;

use super::FieldValue;
use crate::{
    calls::{CallSummary, Disposition},
    signals::{
        Amount, Decider, HeadCount, Period, Score, SignalKind, SignalName, SignalState,
        SignalValue, Signals, Standing, Timeframe, ValueKind,
    },
};

/// What an added field says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// 0 to 100.
    Score,
    /// Whether the score is above the threshold.
    IsHot,
    /// What the newest call came to.
    Status,
    /// When the last thing was said, or when the call ended.
    LastContact,
    /// The newest call, word for word.
    Transcript,
    /// The platform's summary of the newest call.
    Summary,
    /// Where the newest call's recording is.
    RecordingUrl,
    /// The platform's id of the newest call.
    CallId,
    /// Something about a signal.
    Signal(SignalName, Facet),
}

/// What about a signal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Facet {
    /// `positive`, `negative` or `unknown`.
    State,
    /// Whether it is positive.
    IsPositive,
    /// The prospect's words.
    Quote,
    /// When they were said.
    At,
    /// What exactly was said, or a piece of it.
    Value(Piece),
}

/// A piece of a signal's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece {
    /// All of it, in words.
    InWords,
    /// The lower end of an amount.
    AmountMin,
    /// The upper end of an amount.
    AmountMax,
    /// ISO 4217 code.
    Currency,
    /// What an amount covers.
    Period,
    /// Fewest people.
    CountMin,
    /// Most people.
    CountMax,
    /// Not before.
    Start,
    /// Not after.
    End,
    /// The speaker's role.
    Role,
    /// Who decides.
    DecisionMaker,
}

/// What kind of value a field has to take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A whole number of so many digits.
    Number(u32),
    /// An amount of money.
    Amount,
    /// Yes or no.
    Flag,
    /// One of these words.
    Word(&'static [&'static str]),
    /// Text of any length.
    Text,
    /// An address on the web.
    Url,
    /// A moment.
    Moment,
    /// A day.
    Date,
}

/// Why a word names no content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ContentError {
    /// Nothing is called that.
    Unknown,
    /// No signal is called that.
    UnknownSignal(String),
    /// The signal has nothing that is called that.
    UnknownFacet(String),
    /// The signal has no value, or none with such a piece; these it has.
    UnknownPiece(Vec<&'static str>),
}

const CALL_WORDS: [(&str, Content); 8] = [
    ("score", Content::Score),
    ("hot", Content::IsHot),
    ("status", Content::Status),
    ("last_contact", Content::LastContact),
    ("transcript", Content::Transcript),
    ("summary", Content::Summary),
    ("recording_url", Content::RecordingUrl),
    ("call_id", Content::CallId),
];

const FACET_WORDS: [(&str, Facet); 5] = [
    ("state", Facet::State),
    ("positive", Facet::IsPositive),
    ("quote", Facet::Quote),
    ("at", Facet::At),
    ("value", Facet::Value(Piece::InWords)),
];

const STATE_WORDS: &[&str] = &["positive", "negative", "unknown"];
const STATUS_WORDS: &[&str] = &[
    Disposition::InProgress.label(),
    Disposition::Completed.label(),
    Disposition::Dropped.label(),
    Disposition::NoAnswer.label(),
    Disposition::Voicemail.label(),
    Disposition::Failed.label(),
    Disposition::Transferred.label(),
];
const PERIOD_WORDS: &[&str] = &[
    "total",
    "day",
    "week",
    "month",
    "quarter",
    "year",
    "unit_total",
    "unit_month",
    "unit_year",
];

impl Content {
    /// Words that stand alone, then those that follow a signal's name and a dot.
    #[must_use]
    pub fn words() -> (Vec<&'static str>, Vec<&'static str>) {
        (
            CALL_WORDS.iter().map(|(word, _)| *word).collect(),
            FACET_WORDS.iter().map(|(word, _)| *word).collect(),
        )
    }

    /// Reads what a setting calls it: `score`, `budget.value.max`. `value_kind` says what an own
    /// signal's value is, and `None` for a signal that nobody listens for.
    ///
    /// # Errors
    ///
    /// When nothing is called that.
    pub fn parse(
        word: &str,
        value_kind: impl Fn(&SignalName) -> Option<ValueKind>,
    ) -> Result<Self, ContentError> {
        if let Some((_, content)) = CALL_WORDS.iter().find(|(known, _)| *known == word) {
            return Ok(content.clone());
        }
        let Some((signal, rest)) = word.split_once('.') else {
            return Err(ContentError::Unknown);
        };
        let name = SignalName::from(signal);
        let kind = match name.kind() {
            Some(kind) => value_of(kind),
            None => {
                value_kind(&name).ok_or_else(|| ContentError::UnknownSignal(signal.to_owned()))?
            }
        };
        let (facet, piece) = match rest.split_once('.') {
            Some((facet, piece)) => (facet, Some(piece)),
            None => (rest, None),
        };
        let known = FACET_WORDS.iter().find(|(known, _)| *known == facet);
        match (known.map(|(_, facet)| *facet), piece) {
            (Some(Facet::Value(_)), piece) => {
                Ok(Self::Signal(name, Facet::Value(Piece::parse(kind, piece)?)))
            }
            (Some(facet), None) => Ok(Self::Signal(name, facet)),
            _ => Err(ContentError::UnknownFacet(facet.to_owned())),
        }
    }

    /// What kind of value it is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        /// More people than this work for nobody.
        const COUNT_DIGITS: u32 = 7;
        match self {
            Self::Score => Kind::Number(3),
            Self::IsHot | Self::Signal(_, Facet::IsPositive) => Kind::Flag,
            Self::Status => Kind::Word(STATUS_WORDS),
            Self::LastContact | Self::Signal(_, Facet::At) => Kind::Moment,
            Self::RecordingUrl => Kind::Url,
            Self::Transcript | Self::Summary | Self::CallId => Kind::Text,
            Self::Signal(_, Facet::State) => Kind::Word(STATE_WORDS),
            Self::Signal(_, Facet::Quote) => Kind::Text,
            Self::Signal(_, Facet::Value(piece)) => match piece {
                Piece::AmountMin | Piece::AmountMax => Kind::Amount,
                Piece::CountMin | Piece::CountMax => Kind::Number(COUNT_DIGITS),
                Piece::Start | Piece::End => Kind::Date,
                Piece::Period => Kind::Word(PERIOD_WORDS),
                Piece::InWords | Piece::Currency | Piece::Role | Piece::DecisionMaker => Kind::Text,
            },
        }
    }

    /// What it says now.
    pub(super) fn value(
        &self,
        newest: &CallSummary,
        signals: &Signals,
        score: &Score,
    ) -> FieldValue {
        let optional = |text: Option<&str>| FieldValue::text(text.unwrap_or_default());
        match self {
            Self::Score => FieldValue::Number(score.points.into()),
            Self::IsHot => FieldValue::Flag(score.is_hot),
            Self::Status => optional(newest.disposition.map(Disposition::label)),
            Self::LastContact => FieldValue::Moment(newest.last_contact_at),
            Self::Transcript => FieldValue::text(&newest.transcript),
            Self::Summary => optional(newest.summary.as_deref()),
            Self::RecordingUrl => optional(newest.recording_url.as_deref()),
            Self::CallId => FieldValue::text(newest.call.as_str()),
            Self::Signal(name, facet) => facet.value(signals.get(name)),
        }
    }
}

impl Facet {
    fn value(self, standing: Option<&Standing>) -> FieldValue {
        let state = standing.map_or(SignalState::Unknown, |standing| standing.state);
        match (self, standing) {
            (Self::State, _) => FieldValue::text(match state {
                SignalState::Unknown => "unknown",
                SignalState::Positive => "positive",
                SignalState::Negative => "negative",
            }),
            (Self::IsPositive, _) => FieldValue::Flag(state == SignalState::Positive),
            (_, None) => FieldValue::Empty,
            (Self::Quote, Some(standing)) => FieldValue::text(&standing.quote),
            (Self::At, Some(standing)) => FieldValue::Moment(standing.at),
            (Self::Value(piece), Some(standing)) => standing
                .value
                .as_ref()
                .map_or(FieldValue::Empty, |value| piece.value(value)),
        }
    }
}

impl Piece {
    fn parse(kind: ValueKind, word: Option<&str>) -> Result<Self, ContentError> {
        let pieces: &[(&str, Self)] = match kind {
            ValueKind::Amount => &[
                ("min", Self::AmountMin),
                ("max", Self::AmountMax),
                ("currency", Self::Currency),
                ("period", Self::Period),
            ],
            ValueKind::HeadCount => &[("min", Self::CountMin), ("max", Self::CountMax)],
            ValueKind::Timeframe => &[("start", Self::Start), ("end", Self::End)],
            ValueKind::Decider => &[
                ("role", Self::Role),
                ("decision_maker", Self::DecisionMaker),
            ],
            ValueKind::Text | ValueKind::None => &[],
        };
        let known = || pieces.iter().map(|(word, _)| *word).collect();
        match word {
            None if kind == ValueKind::None => Err(ContentError::UnknownPiece(known())),
            None => Ok(Self::InWords),
            Some(word) => {
                let found = pieces.iter().find(|(piece, _)| *piece == word);
                found
                    .map(|(_, piece)| *piece)
                    .ok_or_else(|| ContentError::UnknownPiece(known()))
            }
        }
    }

    fn value(self, value: &SignalValue) -> FieldValue {
        let number = |count: Option<u64>| {
            count
                .and_then(|count| i64::try_from(count).ok())
                .map_or(FieldValue::Empty, FieldValue::Number)
        };
        let optional =
            |text: &Option<String>| FieldValue::text(text.as_deref().unwrap_or_default());
        match (self, value) {
            (Self::InWords, value) => FieldValue::text(in_words(value)),
            (Self::AmountMin, SignalValue::Amount(amount)) => {
                amount.min.map_or(FieldValue::Empty, FieldValue::Amount)
            }
            (Self::AmountMax, SignalValue::Amount(amount)) => {
                amount.max.map_or(FieldValue::Empty, FieldValue::Amount)
            }
            (Self::Currency, SignalValue::Amount(amount)) => FieldValue::text(&amount.currency),
            (Self::Period, SignalValue::Amount(amount)) => {
                FieldValue::text(period_word(amount.period))
            }
            (Self::CountMin, SignalValue::HeadCount(count)) => number(count.min),
            (Self::CountMax, SignalValue::HeadCount(count)) => number(count.max),
            (Self::Start, SignalValue::Timeframe(time)) => {
                time.start.map_or(FieldValue::Empty, FieldValue::Date)
            }
            (Self::End, SignalValue::Timeframe(time)) => {
                time.end.map_or(FieldValue::Empty, FieldValue::Date)
            }
            (Self::Role, SignalValue::Decider(decider)) => optional(&decider.role),
            (Self::DecisionMaker, SignalValue::Decider(decider)) => {
                optional(&decider.decision_maker)
            }
            _ => FieldValue::Empty,
        }
    }
}

/// What the value of each of the five is.
const fn value_of(kind: SignalKind) -> ValueKind {
    match kind {
        SignalKind::Budget => ValueKind::Amount,
        SignalKind::Authority => ValueKind::Decider,
        SignalKind::Need => ValueKind::None,
        SignalKind::Timeline => ValueKind::Timeframe,
        SignalKind::CompanySize => ValueKind::HeadCount,
    }
}

const fn period_word(period: Period) -> &'static str {
    match period {
        Period::Total => "total",
        Period::Day => "day",
        Period::Week => "week",
        Period::Month => "month",
        Period::Quarter => "quarter",
        Period::Year => "year",
        Period::UnitTotal => "unit_total",
        Period::UnitMonth => "unit_month",
        Period::UnitYear => "unit_year",
    }
}

/// A value as people read it in a field of text.
fn in_words(value: &SignalValue) -> String {
    match value {
        SignalValue::Amount(Amount {
            min,
            max,
            currency,
            period,
        }) => {
            let sum = range(min.as_ref(), max.as_ref());
            format!("{sum} {currency}{}", period.after_sum())
        }
        SignalValue::HeadCount(HeadCount { min, max }) => range(min.as_ref(), max.as_ref()),
        SignalValue::Timeframe(Timeframe { start, end }) => match (start, end) {
            (Some(start), Some(end)) if start == end => start.to_string(),
            (Some(start), Some(end)) => format!("{start} to {end}"),
            (Some(start), None) => format!("from {start}"),
            (None, Some(end)) => format!("by {end}"),
            (None, None) => String::new(),
        },
        SignalValue::Decider(Decider {
            role,
            decision_maker,
        }) => match (decision_maker, role) {
            (Some(decides), Some(role)) => format!("decides: {decides}; role: {role}"),
            (Some(decides), None) => format!("decides: {decides}"),
            (None, Some(role)) => format!("role: {role}"),
            (None, None) => String::new(),
        },
        SignalValue::Text(text) => text.clone(),
    }
}

fn range<T: PartialEq + fmt::Display>(min: Option<&T>, max: Option<&T>) -> String {
    match (min, max) {
        (Some(min), Some(max)) if min == max => min.to_string(),
        (Some(min), Some(max)) => format!("{min} to {max}"),
        (Some(min), None) => format!("at least {min}"),
        (None, Some(max)) => format!("up to {max}"),
        (None, None) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(word: &str) -> Result<Content, ContentError> {
        Content::parse(word, |name| {
            (name.as_str() == "champion").then_some(ValueKind::Amount)
        })
    }

    #[test]
    fn what_is_there_is_found_by_its_word() {
        let budget = SignalName::from("budget");
        let max = Facet::Value(Piece::AmountMax);
        assert_eq!(parse("budget.value.max"), Ok(Content::Signal(budget, max)));
        assert_eq!(parse("hot"), Ok(Content::IsHot));
        assert!(parse("champion.value.currency").is_ok());
        assert_eq!(parse("mood"), Err(ContentError::Unknown));
        assert_eq!(
            parse("zeal.state"),
            Err(ContentError::UnknownSignal("zeal".to_owned()))
        );
        assert_eq!(
            parse("budget.color"),
            Err(ContentError::UnknownFacet("color".to_owned()))
        );
        assert_eq!(
            parse("timeline.value.max"),
            Err(ContentError::UnknownPiece(vec!["start", "end"]))
        );
        assert_eq!(parse("need.value"), Err(ContentError::UnknownPiece(vec![])));
    }

    #[track_caller]
    fn reads(json: &str, kind: ValueKind, expected: &str) {
        let value = serde_json::from_str(json).unwrap();
        assert_eq!(
            in_words(&SignalValue::read(kind, &value).unwrap()),
            expected
        );
    }

    #[test]
    fn values_read_like_words() {
        reads(
            r#"{"min":null,"max":50000,"currency":"USD","period":"month"}"#,
            ValueKind::Amount,
            "up to 50000 USD a month",
        );
        reads(r#"{"min":200,"max":200}"#, ValueKind::HeadCount, "200");
        reads(
            r#"{"start":null,"end":"2026-06-30"}"#,
            ValueKind::Timeframe,
            "by 2026-06-30",
        );
    }
}
