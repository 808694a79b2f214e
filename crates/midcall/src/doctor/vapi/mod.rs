//! The Vapi side: whether the key opens the account, whether the assistant's messages reach this
//! very server and can prove themselves, and whether calls can be placed.

mod assistant;
mod lines;
mod number;
mod observe;
mod reach;

use midcall_vapi::{ApiError, FailureClass};

use super::{Finding, Section};
use crate::node::Node;

use observe::Observed;

/// The section.
pub(super) async fn section(node: &Node) -> Section {
    let section = |findings| Section {
        name: "Vapi",
        about: Some(node.settings.vapi.assistant_id.clone()).filter(|id| !id.is_empty()),
        findings,
    };
    let Some(account) = &node.vapi_account else {
        return section(vec![Finding::warn(
            "settings",
            "Vapi is not configured",
            "deliveries are taken, but calls can neither be placed nor read back when deliveries are missed",
            "set VAPI_API_KEY to the private key, in Vapi's dashboard under API Keys",
        )]);
    };
    section(judge(&observe::observe(node, account).await))
}

/// Judges what was seen, in the order in which it has to be mended.
fn judge(observed: &Observed) -> Vec<Finding> {
    let mut findings = vec![key(observed)];
    if observed.assistants.is_err() {
        return findings;
    }
    findings.extend(assistant::judge(observed));
    findings.extend(reach::judge(observed));
    findings.extend(number::judge(observed));
    findings.extend(lines::judge(observed));
    findings
}

fn key(observed: &Observed) -> Finding {
    const CHECK: &str = "key";
    let Err(error) = &observed.assistants else {
        return Finding::ok(CHECK, "the private key opens the account");
    };
    match error.class() {
        FailureClass::Auth => Finding::fail(
            CHECK,
            format!("Vapi refuses the key ({})", said(error)),
            "no call can be placed or read back",
            "VAPI_API_KEY must be the private key of the account; the public one is for web pages (dashboard, API Keys). For an account in Europe set VAPI_BASE_URL to https://api.eu.vapi.ai",
        ),
        _ => Finding::warn(
            CHECK,
            format!("Vapi does not answer ({})", said(error)),
            "nothing more can be looked at",
            "run this again; check the network and VAPI_BASE_URL",
        ),
    }
}

/// What Vapi said, with its cause.
fn said(error: &ApiError) -> String {
    crate::output::chain(error)
}
