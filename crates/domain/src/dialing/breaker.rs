//! How long a platform that keeps failing is left alone.

/// When to stop asking, and for how long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BreakerRule {
    /// Failures in a row before it is left alone.
    pub after: u32,
    /// For how long the first time; it doubles with each further failure.
    pub pause_ms: i64,
    /// For how long at most.
    pub pause_ms_max: i64,
}

impl BreakerRule {
    /// For how long to ask nothing after so many failures in a row; nothing while they are few.
    #[must_use]
    pub fn pause_ms(&self, failures: u32) -> Option<i64> {
        let beyond = failures.checked_sub(self.after.max(1))?;
        let pause_ms = self.pause_ms.saturating_mul(1 << beyond.min(20));
        Some(pause_ms.min(self.pause_ms_max))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_up_to_their_limit() {
        let rule = BreakerRule {
            after: 3,
            pause_ms: 10,
            pause_ms_max: 25,
        };
        let pauses: Vec<_> = (0..7).map(|failures| rule.pause_ms(failures)).collect();
        assert_eq!(
            pauses,
            [None, None, None, Some(10), Some(20), Some(25), Some(25)]
        );
        assert_eq!(rule.pause_ms(u32::MAX), Some(25));
    }
}
