//! A moment that was handed in, never "now".

use serde::{Deserialize, Serialize};

/// A moment in milliseconds since the Unix epoch, UTC.
///
/// Vapi and the journal both count milliseconds; nothing in the product needs finer.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// This moment, `ms` milliseconds later (or earlier, when negative).
    #[must_use]
    pub const fn plus_ms(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    /// Milliseconds from `earlier` to this moment; negative when `earlier` is later.
    #[must_use]
    pub const fn ms_since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// The civil date in UTC.
    #[must_use]
    pub fn date(self) -> jiff::civil::Date {
        self.to_jiff().to_zoned(jiff::tz::TimeZone::UTC).date()
    }

    /// ISO 8601 in UTC with milliseconds: `2026-11-22T05:58:47.000Z`.
    #[must_use]
    pub fn iso(self) -> String {
        format!("{:.3}", self.to_jiff())
    }

    /// Reads an ISO 8601 moment, as in `2026-11-19T15:04:11.120Z`.
    #[must_use]
    pub fn parse_iso(text: &str) -> Option<Self> {
        text.parse::<jiff::Timestamp>()
            .ok()
            .map(|t| Self(t.as_millisecond()))
    }

    fn to_jiff(self) -> jiff::Timestamp {
        // A webhook may carry any number; what lies outside the calendar is clamped to its edge.
        jiff::Timestamp::from_millisecond(self.0).unwrap_or(if self.0 < 0 {
            jiff::Timestamp::MIN
        } else {
            jiff::Timestamp::MAX
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Timestamp;

    #[test]
    fn iso_round_trips() {
        let at = Timestamp(1_795_100_645_180);
        assert_eq!(at.iso(), "2026-11-19T15:04:05.180Z");
        assert_eq!(Timestamp::parse_iso(&at.iso()), Some(at));
    }

    #[test]
    fn absurd_moments_are_clamped() {
        assert!(Timestamp(i64::MAX).iso().starts_with("9999"));
        assert!(Timestamp(i64::MIN).iso().starts_with("-009999"));
    }
}
