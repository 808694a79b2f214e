//! How many calls are live, against how many can be.

use super::{Finding, Observed};

const CHECK: &str = "lines";
/// Vapi's documented default. What an account has is only told when a call is placed.
const LINES: usize = 10;

pub(super) fn judge(observed: &Observed) -> Option<Finding> {
    let live = observed.live_calls?;
    Some(match LINES.saturating_sub(live) {
        0 => Finding::warn(
            CHECK,
            format!(
                "{live} calls are live, and an account has {LINES} lines unless it bought more"
            ),
            "further calls wait or are refused",
            "wait, or buy lines in Vapi's dashboard (Billing)",
        ),
        free => Finding::ok(
            CHECK,
            format!("{live} calls are live; at least {free} lines are free"),
        ),
    })
}
