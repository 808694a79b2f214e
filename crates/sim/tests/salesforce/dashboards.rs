//! Dashboards and the reports below them: what a deployment refuses.

use serde_json::json;

use crate::{
    client::Client,
    metadata::{NAMESPACE, deploy, failure, manifest},
};

const SCORE: &str = "Lead.AI_Qualification_Score__c";

fn report(grouping: &str) -> (&'static str, String) {
    let text = format!(
        "<Report xmlns=\"{NAMESPACE}\"><buckets><developerName>BucketField_Band</developerName><sourceColumnName>{SCORE}</sourceColumnName></buckets><columns><field>{SCORE}</field></columns>\n<groupingsDown><field>{grouping}</field></groupingsDown><name>R</name></Report>"
    );
    ("reports/F/R.report", text)
}

fn dashboard(component: &str, user: &str) -> (&'static str, String) {
    let text = format!(
        "<Dashboard xmlns=\"{NAMESPACE}\"><backgroundEndColor>#FFFFFF</backgroundEndColor><backgroundFadeDirection>Diagonal</backgroundFadeDirection><backgroundStartColor>#FFFFFF</backgroundStartColor>\n<leftSection><components>{component}</components></leftSection>\n{user}<textColor>#000000</textColor><title>D</title><titleColor>#000000</titleColor><titleSize>12</titleSize></Dashboard>"
    );
    ("dashboards/F/D.dashboard", text)
}

/// What the org says to a report with this grouping and a dashboard with this component; nothing
/// where it takes both.
async fn said(client: &Client, grouping: &str, component: &str, user: &str) -> String {
    let files = [
        manifest(&[
            ("Report", "F"),
            ("Report", "F/R"),
            ("Dashboard", "F"),
            ("Dashboard", "F/D"),
        ]),
        (
            "reports/F-meta.xml",
            format!("<ReportFolder xmlns=\"{NAMESPACE}\"><name>F</name></ReportFolder>"),
        ),
        (
            "dashboards/F-meta.xml",
            format!("<DashboardFolder xmlns=\"{NAMESPACE}\"><name>F</name></DashboardFolder>"),
        ),
        report(grouping),
        dashboard(component, user),
    ];
    let result = deploy(client, &files, json!({})).await;
    match result["success"] == true {
        true => String::new(),
        false => failure(&result).2,
    }
}

#[tokio::test]
async fn a_dashboard_shows_what_its_reports_have() {
    let client = Client::new();
    let bands = "BucketField_Band";
    let chart = |kind: &str, report: &str, grouping: &str| {
        format!(
            "<chartSummary><column>RowCount</column></chartSummary><componentType>{kind}</componentType><groupingColumn>{grouping}</groupingColumn><report>{report}</report>"
        )
    };
    let good = chart("Bar", "F/R", bands);
    for (grouping, component, user, expected) in [
        (bands, good.as_str(), "", ""),
        ("BucketField_Other", &good, "", "BucketField_Other"),
        (
            bands,
            &chart("Bar", "F/Gone", bands),
            "",
            "no Report named F/Gone",
        ),
        (
            bands,
            &chart("Bars", "F/R", bands),
            "",
            "'Bars' is not a valid value",
        ),
        (
            bands,
            &chart("Bar", "F/R", "STATUS"),
            "",
            "Invalid grouping column: STATUS",
        ),
        (
            bands,
            &good.replace("RowCount", "Lead.Other__c"),
            "",
            "Invalid column: Lead.Other__c",
        ),
        (
            bands,
            &good,
            "<runningUser>nobody@acme.example</runningUser>",
            "no User named nobody@acme.example",
        ),
    ] {
        let said = said(&client, grouping, component, user).await;
        assert!(
            said.contains(expected) && said.is_empty() == expected.is_empty(),
            "{said}"
        );
    }
}

#[tokio::test]
async fn an_edition_allows_so_many_that_run_as_whoever_looks() {
    let client = Client::new();
    client.org.set_dynamic_dashboards(0);
    let component = "<componentType>Metric</componentType><report>F/R</report>";
    let as_viewer = "<dashboardType>LoggedInUser</dashboardType>";
    let refused = said(&client, "STATUS", component, as_viewer).await;
    assert!(refused.contains("dynamic dashboards"), "{refused}");
    let as_one =
        "<dashboardType>SpecifiedUser</dashboardType><runningUser>ada@acme.example</runningUser>";
    assert_eq!(said(&client, "STATUS", component, as_one).await, "");
}
