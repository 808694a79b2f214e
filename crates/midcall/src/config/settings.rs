//! What can be set, as types. `config.default.toml` says what each is for.

use std::{net::SocketAddr, sync::Arc};

use midcall_domain::{
    dialing::{BreakerRule, CallingHours, RetryRule},
    identity::SeveralMatches,
    leads::{FieldRole, Mappings},
    signals::{Currency, Locale, Rubric, SignalKind},
};
use serde::{Deserialize, Deserializer, de::Error as _};

use super::{AssistantSettings, OwnRubric, Secret, TwilioSettings};

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
    /// For bringing a number of one's own.
    pub twilio: TwilioSettings,
    /// The org.
    pub salesforce: SalesforceSettings,
    /// How calls are read.
    pub calls: Calls,
    /// What Vapi knows and this server does not.
    pub backfill: BackfillSettings,
    /// How the five signals are weighed.
    pub score: ScoreSettings,
    /// A language model for second opinions.
    pub llm: LlmSettings,
    /// Own signals and the product: read with their lines, so that messages can name them.
    #[serde(skip)]
    pub own: OwnRubric,
    /// Fields of the Lead beside the five, and who decides about each: read with their lines too.
    #[serde(skip)]
    pub mappings: Arc<Mappings>,
    /// What is answered on the line.
    pub answers: AnswerSettings,
    /// What agents are told while they speak.
    pub nudges: NudgeSettings,
    /// How often Salesforce is written to.
    pub pacing: PacingSettings,
    /// Who is called when, and how often.
    pub queue: QueueSettings,
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
    /// The server credential, where it is not found by its name.
    pub credential_id: String,
    /// What setup makes.
    pub assistant: AssistantSettings,
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
    /// Whose call it is when several have its number.
    pub several_matches: SeveralMatches,
    /// For whom a lead is created.
    pub create_leads: CreateLeads,
    /// Whether each finished call leaves a completed task at its lead.
    pub activities: bool,
    /// Whether setup installs the dashboard.
    pub dashboard: bool,
    /// Which field of the Lead says what.
    pub fields: LeadFields,
}

/// For whom a lead is created when nobody has their number.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CreateLeads {
    /// For those who call.
    pub inbound: bool,
    /// For those who are called without a lead's id.
    pub outbound: bool,
    /// Whether the org's assignment rule gives it an owner.
    pub by_assignment_rule: bool,
    /// The company, which Salesforce demands and nobody has said.
    pub company: String,
    /// Where it came from; empty leaves it out.
    pub source: String,
    /// The field with Midcall's key, an external id.
    pub key_field: String,
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

/// What Vapi knows and this server does not.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BackfillSettings {
    /// How often to look, in seconds; 0 never.
    pub every_s: u32,
    /// Which calls are read.
    pub calls: BackfillCalls,
    /// How far back the very first start looks, in seconds.
    pub first_look_back_s: u32,
    /// Requests to Vapi per second.
    pub requests_per_s: f64,
}

/// Which of Vapi's calls are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BackfillCalls {
    /// Of the configured assistant or number, or heard of here.
    Ours,
    /// All of the account's.
    All,
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
            playbook: Arc::clone(&self.own.playbook),
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

/// What is answered on the line.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerSettings {
    /// Which assistant takes inbound calls, if another one than places calls.
    pub inbound_assistant_id: String,
    /// How long an inbound call waits for what is known of the caller.
    pub lookup_ms: u64,
    /// How long a tool call waits for what is known of its call.
    pub known_ms: u64,
    /// What the agent says before it ends a call.
    pub goodbye: String,
    /// A number or a SIP address for callers who want a person; empty refuses.
    pub transfer_to: String,
    /// What the caller hears before.
    pub transfer_message: String,
    /// What the agent is told where nobody is there.
    pub transfer_refusal: String,
    /// The assistant that takes over, by id or name; empty refuses.
    pub hand_off_to: String,
}

/// What agents are told while they speak.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NudgeSettings {
    /// Whether they are told anything.
    pub enabled: bool,
    /// How long a conversation goes on before.
    pub after_s: i64,
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

/// Who is called when, and how often.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QueueSettings {
    /// How often a lead that is not reached is called.
    pub tries_max: u32,
    /// From the first call to the second, in minutes; it doubles.
    pub retry_after_min: i64,
    /// The longest wait between two calls, in minutes.
    pub retry_after_min_max: i64,
    /// Calls at once, at most; 0 leaves it to Vapi.
    pub lines_max: u32,
    /// Lines that are left to inbound calls.
    pub inbound_reserve: u32,
    /// When people may be called, by the clock where their number is; at any hour if absent.
    #[serde(deserialize_with = "calling_hours")]
    pub hours: Option<CallingHours>,
    /// A request that has been due for this long is not carried out any more, in hours.
    pub expire_after_h: i64,
    /// Failures of Vapi's in a row before it is left alone.
    pub breaker_after: u32,
    /// For how long the first time, in seconds; it doubles.
    pub breaker_pause_s: i64,
    /// For how long at most, in seconds.
    pub breaker_pause_s_max: i64,
    /// What is done with a lead whose `DoNotCall` cannot be read.
    pub hidden_do_not_call: HiddenDoNotCall,
    /// Whether Salesforce is told of a lead that asked not to be called.
    pub mark_do_not_call: bool,
}

/// Empty hours are all of them.
fn calling_hours<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<CallingHours>, D::Error> {
    let text = String::deserialize(deserializer)?;
    if text.is_empty() {
        return Ok(None);
    }
    let hours = text.parse::<CallingHours>();
    hours
        .map(Some)
        .map_err(|error| D::Error::custom(format!("`queue.hours` {error}")))
}

/// What is done with a lead whose `DoNotCall` cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HiddenDoNotCall {
    /// It is called.
    Dial,
    /// It is not called.
    Refuse,
}

/// After a failure that is not the lead's, the same call is made again this soon.
const FAULT_WAIT_MS: i64 = 60_000;
/// And this late: an outage of Vapi's takes hours.
const FAULT_WAIT_MS_MAX: i64 = 60 * 60_000;

impl QueueSettings {
    /// How often and how soon a lead is called again.
    #[must_use]
    pub fn retry_rule(&self) -> RetryRule {
        RetryRule {
            tries_max: self.tries_max,
            wait_ms: self.retry_after_min.saturating_mul(60_000),
            wait_ms_max: self.retry_after_min_max.saturating_mul(60_000),
            fault_wait_ms: FAULT_WAIT_MS,
            fault_wait_ms_max: FAULT_WAIT_MS_MAX,
        }
    }

    /// When Vapi is left alone.
    #[must_use]
    pub fn breaker_rule(&self) -> BreakerRule {
        BreakerRule {
            after: self.breaker_after,
            pause_ms: self.breaker_pause_s.saturating_mul(1_000),
            pause_ms_max: self.breaker_pause_s_max.saturating_mul(1_000),
        }
    }
}
