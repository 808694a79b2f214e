//! The Salesforce side: who lets us in, which fields can be written, what stands between a write
//! and its save, and how much may be asked.

mod access;
mod automation;
mod budget;
mod clock;
mod contact;
mod fields;
mod host;
mod integration_user;
mod observe;
mod observed;
mod prospects;
mod task;
mod trouble;

use midcall_domain::{leads::Budget, time::Timestamp};

use super::{Finding, Renewal, Section};
use crate::{config::Settings, fields::Targets, node::Node};

use observed::Observed;

/// The section.
pub(super) async fn section(node: &Node, renewal: Renewal) -> Section {
    let Some(connection) = &node.salesforce else {
        return Section {
            name: "Salesforce",
            about: None,
            findings: vec![Finding::fail(
                "settings",
                "Salesforce is not configured",
                "calls are kept and read, and nothing is written",
                "set SALESFORCE_CLIENT_ID, then run `midcall login salesforce`, or set SALESFORCE_CLIENT_SECRET and SALESFORCE_INSTANCE for client credentials",
            )],
        };
    };
    let seen = node.recent_budget().await;
    let observed = observe::observe(connection, renewal, node.settings.salesforce.activities).await;
    Section {
        name: "Salesforce",
        about: observed
            .instance_url
            .as_ref()
            .map(|url| host::name(url).to_owned()),
        findings: judge(
            &observed,
            &node.settings,
            &node.targets,
            seen,
            node.clock.now(),
        ),
    }
}

/// Judges what was seen, in the order in which it has to be mended.
fn judge(
    observed: &Observed,
    settings: &Settings,
    mapped: &Targets,
    seen: Budget,
    now: Timestamp,
) -> Vec<Finding> {
    let mut findings = host::judge(observed);
    findings.extend(access::judge(observed));
    let Some(inside) = &observed.inside else {
        return findings;
    };
    findings.extend(access::versions(
        observed.configured_version,
        &inside.versions,
    ));
    findings.extend(fields::judge(&inside.lead, mapped));
    findings.extend(prospects::judge(&inside.lead, settings));
    findings.extend(contact::judge(&inside.contact, mapped));
    findings.extend(inside.task.as_ref().map(task::judge));
    findings.extend(automation::judge(inside, mapped));
    findings.extend(budget::judge(&inside.limits, seen, now));
    findings.extend(integration_user::judge(&inside.user));
    findings.extend(clock::judge(inside.clock_skew_ms, observed.grant));
    findings
}
