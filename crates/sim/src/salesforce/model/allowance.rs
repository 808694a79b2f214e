//! The daily API allocation: how many requests counted in the last 24 hours.

use std::collections::VecDeque;

const DAY_MINUTES: i64 = 24 * 60;

/// A rolling count of API requests, by minute.
#[derive(Clone, Debug, Default)]
pub(crate) struct Allowance {
    by_minute: VecDeque<(i64, u64)>,
}

impl Allowance {
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
}

#[cfg(test)]
mod tests {
    use super::Allowance;

    #[test]
    fn requests_fall_out_of_the_count_after_a_day() {
        let mut allowance = Allowance::default();
        allowance.count(2, 0);
        allowance.count(1, 3_600_000);
        assert_eq!(allowance.used(24 * 3_600_000 - 1), 3);
        assert_eq!(allowance.used(24 * 3_600_000), 1);
    }
}
