//! A person says whose call it is. It is kept until it is in the journal, which only the server
//! writes to: so it can be said by a command beside the server, or while there is none.

use midcall_domain::{calls::CallId, identity::Attachment};
use midcall_salesforce::RecordId;
use midcall_store::{NewAttachment, Result};
use serde::Deserialize;

use super::resolve::journal;
use crate::{node::Node, place::Invalid, translate::Whose};

const WHO_CHARS_MAX: usize = 200;

/// What a person says.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Asked {
    /// The lead, 15 or 18 characters.
    pub lead_id: String,
    /// Who says so.
    pub who: String,
}

/// A person's word that has been taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attached {
    /// The lead, 18 characters.
    pub lead: String,
    /// The lead the call belonged to before, if it was another one. What was written to it stays.
    pub was: Option<String>,
}

/// Why a person's word was not taken.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// It cannot be used as it is.
    #[error(transparent)]
    Invalid(#[from] Invalid),
    /// There is no such call.
    #[error("No call with this id has been heard of.")]
    NoCall,
    /// The store failed.
    #[error("whose call it is could not be written down")]
    Store(#[from] midcall_store::Error),
}

/// Takes a person's word on whose call it is. Said again, it changes nothing.
///
/// # Errors
///
/// When it cannot be used, the call is unknown, or nothing can be stored.
pub async fn attach(
    node: &Node,
    call: &CallId,
    asked: Asked,
) -> std::result::Result<Attached, Refusal> {
    let lead = RecordId::parse_lead(&asked.lead_id).map_err(|error| Invalid {
        code: "invalid_lead_id",
        message: format!("`leadId` is no Lead's id: {error}."),
        field: "leadId",
    })?;
    let who = asked.who.trim();
    if who.is_empty() || who.chars().count() > WHO_CHARS_MAX {
        return Err(Refusal::Invalid(Invalid {
            code: "invalid_who",
            message: "`who` must name the person who says so, in 1 to 200 characters.".to_owned(),
            field: "who",
        }));
    }
    let Some((state, _)) = node.store.load_call(&node.workspace, call).await? else {
        return Err(Refusal::NoCall);
    };
    let lead = lead.to_string();
    let was = state.lead_id().filter(|was| *was != lead);
    let attached = Attached {
        was: was.map(str::to_owned),
        lead: lead.clone(),
    };
    if state.attachment().is_some_and(|known| known.lead == lead) {
        return Ok(attached);
    }
    let attachment = NewAttachment {
        call: call.clone(),
        lead,
        who: who.to_owned(),
        at: node.clock.now(),
    };
    node.store
        .open_attachment(&node.workspace, attachment)
        .await?;
    Ok(attached)
}

/// Puts into the journal what persons said. Returns how much it was.
///
/// # Errors
///
/// When the store fails; then the rest is journaled by a later step.
pub async fn journal_attachments(node: &Node) -> Result<usize> {
    let open = node.store.open_attachments(&node.workspace).await?;
    for attachment in &open {
        let NewAttachment {
            call,
            lead,
            who,
            at,
        } = attachment;
        if let Some((state, _)) = node.store.load_call(&node.workspace, call).await? {
            let word = Whose::Attached(Attachment {
                at: *at,
                lead: lead.clone(),
                who: who.clone(),
            });
            journal(node, &state, &word, node.clock.now()).await?;
        }
        node.store
            .close_attachment(&node.workspace, attachment)
            .await?;
    }
    Ok(open.len())
}
