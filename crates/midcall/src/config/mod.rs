//! Settings: built-in defaults, then `midcall.toml`, then the environment, then flags.

mod document;
mod load;
mod mistake;
mod phrases;
mod rubric;
mod secret;
mod settings;

pub use load::{Error, Overrides, check, load};
pub use mistake::{Mistake, Mistakes};
pub use rubric::OwnRubric;
pub use secret::Secret;
pub use settings::{
    AnswerSettings, Calls, CreateLeads, HotLeadsTo, LeadFields, LlmSettings, Mode, NudgeSettings,
    PacingSettings, SalesforceSettings, ScoreSettings, Settings, VapiSettings, WebhookSettings,
};
