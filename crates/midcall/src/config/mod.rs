//! Settings: built-in defaults, then `midcall.toml`, then the environment, then flags.

mod assistant;
mod document;
mod load;
mod mapping;
mod mistake;
mod phrases;
mod rubric;
mod secret;
mod settings;
mod wording;

pub use assistant::{AssistantSettings, TwilioSettings};
pub use load::{Error, Overrides, check, load};
pub use mistake::{Mistake, Mistakes};
pub use rubric::OwnRubric;
pub use secret::Secret;
pub use settings::{
    AnswerSettings, BackfillCalls, BackfillSettings, Calls, CreateLeads, HiddenDoNotCall,
    HotLeadsTo, LeadFields, LlmSettings, Mode, NudgeSettings, PacingSettings, QueueSettings,
    SalesforceSettings, ScoreSettings, Settings, VapiSettings, WebhookSettings,
};
