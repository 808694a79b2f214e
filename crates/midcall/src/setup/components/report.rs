//! The report: how leads of each status score.

use midcall_salesforce::metadata::Element;

/// The folder's developer name.
pub(in crate::setup) const FOLDER: &str = "Midcall";
/// The report's full name.
pub(in crate::setup) const SCORES: &str = "Midcall/AI_Lead_Scores";

/// The folder.
pub(in crate::setup) fn folder() -> Element {
    Element::new("ReportFolder").with_text("name", "Midcall")
}

/// Leads with a score, by status, with the average.
pub(in crate::setup) fn scores(score: &str, last_contact: Option<&str>) -> Element {
    let column = |field: &str| Element::new("columns").with_text("field", field);
    let score = format!("Lead.{score}");
    let has_score = Element::new("criteriaItems")
        .with_text("column", &score)
        .with_text("columnToColumn", false)
        .with_text("isUnlocked", false)
        .with_text("operator", "greaterThan")
        .with_text("value", 0);
    Element::new("Report")
        .with(column("LAST_NAME"))
        .with(column("COMPANY"))
        .with(
            Element::new("columns")
                .with_text("aggregateTypes", "Average")
                .with_text("field", &score),
        )
        .with_all(last_contact.map(|field| column(&format!("Lead.{field}"))))
        .with(Element::new("filter").with(has_score))
        .with_text("format", "Summary")
        .with(
            Element::new("groupingsDown")
                .with_text("dateGranularity", "Day")
                .with_text("field", "STATUS")
                .with_text("sortOrder", "Asc"),
        )
        .with_text("name", "AI Lead Scores")
        .with(
            Element::new("params")
                .with_text("name", "co")
                .with_text("value", 0),
        )
        .with_text("reportType", "LeadList")
        .with_text("scope", "organization")
        .with_text("showDetails", true)
        .with_text("showGrandTotal", true)
        .with_text("showSubTotals", true)
        .with(
            Element::new("timeFrameFilter")
                .with_text("dateColumn", "CREATED_DATE")
                .with_text("interval", "INTERVAL_CUSTOM"),
        )
}
