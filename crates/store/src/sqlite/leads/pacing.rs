//! How soon a change becomes due, and how urgency is kept.

use midcall_domain::leads::Urgency;

/// How soon a change becomes due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pacing {
    /// A signal changed: changes of one lead within this time are one write.
    pub soon_ms: i64,
    /// Only words were said: the transcript grows in steps of this length.
    pub routine_ms: i64,
}

impl Pacing {
    pub(super) fn delay_ms(self, urgency: Urgency) -> i64 {
        match urgency {
            Urgency::Hot | Urgency::AtOnce | Urgency::First | Urgency::None => 0,
            Urgency::Soon => self.soon_ms,
            Urgency::Routine => self.routine_ms,
        }
    }
}

pub(super) const fn rank(urgency: Urgency) -> u8 {
    urgency as u8
}

pub(super) const fn from_rank(rank: u8) -> Urgency {
    match rank {
        0 => Urgency::None,
        1 => Urgency::Routine,
        2 => Urgency::Soon,
        3 => Urgency::First,
        4 => Urgency::AtOnce,
        _ => Urgency::Hot,
    }
}
