//! When an org may be asked again: a steady pace, slower as the day's requests run short; a pause
//! after a refusal that concerns the org as a whole; and a few requests aside for hot leads.
//!
//! Reads no clock: `now` is a parameter.

use midcall_domain::{
    leads::{Backoff, Pace, Urgency, next_attempt_ms},
    time::Timestamp,
};
use midcall_salesforce::Class;

/// Requests kept aside for hot leads that come while the pace is used up. They are not borrowed
/// from it: what is not hot never waits longer because something else was.
const HOT_BURST: f64 = 5.0;
/// What is kept aside fills up again at this share of the pace.
const HOT_SHARE: f64 = 0.02;
/// Signals of several calls go out together: after a request the next one follows this much later,
/// however many the pace would allow.
const SIGNALS_APART_MS: i64 = 400;
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
    /// As the settings have it; `per_ms` is that or less.
    most_per_ms: f64,
    per_ms: f64,
    burst: f64,
    /// Signals wait for each other this long.
    signals_apart_ms: i64,
    /// Words alone wait for each other this long.
    routine_apart_ms: i64,
    /// The same of everything but hot leads and ended calls, where requests are short.
    others_apart_ms: i64,
    passed_at: Option<Timestamp>,
    passed_before: Option<Timestamp>,
    tokens: f64,
    hot_tokens: f64,
    /// Whether the last pass was one of those kept aside.
    passed_hot: bool,
    counted_at: Option<Timestamp>,
    paused_until: Timestamp,
    failures: u32,
    reason: Option<&'static str>,
}

impl Gate {
    /// A gate that lets `requests_per_s` pass in the long run and `burst` at once.
    #[must_use]
    pub fn new(requests_per_s: f64, burst: u32) -> Self {
        let burst = f64::from(burst.max(1));
        let per_ms = requests_per_s.max(0.001) / 1_000.0;
        Self {
            most_per_ms: per_ms,
            per_ms,
            burst,
            signals_apart_ms: 0,
            routine_apart_ms: 0,
            others_apart_ms: 0,
            passed_at: None,
            passed_before: None,
            tokens: burst,
            hot_tokens: HOT_BURST,
            passed_hot: false,
            counted_at: None,
            paused_until: Timestamp::default(),
            failures: 0,
            reason: None,
        }
    }

    /// The same gate for writing to leads: what was said on several calls goes out together, and
    /// words alone no more often than `words_apart_ms`.
    #[must_use]
    pub fn for_leads(mut self, words_apart_ms: i64) -> Self {
        self.signals_apart_ms = SIGNALS_APART_MS;
        self.routine_apart_ms = words_apart_ms.max(SIGNALS_APART_MS);
        self
    }

    /// The most that may be spent, in requests a second.
    #[must_use]
    pub fn most_per_s(&self) -> f64 {
        self.most_per_ms * 1_000.0
    }

    /// Goes by what the day's requests allow from now on.
    pub fn set_pace(&mut self, pace: Pace, now: Timestamp) {
        self.refill(now);
        self.per_ms = (pace.urgent_per_s / 1_000.0).min(self.most_per_ms);
        #[expect(clippy::cast_possible_truncation, reason = "a wait of seconds")]
        let apart = |per_s: f64| (1_000.0 / per_s).ceil() as i64;
        self.others_apart_ms = pace.others_per_s.map_or(0, apart);
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
        if let Some(until) = self.waits_for_others(urgency).filter(|until| now < *until) {
            return Err(until);
        }
        // Sums of fractions miss whole numbers by a hair, which is not worth a millisecond.
        self.passed_hot = self.tokens < 1.0 - 1e-9;
        if !self.passed_hot {
            self.tokens -= 1.0;
            self.note_pass(now);
            return Ok(());
        }
        if urgency == Urgency::Hot && self.hot_tokens >= 1.0 {
            self.hot_tokens -= 1.0;
            self.note_pass(now);
            return Ok(());
        }
        #[expect(clippy::cast_possible_truncation, reason = "a wait of seconds")]
        let wait_ms = ((1.0 - self.tokens) / self.per_ms - 1e-6).ceil() as i64;
        Err(now.plus_ms(wait_ms.max(1)))
    }

