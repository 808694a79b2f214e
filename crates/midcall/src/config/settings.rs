//! What can be set, as types. `config.default.toml` says what each is for.

use std::net::SocketAddr;

use midcall_domain::{
    leads::FieldRole,
    signals::{Currency, Locale, Rubric, SignalKind},
};
use serde::{Deserialize, Deserializer, de::Error as _};

use super::{OwnRubric, Secret};

/// Everything that can be set.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Where to listen.
    pub listen: SocketAddr,
    /// `sqlite://PATH`.
    pub database_url: String,
    /// Whether Salesforce is written to.
    pub mode: Mode,
    /// Bearer key of `/api/*`.
    pub api_key: Secret,
    /// Seals tokens in the database.
    pub key: Secret,
    /// Where Vapi reaches this server.
    pub public_url: String,
    /// How webhooks prove themselves.
    pub webhook: WebhookSettings,
    /// For placing and reading calls.
    pub vapi: VapiSettings,
    /// The org.
    pub salesforce: SalesforceSettings,
    /// How calls are read.
    pub calls: Calls,
    /// How the five signals are weighed.
    pub score: ScoreSettings,
    /// A language model for second opinions.
    pub llm: LlmSettings,
    /// Own signals and the product: read with their lines, so that messages can name them.
    #[serde(skip)]
    pub own: OwnRubric,
    /// How often Salesforce is written to.
    pub pacing: PacingSettings,
}

/// Whether Salesforce is written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Yes.
    Live,
    /// No: everything else is done.
    Shadow,
}

/// How webhooks prove themselves.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WebhookSettings {
    /// Shared secret, or several separated by commas.
    pub secret: Secret,
    /// Which forms are accepted.
    pub auth: String,
    /// How far a signature's time may be off, in seconds.
    pub tolerance_s: u32,
}

/// For placing and reading calls.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VapiSettings {
    /// The private key.
    pub api_key: Secret,
    /// Which assistant calls.
    pub assistant_id: String,
    /// From which number.
    pub phone_number_id: String,
    /// The API's base.
    pub base_url: String,
    /// How long to wait for an answer, in seconds.
    pub timeout_s: u64,
}

/// The org.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SalesforceSettings {
    /// Of the external client app.
    pub client_id: String,
    /// Of the external client app.
    pub client_secret: Secret,
    /// For the refresh-token flow.
    pub refresh_token: Secret,
    /// For the JWT bearer flow: a PEM file.
    pub jwt_key_file: String,
    /// For the JWT bearer flow: whose session.
    pub username: String,
    /// The org's My Domain, or a full URL.
    pub instance: String,
    /// Host of the token endpoint.
    pub login_url: String,
    /// Loopback port to which a login comes back.
    pub login_port: u16,
    /// As in `66.0`.
    pub api_version: String,
    /// How long to wait for an answer, in seconds.
    pub timeout_s: u64,
    /// Who gets hot leads, in the flow that setup installs.
    pub hot_leads_to: HotLeadsTo,
    /// Whether each finished call leaves a completed task at its lead.
    pub activities: bool,
    /// Which field of the Lead says what.
    pub fields: LeadFields,
}

/// Who gets a hot lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HotLeadsTo {
    /// The queue: whoever is free takes it.
    Queue,
    /// The lead's owner keeps it and gets a task.
    Owner,
}

/// Which field of the Lead says what; empty leaves it out.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeadFields {
    /// The score.
    pub score: String,
    /// The signals as JSON.
    pub signals: String,
    /// The transcript.
    pub transcript: String,
    /// When the last thing was said.
    pub last_contact: String,
    /// What the newest call came to.
    pub call_status: String,
}

impl LeadFields {
    /// The field for a role, if it is mapped.
    #[must_use]
    pub fn name(&self, role: FieldRole) -> Option<&str> {
        let name = match role {
            FieldRole::Score => &self.score,
            FieldRole::Signals => &self.signals,
            FieldRole::Transcript => &self.transcript,
            FieldRole::LastContact => &self.last_contact,
            FieldRole::CallStatus => &self.call_status,
        };
        Some(name.as_str()).filter(|name| !name.is_empty())
    }
}

/// How calls are read.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Calls {
    /// A call that has been silent for this long is settled, in seconds.
    pub settle_after_s: i64,
    /// Currency and fiscal year of what is said.
    pub locale: Locale,
    /// The currency where none is said, if it is not the locale's.
    #[serde(deserialize_with = "currency")]
    pub currency: Option<Currency>,
}

/// An empty code is the locale's currency.
fn currency<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Currency>, D::Error> {
    let code = String::deserialize(deserializer)?;
    if code.is_empty() {
        return Ok(None);
    }
    let unknown = "`calls.currency` must be an ISO 4217 code, as in \"EUR\"";
    Currency::of_code(&code)
        .map(Some)
        .ok_or_else(|| D::Error::custom(unknown))
}

/// How signals are weighed.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ScoreSettings {
    /// Points.
    pub budget: u8,
    /// Points.
    pub authority: u8,
    /// Points.
    pub need: u8,
    /// Points.
    pub timeline: u8,
    /// Points.
    pub company_size: u8,
    /// A score above this is hot.
    pub hot_above: u8,
}

impl Settings {
    /// What is listened for, and how it is weighed.
    #[must_use]
    pub fn rubric(&self) -> Rubric {
        let score = &self.score;
        let five = [
            (SignalKind::Budget, score.budget),
            (SignalKind::Authority, score.authority),
            (SignalKind::Need, score.need),
            (SignalKind::Timeline, score.timeline),
            (SignalKind::CompanySize, score.company_size),
        ];
        let weigh = five.into_iter().filter(|(_, points)| *points > 0);
        Rubric {
            weights: weigh
                .map(|(kind, points)| (kind.into(), points))
                .chain(self.own.weights.iter().cloned())
                .collect(),
            hot_above: score.hot_above,
            playbook: std::sync::Arc::clone(&self.own.playbook),
        }
    }
}

/// A language model for second opinions; off without a `base_url`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LlmSettings {
    /// Of an OpenAI-compatible API.
    pub base_url: String,
    /// Which model.
    pub model: String,
    /// Its bearer key, if it wants one.
    pub api_key: Secret,
    /// Questions about one call.
    pub per_call_max: u32,
    /// How long to wait for an answer.
    pub deadline_ms: u64,
    /// How many of the last turns are sent.
    pub turns_max: usize,
}

/// How often Salesforce is written to.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PacingSettings {
    /// Changes of one lead within this time are one write.
    pub coalesce_ms: i64,
    /// The transcript of a live call grows in steps of this length.
    pub transcript_ms: i64,
    /// Requests per second in the long run.
    pub requests_per_s: f64,
    /// How many requests may go out at once after a quiet time.
    pub burst: u32,
}
