//! One thing that Salesforce says is wrong, read so that it cannot give away what we sent.

use serde::Deserialize;

use crate::{RecordId, VendorText};

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(from = "WireItem")]
pub struct ErrorItem {
    /// Salesforce's name for it: `UNABLE_TO_LOCK_ROW`.
    pub code: String,
    /// The text, in the running user's language, without the value we sent.
    pub message: VendorText,
    /// The fields concerned, as far as Salesforce names them.
    pub fields: Vec<String>,
    /// The records that a duplicate rule matched.
    pub duplicates: Vec<RecordId>,
}

#[derive(Deserialize)]
struct WireItem {
    // Answers about several records say `statusCode` where all others say `errorCode`.
    #[serde(rename = "errorCode", alias = "statusCode")]
    code: String,
    #[serde(default)]
    message: String,
    #[serde(default)]
    fields: Option<Vec<String>>,
    #[serde(default, rename = "duplicateResult")]
    duplicates: Option<DuplicateResult>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct DuplicateResult {
    #[serde(default)]
    match_results: Vec<MatchResult>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct MatchResult {
    #[serde(default)]
    match_records: Vec<MatchRecord>,
}

#[derive(Deserialize)]
struct MatchRecord {
    record: MatchedId,
}

#[derive(Deserialize)]
struct MatchedId {
    #[serde(rename = "Id")]
    id: String,
}

impl ErrorItem {
    /// An item that names no fields and no duplicates.
    pub(crate) fn plain(code: &str, message: &str) -> Self {
        Self::from(WireItem {
            code: code.to_owned(),
            message: message.to_owned(),
            fields: None,
            duplicates: None,
        })
    }
}

impl From<WireItem> for ErrorItem {
    fn from(wire: WireItem) -> Self {
        let fields = wire.fields.filter(|fields| !fields.is_empty());
        let duplicates = wire.duplicates.map(|result| result.match_results);
        Self {
            message: VendorText::message(&without_value(&wire.code, &wire.message)),
            fields: fields.unwrap_or_else(|| missing_column(&wire.message)),
            duplicates: duplicates
                .into_iter()
                .flatten()
                .flat_map(|result| result.match_records)
                .filter_map(|matched| matched.record.id.parse().ok())
                .collect(),
            code: wire.code,
        }
    }
}

/// Cuts out the value that two kinds of message repeat, a whole transcript if need be.
fn without_value(code: &str, message: &str) -> String {
    match code {
        // In another language the value cannot be found, and then nothing is kept.
        "STRING_TOO_LONG" => cut(message, "data value too large: ", " (max length=")
            .unwrap_or_else(|| "[redacted]".to_owned()),
        "JSON_PARSER_ERROR" => {
            cut(message, " value ", " or request may").unwrap_or_else(|| message.to_owned())
        }
        _ => message.to_owned(),
    }
}

fn cut(message: &str, before: &str, after: &str) -> Option<String> {
    let (head, rest) = message.split_once(before)?;
    // The value may itself contain what follows it, so the last one counts.
    let tail = rest.rfind(after).map_or("", |at| &rest[at..]);
    Some(format!("{head}{before}[redacted]{tail}"))
}

/// A field that is missing, or hidden from this user, is named in the text only.
fn missing_column(message: &str) -> Vec<String> {
    let name = message
        .split_once("No such column '")
        .and_then(|(_, rest)| rest.split_once('\''))
        .map(|(name, _)| name.to_owned());
    name.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_message(code: &str, message: &str, expected: &str) {
        assert_eq!(without_value(code, message), expected);
    }

    #[test]
    fn values_are_cut_out() {
        check_message(
            "STRING_TOO_LONG",
            "AI Transcript: data value too large: SENTINEL (max length=1) SENTINEL (max length=9)",
            "AI Transcript: data value too large: [redacted] (max length=9)",
        );
        check_message(
            "STRING_TOO_LONG",
            "Titel: Wert zu lang: SENTINEL",
            "[redacted]",
        );
        check_message(
            "JSON_PARSER_ERROR",
            "Cannot deserialize instance of double from VALUE_STRING value SENTINEL or request may \
             be missing a required field at [line:1, column:30]",
            "Cannot deserialize instance of double from VALUE_STRING value [redacted] or request \
             may be missing a required field at [line:1, column:30]",
        );
        check_message(
            "DUPLICATE_VALUE",
            "duplicate value found",
            "duplicate value found",
        );
    }

    #[test]
    fn matched_duplicates_are_named() {
        let body = include_str!("../../../samples/salesforce/rest/duplicates-detected-400.json");
        let items: Vec<ErrorItem> = serde_json::from_str(body).unwrap();
        assert_eq!(items[0].duplicates, ["00QHs00001ABcDfMAL".parse().unwrap()]);
    }
}
