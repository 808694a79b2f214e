//! Which kind of host we log in at and write to.

use midcall_salesforce::{BaseUrl, auth::GrantKind};

use super::{super::Finding, observed::Observed};

const CHECK: &str = "host";

/// What a host is, by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    SharedLogin,
    Production,
    Sandbox,
    Developer,
    /// An instance's own name, from before My Domain: orgs move between instances.
    Instance,
    Loopback,
    /// Another cloud, or a domain of the customer's.
    Elsewhere,
}

impl Kind {
    fn of(url: &BaseUrl) -> Self {
        let host = name(url);
        let host = host.rsplit_once(':').map_or(host, |(host, _)| host);
        if url.is_shared_login() {
            return Self::SharedLogin;
        }
        let Some(label) = host.strip_suffix(".my.salesforce.com") else {
            return match host.strip_suffix(".salesforce.com") {
                Some(_) => Self::Instance,
                None if url.as_str().starts_with("http://") => Self::Loopback,
                None => Self::Elsewhere,
            };
        };
        match label.rsplit_once('.').map(|(_, kind)| kind) {
            Some("sandbox") => Self::Sandbox,
            Some("develop" | "scratch" | "trailblaze" | "demo" | "patch") => Self::Developer,
            _ => Self::Production,
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::SharedLogin => "a login server that all orgs share",
            Self::Production => "a production org's My Domain",
            Self::Sandbox => "a sandbox's My Domain",
            Self::Developer => "a developer or scratch org's My Domain",
            Self::Instance => "an instance's own name",
            Self::Loopback => "on this network, not Salesforce's",
            Self::Elsewhere => "in another cloud, or a domain of your own",
        }
    }
}

/// The host's name, with its port.
pub(super) fn name(url: &BaseUrl) -> &str {
    let url = url.as_str();
    url.split_once("://").map_or(url, |(_, host)| host)
}

pub(super) fn judge(observed: &Observed) -> Vec<Finding> {
    let login = &observed.login_url;
    let mut findings = Vec::new();
    if let Some(instance) = &observed.instance_url {
        let kind = Kind::of(instance);
        let seen = format!("writes go to {}, {}", name(instance), kind.words());
        let is_sandbox = observed
            .inside
            .as_ref()
            .and_then(|it| it.is_sandbox.as_ref().ok());
        findings.push(match kind {
            Kind::Instance => Finding::warn(
                CHECK,
                seen,
                "Salesforce moves orgs between instances, and names of instances stop working",
                "turn on My Domain and give it as SALESFORCE_INSTANCE",
            ),
            Kind::Production if is_sandbox == Some(&true) => Finding::warn(
                CHECK,
                format!("{seen}, and says that it is a sandbox"),
                "what is written here may not be what people look at",
                "check which org SALESFORCE_INSTANCE or the login names",
            ),
            _ => Finding::ok(CHECK, seen),
        });
    }
    let can_be_shut =
        observed.grant != GrantKind::JwtBearer && Kind::of(login) == Kind::SharedLogin;
    if can_be_shut {
        findings.push(Finding::ok(
            CHECK,
            format!(
                "tokens are asked for at {}; an org may forbid that in its My Domain policy, and then a login with --domain helps",
                name(login)
            ),
        ));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_told_apart() {
        for (host, kind) in [
            ("login.salesforce.com", Kind::SharedLogin),
            ("acme", Kind::Production),
            ("acme--uat", Kind::Sandbox),
            ("acme-dev-ed.develop.my.salesforce.com", Kind::Developer),
            ("x.scratch.my.salesforce.com", Kind::Developer),
            ("na1.salesforce.com", Kind::Instance),
            ("acme.my.salesforce.mil", Kind::Elsewhere),
            ("http://127.0.0.1:8080", Kind::Loopback),
        ] {
            assert_eq!(Kind::of(&host.parse().unwrap()), kind, "{host}");
        }
    }
}
