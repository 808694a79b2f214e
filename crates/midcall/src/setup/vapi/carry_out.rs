//! Carries a plan out, thing by thing, and looks whether Vapi took it. What was edited since the
//! plan was made stops it.

use midcall_vapi::{
    ApiError, Client,
    operations::{ChangeResource, CreateResource, Document, GetResource, Resource},
};
use serde::Serialize;
use serde_json::Value;

use super::{
    contents::Ids,
    desired::Desired,
    memory::Memory,
    merge::{Mark, merge},
    observe::Observed,
    part::{Part, is_same},
    plan::{self, Action, Step},
};

/// What is there in the end.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Done {
    /// The credential's id.
    pub credential_id: String,
    /// The assistant's id.
    pub assistant_id: String,
    /// The number's id, if there is one.
    pub phone_number_id: Option<String>,
}

/// Why a plan was not carried out to its end. What was done before stays, and the next run goes on
/// from there.
#[derive(Debug, thiserror::Error)]
pub enum Stopped {
    /// Credentials cannot be made through the API.
    #[error("Vapi does not let a credential be made through its API")]
    ByHand,
    /// Vapi refused.
    #[error("Vapi did not take the {what}")]
    Api {
        /// Of what.
        what: String,
        /// What it said.
        #[source]
        source: ApiError,
    },
    /// Somebody edited it meanwhile.
    #[error(
        "the {what} was edited in the meantime, and was left alone\nhint: run this again and look at the new plan"
    )]
    Edited {
        /// What.
        what: String,
    },
    /// Vapi said yes, and shows something else.
    #[error(
        "Vapi took the change of the {what} and shows something else at {}\nhint: look for a draft that waits to be published in the dashboard, publish it, and run this again",
        fields.join(", ")
    )]
    NotTaken {
        /// What.
        what: String,
        /// Where.
        fields: Vec<String>,
    },
}

/// Makes and changes what is desired.
///
/// # Errors
///
/// When Vapi refuses, or shows something else than it was told.
pub async fn carry_out(
    client: &Client,
    desired: &Desired,
    observed: &Observed,
) -> Result<Done, Stopped> {
    let mut memory = Memory::of(observed.assistant.as_ref());
    let mut ids = Ids {
        credential: credential(client, desired, observed).await?,
        ..Ids::default()
    };
    for name in desired.tools() {
        let step = plan::tool(desired, observed, name, &mut memory);
        let before = observed.tools.get(name);
        let id = send(client, Resource::Tool, &step, before).await?;
        let scope = format!("{name}.");
        let checked = (desired.tool_parts(name), scope.as_str());
        verify(client, Resource::Tool, &step, &id, checked, &memory).await?;
        ids.tools.insert(name, id);
    }
    let step = plan::assistant(desired, observed, &ids, &mut memory);
    let before = observed.assistant.as_ref();
    let assistant_id = send(client, Resource::Assistant, &step, before).await?;
    let checked = (desired.assistant_parts(&ids), "assistant.");
    verify(
        client,
        Resource::Assistant,
        &step,
        &assistant_id,
        checked,
        &memory,
    )
    .await?;
    let phone_number_id = match plan::number(desired, observed, &ids) {
        None => None,
        Some(step) => {
            let before = observed.number.as_ref();
            let id = send(client, Resource::PhoneNumber, &step, before).await?;
            let provider = before.and_then(|it| it.text("provider"));
            let checked = (desired.number_parts(&ids, provider.or(Some(""))), "number.");
            verify(client, Resource::PhoneNumber, &step, &id, checked, &memory).await?;
            Some(id)
        }
    };
    Ok(Done {
        credential_id: ids.credential,
        assistant_id,
        phone_number_id,
    })
}

async fn credential(
    client: &Client,
    desired: &Desired,
    observed: &Observed,
) -> Result<String, Stopped> {
    let step = plan::credential(desired, observed).ok_or(Stopped::ByHand)?;
    // A secret cannot be read back, so nothing is compared before or after.
    match send(client, Resource::Credential, &step, None).await {
        Err(Stopped::Api { source, .. })
            if step.action == Action::Create && is_not_offered(&source) =>
        {
            Err(Stopped::ByHand)
        }
        sent => sent,
    }
}

/// Whether an account does not offer to make a credential, rather than failing to just now.
fn is_not_offered(error: &ApiError) -> bool {
    let ApiError::Refused { status, .. } = error else {
        return false;
    };
    // What a path that takes no credentials of this kind may answer.
    matches!(status.as_u16(), 400 | 403 | 404 | 405)
}

/// Does what a step says and gives the thing's id.
async fn send(
    client: &Client,
    resource: Resource,
    step: &Step,
    before: Option<&Document>,
) -> Result<String, Stopped> {
    let failed = |source| Stopped::Api {
        what: what(step),
        source,
    };
    let body = Document::new(step.body.0.clone());
    match (step.action, &step.id) {
        (Action::Keep, Some(id)) => Ok(id.clone()),
        (Action::Change, Some(id)) => {
            if let Some(before) = before {
                let id = id.clone();
                let now = client.send(&GetResource { resource, id }).await;
                if !is_unedited(before, &now.map_err(failed)?) {
                    return Err(Stopped::Edited { what: what(step) });
                }
            }
            let change = ChangeResource {
                resource,
                id: id.clone(),
                changes: body,
            };
            client.send(&change).await.map_err(failed)?;
            Ok(id.clone())
        }
        _ => {
            let create = CreateResource { resource, body };
            let made = client.send(&create).await.map_err(failed)?;
            Ok(made.id().to_owned())
        }
    }
}

/// Whether nobody changed anything since; Vapi may have counted the days.
fn is_unedited(before: &Document, now: &Document) -> bool {
    let without_dates = |document: &Document| {
        let mut fields = document.fields().clone();
        fields.remove("updatedAt");
        Value::Object(fields)
    };
    is_same(&without_dates(before), &without_dates(now))
}

/// Looks whether Vapi shows what it was told.
async fn verify(
    client: &Client,
    resource: Resource,
    step: &Step,
    id: &str,
    (parts, scope): (Vec<Part>, &str),
    memory: &Memory,
) -> Result<(), Stopped> {
    if step.action == Action::Keep {
        return Ok(());
    }
    let get = GetResource {
        resource,
        id: id.to_owned(),
    };
    let shown = client.send(&get).await.map_err(|source| Stopped::Api {
        what: what(step),
        source,
    })?;
    let left = merge(Some(&shown), &parts, scope, &mut memory.clone());
    // What was left alone knowingly is still there.
    let was_kept = |field: &str| {
        let mut lines = step.lines.iter();
        lines.any(|line| line.mark == Mark::Kept && line.field == field)
    };
    let left = left.lines.into_iter().filter(|line| !was_kept(&line.field));
    let fields: Vec<String> = left.map(|line| line.field).collect();
    if fields.is_empty() {
        return Ok(());
    }
    Err(Stopped::NotTaken {
        what: what(step),
        fields,
    })
}

fn what(step: &Step) -> String {
    format!("{} {:?}", step.kind, step.name)
}
