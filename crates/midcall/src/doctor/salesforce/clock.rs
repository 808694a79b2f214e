//! Whether this machine and Salesforce agree on what time it is.

use midcall_salesforce::auth::GrantKind;

use super::super::Finding;

const CHECK: &str = "clock";
/// An answer's date has whole seconds, and takes its time to arrive.
const AGREES_MS: i64 = 10_000;
/// Salesforce documents that an assertion may be off by this much.
const ASSERTION_MS: i64 = 180_000;

pub(super) fn judge(skew_ms: Option<i64>, grant: GrantKind) -> Option<Finding> {
    let skew_ms = skew_ms?;
    let seconds = skew_ms.abs() / 1_000;
    let side = if skew_ms > 0 { "behind" } else { "ahead of" };
    let seen = format!("this machine's clock is {seconds} s {side} Salesforce's");
    let to_do = "let the machine set its clock over the network (NTP)";
    Some(if skew_ms.abs() <= AGREES_MS {
        Finding::ok(CHECK, "this machine's clock agrees with Salesforce's")
    } else if grant == GrantKind::JwtBearer && skew_ms.abs() >= ASSERTION_MS {
        Finding::fail(
            CHECK,
            seen,
            "Salesforce refuses assertions that are off by three minutes",
            to_do,
        )
    } else {
        Finding::warn(
            CHECK,
            seen,
            "times in leads are off by as much, and signed webhooks that seem too old are refused",
            to_do,
        )
    })
}

#[cfg(test)]
mod tests {
    use super::super::super::Severity;
    use super::*;

    #[test]
    fn seconds_are_nothing_and_minutes_are_something() {
        let severity = |skew_ms, grant| judge(Some(skew_ms), grant).unwrap().severity;
        let refresh = GrantKind::RefreshToken;
        assert_eq!(severity(-1_400, refresh), Severity::Ok);
        assert_eq!(severity(45_000, refresh), Severity::Warn);
        assert_eq!(severity(-600_000, refresh), Severity::Warn);
        assert_eq!(severity(-600_000, GrantKind::JwtBearer), Severity::Fail);
        assert_eq!(judge(None, refresh), None);
        let seen = judge(Some(45_000), refresh).unwrap().seen;
        assert!(seen.contains("45 s behind"), "{seen}");
    }
}
