//! What goes wrong between the client and the org, by script or by chance.
//!
//! A fault strikes before the work or after it. After is the cruel one: the write is saved, and
//! the client is told otherwise or nothing.

use super::{ApiError, Org};
use crate::rng::Rng;

/// Whether a fault prevents the work or only hides its result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Nothing has been done.
    Before,
    /// Everything has been done.
    After,
}

/// What goes wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// The API refuses with this error.
    Refuse(ApiError),
    /// 500 `UNKNOWN_EXCEPTION` with an ErrorId for support.
    ServerError,
    /// 503 `SERVER_UNAVAILABLE`.
    Unavailable,
    /// An HTML page with this status, from the edge and not from the API: 502 when the instance
    /// cannot be reached, 503 in maintenance, 420 when there is no route for the host.
    Edge(u16),
    /// Any answer at all.
    Answer {
        /// HTTP status.
        status: u16,
        /// Content-Type of the body.
        content_type: String,
        /// The body.
        body: String,
    },
    /// The connection is reset; no answer comes.
    Reset,
    /// The answer breaks off in the middle of its body.
    Truncate,
    /// The answer comes, this much later, in milliseconds of the machine's clock.
    Slow(u64),
}

/// Which requests a fault strikes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matching {
    method: Option<String>,
    path_part: Option<String>,
}

impl Matching {
    /// Requests whose path contains this.
    #[must_use]
    pub fn path(part: &str) -> Self {
        Self {
            method: None,
            path_part: Some(part.to_owned()),
        }
    }

    /// Requests with this verb.
    #[must_use]
    pub fn method(method: &str) -> Self {
        Self {
            method: Some(method.to_owned()),
            path_part: None,
        }
    }

    /// The same, with this verb only.
    #[must_use]
    pub fn with_method(mut self, method: &str) -> Self {
        self.method = Some(method.to_owned());
        self
    }

    fn takes(&self, method: &str, path: &str) -> bool {
        self.method.as_deref().is_none_or(|wanted| wanted == method)
            && self
                .path_part
                .as_deref()
                .is_none_or(|part| path.contains(part))
    }
}

/// A fault that strikes the next requests it matches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Before or after the work.
    pub when: When,
    /// What goes wrong.
    pub what: What,
    /// Which requests it strikes; by default any.
    pub matching: Matching,
    /// How many more times it strikes.
    pub times: u32,
}

impl Fault {
    /// A fault that strikes the next request.
    #[must_use]
    pub fn once(when: When, what: What) -> Self {
        Self {
            when,
            what,
            matching: Matching::default(),
            times: 1,
        }
    }

    /// The same fault, for these requests only.
    #[must_use]
    pub fn on(mut self, matching: Matching) -> Self {
        self.matching = matching;
        self
    }

    /// The same fault, so many times.
    #[must_use]
    pub fn times(mut self, times: u32) -> Self {
        self.times = times;
        self
    }
}

/// How likely a request goes wrong by chance, each from 0.0 to 1.0.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Chances {
    /// Before the work.
    pub before: f64,
    /// After the work.
    pub after: f64,
}

impl Org {
    /// Lets a fault strike. Faults strike in the order in which they were added.
    pub fn inject(&self, fault: Fault) {
        self.lock_world().faults.scripted.push(fault);
    }

    /// Sets how likely requests go wrong by chance.
    pub fn set_fault_chances(&self, chances: Chances) {
        self.lock_world().faults.chances = chances;
    }

    /// Ends all faults, scripted and by chance.
    pub fn clear_faults(&self) {
        self.lock_world().faults = Faults::default();
    }
}

/// The faults that wait for a request.
#[derive(Default)]
pub(crate) struct Faults {
    scripted: Vec<Fault>,
    chances: Chances,
}

/// What strikes one request.
#[derive(Default)]
pub(crate) struct Strike {
    pub(crate) before: Option<What>,
    pub(crate) after: Option<What>,
}

impl Faults {
    /// What strikes this request. A script goes before chance.
    pub(crate) fn strike(&mut self, method: &str, path: &str, rng: &mut Rng) -> Strike {
        Strike {
            before: self
                .take(When::Before, method, path)
                .or_else(|| by_chance(self.chances.before, rng)),
            after: self
                .take(When::After, method, path)
                .or_else(|| by_chance(self.chances.after, rng)),
        }
    }

    fn take(&mut self, when: When, method: &str, path: &str) -> Option<What> {
        let at = self
            .scripted
            .iter()
            .position(|fault| fault.when == when && fault.matching.takes(method, path))?;
        let fault = &mut self.scripted[at];
        fault.times = fault.times.saturating_sub(1);
        if fault.times == 0 {
            return Some(self.scripted.remove(at).what);
        }
        Some(fault.what.clone())
    }
}

fn by_chance(probability: f64, rng: &mut Rng) -> Option<What> {
    let kinds = [
        What::ServerError,
        What::Unavailable,
        What::Edge(502),
        What::Reset,
        What::Truncate,
    ];
    rng.chance(probability)
        .then(|| kinds[rng.below(kinds.len() as u64) as usize].clone())
}
