//! Webhook bodies of a wanted size: real ones from the simulated Vapi, cut or padded, with the few
//! bytes that make each of them another event written in place.

use midcall_sim::vapi::{Kind, expand::expand, generate::generate};
use serde_json::Value;

use crate::Result;

// Stand-ins of the length of what they stand for, so that a body is made by copying.
const CALL: &str = "00000000-0000-7000-8000-00000000ca11";
const LEAD: &str = "00Q0000000000LEAD0";
const TIMESTAMP: &str = "1111111111111";
const NUMBER: &str = "@@@@@@@@@";

/// Left out of a body that is too long, in this order.
const EXPENDABLE: [&str; 5] = [
    "artifact",
    "assistant",
    "messagesOpenAIFormatted",
    "phoneNumber",
    "messages",
];
/// Of a load of webhooks, about this share are of each kind; see `samples/vapi/call-full.jsonl`.
const MIX: [Kind; 6] = [
    Kind::PartialTranscript,
    Kind::PartialTranscript,
    Kind::FinalTranscript,
    Kind::PartialTranscript,
    Kind::FinalTranscript,
    Kind::ConversationUpdate,
];

/// What makes an event different from all others.
pub(super) struct Event<'a> {
    pub(super) call: &'a str,
    pub(super) lead: &'a str,
    pub(super) timestamp_ms: i64,
    pub(super) number: u64,
}

/// The bodies of one size, in the order in which a call sends them.
pub(super) struct Bodies(Vec<Template>);

impl Bodies {
    /// Bodies of `bytes` bytes, about calls created at `created_at_ms`.
    ///
    /// # Errors
    ///
    /// When a body cannot be cut that short.
    pub(super) fn of_size(bytes: usize, created_at_ms: i64) -> Result<Self> {
        let mut script = generate(1).script;
        script.lead_id = Some(LEAD.to_owned());
        let deliveries = expand(&script, 1, CALL, created_at_ms);
        let templates = MIX.iter().map(|kind| {
            let of_kind = || deliveries.iter().filter(|delivery| delivery.kind == *kind);
            let fitting = of_kind().rfind(|delivery| delivery.body.len() <= bytes);
            let delivery = fitting.or_else(|| of_kind().next());
            let delivery = delivery.ok_or("a generated call lacks a kind of message")?;
            Template::new(serde_json::from_slice(&delivery.body)?, bytes)
        });
        templates.collect::<Result<_>>().map(Self)
    }

    /// The body of the `place`th event of a call.
    pub(super) fn body(&self, place: usize, event: &Event<'_>) -> Vec<u8> {
        self.0[place % self.0.len()].filled(event)
    }
}

/// A body and the places in it that differ from event to event.
struct Template {
    body: String,
    call: Vec<usize>,
    lead: Vec<usize>,
    timestamp: Vec<usize>,
    number: Vec<usize>,
}

impl Template {
    fn new(mut body: Value, bytes: usize) -> Result<Self> {
        let message = body["message"].as_object_mut().ok_or("no message")?;
        message.insert("timestamp".into(), TIMESTAMP.parse::<u64>()?.into());
        if message.contains_key("transcript") {
            let words = format!("We ship about {NUMBER} pallets in a good year.");
            message.insert("transcript".into(), words.into());
        }
        for name in EXPENDABLE {
            if serde_json::to_string(&message)?.len() + 64 > bytes {
                message.remove(name);
            }
        }
        message
            .entry("assistant")
            .or_insert_with(|| serde_json::json!({}))["firstMessage"] = "".into();
        let missing = bytes
            .checked_sub(body.to_string().len())
            .ok_or("a body cannot be cut that short")?;
        let padding = "Hi, this is Ava from Northlight Forecasting. ";
        let padding: String = padding.chars().cycle().take(missing).collect();
        body["message"]["assistant"]["firstMessage"] = padding.into();
        let body = body.to_string();
        let places = |of: &str| body.match_indices(of).map(|(place, _)| place).collect();
        Ok(Self {
            call: places(CALL),
            lead: places(LEAD),
            timestamp: places(TIMESTAMP),
            number: places(NUMBER),
            body,
        })
    }

    fn filled(&self, event: &Event<'_>) -> Vec<u8> {
        let mut body = self.body.clone().into_bytes();
        let timestamp = format!("{:013}", event.timestamp_ms);
        let number = format!("{:09}", event.number);
        for (places, text) in [
            (&self.call, event.call),
            (&self.lead, event.lead),
            (&self.timestamp, &timestamp),
            (&self.number, &number),
        ] {
            for &place in places {
                body[place..place + text.len()].copy_from_slice(text.as_bytes());
            }
        }
        body
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_have_the_wanted_size_and_differ() {
        for bytes in [2 << 10, 30 << 10] {
            let bodies = Bodies::of_size(bytes, 1_795_100_645_120).unwrap();
            let mut event = Event {
                call: "01a1f456-1700-7f60-98eb-181590fa9610",
                lead: "00QFK00000Ab1cD2AR",
                timestamp_ms: 1_795_100_645_121,
                number: 1,
            };
            for (place, kind) in MIX.iter().enumerate() {
                let first = bodies.body(place, &event);
                assert_eq!(first.len(), bytes);
                let message = &serde_json::from_slice::<Value>(&first).unwrap()["message"];
                assert_eq!(Kind::of(message), *kind);
                assert_eq!(message["call"]["id"], event.call);
                assert_eq!(message["timestamp"], event.timestamp_ms);
                let text = String::from_utf8(first.clone()).unwrap();
                assert!(text.contains(event.lead) && !text.contains(CALL) && !text.contains(LEAD));
                event.timestamp_ms += 1;
                assert_ne!(bodies.body(place, &event), first);
            }
        }
    }
}
