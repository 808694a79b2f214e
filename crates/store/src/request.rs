//! Requests to call a lead: written down before anything is dialed, carried out once, tried again
//! when the lead was not reached.

use midcall_domain::{
    dialing::{Hold, Lines, Outcome, UsedLines, Wait},
    signals::OptOut,
    time::Timestamp,
};

/// How far a request has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestState {
    /// Written down; nobody has been asked to dial, or the next call waits.
    Accepted,
    /// The platform was asked to dial; its answer is not known yet.
    Dialing,
    /// The platform placed the call, and what it comes to is waited for.
    Placed,
    /// The call was had, or it was tried often enough.
    Done,
    /// The platform, or a rule, refused.
    Refused,
    /// A person took it back, or asked anew.
    Canceled,
    /// Whether the platform dialed cannot be known: shown to a person, never dialed again.
    Unknown,
}

impl RequestState {
    pub(crate) const ALL: [Self; 7] = [
        Self::Accepted,
        Self::Dialing,
        Self::Placed,
        Self::Done,
        Self::Refused,
        Self::Canceled,
        Self::Unknown,
    ];

    /// The word in SQL, in JSON and on the page.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Dialing => "dialing",
            Self::Placed => "placed",
            Self::Done => "done",
            Self::Refused => "refused",
            Self::Canceled => "canceled",
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
    /// Who is called first when lines are short: the higher.
    pub priority: i32,
    /// Not to be dialed before this moment.
    pub not_before: Option<Timestamp>,
}

/// A request to call a lead, and how far it has come.
#[derive(Clone, PartialEq, Eq)]
pub struct CallRequest {
    /// As it came in.
    pub asked: NewRequest,
    /// How far it has come.
    pub state: RequestState,
    /// The platform's newest call, once placed.
    pub call: Option<String>,
    /// Why it was refused, given up or cannot be known.
    pub reason: Option<String>,
    /// When it came in.
    pub created_at: Timestamp,
    /// When the platform was last asked to dial the present call; absent while it was not.
    pub dialed_at: Option<Timestamp>,
    /// When it is looked at next.
    pub due_at: Timestamp,
    /// What the time until then is for.
    pub wait: Option<Wait>,
    /// Which call of this request is being made, from 1.
    pub attempt: u32,
    /// Calls that rang at the lead's.
    pub tries: u32,
    /// Failures of the platform in a row.
    pub faults: u32,
    /// What the newest call came to.
    pub outcome: Option<Outcome>,
}

/// What opening a request came to.
#[derive(Clone, PartialEq, Eq)]
pub enum Opened {
    /// It is new, and this node may carry it out until its lease ends.
    New(CallRequest),
    /// There is one already, by the same key or for the same lead while it waits or its call is
    /// live.
    Existing(CallRequest),
    /// The lead is on a call that no request led to.
    OnCall(String),
    /// The same key was used for another lead or number.
    KeyReused,
}

/// How a request is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opening {
    /// Somebody waits for the answer: the request is leased until then, and takes the place of one
    /// for the same lead that is not to be dialed yet.
    Asked {
        /// How long whoever opens it may carry it out.
        leased_until: Timestamp,
    },
    /// It takes its place in the queue, unless the lead is in it.
    Queued,
}

/// How a request moves on. Each is one transaction, and none moves a request that another node has
/// moved meanwhile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Move {
    /// The platform placed the call.
    Placed {
        /// Its name for it.
        call: String,
        /// When to ask what became of it, if nothing is heard.
        due_at: Timestamp,
    },
    /// Nobody was dialed: the same call is made later.
    Later {
        /// When.
        due_at: Timestamp,
        /// What the time is for.
        wait: Option<Wait>,
        /// Failures of the platform in a row.
        faults: u32,
        /// What was said, for a person.
        reason: Option<String>,
    },
    /// A call ended, and another one is made.
    Again {
        /// When.
        due_at: Timestamp,
        /// What the call came to.
        outcome: Outcome,
        /// What the time is for.
        wait: Wait,
        /// Calls that rang at the lead's.
        tries: u32,
        /// Failures of the platform in a row.
        faults: u32,
    },
    /// A call ended, and it was the last.
    Done {
        /// What it came to.
        outcome: Outcome,
        /// Calls that rang at the lead's.
        tries: u32,
        /// Why it is not called again, where it was not reached.
        reason: Option<String>,
    },
    /// Nobody is dialed.
    Refused(String),
    /// Whether anybody was dialed cannot be known.
    Unknown(String),
    /// What a call came to is not known yet: it is looked at again then.
    Watched {
        /// When, if nothing is heard.
        due_at: Timestamp,
        /// Not before, whatever is heard.
        not_before: Timestamp,
    },
}

/// What is known of the platform's lines, who takes them, and whether calls are held back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dialing {
    /// How many lines there are, as the platform last said.
    pub line_limit: Option<u32>,
    /// Lines that calls unknown here took when that was last seen.
    pub others: u32,
    /// When that was.
    pub seen_at: Timestamp,
    /// No call goes out until then.
    pub hold: Option<Hold>,
    /// Failures of the platform in a row.
    pub failures: u32,
    /// Lines that calls known here take.
    pub used: UsedLines,
}

/// Whether a request may be dialed, decided together with all others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begun {
    /// It may, and is written down as being dialed.
    Dialing,
    /// Every line is taken.
    NoLine,
    /// Somebody else moved it meanwhile.
    Moved,
}

/// A request's right to a line.
#[derive(Clone, Copy, Debug)]
pub struct LineAsk {
    /// What is known of the lines.
    pub lines: Lines,
    /// When the platform is asked.
    pub now: Timestamp,
    /// Until when nobody else may take the request up.
    pub leased_until: Timestamp,
}

/// The prospect asked for no more calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OptedOut {
    /// On which call.
    pub call: String,
    /// With which words.
    pub heard: OptOut,
    /// How far telling Salesforce has come: `open`, `done` or `blocked`; absent when it concerns a
    /// number of another lead.
    pub told: Option<String>,
    /// Why Salesforce was not told, for a person.
    pub reason: Option<String>,
}

/// A lead on which Salesforce must be told that it is not to be called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DoNotCall {
    /// The lead.
    pub lead: String,
    /// Failed attempts.
    pub attempts: u32,
}

/// What came of telling Salesforce.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DoNotCallOutcome {
    /// It is told.
    Told,
    /// Again then.
    Retry(Timestamp),
    /// A person is needed, for this reason.
    Blocked(String),
    /// There is nothing to tell after all.
    Moot,
}
