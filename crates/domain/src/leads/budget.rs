//! The day's requests to an org: how long they last, how fast they may be spent, and what the last
//! of them are kept for. They are shared with every other integration of the org, and count the
//! past 24 hours.

use std::collections::VecDeque;

use super::Urgency;
use crate::time::Timestamp;

/// With this share used, in percent, only signals, hot leads and ended calls go out.
const SPARING_PERCENT: u64 = 80;
/// With this share used, only hot leads and ended calls do.
const RESERVE_PERCENT: u64 = 95;
/// What is neither is paced so that it would leave this share untouched for a whole day.
const UNTOUCHED_PERCENT: u64 = 10;

const DAY_S: f64 = 86_400.0;
const DAY_MS: i64 = 86_400_000;
/// However little is left, this much goes out, or whatever changed would never be noticed: one
/// request in half a minute.
const LEAST_PER_S: f64 = 1.0 / 30.0;

/// The forecast rests on the past hour, and on no less than some minutes of it.
const HOUR_MS: i64 = 3_600_000;
const MINUTE_MS: i64 = 60_000;
const FORECAST_AFTER_MS: i64 = 5 * MINUTE_MS;

/// What the org said of its use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Usage {
    /// When.
    pub at: Timestamp,
    /// Requests used in the 24 hours before, by whomever.
    pub used: u64,
    /// Requests allowed.
    pub allowed: u64,
}

impl Usage {
    fn percent(self) -> u64 {
        self.used.saturating_mul(100) / self.allowed.max(1)
    }

    #[expect(clippy::cast_precision_loss, reason = "requests of a day")]
    fn left_over(self, kept_percent: u64) -> f64 {
        let spendable = self.allowed.saturating_mul(100 - kept_percent) / 100;
        spendable.saturating_sub(self.used) as f64
    }
}

/// How long the requests last at the pace of the past hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forecast {
    /// Too little was seen to tell.
    Unknown,
    /// Beyond a day: by then as many are free again.
    Lasts,
    /// Until then.
    Until(Timestamp),
    /// None is left.
    Spent,
}

/// Requests a second, by how urgent they are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pace {
    /// For hot leads and ended calls.
    pub urgent_per_s: f64,
    /// For everything else; `None` while nothing is short.
    pub others_per_s: Option<f64>,
}

/// What is known of the day's requests.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Budget {
    /// Of each minute of the past hour the newest, the oldest first.
    seen: VecDeque<Usage>,
}

impl Budget {
    /// Takes note of what the org said. Whether a minute has begun since it last did.
    pub fn note(&mut self, usage: Usage) -> bool {
        let minute = |usage: &Usage| usage.at.0.div_euclid(MINUTE_MS);
        let is_new = match self.seen.back_mut() {
            Some(newest) if newest.at > usage.at => return false,
            Some(newest) if minute(newest) == minute(&usage) => {
                *newest = usage;
                false
            }
            _ => {
                self.seen.push_back(usage);
                true
            }
        };
        let is_old = |old: &Usage| usage.at.ms_since(old.at) > HOUR_MS;
        while self.seen.front().is_some_and(is_old) {
            self.seen.pop_front();
        }
        is_new
    }

    /// What the org said last.
    #[must_use]
    pub fn newest(&self) -> Option<Usage> {
        self.seen.back().copied()
    }

    /// The least urgent change that the remaining requests are spent on.
    #[must_use]
    pub fn at_least(&self) -> Urgency {
        match self.newest().map_or(0, Usage::percent) {
            RESERVE_PERCENT.. => Urgency::AtOnce,
            SPARING_PERCENT.. => Urgency::Soon,
            _ => Urgency::Routine,
        }
    }

    /// How fast they may be spent, so that they last for a day; `most_per_s` when there are plenty.
    #[must_use]
    pub fn pace(&self, most_per_s: f64) -> Pace {
        let Some(usage) = self.newest() else {
            return Pace {
                urgent_per_s: most_per_s,
                others_per_s: None,
            };
        };
        let lasting = |kept_percent| {
            let per_s = usage.left_over(kept_percent) / DAY_S;
            per_s.max(LEAST_PER_S).min(most_per_s)
        };
        let others_per_s = lasting(UNTOUCHED_PERCENT);
        Pace {
            urgent_per_s: lasting(0),
            others_per_s: (others_per_s < most_per_s).then_some(others_per_s),
        }
    }

