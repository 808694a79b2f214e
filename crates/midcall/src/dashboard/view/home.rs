//! The first page, and the frame that every page stands in.

use askama::Template;
use midcall_domain::{leads::Budget, time::Timestamp};
use midcall_salesforce::ApiUsage;
use midcall_store::Backlog;

use super::{
    arrivals::Arrivals,
    call::{Call, CallRow},
    moment::Elapsed,
    queue::Queue,
    wording,
    write::Destination,
};
use crate::in_words;

/// What stands around every page.
#[derive(Clone, Debug)]
pub(crate) struct Frame {
    pub(crate) title: String,
    /// How many things wait until a person has done something.
    pub(crate) attention: u64,
    /// The server's clock, in milliseconds since the epoch: running times run by it.
    pub(crate) now_ms: i64,
}

impl Frame {
    /// Of a page.
    pub(crate) fn new(title: String, backlog: &Backlog, now: Timestamp) -> Self {
        let attention = backlog.blocked_leads + backlog.blocked_calls + backlog.unknown_requests;
        Self {
            title,
            attention,
            now_ms: now.0,
        }
    }
}

/// What goes on, in six figures.
#[derive(Clone, Debug)]
pub(crate) struct Strip {
    pub(crate) live_calls: u64,
    pub(crate) due_leads: u64,
    pub(crate) oldest_change: Option<Elapsed>,
    pub(crate) blocked_leads: u64,
    pub(crate) unattributed_calls: u64,
    pub(crate) usage: Option<Usage>,
}

/// How much of the day's requests the org has used.
#[derive(Clone, Debug)]
pub(crate) struct Usage {
    pub(crate) percent: u64,
    pub(crate) used: String,
    pub(crate) limit: String,
    /// How long that lasts, and what goes out, where it is not everything.
    pub(crate) note: Option<String>,
}

impl Strip {
    /// Of what is left to do.
    pub(crate) fn of(
        backlog: &Backlog,
        usage: Option<ApiUsage>,
        budget: &Budget,
        now: Timestamp,
    ) -> Self {
        Self {
            live_calls: backlog.live_calls,
            due_leads: backlog.due_leads,
            oldest_change: backlog
                .oldest_change_at
                .map(|since| Elapsed::age(since, now)),
            blocked_leads: backlog.blocked_leads,
            unattributed_calls: backlog.unattributed_calls,
            usage: usage.map(|usage| Usage {
                percent: usage.percent(),
                used: in_words::grouped(usage.used),
                limit: in_words::grouped(usage.limit),
                note: wording::allowance(budget),
            }),
        }
    }
}

/// The first page.
#[derive(Clone, Debug, Template)]
#[template(path = "home.html")]
pub(crate) struct HomePage {
    pub(crate) frame: Frame,
    pub(crate) strip: Strip,
    pub(crate) arrivals: Arrivals,
    pub(crate) destination: Destination,
    pub(crate) live: Vec<Call>,
    /// Live calls beyond those shown in full.
    pub(crate) more_live: Vec<CallRow>,
    pub(crate) finished: Vec<Call>,
    pub(crate) earlier: Vec<CallRow>,
    pub(crate) queue: Queue,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dashboard::view::sample;

    #[test]
    fn the_first_page_says_who_what_and_why() {
        let page = HomePage {
            frame: sample::frame(),
            strip: sample::strip(),
            arrivals: sample::arrivals(),
            destination: Destination::Connected,
            live: vec![sample::live_call()],
            more_live: Vec::new(),
            finished: vec![sample::blocked_call()],
            earlier: vec![sample::row()],
            queue: sample::queue(),
        };
        let html = page.render().unwrap();
        for expected in [
            "00QFK00000Ab1cE2AR",
            ">75<",
            "$50,000",
            "our budget is around <b>$50k</b>"
                .replace('<', "&#60;")
                .replace('>', "&#62;")
                .as_str(),
            "We have to be live before the",
            "Field hidden",
            "Make it visible.",
            "18 of 5,000",
            "every line for outbound calls is taken",
            "No call goes out until",
            "3 in all",
            "1 recovered",
            "Nothing arrives of 2 calls",
            "the tunnel or proxy",
            "503",
        ] {
            assert!(html.contains(expected), "{expected} is missing in {html}");
        }
        assert!(
            !html.contains("<b>$50k"),
            "what was said must not become markup"
        );
    }

    #[test]
    fn an_empty_page_says_what_to_do() {
        let page = HomePage {
            frame: sample::frame(),
            strip: Strip::of(&Backlog::default(), None, &Budget::default(), Timestamp(0)),
            arrivals: Arrivals::default(),
            destination: Destination::NotConnected,
            live: Vec::new(),
            more_live: Vec::new(),
            finished: Vec::new(),
            earlier: Vec::new(),
            queue: Queue {
                waiting: 0,
                hold: None,
                rows: Vec::new(),
            },
        };
        let html = page.render().unwrap();
        assert!(
            html.contains("/webhook/vapi") && html.contains("midcall demo"),
            "{html}"
        );
    }
}
