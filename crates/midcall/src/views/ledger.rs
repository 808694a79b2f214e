//! What the ledger says of a call, for people and programs.

use midcall_domain::calls::{Evidence, Ledger, LedgerReason, Outcome};
use serde::Serialize;

/// What the ledger says of a call, and what of.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct LedgerView {
    /// In a word.
    pub outcome: Outcome,
    /// Why; absent while it goes on and where all arrived.
    pub reason: Option<LedgerReason>,
    /// The same for people.
    pub text: &'static str,
    /// What belongs to a call like this.
    pub expected: Vec<Evidence>,
    /// What arrived by itself.
    pub seen: Vec<Evidence>,
    /// What was read from Vapi.
    pub read: Vec<Evidence>,
}

impl LedgerView {
    /// Of a call.
    #[must_use]
    pub fn of(ledger: &Ledger) -> Self {
        Self {
            outcome: ledger.outcome,
            reason: ledger.reason,
            text: text(ledger),
            expected: ledger.expected.iter().copied().collect(),
            seen: ledger.seen.iter().copied().collect(),
            read: ledger.read.iter().copied().collect(),
        }
    }
}

fn text(ledger: &Ledger) -> &'static str {
    match ledger.reason {
        None if ledger.outcome == Outcome::Open => "The call goes on.",
        None => "Everything arrived by itself.",
        Some(LedgerReason::ReportAwaited) => {
            "The call is over; its report is still to come, or will be read from Vapi."
        }
        Some(LedgerReason::NothingArrived) => {
            "Nothing of it arrived; all of it was read from Vapi."
        }
        Some(LedgerReason::NoEndArrived) => {
            "Neither its end nor its report arrived; both were read from Vapi."
        }
        Some(LedgerReason::NoReportArrived) => "Its report did not arrive and was read from Vapi.",
        Some(LedgerReason::FellSilent) => {
            "Something of it did not arrive as it was said; Vapi was asked, and its report holds all of it."
        }
        Some(LedgerReason::NotAtPlatform) => {
            "Its report did not arrive, and Vapi has no such call any more."
        }
        Some(LedgerReason::NoAccess) => {
            "Its report did not arrive, and Vapi cannot be asked: VAPI_API_KEY, VAPI_ASSISTANT_ID and VAPI_PHONE_NUMBER_ID are needed, and backfill.every_s must not be 0."
        }
        Some(LedgerReason::NeverEnded) => {
            "Vapi itself never saw it end; what was heard before it fell silent is kept."
        }
    }
}
