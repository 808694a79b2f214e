//! Which calls have to be looked up, and when again. They are written down before the call is saved,
//! so that a crash in between leaves none out: what is saved again opens none twice.

use midcall_domain::{
    calls::{CallState, Direction},
    identity::Number,
    time::Timestamp,
};
use midcall_store::NewLookup;

use crate::{config::CreateLeads, node::Node};

/// The next message often names the lead.
const PATIENCE_MS: i64 = 2_000;
/// Salesforce is not asked for the same number again within this time.
pub(super) const ASKED_AGAIN_AFTER_MS: i64 = 120_000;
/// A lead may be created while the call goes on, or after it by whoever was told of it. A day later
/// nobody expects that any more.
pub(super) const GIVE_UP_AFTER_MS: i64 = 24 * 60 * 60_000;
/// So often the time between two looks doubles: five days are beyond giving up.
const DOUBLINGS_MAX: u32 = 12;

/// The lookup a call as it now is gives rise to.
pub(crate) fn due(node: &Node, state: &CallState, now: Timestamp) -> Option<NewLookup> {
    node.salesforce.as_ref()?;
    if state.lead_id().is_some() || now.ms_since(state.last_contact_at()) > GIVE_UP_AFTER_MS {
        return None;
    }
    let number = Number::parse(state.phone()?)?;
    let is_urgent =
        state.is_over() || is_to_be_created(&node.settings.salesforce.create_leads, state);
    Some(NewLookup {
        call: state.id().clone(),
        number: number.e164(),
        due_at: now.plus_ms(if is_urgent { 0 } else { PATIENCE_MS }),
        is_urgent,
    })
}

/// Whether a lead is created for whoever is on this call when nobody is known: the settings want it
/// and they have said something. A caller who hangs up is no prospect.
pub(super) fn is_to_be_created(create: &CreateLeads, state: &CallState) -> bool {
    let is_wanted = match state.direction() {
        Some(Direction::Inbound) => create.inbound,
        Some(Direction::Outbound) => create.outbound,
        Some(Direction::Web) | None => false,
    };
    is_wanted && state.heard_prospect()
}

/// How long to wait after the `looks`-th look at which nobody was known.
pub(super) fn wait_ms(looks: u32) -> i64 {
    ASKED_AGAIN_AFTER_MS << looks.saturating_sub(1).min(DOUBLINGS_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn looks_become_rarer_and_few() {
        let mut at = 0;
        let mut looks = 1;
        while at < GIVE_UP_AFTER_MS {
            at += wait_ms(looks);
            looks += 1;
        }
        assert_eq!(wait_ms(1), ASKED_AGAIN_AFTER_MS);
        assert_eq!(looks, 11, "looks in a day");
    }
}
