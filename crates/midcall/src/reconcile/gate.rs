//! When an org may be asked again: a steady pace, a pause after a refusal that concerns the org as
//! a whole, and a reserve of the day's requests for hot leads.
//!
//! Reads no clock: `now` is a parameter.

use midcall_domain::{
    leads::{Backoff, Urgency, next_attempt_ms},
    time::Timestamp,
};
use midcall_salesforce::{ApiUsage, Class};

/// Requests kept aside for hot leads that come while the pace is used up. They are not borrowed
/// from it: what is not hot never waits longer because something else was.
const HOT_BURST: f64 = 5.0;
/// What is kept aside fills up again at this share of the pace.
const HOT_SHARE: f64 = 0.02;
/// With this share of the day's requests used, only signals, hot leads and ended calls go out.
const SPARING_PERCENT: u64 = 80;
/// With this share used, only hot leads and ended calls do.
const RESERVE_PERCENT: u64 = 95;
/// After "TotalRequests Limit exceeded" the org is tried this often: soon enough to notice the
/// day's turn, and 120 requests an hour to an org that refuses all of them.
const BUDGET_PROBE_MS: i64 = 30_000;

/// An org that refuses us as a whole (no access, a dead grant) is asked again this often.
const MENDED_BY_A_PERSON: Backoff = Backoff {
    first_ms: 30_000,
    max_ms: 300_000,
};

/// When an org may be asked again.
#[derive(Clone, Debug)]
pub struct Gate {
    per_ms: f64,
    burst: f64,
    tokens: f64,
    hot_tokens: f64,
    /// Whether the last pass was one of those kept aside.
    passed_hot: bool,
    counted_at: Option<Timestamp>,
    paused_until: Timestamp,
    failures: u32,
    used_percent: u64,
    reason: Option<&'static str>,
}

impl Gate {
    /// A gate that lets `requests_per_s` pass in the long run and `burst` at once.
    #[must_use]
    pub fn new(requests_per_s: f64, burst: u32) -> Self {
        let burst = f64::from(burst.max(1));
        Self {
            per_ms: requests_per_s.max(0.001) / 1_000.0,
            burst,
            tokens: burst,
            hot_tokens: HOT_BURST,
            passed_hot: false,
            counted_at: None,
            paused_until: Timestamp::default(),
            failures: 0,
            used_percent: 0,
            reason: None,
        }
    }

    /// Asks to send something of this urgency now.
    ///
    /// # Errors
    ///
    /// The time before which it may not.
    pub fn pass(&mut self, urgency: Urgency, now: Timestamp) -> Result<(), Timestamp> {
        if now < self.paused_until {
            return Err(self.paused_until);
        }
        self.refill(now);
        // Sums of fractions miss whole numbers by a hair, which is not worth a millisecond.
        self.passed_hot = self.tokens < 1.0 - 1e-9;
        if !self.passed_hot {
            self.tokens -= 1.0;
            return Ok(());
        }
        if urgency == Urgency::Hot && self.hot_tokens >= 1.0 {
            self.hot_tokens -= 1.0;
            return Ok(());
        }
        #[expect(clippy::cast_possible_truncation, reason = "a wait of seconds")]
        let wait_ms = ((1.0 - self.tokens) / self.per_ms - 1e-6).ceil() as i64;
        Err(now.plus_ms(wait_ms.max(1)))
    }

    /// Takes back a pass that was not used.
    pub fn give_back(&mut self) {
        if self.passed_hot {
            self.hot_tokens = (self.hot_tokens + 1.0).min(HOT_BURST);
        } else {
            self.tokens = (self.tokens + 1.0).min(self.burst);
        }
    }

