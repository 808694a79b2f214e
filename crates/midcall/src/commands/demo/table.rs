//! The last table: what the org holds of each call.

use super::{
    paint::{BAD, BOLD, DIM, GOOD, NAME_CHARS, Sheet, painted, wrap},
    record::{CallRecord, Record},
};

/// The signals and what their columns are called.
const SIGNALS: [(&str, &str); 5] = [
    ("budget", "budget"),
    ("authority", "auth"),
    ("need", "need"),
    ("timeline", "time"),
    ("company_size", "size"),
];
/// The widest status is `In progress`.
const STATUS_CHARS: usize = 11;
/// Below this width columns are initials.
const WIDE: usize = 76;

/// Lays the record out.
pub(super) fn table(record: &Record, sheet: Sheet) -> String {
    let is_wide = sheet.width >= WIDE;
    let mut lines = vec![heading(is_wide)];
    lines.extend(record.calls.iter().map(|call| row(call, is_wide)));
    lines.push(String::new());
    let differences = record.calls.iter().flat_map(|call| {
        call.differences
            .iter()
            .map(move |difference| format!("{}: {difference}", call.prospect))
    });
    for problem in differences.chain(record.problems.iter().cloned()) {
        lines.extend(
            wrap(&format!("✗ {problem}"), sheet.width)
                .iter()
                .map(|line| painted(BAD, line)),
        );
    }
    lines.extend(wrap(&summary(record), sheet.width));
    lines.join("\n")
}

fn heading(is_wide: bool) -> String {
    let signals: Vec<String> = SIGNALS
        .iter()
        .map(|(_, title)| column(title, title, is_wide))
        .collect();
    let writes = if is_wide { "  writes" } else { "" };
    let title = format!(
        "{:<NAME_CHARS$}  {:<STATUS_CHARS$}  score  {}  as said{writes}",
        "lead",
        "outcome",
        signals.join(" ")
    );
    painted(BOLD, &title)
}

fn row(call: &CallRecord, is_wide: bool) -> String {
    let name: String = call.prospect.chars().take(NAME_CHARS).collect();
    let status = call.status.as_deref().unwrap_or("–");
    let score = call
        .score
        .map_or_else(|| "–".to_owned(), |score| score.to_string());
    let signals: Vec<String> = SIGNALS
        .iter()
        .map(|(name, title)| {
            let (mark, style) = match call.signals.get(*name).map(String::as_str) {
                Some("positive") => ("✓", GOOD),
                Some("negative") => ("✗", BAD),
                _ => ("–", DIM),
            };
            painted(style, &column(mark, title, is_wide))
        })
        .collect();
    let is_right = call.differences.is_empty();
    let verdict = if is_right {
        painted(GOOD, "yes    ")
    } else {
        painted(BAD, "NO     ")
    };
    let writes = if is_wide {
        format!("  {:>6}", call.writes)
    } else {
        String::new()
    };
    format!(
        "{name:<NAME_CHARS$}  {status:<STATUS_CHARS$}  {score:>5}  {}  {verdict}{writes}",
        signals.join(" ")
    )
}

/// Text in the column of a signal.
fn column(text: &str, title: &str, is_wide: bool) -> String {
    if is_wide {
        format!("{text:<0$}", title.len())
    } else {
        text.chars().take(1).collect()
    }
}

fn summary(record: &Record) -> String {
    let calls = record.calls.len();
    let right = record
        .calls
        .iter()
        .filter(|call| call.differences.is_empty())
        .count();
    let mut text = format!(
        "{right} of {calls} leads say what was said. {} webhooks came in, {} requests went to Salesforce",
        record.webhooks, record.salesforce_requests
    );
    if let (Some(median), Some(max)) = (
        record.heard_to_written_median_ms,
        record.heard_to_written_max_ms,
    ) {
        text.push_str(&format!(
            "; from word to record it took {median} ms (median), {max} ms at most"
        ));
    }
    text + "."
}
