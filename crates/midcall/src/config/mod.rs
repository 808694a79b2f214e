//! Settings: built-in defaults, then `midcall.toml`, then the environment, then flags.

mod document;
mod load;
mod mapping;
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
    Calls, HotLeadsTo, LeadFields, LlmSettings, Mode, PacingSettings, SalesforceSettings,
    ScoreSettings, Settings, VapiSettings, WebhookSettings,
};