    fn refill(&mut self, now: Timestamp) {
        let passed_ms = self.counted_at.map_or(0, |at| now.ms_since(at).max(0));
        self.counted_at = Some(now);
        #[expect(
            clippy::cast_precision_loss,
            reason = "milliseconds of this process's life"
        )]
        let gained = passed_ms as f64 * self.per_ms;
        self.tokens = (self.tokens + gained).min(self.burst);
        self.hot_tokens = (self.hot_tokens + gained * HOT_SHARE).min(HOT_BURST);
    }

    /// The least urgent change that the day's remaining requests are spent on.
    #[must_use]
    pub fn at_least(&self) -> Urgency {
        match self.used_percent {
            RESERVE_PERCENT.. => Urgency::AtOnce,
            SPARING_PERCENT.. => Urgency::Soon,
            _ => Urgency::Routine,
        }
    }

    /// Takes note of how much of the day's requests is used.
    pub fn note_usage(&mut self, usage: Option<ApiUsage>) {
        if let Some(usage) = usage {
            self.used_percent = usage.percent();
        }
    }

    /// Takes note that the org answered as it should.
    pub fn note_success(&mut self) {
        self.failures = 0;
        self.reason = None;
    }

    /// Takes note of a refusal that concerns the org, not a record. Returns until when it pauses.
    pub fn note_failure(
        &mut self,
        class: Class,
        reason: &'static str,
        now: Timestamp,
        jitter: f64,
    ) -> Timestamp {
        self.failures = self.failures.saturating_add(1);
        self.reason = Some(reason);
        let pause_ms = match class {
            Class::Budget => BUDGET_PROBE_MS,
            Class::Later => next_attempt_ms(Backoff::LATER, self.failures, jitter),
            // What a person has mended should not wait for an hour to be noticed.
            Class::Config | Class::Bug | Class::Data | Class::Reroute => {
                next_attempt_ms(MENDED_BY_A_PERSON, self.failures, jitter)
            }
            Class::Short | Class::Auth => next_attempt_ms(Backoff::SHORT, self.failures, jitter),
        };
        self.paused_until = now.plus_ms(pause_ms);
        self.paused_until
    }

    /// Why the org is not asked at the moment, as a stable word.
    #[must_use]
    pub fn reason(&self) -> Option<&'static str> {
        self.reason
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_passes_then_the_pace_holds() {
        let mut gate = Gate::new(1.0, 3);
        let passed: Vec<bool> = (0..5)
            .map(|_| gate.pass(Urgency::Soon, Timestamp(0)).is_ok())
            .collect();
        assert_eq!(passed, [true, true, true, false, false]);
        assert_eq!(
            gate.pass(Urgency::Soon, Timestamp(999)),
            Err(Timestamp(1_000))
        );
        assert_eq!(gate.pass(Urgency::Soon, Timestamp(1_000)), Ok(()));
    }

    #[test]
    fn hot_leads_have_a_few_requests_of_their_own() {
        let mut gate = Gate::new(1.0, 1);
        let passed = (0..20)
            .filter(|_| gate.pass(Urgency::Hot, Timestamp(0)).is_ok())
            .count();
        assert_eq!(passed, 6);
    }

    #[test]
    fn others_never_wait_longer_because_of_hot_leads() {
        let mut gate = Gate::new(1.0, 1);
        for ms in (0..60_000).step_by(100) {
            let _ = gate.pass(Urgency::Hot, Timestamp(ms));
        }
        let next = gate.pass(Urgency::Soon, Timestamp(60_000));
        assert!(
            next.is_ok() || next.is_err_and(|until| until <= Timestamp(61_000)),
            "{next:?}"
        );
    }

    #[test]
    fn an_outage_is_probed_ever_more_rarely() {
        let mut gate = Gate::new(100.0, 100);
        let (mut now, mut asked) = (Timestamp(0), 0);
        while now < Timestamp(600_000) {
            match gate.pass(Urgency::Hot, now) {
                Ok(()) => {
                    asked += 1;
                    gate.note_failure(Class::Short, "server_busy", now, 0.5);
                }
                Err(until) => now = until,
            }
        }
        assert!((20..40).contains(&asked), "{asked} requests in ten minutes");
    }

    #[test]
    fn the_last_of_the_day_is_kept_for_what_matters() {
        let mut gate = Gate::new(1.0, 1);
        for (used, least) in [
            (10, Urgency::Routine),
            (80, Urgency::Soon),
            (95, Urgency::AtOnce),
        ] {
            gate.note_usage(Some(ApiUsage { used, limit: 100 }));
            assert_eq!(gate.at_least(), least);
        }
    }
}