    /// How long they last if everybody goes on as in the past hour.
    #[must_use]
    pub fn forecast(&self) -> Forecast {
        let (Some(first), Some(newest)) = (self.seen.front(), self.seen.back()) else {
            return Forecast::Unknown;
        };
        if newest.used >= newest.allowed {
            return Forecast::Spent;
        }
        let seen_ms = newest.at.ms_since(first.at);
        if seen_ms < FORECAST_AFTER_MS {
            return Forecast::Unknown;
        }
        // What falls out of the 24 hours is free again, so the use may fall.
        let gained = i128::from(newest.used) - i128::from(first.used);
        if gained <= 0 {
            return Forecast::Lasts;
        }
        let left = i128::from(newest.allowed - newest.used);
        let lasts_ms = i64::try_from(left * i128::from(seen_ms) / gained).unwrap_or(i64::MAX);
        if lasts_ms >= DAY_MS {
            Forecast::Lasts
        } else {
            Forecast::Until(newest.at.plus_ms(lasts_ms))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn used(at_minutes: i64, used: u64, allowed: u64) -> Usage {
        Usage {
            at: Timestamp(at_minutes * MINUTE_MS),
            used,
            allowed,
        }
    }

    fn seen(usages: &[Usage]) -> Budget {
        let mut budget = Budget::default();
        for usage in usages {
            budget.note(*usage);
        }
        budget
    }

    #[test]
    fn the_last_of_the_day_is_kept_for_what_matters() {
        for (count, least) in [
            (10, Urgency::Routine),
            (80, Urgency::Soon),
            (95, Urgency::AtOnce),
            (120, Urgency::AtOnce),
        ] {
            assert_eq!(seen(&[used(0, count, 100)]).at_least(), least);
        }
        assert_eq!(Budget::default().at_least(), Urgency::Routine);
    }

    #[test]
    fn the_pace_slackens_as_the_allowance_shrinks() {
        let plenty = seen(&[used(0, 0, 115_000)]).pace(0.8);
        assert_eq!((plenty.urgent_per_s, plenty.others_per_s), (0.8, None));
        let mut before = 0.8;
        for percent in [40, 60, 80, 90, 95] {
            let pace = seen(&[used(0, 1_150 * percent, 115_000)]).pace(0.8);
            let others = pace.others_per_s.unwrap();
            assert!(others <= before && others <= pace.urgent_per_s, "{pace:?}");
            before = others;
        }
        let out = seen(&[used(0, 200_000, 115_000)]).pace(0.8);
        assert_eq!(out.urgent_per_s, LEAST_PER_S);
    }

    #[test]
    fn the_forecast_rests_on_the_past_hour_whoever_used_it() {
        let steady = |per_minute: u64, minutes: i64| {
            let usages: Vec<Usage> = (0..=minutes)
                .map(|at| used(at, 1_000 + per_minute * at.unsigned_abs(), 15_000))
                .collect();
            seen(&usages).forecast()
        };
        assert_eq!(steady(20, 4), Forecast::Unknown);
        // 12,800 are left after an hour at 20 a minute: 640 minutes.
        assert_eq!(
            steady(20, 60),
            Forecast::Until(Timestamp((60 + 640) * MINUTE_MS))
        );
        assert_eq!(steady(1, 60), Forecast::Lasts);
        let falling = seen(&[used(0, 14_000, 15_000), used(30, 13_000, 15_000)]);
        assert_eq!(falling.forecast(), Forecast::Lasts);
        let spent = seen(&[used(0, 15_000, 15_000)]);
        assert_eq!(spent.forecast(), Forecast::Spent);
    }

    #[test]
    fn a_minute_is_told_once_and_an_hour_is_kept() {
        let mut budget = Budget::default();
        assert!(budget.note(used(0, 1, 10)));
        assert!(!budget.note(Usage {
            at: Timestamp(30_000),
            used: 2,
            allowed: 10
        }));
        for minute in 1..=600 {
            assert!(budget.note(used(minute, 2, 10)));
        }
        assert!(!budget.note(used(5, 1, 10)), "what is older is no news");
        assert_eq!(budget.seen.len(), 61);
    }
}
