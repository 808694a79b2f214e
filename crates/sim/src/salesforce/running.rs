//! Requests that have arrived and are not answered yet: Salesforce limits the long ones, and
//! refuses a refresh while another with the same token is being processed.

use std::collections::BTreeMap;

/// A request counts as long after this time, as Salesforce documents.
const LONG_MS: i64 = 20_000;

struct Request {
    since_ms: i64,
    refresh_token: Option<String>,
}

/// All unanswered requests.
#[derive(Default)]
pub(crate) struct Running {
    requests: BTreeMap<u64, Request>,
}

impl Running {
    /// Notes a request; `false` when its refresh token is being processed already.
    pub(crate) fn enter(
        &mut self,
        number: u64,
        since_ms: i64,
        refresh_token: Option<String>,
    ) -> bool {
        let is_busy = refresh_token.is_some()
            && self
                .requests
                .values()
                .any(|request| request.refresh_token == refresh_token);
        if !is_busy {
            let request = Request {
                since_ms,
                refresh_token,
            };
            self.requests.insert(number, request);
        }
        !is_busy
    }

    /// Notes that a request is over, answered or given up.
    pub(crate) fn leave(&mut self, number: u64) {
        self.requests.remove(&number);
    }

    /// How many other requests have been running for long.
    pub(crate) fn long_besides(&self, number: u64, now_ms: i64) -> usize {
        self.requests
            .iter()
            .filter(|(other, request)| **other != number && now_ms - request.since_ms >= LONG_MS)
            .count()
    }
}
