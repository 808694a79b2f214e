//! What can be set of the assistant and the number that `midcall setup vapi` looks after. Separate
//! because only setup reads it.

use serde::Deserialize;

use super::Secret;

/// The assistant.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AssistantSettings {
    /// Its name in the dashboard.
    pub name: String,
    /// Who calls.
    pub company: String,
    /// What the agent calls itself.
    pub agent: String,
    /// The first words; empty for those made of agent and company.
    pub first_message: String,
    /// What the agent has to know beyond the rubric's questions.
    pub instructions: String,
    /// Whose language model.
    pub model_provider: String,
    /// Which language model.
    pub model: String,
    /// How freely it speaks.
    pub temperature: f64,
    /// How long it may speak.
    pub max_tokens: u32,
    /// Whose voice.
    pub voice_provider: String,
    /// Which voice.
    pub voice: String,
    /// Whose speech recognition.
    pub transcriber_provider: String,
    /// Which speech recognition.
    pub transcriber_model: String,
    /// What is spoken.
    pub language: String,
    /// When a call is cut off, in seconds.
    pub max_duration_s: u32,
    /// How long Vapi waits for an answer of ours, in seconds.
    pub server_timeout_s: u32,
    /// How often a delivery that failed is sent again.
    pub retries: u8,
}

/// A Twilio account.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TwilioSettings {
    /// The account.
    pub account_sid: String,
    /// Its token.
    pub auth_token: Secret,
    /// An API key instead of the token.
    pub api_key: String,
    /// The API key's secret.
    pub api_secret: Secret,
}
