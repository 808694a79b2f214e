//! The number to call from: whether it is there and may be used, and who takes calls to it.

use midcall_vapi::{FailureClass, operations::Document};
use serde_json::Value;

use super::{Finding, Observed, said};

const CHECK: &str = "number";

pub(super) fn judge(observed: &Observed) -> Vec<Finding> {
    match &observed.number {
        None => vec![Finding::warn(
            CHECK,
            "VAPI_PHONE_NUMBER_ID is not set",
            "calls can be heard and not placed",
            "run `midcall setup vapi --save` with `--buy-number` or `--import-number +1…`",
        )],
        Some(Err(error)) if error.class() == FailureClass::NotFound => vec![Finding::fail(
            CHECK,
            "the account has no number of the id in VAPI_PHONE_NUMBER_ID",
            "no call can be placed",
            "take the id from the dashboard, or unset it and run `midcall setup vapi --save`",
        )],
        Some(Err(error)) => vec![Finding::warn(
            CHECK,
            format!("the number could not be read ({})", said(error)),
            "it is not known whether calls can be placed",
            "run this again",
        )],
        Some(Ok(number)) => vec![outbound(number), inbound(number, observed)],
    }
}

fn outbound(number: &Document) -> Finding {
    let provider = number.text("provider").unwrap_or("an unknown carrier");
    match (number.text("status").unwrap_or("active"), provider) {
        ("active", "vapi") => Finding::warn(
            CHECK,
            "the number was bought from Vapi",
            "it reaches the US only, and places ten calls a day (UTC)",
            "bring one of your own with `midcall setup vapi --import-number +1…` before there are more",
        ),
        ("active", provider) => {
            Finding::ok(CHECK, format!("calls can be placed from it, by {provider}"))
        }
        ("activating", _) => Finding::warn(
            CHECK,
            "the number is being activated",
            "no call can be placed yet",
            "run this again in a few minutes",
        ),
        (status, _) => Finding::fail(
            CHECK,
            format!("the number's status is {status:?}"),
            "no call can be placed from it",
            "look at the number in Vapi's dashboard, or choose another one",
        ),
    }
}

fn inbound(number: &Document, observed: &Observed) -> Finding {
    const CHECK: &str = "inbound";
    if let Some(id) = number.text("assistantId") {
        return Finding::ok(
            CHECK,
            format!(
                "calls to it go straight to the assistant {id}, without what is known of the caller"
            ),
        );
    }
    let url = number.at(&["server", "url"]).and_then(Value::as_str);
    match (url, observed.webhook.as_deref()) {
        (Some(url), Some(webhook)) if url.trim_end_matches('/') != webhook => Finding::warn(
            CHECK,
            format!("calls to it are asked for at {url}, and this server is at {webhook}"),
            "whoever calls back is answered elsewhere",
            "run `midcall setup vapi`",
        ),
        (Some(_), _) => Finding::ok(CHECK, "calls to it are asked for here"),
        (None, _) => Finding::warn(
            CHECK,
            "nobody is asked when somebody calls it",
            "whoever calls back hears nothing",
            "run `midcall setup vapi`",
        ),
    }
}
