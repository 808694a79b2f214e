//! Whole calls from the samples folder, as deliveries. Separate from scripts: these bodies are
//! taken as they stand, with all the disorder the samples were made to show.

use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Value, value::RawValue};

use super::delivery::{Delivery, Kind};

/// A sample that cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("line {line} of the sample is not a webhook")]
pub struct Error {
    /// The line, counted from one.
    pub line: usize,
    /// What is wrong with it.
    #[source]
    pub source: serde_json::Error,
}

#[derive(Deserialize)]
struct Line<'a> {
    at_ms: i64,
    #[serde(borrow)]
    body: &'a RawValue,
}

/// Reads the text of a `call-*.jsonl` sample: one webhook per line, in the order of arrival.
///
/// # Errors
///
/// When a line is not JSON, or has no body or arrival.
pub fn read(text: &str) -> Result<Vec<Delivery>, Error> {
    text.lines()
        .enumerate()
        .map(|(index, line)| {
            let at = |source| Error {
                line: index + 1,
                source,
            };
            let line: Line<'_> = serde_json::from_str(line).map_err(at)?;
            let body: Value = serde_json::from_str(line.body.get()).map_err(at)?;
            Ok(Delivery {
                at_ms: line.at_ms,
                kind: Kind::of(&body["message"]),
                // The text of the file and not of a re-serialization: unknown oddities survive.
                body: Bytes::copy_from_slice(line.body.get().as_bytes()),
            })
        })
        .collect()
}

/// The same call under another id, so that many copies can be played at once.
///
/// The id is replaced wherever it stands, in URLs too.
#[must_use]
pub fn as_call(deliveries: &[Delivery], call_id: &str) -> Vec<Delivery> {
    let original = deliveries
        .iter()
        .filter_map(|delivery| serde_json::from_slice::<Value>(&delivery.body).ok())
        .find_map(|body| Some(body["message"]["call"]["id"].as_str()?.to_owned()));
    let Some(original) = original else {
        return deliveries.to_vec();
    };
    deliveries
        .iter()
        .map(|delivery| Delivery {
            body: String::from_utf8_lossy(&delivery.body)
                .replace(&original, call_id)
                .into(),
            ..delivery.clone()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Kind, as_call, read};

    const DROP: &str = include_str!("../../../../samples/vapi/call-drop.jsonl");

    #[test]
    fn a_sample_is_read_in_order_of_arrival() {
        let call = read(DROP).unwrap();
        assert_eq!(call.len(), 49);
        assert!(call.is_sorted_by_key(|delivery| delivery.at_ms));
        assert_eq!(call.last().unwrap().kind, Kind::EndOfCallReport);
        assert_eq!(call[46].kind, Kind::PartialTranscript);
    }

    #[test]
    fn the_call_id_is_replaced_everywhere() {
        let copy = as_call(&read(DROP).unwrap(), "another-call");
        for delivery in &copy {
            let text = String::from_utf8_lossy(&delivery.body);
            assert!(text.contains("another-call") && !text.contains("01a1f49b-c408"));
        }
    }

    #[test]
    fn a_broken_line_is_named() {
        let text = DROP.lines().next().unwrap().to_owned() + "\n{}";
        assert_eq!(read(&text).unwrap_err().line, 2);
    }
}
