//! Read one assistant: `GET /assistant/{id}`. To see whether its messages will reach us.

use bytes::Bytes;
use http::{Request, Response};

use super::{Operation, operation::read_answer};
use crate::{
    ApiError, Connection,
    json::{Raw, raw_object},
};

/// Reads one assistant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GetAssistant {
    /// Vapi's id of the assistant.
    pub id: String,
}

/// What of an assistant decides whether and how its messages reach us.
#[derive(Clone, Debug, PartialEq)]
pub struct Assistant {
    /// Vapi's id of the assistant.
    pub id: String,
    /// Its name.
    pub name: Option<String>,
    /// Where its messages go; without one, to the phone number's or the organization's server.
    pub server: Option<AssistantServer>,
    /// Which messages it sends; `None` is Vapi's default list, in which `transcript` is missing.
    pub server_messages: Option<Vec<String>>,
}

/// Where an assistant's messages go.
#[derive(Clone, Debug, PartialEq)]
pub struct AssistantServer {
    /// The server URL.
    pub url: Option<String>,
    /// The credential that authenticates deliveries; without one nothing does.
    pub credential_id: Option<String>,
    /// How long Vapi waits for an answer, in seconds; 20 if not set.
    pub timeout_seconds: Option<f64>,
    /// How often Vapi repeats a failed delivery; never if not set.
    pub retries_max: Option<u32>,
}

raw_object!(RawAssistant {
    id = "id",
    name = "name",
    server = "server",
    server_messages = "serverMessages",
});
raw_object!(RawServer {
    url = "url",
    credential_id = "credentialId",
    timeout_seconds = "timeoutSeconds",
    backoff_plan = "backoffPlan",
});
raw_object!(RawBackoffPlan { max_retries = "maxRetries" });

impl Operation for GetAssistant {
    type Answer = Assistant;

    const REPEATABLE: bool = true;

    fn request(&self, connection: &Connection) -> Request<Bytes> {
        connection.get(&["assistant", &self.id], &[])
    }

    fn answer(response: Response<Bytes>) -> Result<Assistant, ApiError> {
        read_answer::<Self, _>(&response, |raw| {
            let assistant: RawAssistant<'_> = raw.object()?;
            let messages = assistant.server_messages.elements();
            Some(Assistant {
                id: assistant.id.string()?,
                name: assistant.name.string(),
                server: assistant.server.object().map(AssistantServer::read),
                server_messages: messages
                    .map(|messages| messages.into_iter().filter_map(Raw::string).collect()),
            })
        })
    }
}

impl AssistantServer {
    fn read(server: RawServer<'_>) -> Self {
        let RawBackoffPlan { max_retries } = server.backoff_plan.fields();
        Self {
            url: server.url.string(),
            credential_id: server.credential_id.string(),
            timeout_seconds: server.timeout_seconds.number(),
            retries_max: max_retries.integer(),
        }
    }
}
