//! Whether deliveries reach this very server: what the assistant says, and what is found there.

use midcall_vapi::operations::Document;
use serde_json::Value;

use super::{Finding, Observed};
use crate::probe::Found;

const CHECK: &str = "url";

pub(super) fn judge(observed: &Observed) -> Vec<Finding> {
    let Some(Ok(assistant)) = &observed.assistant else {
        return Vec::new();
    };
    let url = |document: &Document| {
        let url = document.at(&["server", "url"]).and_then(Value::as_str);
        url.map(str::to_owned)
    };
    let (assistants, webhook) = (url(assistant), observed.webhook.as_ref());
    let aim = match (assistants, webhook) {
        (None, _) => Some(Finding::fail(
            CHECK,
            "the assistant has no server URL",
            "its messages go to the number's or the account's server, or nowhere, and nobody is told",
            "run `midcall setup vapi`",
        )),
        (Some(url), None) => Some(Finding::warn(
            CHECK,
            format!(
                "the assistant's messages go to {url}; MIDCALL_PUBLIC_URL is not set, so it is not known whether that is here"
            ),
            "messages that go elsewhere are missed, and nobody is told",
            "set MIDCALL_PUBLIC_URL to the address under which the internet reaches this server",
        )),
        (Some(url), Some(webhook)) if !is_same_address(&url, webhook) => Some(Finding::fail(
            CHECK,
            format!("the assistant's messages go to {url}, and this server is at {webhook}"),
            "what is said in calls goes elsewhere",
            "run `midcall setup vapi`, or correct MIDCALL_PUBLIC_URL",
        )),
        (Some(_), Some(_)) => None,
    };
    let mut findings: Vec<Finding> = aim.into_iter().collect();
    findings.extend(found(observed));
    findings
}

fn found(observed: &Observed) -> Option<Finding> {
    let (webhook, found) = (observed.webhook.as_ref()?, observed.found?);
    let why = "deliveries do not arrive, and Vapi tells nobody";
    let fail = |seen: String, to_do: &str| Finding::fail(CHECK, seen, why, to_do);
    Some(match found {
        Found::Ours => Finding::ok(CHECK, format!("{webhook} leads to this server")),
        Found::Another => fail(
            format!("{webhook} leads to another server of Midcall, on other data"),
            "point the proxy or the tunnel at this one, or correct MIDCALL_PUBLIC_URL",
        ),
        Found::Refused => fail(
            format!("{webhook} leads to a server that refuses our credential (401)"),
            "give both the same WEBHOOK_SECRET, and restart `midcall serve` after a change",
        ),
        Found::Stranger { status } => fail(
            format!("{webhook} leads to something that is no `midcall serve` (status {status})"),
            "start `midcall serve`, and let the proxy or the tunnel pass POST /webhook/vapi on to it",
        ),
        Found::Nobody => fail(
            format!("nobody answers at {webhook}"),
            "start `midcall serve` and the proxy or tunnel before it (`midcall serve --tunnel ngrok` for a trial)",
        ),
    })
}

/// Whether two addresses are one; a slash at the end is none of Vapi's business.
fn is_same_address(one: &str, other: &str) -> bool {
    one.trim_end_matches('/')
        .eq_ignore_ascii_case(other.trim_end_matches('/'))
}
