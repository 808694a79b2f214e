//! The fields of the Lead that Midcall writes.

use midcall_domain::{
    calls::Disposition,
    leads::{Content, Facet, FieldRole, Kind, Mapping, Piece},
};
use midcall_salesforce::{ApiName, metadata::Element};

use crate::translate::TASK_KEY;

/// Longest label that Salesforce takes.
const LABEL_CHARS_MAX: usize = 40;

/// The field that tells the leads Midcall made, by which it makes each of them once.
pub(in crate::setup) const KEY: &str = "Midcall_Key__c";

/// The field for a role, under the name it is mapped to.
pub(in crate::setup) fn of_role(role: FieldRole, name: &ApiName) -> Element {
    let (description, kind) = match role {
        FieldRole::Score => (
            "0 to 100: the points of what the prospect said. Written by Midcall.",
            number(3, 0),
        ),
        FieldRole::Signals => (
            "What is known of each signal, with value, quote and time, as JSON. Written by Midcall.",
            long_text(32_768, 6),
        ),
        FieldRole::Transcript => (
            "The newest call, word for word. Written by Midcall.",
            long_text(131_072, 20),
        ),
        FieldRole::LastContact => (
            "When the last thing was said, or when the call ended. Written by Midcall.",
            optional("DateTime"),
        ),
        FieldRole::CallStatus => (
            "What the newest call came to. Written by Midcall.",
            picklist(&STATUSES.map(Disposition::label)),
        ),
    };
    field(name.as_str(), description, kind)
}

/// A field that the settings add, as it is made where it is missing.
pub(in crate::setup) fn of_mapping(mapping: &Mapping) -> Element {
    /// As long as a line of text can be.
    const LINE_CHARS: u32 = 255;
    let kind = mapping.content.kind();
    let words: Vec<&str> = match kind {
        Kind::Word(words) if mapping.values.is_empty() => words
            .iter()
            .copied()
            .filter(|it| *it != "unknown")
            .collect(),
        _ => mapping.values.values().map(String::as_str).collect(),
    };
    let kind = match kind {
        _ if !words.is_empty() => picklist(&words),
        Kind::Number(digits) => number(digits, 0),
        Kind::Amount => number(16, 2),
        Kind::Flag => vec![
            Element::text("defaultValue", false),
            Element::text("type", "Checkbox"),
        ],
        Kind::Moment => optional("DateTime"),
        Kind::Date => optional("Date"),
        _ => match mapping.content {
            Content::Transcript => long_text(131_072, 20),
            Content::Summary | Content::Signal(_, Facet::Quote) => long_text(32_768, 6),
            _ => vec![
                Element::text("externalId", false),
                Element::text("length", LINE_CHARS),
                Element::text("required", false),
                Element::text("type", "Text"),
                Element::text("unique", false),
            ],
        },
    };
    let description = format!("{}. Written by Midcall.", about(mapping));
    field(&mapping.field, &description, kind)
}

/// What a mapped field says, for those who come upon it in Setup.
fn about(mapping: &Mapping) -> String {
    match &mapping.content {
        Content::Signal(signal, Facet::Quote) => {
            format!("What the prospect said about {signal}, verbatim")
        }
        Content::Signal(signal, Facet::Value(Piece::InWords)) => {
            format!("What was said about {signal}")
        }
        _ => format!("What calls came to: {}", mapping.from),
    }
}

/// The external id of leads that Midcall makes.
pub(in crate::setup) fn key() -> Element {
    field(KEY, "Tells the leads that Midcall made.", key_kind())
}

/// A unique text by which records can be addressed.
fn key_kind() -> Vec<Element> {
    vec![
        Element::text("caseSensitive", true),
        Element::text("externalId", true),
        Element::text("length", 64),
        Element::text("required", false),
        Element::text("type", "Text"),
        Element::text("unique", true),
    ]
}

/// The external id of the tasks that calls leave. Tasks and events have their fields in common.
pub(in crate::setup) fn call_id() -> Element {
    let mut field = field(
        TASK_KEY,
        "The call that the task tells of. Written by Midcall.",
        key_kind(),
    );
    // Feeds do not track the fields of activities.
    field
        .children
        .retain(|child| child.name != "trackFeedHistory");
    field
}

/// What people read above a field or list: its API name without what the API needs.
pub(in crate::setup) fn label(api_name: &str) -> String {
    let name = api_name.strip_suffix("__c").unwrap_or(api_name);
    let label: String = name.replace('_', " ");
    label.chars().take(LABEL_CHARS_MAX).collect()
}

/// Every status that is written, in the order of a call.
const STATUSES: [Disposition; 7] = [
    Disposition::InProgress,
    Disposition::Completed,
    Disposition::Dropped,
    Disposition::NoAnswer,
    Disposition::Voicemail,
    Disposition::Failed,
    Disposition::Transferred,
];

fn field(name: &str, description: &str, kind: Vec<Element>) -> Element {
    Element::new("CustomField")
        .with_text("fullName", name)
        .with_text("description", description)
        .with_text("label", label(name))
        .with_text("trackFeedHistory", false)
        .with_all(kind)
}

fn optional(kind: &str) -> Vec<Element> {
    vec![
        Element::text("required", false),
        Element::text("type", kind),
    ]
}

fn number(precision: u32, scale: u32) -> Vec<Element> {
    vec![
        Element::text("externalId", false),
        Element::text("precision", precision),
        Element::text("required", false),
        Element::text("scale", scale),
        Element::text("type", "Number"),
        Element::text("unique", false),
    ]
}

/// Long text can neither be required nor unique, and naming either is refused.
fn long_text(length: u32, lines: u32) -> Vec<Element> {
    vec![
        Element::text("length", length),
        Element::text("type", "LongTextArea"),
        Element::text("visibleLines", lines),
    ]
}

/// A restricted picklist: a value that nobody listed is a mistake to be seen.
fn picklist(values: &[&str]) -> Vec<Element> {
    let value = |value: &&str| {
        Element::new("value")
            .with_text("fullName", value)
            .with_text("default", false)
            .with_text("label", value)
    };
    let definition = Element::new("valueSetDefinition")
        .with_text("sorted", false)
        .with_all(values.iter().map(value));
    let value_set = Element::new("valueSet")
        .with_text("restricted", true)
        .with(definition);
    vec![
        Element::text("required", false),
        Element::text("type", "Picklist"),
        value_set,
    ]
}
