//! Waves of webhooks, written and signed before anything is timed, so that sending one costs the
//! generator a system call and no thought. No two of all waves are the same event.

use midcall::clock::Clock;
use midcall_sim::{salesforce::Org, vapi::sign::Outgoing};

use super::bodies::{Bodies, Event};
use crate::{Result, vendors};

/// So many calls at once, as the target for live calls has it.
const CALLS: usize = 1_000;

/// Requests that are ready to be sent.
pub(super) struct Wave {
    /// Each a whole HTTP/1.1 request.
    pub(super) requests: Vec<Vec<u8>>,
    /// The length of each body.
    pub(super) body_bytes: usize,
}

/// Makes waves.
pub(super) struct Waves {
    org: Org,
    made: u64,
}

impl Waves {
    /// Waves about calls to leads of this org.
    pub(super) fn new(org: Org) -> Self {
        Self { org, made: 0 }
    }

    /// The next wave: `count` events of a thousand calls, to leads that nobody has called before.
    ///
    /// # Errors
    ///
    /// When no body can be that short, or the org refuses a lead.
    pub(super) fn next(&mut self, count: usize, body_bytes: usize) -> Result<Wave> {
        self.made += 1;
        let now_ms = Clock::System.now().0;
        let bodies = Bodies::of_size(body_bytes, now_ms)?;
        let leads = vendors::create_leads(&self.org, CALLS)?;
        let calls: Vec<String> = (0..CALLS)
            .map(|call| format!("{:08x}-0000-7000-8000-{call:012x}", self.made))
            .collect();
        let credential = vendors::credential();
        let requests = (0..count).map(|number| {
            let (place, call) = (number / CALLS, number % CALLS);
            let body = bodies.body(
                place,
                &Event {
                    call: &calls[call],
                    lead: &leads[call],
                    timestamp_ms: now_ms + number as i64,
                    number: number as u64,
                },
            );
            let headers = credential.headers(&Outgoing {
                body: &body,
                url: vendors::WEBHOOK_PATH,
                now_ms,
                message_id: "",
            });
            let mut request = format!(
                "POST {} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: {}\r\n",
                vendors::WEBHOOK_PATH,
                body.len(),
            )
            .into_bytes();
            for (name, value) in &headers {
                request.extend_from_slice(name.as_str().as_bytes());
                request.extend_from_slice(b": ");
                request.extend_from_slice(value.as_bytes());
                request.extend_from_slice(b"\r\n");
            }
            request.extend_from_slice(b"\r\n");
            request.extend_from_slice(&body);
            request
        });
        Ok(Wave {
            requests: requests.collect(),
            body_bytes,
        })
    }
}
