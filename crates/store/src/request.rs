//! Requests to call a lead: written down before anything is dialed, carried out once.

use midcall_domain::time::Timestamp;

/// How far a request has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestState {
    /// Written down; nobody has been asked to dial.
    Accepted,
    /// The platform was asked to dial; its answer is not known yet.
    Dialing,
    /// The platform placed the call.
    Placed,
    /// The platform, or a rule, refused.
    Refused,
    /// Whether the platform dialed cannot be known: shown to a person, never dialed again.
    Unknown,
}

impl RequestState {
    pub(crate) const ALL: [Self; 5] = [
        Self::Accepted,
        Self::Dialing,
        Self::Placed,
        Self::Refused,
        Self::Unknown,
    ];

    /// The word in SQL, in JSON and on the page.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Dialing => "dialing",
            Self::Placed => "placed",
            Self::Refused => "refused",
            Self::Unknown => "unknown",
        }
    }
}

/// A request to call a lead, as it came in.
#[derive(Clone, PartialEq, Eq)]
pub struct NewRequest {
    /// The caller's idempotency key, or one made for it.
    pub request: String,
    /// The lead (18 characters).
    pub lead: String,
    /// E.164.
    pub phone: String,
    /// What the caller gave besides, as JSON.
    pub details: String,
}

/// A request to call a lead, and how far it has come.
#[derive(Clone, PartialEq, Eq)]
pub struct CallRequest {
    /// As it came in.
    pub asked: NewRequest,
    /// How far it has come.
    pub state: RequestState,
    /// The platform's call, once placed.
    pub call: Option<String>,
    /// Why it was refused or cannot be known.
    pub reason: Option<String>,
    /// When it came in.
    pub created_at: Timestamp,
    /// When the platform was last asked to dial.
    pub dialed_at: Option<Timestamp>,
}

/// What opening a request came to.
#[derive(Clone, PartialEq, Eq)]
pub enum Opened {
    /// It is new, and this node may carry it out until its lease ends.
    New(CallRequest),
    /// There is one already, by the same key or for the same lead while its call is live.
    Existing(CallRequest),
    /// The lead is on a call that no request led to.
    OnCall(String),
    /// The same key was used for another lead or number.
    KeyReused,
}