    /// Asks to send something now that nobody waits for: it passes when the next signal would not
    /// wait because of it.
    ///
    /// # Errors
    ///
    /// The time before which it may not.
    pub fn pass_in_spare_time(&mut self, now: Timestamp) -> Result<(), Timestamp> {
        self.refill(now);
        #[expect(clippy::cast_possible_truncation, reason = "a wait of seconds")]
        let wait_ms = ((2.0_f64.min(self.burst) - self.tokens) / self.per_ms).ceil() as i64;
        if wait_ms > 0 {
            return Err(now.plus_ms(wait_ms));
        }
        self.pass(Urgency::Soon, now)
    }

    /// Until when something of this urgency waits, so that more of its kind can go along.
    fn waits_for_others(&self, urgency: Urgency) -> Option<Timestamp> {
        let apart_ms = match urgency {
            Urgency::Hot | Urgency::AtOnce => return None,
            Urgency::First | Urgency::Soon => self.signals_apart_ms,
            Urgency::Routine | Urgency::None => self.routine_apart_ms,
        };
        Some(self.passed_at?.plus_ms(apart_ms.max(self.others_apart_ms)))
    }

    fn note_pass(&mut self, now: Timestamp) {
        self.passed_before = self.passed_at.replace(now);
    }

    /// Takes back a pass that was not used.
    pub fn give_back(&mut self) {
        self.passed_at = self.passed_before;
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
        let passed_ms = passed_ms as f64;
        self.tokens = (self.tokens + passed_ms * self.per_ms).min(self.burst);
        let hot_gained = passed_ms * self.most_per_ms * HOT_SHARE;
        self.hot_tokens = (self.hot_tokens + hot_gained).min(HOT_BURST);
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
            .map(|_| gate.pass(Urgency::AtOnce, Timestamp(0)).is_ok())
            .collect();
        assert_eq!(passed, [true, true, true, false, false]);
        assert_eq!(
            gate.pass(Urgency::Soon, Timestamp(999)),
            Err(Timestamp(1_000))
        );
        assert_eq!(gate.pass(Urgency::Soon, Timestamp(1_000)), Ok(()));
    }

    #[test]
    fn what_nobody_waits_for_leaves_a_request_to_the_next_signal() {
        let mut gate = Gate::new(1.0, 2);
        assert_eq!(gate.pass_in_spare_time(Timestamp(0)), Ok(()));
        assert_eq!(gate.pass(Urgency::Soon, Timestamp(400)), Ok(()));
        assert_eq!(
            gate.pass_in_spare_time(Timestamp(1_500)),
            Err(Timestamp(2_000))
        );
        assert_eq!(gate.pass_in_spare_time(Timestamp(2_000)), Ok(()));
        let mut single = Gate::new(1.0, 1);
        assert_eq!(single.pass_in_spare_time(Timestamp(0)), Ok(()));
    }

    #[test]
    fn signals_of_several_calls_go_together_and_the_end_of_a_call_does_not_wait() {
        let mut gate = Gate::new(1.0, 10).for_leads(6_000);
        assert_eq!(gate.pass(Urgency::Soon, Timestamp(0)), Ok(()));
        assert_eq!(gate.pass(Urgency::Soon, Timestamp(50)), Err(Timestamp(400)));
        assert_eq!(gate.pass(Urgency::AtOnce, Timestamp(60)), Ok(()));
        assert_eq!(gate.pass(Urgency::Soon, Timestamp(460)), Ok(()));
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
    fn words_alone_wait_for_each_other_and_signals_do_not() {
        let mut gate = Gate::new(10.0, 10).for_leads(6_000);
        assert_eq!(gate.pass(Urgency::Routine, Timestamp(0)), Ok(()));
        assert_eq!(
            gate.pass(Urgency::Routine, Timestamp(1_000)),
            Err(Timestamp(6_000))
        );
        assert_eq!(gate.pass(Urgency::Soon, Timestamp(1_000)), Ok(()));
        gate.give_back();
        assert_eq!(gate.pass(Urgency::Routine, Timestamp(6_000)), Ok(()));
    }

    #[test]
    fn where_requests_are_short_signals_wait_too_and_ended_calls_do_not() {
        let mut gate = Gate::new(0.8, 10);
        let pace = Pace {
            urgent_per_s: 0.2,
            others_per_s: Some(0.1),
        };
        gate.set_pace(pace, Timestamp(0));
        let signals = (0..600)
            .filter(|s| gate.pass(Urgency::Soon, Timestamp(s * 1_000)).is_ok())
            .count();
        assert!((59..=63).contains(&signals), "{signals}");
        assert_eq!(gate.pass(Urgency::AtOnce, Timestamp(600_000)), Ok(()));
    }
}
