//! Whether we are let in, whether we are let in again, and in which version we speak.

use midcall_salesforce::{ApiVersion, auth::GrantKind};

use super::{
    super::Finding,
    observed::{Observed, Seen},
    trouble::Trouble,
};
use crate::connection::Origin;

/// Salesforce supports a version for three years at least, and brings three a year.
const SUPPORTED_RELEASES: u32 = 9;

pub(super) fn judge(observed: &Observed) -> Vec<Finding> {
    let flow = flow(observed.grant, observed.origin);
    let mut findings = vec![match &observed.entry {
        Ok(()) => Finding::ok("token", format!("{flow} lets us in")),
        Err(trouble) => refused("token", &format!("{flow} does not let us in"), trouble),
    }];
    findings.extend(observed.renewal.as_ref().map(|renewal| match renewal {
        Ok(()) => Finding::ok(
            "renewal",
            "the token was renewed just now, and is sealed in the database",
        ),
        Err(trouble) => refused("renewal", "the token cannot be renewed", trouble),
    }));
    findings
}

fn refused(check: &'static str, what: &str, trouble: &Trouble) -> Finding {
    let why = if trouble.may_pass {
        "nothing is written until it passes; calls are kept"
    } else {
        "nothing is written until somebody has mended it; calls are kept"
    };
    Finding::fail(
        check,
        format!("{what}: {}", trouble.seen),
        why,
        &trouble.to_do,
    )
}

fn flow(grant: GrantKind, origin: Origin) -> &'static str {
    match (grant, origin) {
        (_, Origin::Login) => "the login stored by `midcall login salesforce`",
        (GrantKind::RefreshToken | GrantKind::AuthorizationCode, _) => {
            "the configured refresh token"
        }
        (GrantKind::ClientCredentials, _) => "the client-credentials flow",
        (GrantKind::JwtBearer, _) => "the JWT bearer flow",
    }
}

pub(super) fn versions(configured: ApiVersion, listed: &Seen<Vec<ApiVersion>>) -> Option<Finding> {
    const CHECK: &str = "version";
    let listed = match listed {
        Ok(listed) => listed,
        Err(trouble) => {
            return Some(Finding::warn(
                CHECK,
                format!("the org's API versions cannot be read: {}", trouble.seen),
                format!("whether it knows {configured} is not known; it is tried"),
                &trouble.to_do,
            ));
        }
    };
    let newest = *listed.iter().max()?;
    let behind = listed
        .iter()
        .filter(|version| **version > configured)
        .count();
    Some(if !listed.contains(&configured) {
        Finding::warn(
            CHECK,
            format!("the org does not list API version {configured}; {newest} is used"),
            "a version that nobody tried may behave otherwise",
            format!(
                "set SALESFORCE_API_VERSION to one that is listed, at best {}",
                ApiVersion::TESTED
            ),
        )
    } else if behind >= SUPPORTED_RELEASES as usize {
        Finding::warn(
            CHECK,
            format!(
                "API version {configured} is {behind} releases older than the org's newest, {newest}"
            ),
            "Salesforce supports a version for three years at least, which are nine releases",
            format!("set SALESFORCE_API_VERSION to {}", ApiVersion::TESTED),
        )
    } else {
        Finding::ok(
            CHECK,
            format!("API version {configured} is listed; the newest is {newest}"),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::super::super::Severity;
    use super::*;

    #[test]
    fn a_version_is_listed_missing_or_old() {
        let version = |number: u32| format!("{number}.0").parse::<ApiVersion>().unwrap();
        let check = |configured: u32, newest: u32| {
            let listed = Ok((31..=newest).map(version).collect());
            versions(version(configured), &listed).unwrap()
        };
        assert_eq!(check(66, 67).severity, Severity::Ok);
        assert_eq!(check(66, 74).severity, Severity::Ok);
        assert_eq!(check(66, 75).severity, Severity::Warn);
        let missing = check(66, 64);
        assert_eq!(missing.severity, Severity::Warn);
        assert!(missing.seen.contains("64.0 is used"), "{missing:?}");
    }
}
