//! Settings: built-in defaults, then `midcall.toml`, then the environment, then flags.

mod load;
mod secret;
mod settings;

pub use load::{Error, Overrides, load};
pub use secret::Secret;
pub use settings::{
    Calls, LeadFields, LlmSettings, Mode, PacingSettings, SalesforceSettings, ScoreSettings,
    Settings, VapiSettings, WebhookSettings,
};
