//! How much the org may still be asked, and whether it has room.

use midcall_domain::{
    leads::{Budget, Forecast, Usage},
    time::Timestamp,
};
use midcall_salesforce::operations::{Allowance, OrgLimits};

use super::{super::Finding, observed::Seen};
use crate::{
    in_words,
    views::allowance::{kept_for, lasts},
};

/// Below this share of the day's requests, in percent, somebody should look.
const LOW_PERCENT: i64 = 20;
/// Below this one, writes soon stop.
const OUT_PERCENT: i64 = 2;
/// Room for records that transcripts use up within weeks.
const STORAGE_LOW_PERCENT: i64 = 5;

/// `seen` is what a running server saw in the past hour: the forecast rests on it.
pub(super) fn judge(limits: &Seen<OrgLimits>, seen: Budget, now: Timestamp) -> Vec<Finding> {
    match limits {
        Ok(limits) => {
            let mut findings = vec![requests(limits.daily_api_requests, seen, now)];
            findings.extend(limits.data_storage_mb.map(storage));
            findings
        }
        Err(trouble) => vec![Finding::warn(
            "budget",
            format!("the org's limits cannot be read: {}", trouble.seen),
            "how many requests are left is not known before the first write",
            &trouble.to_do,
        )],
    }
}

fn requests(allowance: Allowance, mut budget: Budget, now: Timestamp) -> Finding {
    const CHECK: &str = "budget";
    let Allowance { max, remaining } = allowance;
    let left = percent(allowance);
    budget.note(Usage {
        at: now,
        used: max.saturating_sub(remaining).max(0).unsigned_abs(),
        allowed: max.max(0).unsigned_abs(),
    });
    let lasts = lasts(budget.forecast()).map(|words| format!(", {words}"));
    let kept_for = kept_for(budget.at_least()).map(|words| format!("; {words}"));
    let seen = format!(
        "{} of {} API requests are left in the past 24 hours ({left}\u{a0}%){}{}",
        grouped(remaining),
        grouped(max),
        lasts.unwrap_or_default(),
        kept_for.unwrap_or_default()
    );
    let runs_out = matches!(budget.forecast(), Forecast::Until(_));
    if left < OUT_PERCENT {
        Finding::fail(
            CHECK,
            seen,
            "writes stop when none is left, and go on when usage falls; calls are kept",
            "find what uses them in Setup, API Usage, or buy more API calls",
        )
    } else if left < LOW_PERCENT || runs_out {
        Finding::warn(
            CHECK,
            seen,
            "the pool is shared with every other integration of the org",
            "find what uses them in Setup, API Usage",
        )
    } else {
        Finding::ok(CHECK, seen)
    }
}

fn storage(allowance: Allowance) -> Finding {
    const CHECK: &str = "storage";
    let left = percent(allowance);
    let seen = format!(
        "{} of {} MB of data storage are free ({left}\u{a0}%)",
        grouped(allowance.remaining),
        grouped(allowance.max)
    );
    if left < STORAGE_LOW_PERCENT {
        Finding::warn(
            CHECK,
            seen,
            "a full org refuses every write, and transcripts need room",
            "free data storage in the org, or buy more",
        )
    } else {
        Finding::ok(CHECK, seen)
    }
}

fn percent(allowance: Allowance) -> i64 {
    allowance.remaining.max(0).saturating_mul(100) / allowance.max.max(1)
}

fn grouped(number: i64) -> String {
    in_words::grouped(number.max(0).cast_unsigned())
}

#[cfg(test)]
mod tests {
    use super::super::super::Severity;
    use super::*;

    fn today(remaining: i64) -> Finding {
        let allowance = Allowance {
            max: 115_000,
            remaining,
        };
        requests(allowance, Budget::default(), Timestamp(0))
    }

    #[test]
    fn how_long_they_last_is_told_from_the_past_hour() {
        const HOUR_MS: i64 = 3_600_000;
        let mut budget = Budget::default();
        budget.note(Usage {
            at: Timestamp(0),
            used: 5_000,
            allowed: 15_000,
        });
        let allowance = Allowance {
            max: 15_000,
            remaining: 8_000,
        };
        let finding = requests(allowance, budget, Timestamp(HOUR_MS));
        assert_eq!(finding.severity, Severity::Warn);
        assert!(
            finding.seen.contains("enough until 05:00 UTC"),
            "{finding:?}"
        );
    }

    #[test]
    fn the_less_is_left_the_worse() {
        for (remaining, severity) in [
            (114_000, Severity::Ok),
            (23_000, Severity::Ok),
            (22_999, Severity::Warn),
            (2_299, Severity::Fail),
            (-5, Severity::Fail),
        ] {
            let finding = today(remaining);
            assert_eq!(finding.severity, severity, "{finding:?}");
        }
        let seen = today(114_002).seen;
        assert!(seen.starts_with("114,002 of 115,000"), "{seen}");
    }
}
