//! The knobs of the simulated Vapi.

use std::{fmt, time::Duration};

use crate::{
    clock::Clock,
    vapi::{library, script::Script, snapshot, webhook::Sink},
};

/// How this Vapi behaves. Debug output hides the key.
#[derive(Clone)]
pub struct Settings {
    /// What it stamps and schedules by.
    pub clock: Clock,
    /// What its ids and hesitations follow from.
    pub seed: u64,
    /// The private key that requests must bear; without one, any request is let in.
    pub api_key: Option<String>,
    /// The calls it can play. A call to a script's customer plays that script.
    pub scripts: Vec<Script>,
    /// The script for customers who have none of their own.
    pub default_script: Script,
    /// Where the webhooks of placed calls go; without one none are sent, as when Vapi has no server
    /// URL. An assistant's own `server` takes precedence over its address and backoff plan.
    pub sink: Option<Sink>,
    /// How many calls a day a number bought from Vapi may place. Vapi documents ten.
    pub daily_limit: Option<usize>,
    /// How many calls may run at once. Vapi documents ten.
    pub concurrency_limit: usize,
    /// Whether calls beyond that are refused, as older accounts saw, instead of held back with
    /// `concurrencyBlocked`.
    pub refuses_when_busy: bool,
    /// How long every answer takes.
    pub latency: Duration,
    /// Whether custom credentials can be made through the API, which Vapi documents for others only.
    pub has_credential_api: bool,
    /// What control URLs start with. Vapi's own host unless the simulator is reachable elsewhere.
    pub control_base: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            clock: Clock::Real,
            seed: 0,
            api_key: None,
            scripts: library::scripts(),
            default_script: library::script_named("keen_buyer").expect("it is in the library"),
            sink: None,
            daily_limit: None,
            concurrency_limit: 10,
            refuses_when_busy: false,
            latency: Duration::ZERO,
            has_credential_api: true,
            control_base: snapshot::CONTROL_BASE.into(),
        }
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("seed", &self.seed)
            .field("api_key", &"[redacted]")
            .field("sink", &self.sink)
            .field("daily_limit", &self.daily_limit)
            .field("concurrency_limit", &self.concurrency_limit)
            .field("latency", &self.latency)
            .finish_non_exhaustive()
    }
}
