//! The lists of leads that people work through.

use midcall_domain::calls::Disposition;
use midcall_salesforce::metadata::Element;

/// Developer name of the first list.
pub(in crate::setup) const HOT: &str = "Hot_AI_Leads";
/// Developer name of the second list.
pub(in crate::setup) const INCOMPLETE: &str = "Incomplete_AI_Qualifications";

/// Leads above the threshold.
pub(in crate::setup) fn hot(columns: &[&str], score: &str, above: u8) -> Element {
    let filters = [filter(score, "greaterThan", &above.to_string())];
    view(HOT, "Hot AI leads", columns, filters)
}

/// Leads whose call broke off before it made them hot: somebody should call back.
pub(in crate::setup) fn incomplete(
    columns: &[&str],
    call_status: &str,
    score: Option<&str>,
    above: u8,
) -> Element {
    // In a list view's filter, a comma stands between values of which any will do.
    let broken_off = [Disposition::Dropped, Disposition::Failed].map(Disposition::label);
    let filters = [filter(call_status, "equals", &broken_off.join(","))]
        .into_iter()
        .chain(score.map(|score| filter(score, "lessOrEqual", &above.to_string())));
    view(INCOMPLETE, "Incomplete AI qualifications", columns, filters)
}

fn view(
    name: &str,
    label: &str,
    columns: &[&str],
    filters: impl IntoIterator<Item = Element>,
) -> Element {
    // The standard fields go by the names that list views have always had for them.
    let columns = ["FULL_NAME", "LEAD.COMPANY", "LEAD.PHONE", "LEAD.STATUS"]
        .iter()
        .chain(columns)
        .map(|column| Element::text("columns", column));
    Element::new("ListView")
        .with_text("fullName", name)
        .with_all(columns)
        .with_text("filterScope", "Everything")
        .with_all(filters)
        .with_text("label", label)
}

fn filter(field: &str, operation: &str, value: &str) -> Element {
    Element::new("filters")
        .with_text("field", field)
        .with_text("operation", operation)
        .with_text("value", value)
}
