//! What was asked of the org, request by request, for tests to read.

use std::collections::VecDeque;

/// Requests remembered; older ones are forgotten first, and still counted.
const REQUESTS_MAX: usize = 100_000;

/// One request that arrived. Holds no query, body or token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoggedRequest {
    /// The verb, after `_HttpMethod`.
    pub method: String,
    /// The path as it came, without its query.
    pub path: String,
    /// The status answered; `None` while unanswered, or when the connection was reset instead.
    pub status: Option<u16>,
    /// When it arrived, in milliseconds since the Unix epoch.
    pub at_ms: i64,
    /// Whether it counted against the daily allocation.
    pub counted: bool,
    /// The value of `Sforce-Auto-Assign`, if it was sent.
    pub auto_assign: Option<String>,
}

/// The log, with totals that outlive forgetting.
#[derive(Default)]
pub(crate) struct Log {
    requests: VecDeque<LoggedRequest>,
    forgotten: u64,
    pub(crate) counted: u64,
    pub(crate) token_requests: u64,
}

impl Log {
    /// Notes an arrival and gives the number under which it is completed.
    pub(crate) fn arrive(&mut self, request: LoggedRequest) -> u64 {
        if request.path.ends_with("/oauth2/token") {
            self.token_requests += 1;
        }
        if self.requests.len() == REQUESTS_MAX {
            self.requests.pop_front();
            self.forgotten += 1;
        }
        self.requests.push_back(request);
        self.forgotten + self.requests.len() as u64 - 1
    }

    /// Notes that a request counts.
    pub(crate) fn count(&mut self, number: u64) {
        self.counted += 1;
        if let Some(request) = self.get_mut(number) {
            request.counted = true;
        }
    }

    /// Notes what was answered.
    pub(crate) fn complete(&mut self, number: u64, status: Option<u16>) {
        if let Some(request) = self.get_mut(number) {
            request.status = status;
        }
    }

    /// Everything remembered, oldest first.
    pub(crate) fn all(&self) -> Vec<LoggedRequest> {
        self.requests.iter().cloned().collect()
    }

    fn get_mut(&mut self, number: u64) -> Option<&mut LoggedRequest> {
        let at = usize::try_from(number.checked_sub(self.forgotten)?).ok()?;
        self.requests.get_mut(at)
    }
}
