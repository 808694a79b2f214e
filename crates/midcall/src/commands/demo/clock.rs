//! The demo's two clocks: the one the story is told by, which runs fast, and the wall's.

use midcall_domain::time::Timestamp;

/// Ties the story's time to real time.
#[derive(Clone, Copy, Debug)]
pub(super) struct StoryClock {
    /// When the story begins, in its own time.
    pub(super) begins: Timestamp,
    /// When it is begun to be told, in real time.
    pub(super) told_from: Timestamp,
    /// How many times faster than life it is told.
    pub(super) speed: f64,
}

impl StoryClock {
    /// The real moment at which this moment of the story is told.
    pub(super) fn told_at(&self, story: Timestamp) -> Timestamp {
        self.told_from
            .plus_ms((story.ms_since(self.begins) as f64 / self.speed) as i64)
    }

    /// How far the story has come at this real moment.
    pub(super) fn story_at(&self, told: Timestamp) -> Timestamp {
        self.begins
            .plus_ms((told.ms_since(self.told_from) as f64 * self.speed) as i64)
    }
}

/// The time of day, as on a clock on the wall: `10:23:47`.
pub(super) fn time_of_day(at: Timestamp) -> String {
    at.iso().get(11..19).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_seconds_of_story_are_told_in_one() {
        let clock = StoryClock {
            begins: Timestamp(0),
            told_from: Timestamp(1_000_000),
            speed: 6.0,
        };
        assert_eq!(clock.told_at(Timestamp(6_000)), Timestamp(1_001_000));
        assert_eq!(clock.story_at(Timestamp(1_001_000)), Timestamp(6_000));
    }

    #[test]
    fn the_time_of_day_is_that_of_the_story() {
        let at = Timestamp::parse_iso("2026-11-19T10:23:47.120Z").unwrap();
        assert_eq!(time_of_day(at), "10:23:47");
    }
}
