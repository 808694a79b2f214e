//! Asks Vapi what is there. Judges nothing but which of several things is meant.

use std::collections::BTreeMap;

use midcall_vapi::{
    ApiError, Client, FailureClass,
    operations::{Document, GetResource, ListResources, Resource},
};

use super::{
    desired::{Desired, NAME, Number},
    memory,
};

/// What is there.
#[derive(Clone, Debug, Default)]
pub struct Observed {
    /// The credential's id, if one of ours is there.
    pub(super) credential: Credential,
    pub(super) tools: BTreeMap<&'static str, Document>,
    pub(super) assistant: Option<Document>,
    pub(super) number: Option<Document>,
    /// Other numbers of the account: the last digits and the id of each.
    pub(super) other_numbers: Vec<(String, String)>,
}

/// What the account says of its credentials.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Credential {
    /// None of ours.
    #[default]
    Absent,
    /// Ours, or the one that a person named.
    There(String),
    /// It does not let itself be asked: the way through the API is not documented.
    Hidden,
}

/// Why it is not known what is there.
#[derive(Debug, thiserror::Error)]
pub enum ObserveError {
    /// Vapi did not say.
    #[error("Vapi did not tell its {what}")]
    Api {
        /// Of what.
        what: &'static str,
        /// What it said.
        #[source]
        source: ApiError,
    },
    /// Something that the settings name is not there.
    #[error(
        "{setting} names {id}, and Vapi has nothing of this id\nhint: unset it to have one made, or take the id from the dashboard"
    )]
    NotThere {
        /// The setting.
        setting: &'static str,
        /// What it says.
        id: String,
    },
    /// Several would do.
    #[error(
        "{} assistants were set up by Midcall: {}\nhint: say which one with VAPI_ASSISTANT_ID",
        ids.len(),
        ids.join(", ")
    )]
    Ambiguous {
        /// Their ids.
        ids: Vec<String>,
    },
}

/// Asks for everything that is desired.
///
/// # Errors
///
/// When Vapi refuses, or a thing that the settings name is not there.
pub async fn observe(client: &Client, desired: &Desired) -> Result<Observed, ObserveError> {
    let credential = credential(client, desired).await?;
    let mut tools = BTreeMap::new();
    let listed = list(client, Resource::Tool).await?;
    for name in desired.tools() {
        let is_it = |tool: &&Document| {
            tool.at(&["function", "name"])
                .is_some_and(|found| found == name)
        };
        // Of several the first by its id, so that every run takes the same.
        if let Some(tool) = listed.iter().filter(is_it).min_by_key(|tool| tool.id()) {
            tools.insert(name, tool.clone());
        }
    }
    let assistant = assistant(client, desired).await?;
    let (number, other_numbers) = number(client, desired).await?;
    Ok(Observed {
        credential,
        tools,
        assistant,
        number,
        other_numbers,
    })
}

async fn credential(client: &Client, desired: &Desired) -> Result<Credential, ObserveError> {
    if let Some(id) = &desired.credential_id {
        return Ok(Credential::There(id.clone()));
    }
    match list(client, Resource::Credential).await {
        Ok(listed) => {
            let ours = listed.iter().find(|it| it.text("name") == Some(NAME));
            Ok(ours.map_or(Credential::Absent, |it| {
                Credential::There(it.id().to_owned())
            }))
        }
        // A wrong key is found out by the first question, whichever it is.
        Err(ObserveError::Api { source, .. })
            if source.class() == FailureClass::NotFound
                || matches!(&source, ApiError::Refused { status, .. } if status.as_u16() == 403) =>
        {
            Ok(Credential::Hidden)
        }
        Err(error) => Err(error),
    }
}

async fn assistant(client: &Client, desired: &Desired) -> Result<Option<Document>, ObserveError> {
    if let Some(id) = &desired.assistant_id {
        return named(client, Resource::Assistant, "VAPI_ASSISTANT_ID", id)
            .await
            .map(Some);
    }
    let listed = list(client, Resource::Assistant).await?;
    let ours: Vec<Document> = listed
        .into_iter()
        .filter(|it| it.at(&["metadata", memory::KEY]).is_some())
        .collect();
    if ours.len() > 1 {
        return Err(ObserveError::Ambiguous {
            ids: ours.iter().map(|it| it.id().to_owned()).collect(),
        });
    }
    Ok(ours.into_iter().next())
}

async fn number(
    client: &Client,
    desired: &Desired,
) -> Result<(Option<Document>, Vec<(String, String)>), ObserveError> {
    if let Number::Known(id) = &desired.number {
        let number = named(client, Resource::PhoneNumber, "VAPI_PHONE_NUMBER_ID", id).await?;
        return Ok((Some(number), Vec::new()));
    }
    let listed = list(client, Resource::PhoneNumber).await?;
    let is_it = |it: &&Document| match &desired.number {
        Number::Imported(number) => it.text("number") == Some(number),
        _ => it.text("name") == Some(NAME),
    };
    let number = listed.iter().find(is_it).cloned();
    let others = listed.iter().map(|it| {
        let digits = it.text("number").unwrap_or_default();
        let last: String = digits
            .chars()
            .skip(digits.chars().count().saturating_sub(4))
            .collect();
        (last, it.id().to_owned())
    });
    Ok((number, others.collect()))
}

pub(super) async fn named(
    client: &Client,
    resource: Resource,
    setting: &'static str,
    id: &str,
) -> Result<Document, ObserveError> {
    let get = GetResource {
        resource,
        id: id.to_owned(),
    };
    client.send(&get).await.map_err(|source| {
        if source.class() == FailureClass::NotFound {
            let id = id.to_owned();
            return ObserveError::NotThere { setting, id };
        }
        let what = plural(resource);
        ObserveError::Api { what, source }
    })
}

async fn list(client: &Client, resource: Resource) -> Result<Vec<Document>, ObserveError> {
    let what = plural(resource);
    let listed = client.send(&ListResources { resource }).await;
    listed.map_err(|source| ObserveError::Api { what, source })
}

const fn plural(resource: Resource) -> &'static str {
    match resource {
        Resource::Assistant => "assistants",
        Resource::Tool => "tools",
        Resource::Credential => "credentials",
        Resource::PhoneNumber => "phone numbers",
    }
}
