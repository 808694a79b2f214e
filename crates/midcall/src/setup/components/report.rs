//! The reports: how leads of each status score, how many are in each band, and who is hot.

use midcall_salesforce::metadata::Element;

/// The folder's developer name.
pub(in crate::setup) const FOLDER: &str = "Midcall";
/// Full name of the report by status.
pub(in crate::setup) const SCORES: &str = "Midcall/AI_Lead_Scores";
/// Full name of the report by band.
pub(in crate::setup) const BANDS: &str = "Midcall/AI_Lead_Score_Bands";
/// Full name of the report of hot leads.
pub(in crate::setup) const HOT: &str = "Midcall/Hot_AI_Leads";

/// What a report calls the lead's status.
pub(super) const STATUS: &str = "STATUS";
/// What a report calls the owner.
pub(super) const OWNER: &str = "OWNER";
/// The band that a lead's score is in: a column of the report by band alone.
pub(super) const BAND: &str = "BucketField_ScoreBand";
/// The standard columns.
pub(super) const WHO: [&str; 2] = ["LAST_NAME", "COMPANY"];

/// Where bands end: with equal weights, each signal that is known lifts a lead by one.
const BAND_ENDS: [u8; 2] = [25, 50];

/// The folder.
pub(in crate::setup) fn folder() -> Element {
    Element::new("ReportFolder").with_text("name", "Midcall")
}

/// Leads with a score, by status, with the average.
pub(in crate::setup) fn scores(score: &str, last_contact: Option<&str>) -> Element {
    report("AI Lead Scores", score, last_contact, 0, STATUS, None)
}

/// Leads with a score, by how high it is.
pub(in crate::setup) fn bands(score: &str, last_contact: Option<&str>, above: u8) -> Element {
    let buckets = buckets(score, above);
    let name = "AI Lead Score Bands";
    report(name, score, last_contact, 0, BAND, Some(buckets))
}

/// Hot leads, by owner.
pub(in crate::setup) fn hot(score: &str, last_contact: Option<&str>, above: u8) -> Element {
    report("Hot AI Leads", score, last_contact, above, OWNER, None)
}

/// What a report calls a custom field of the Lead.
pub(super) fn column(field: &str) -> String {
    format!("Lead.{field}")
}

fn report(
    name: &str,
    score: &str,
    last_contact: Option<&str>,
    above: u8,
    grouping: &str,
    buckets: Option<Element>,
) -> Element {
    let shown = |field: &str| Element::new("columns").with_text("field", field);
    let score = column(score);
    let scores_above = Element::new("criteriaItems")
        .with_text("column", &score)
        .with_text("columnToColumn", false)
        .with_text("isUnlocked", false)
        .with_text("operator", "greaterThan")
        .with_text("value", above);
    Element::new("Report")
        .with_all(buckets)
        .with_all(WHO.map(shown))
        .with(
            Element::new("columns")
                .with_text("aggregateTypes", "Average")
                .with_text("field", &score),
        )
        .with_all(last_contact.map(|field| shown(&column(field))))
        .with(Element::new("filter").with(scores_above))
        .with_text("format", "Summary")
        .with(
            Element::new("groupingsDown")
                .with_text("dateGranularity", "Day")
                .with_text("field", grouping)
                .with_text("sortOrder", "Asc"),
        )
        .with_text("name", name)
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

/// The bands, of which the last is that of hot leads. A range takes its upper end and not its lower.
fn buckets(score: &str, above: u8) -> Element {
    let mut ends: Vec<u8> = BAND_ENDS.into_iter().filter(|end| *end < above).collect();
    ends.push(above);
    let mut from = None;
    let mut values: Vec<Element> = Vec::new();
    for to in ends {
        let label = from.map_or_else(
            || format!("Up to {to}"),
            |from: u8| format!("{} to {to}", u16::from(from) + 1),
        );
        values.push(band(&label, from, Some(to)));
        from = Some(to);
    }
    values.push(band(&format!("Hot: above {above}"), from, None));
    Element::new("buckets")
        .with_text("bucketType", "number")
        .with_text("developerName", BAND)
        .with_text("masterLabel", "Score band")
        .with_text("nullTreatment", "n")
        .with_text("sourceColumnName", column(score))
        .with_text("useOther", false)
        .with_all(values)
}

fn band(label: &str, from: Option<u8>, to: Option<u8>) -> Element {
    let range = Element::new("sourceValues")
        .with_all(from.map(|from| Element::text("from", from)))
        .with_all(to.map(|to| Element::text("to", to)));
    Element::new("values").with(range).with_text("value", label)
}

#[cfg(test)]
mod tests {
    use super::buckets;

    #[test]
    fn bands_end_where_leads_turn_hot() {
        let labels = |above| -> Vec<String> {
            let buckets = buckets("Score__c", above);
            let values = buckets.all("values");
            values.map(|band| band.value("value").to_owned()).collect()
        };
        assert_eq!(
            labels(70),
            ["Up to 25", "26 to 50", "51 to 70", "Hot: above 70"]
        );
        assert_eq!(labels(50), ["Up to 25", "26 to 50", "Hot: above 50"]);
        assert_eq!(labels(10), ["Up to 10", "Hot: above 10"]);
    }
}
