//! How much the org may still be asked, and whether it has room.

use midcall_salesforce::operations::{Allowance, OrgLimits};

use super::{super::Finding, observed::Seen};

/// Below this share of the day's requests, in percent, somebody should look.
const LOW_PERCENT: i64 = 20;
/// Below this one, writes soon stop.
const OUT_PERCENT: i64 = 2;
/// Room for records that transcripts use up within weeks.
const STORAGE_LOW_PERCENT: i64 = 5;

pub(super) fn judge(limits: &Seen<OrgLimits>) -> Vec<Finding> {
    match limits {
        Ok(limits) => {
            let mut findings = vec![requests(limits.daily_api_requests)];
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

fn requests(allowance: Allowance) -> Finding {
    const CHECK: &str = "budget";
    let Allowance { max, remaining } = allowance;
    let left = percent(allowance);
    let seen = format!(
        "{} of {} API requests are left in the past 24 hours ({left}\u{a0}%)",
        grouped(remaining.max(0)),
        grouped(max)
    );
    if left < OUT_PERCENT {
        Finding::fail(
            CHECK,
            seen,
            "writes stop when none is left, and go on when usage falls; calls are kept",
            "find what uses them in Setup, API Usage, or buy more API calls",
        )
    } else if left < LOW_PERCENT {
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
        grouped(allowance.remaining.max(0)),
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

/// A number with its thousands apart.
fn grouped(number: i64) -> String {
    let digits = number.to_string();
    let groups: Vec<&[u8]> = digits.as_bytes().rchunks(3).rev().collect();
    let groups = groups.iter().map(|group| String::from_utf8_lossy(group));
    groups.collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::super::super::Severity;
    use super::*;

    #[test]
    fn the_less_is_left_the_worse() {
        for (remaining, severity) in [
            (114_000, Severity::Ok),
            (23_000, Severity::Ok),
            (22_999, Severity::Warn),
            (2_299, Severity::Fail),
            (-5, Severity::Fail),
        ] {
            let finding = requests(Allowance {
                max: 115_000,
                remaining,
            });
            assert_eq!(finding.severity, severity, "{finding:?}");
        }
        let seen = requests(Allowance {
            max: 115_000,
            remaining: 114_002,
        })
        .seen;
        assert!(seen.starts_with("114,002 of 115,000"), "{seen}");
    }
}
