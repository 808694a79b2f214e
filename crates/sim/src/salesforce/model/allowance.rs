//! The daily API allocation: how many requests counted in the last 24 hours.

use std::collections::VecDeque;

const DAY_MINUTES: i64 = 24 * 60;

/// A rolling count of API requests, by minute.
#[derive(Clone, Debug)]
pub(crate) struct Allowance {
    /// Requests allowed in 24 hours.
    pub(crate) max: u64,
    by_minute: VecDeque<(i64, u64)>,
}

impl Allowance {
    pub(crate) fn new(max: u64) -> Self {
        Self {
            max,
            by_minute: VecDeque::new(),
        }
    }

    /// Requests counted in the 24 hours before `now_ms`.
    pub(crate) fn used(&mut self, now_ms: i64) -> u64 {
        let oldest = now_ms.div_euclid(60_000) - DAY_MINUTES;
        while self
            .by_minute
            .front()
            .is_some_and(|(minute, _)| *minute <= oldest)
        {
            self.by_minute.pop_front();
        }
        self.by_minute.iter().map(|(_, count)| count).sum()
    }

    /// Counts requests made at `now_ms`.
    pub(crate) fn count(&mut self, requests: u64, now_ms: i64) {
        let this_minute = now_ms.div_euclid(60_000);
        match self.by_minute.back_mut() {
            Some((minute, count)) if *minute == this_minute => *count += requests,
            _ => self.by_minute.push_back((this_minute, requests)),
        }
    }

    /// Whether the allocation is used up at `now_ms`.
    pub(crate) fn is_exhausted(&mut self, now_ms: i64) -> bool {
        self.used(now_ms) >= self.max
    }
}

#[cfg(test)]
mod tests {
    use super::Allowance;

    #[test]
    fn requests_fall_out_of_the_count_after_a_day() {
        let mut allowance = Allowance::new(3);
        allowance.count(2, 0);
        allowance.count(1, 3_600_000);
        assert!(allowance.is_exhausted(24 * 3_600_000 - 1));
        assert_eq!(allowance.used(24 * 3_600_000), 1);
    }
}
