//! What the doctor finds in an org, and that it names exactly what was changed.

use midcall::doctor::{self, Finding, Renewal, Severity};
use midcall_sim::salesforce::{Access, Field, HotLeadFlow, Kind, OrgSettings, ValidationRule};

use crate::app::App;

const SCORE: &str = "AI_Qualification_Score__c";
const NOW_MS: i64 = 1_795_100_645_000;

pub(crate) async fn healthy() -> App {
    App::start(NOW_MS).await
}

pub(crate) async fn findings(app: &App) -> Vec<Finding> {
    let report = doctor::examine(&app.node, Renewal::Tried).await;
    // The other side has its tests in `doctor_vapi`.
    let sections = report.sections.iter().filter(|it| it.name != "Vapi");
    sections
        .flat_map(|section| section.findings.clone())
        .collect()
}

/// What is not as it should be: how bad, which check, and what it is about.
pub(crate) async fn complaints(app: &App) -> Vec<(Severity, &'static str, Option<String>)> {
    let findings = findings(app).await.into_iter();
    findings
        .filter(|finding| finding.severity > Severity::Advice)
        .map(|finding| (finding.severity, finding.check, finding.subject))
        .collect()
}

pub(crate) async fn only_complaint(app: &App) -> Finding {
    let findings = findings(app).await;
    let mut bad = findings.iter().filter(|it| it.severity > Severity::Advice);
    let found = bad.next().cloned().expect("something is wrong");
    assert_eq!(bad.next(), None);
    found
}

#[tokio::test]
async fn a_healthy_org_is_called_healthy() {
    let app = healthy().await;
    assert_eq!(complaints(&app).await, []);
    let mut checks: Vec<_> = findings(&app).await.iter().map(|it| it.check).collect();
    checks.dedup();
    let expected = [
        "key",
        "host",
        "token",
        "renewal",
        "version",
        "field",
        "prospects",
        "contact",
        "task",
        "assignment",
        "validation",
        "flow",
        "budget",
        "storage",
        "user",
        "clock",
    ];
    assert_eq!(checks, expected);
}

#[tokio::test]
async fn one_field_permission_less_is_named_exactly() {
    let app = healthy().await;
    app.org.set_access("Lead", SCORE, Access::Hidden).unwrap();
    let finding = only_complaint(&app).await;
    assert_eq!(finding.severity, Severity::Fail);
    assert_eq!(finding.subject.as_deref(), Some(SCORE));
    assert!(finding.seen.contains("field-level security"), "{finding:?}");

    app.org.set_access("Lead", SCORE, Access::ReadOnly).unwrap();
    let finding = only_complaint(&app).await;
    assert_eq!(finding.subject.as_deref(), Some(SCORE));
    assert!(
        finding.seen.contains("can be read and not written"),
        "{finding:?}"
    );

    app.org.set_access("Lead", SCORE, Access::Editable).unwrap();
    assert_eq!(complaints(&app).await, []);
}

#[tokio::test]
async fn a_renamed_field_is_named_with_its_new_name() {
    let app = healthy().await;
    app.org
        .rename_field("Lead", SCORE, "Lead_Score_By_AI__c")
        .unwrap();
    let finding = only_complaint(&app).await;
    assert_eq!(finding.subject.as_deref(), Some(SCORE));
    let to_do = finding.to_do.unwrap();
    assert!(to_do.contains("set `score`"), "{to_do}");
    assert!(to_do.contains("Lead_Score_By_AI__c"), "{to_do}");
}

#[tokio::test]
async fn fields_that_are_too_small_or_of_another_kind_are_named() {
    let app = healthy().await;
    let replace = |name: &str, kind: Kind| {
        app.org.remove_field("Lead", name).unwrap();
        app.org
            .add_field("Lead", Field::new(name, name, kind))
            .unwrap();
    };
    replace(
        SCORE,
        Kind::Number {
            precision: 2,
            scale: 0,
        },
    );
    replace("Call_Transcript__c", Kind::LongText(32_768));
    replace("Last_AI_Contact__c", Kind::Date);
    replace(
        "AI_Call_Status__c",
        Kind::Picklist {
            values: vec!["Completed".to_owned()],
            restricted: true,
        },
    );
    let found = complaints(&app).await;
    let expected = [
        (Severity::Fail, SCORE),
        (Severity::Fail, "Last_AI_Contact__c"),
        (Severity::Fail, "AI_Call_Status__c"),
        (Severity::Warn, "Call_Transcript__c"),
    ];
    let expected = expected.map(|(severity, name)| (severity, "field", Some(name.to_owned())));
    assert_eq!(found, expected);
}

#[tokio::test]
async fn rules_and_flows_that_touch_our_fields_are_named() {
    let app = healthy().await;
    for (name, formula) in [
        ("Phone_Needed", "ISBLANK(Phone)"),
        ("Score_Is_Final", "ISCHANGED(AI_Qualification_Score__c)"),
    ] {
        let rule = ValidationRule::new("Lead", "The score is final.", None, |_, _| false);
        app.org.add_validation_rule(rule.written_as(name, formula));
    }
    let finding = only_complaint(&app).await;
    assert_eq!(finding.subject.as_deref(), Some("Score_Is_Final"));
    assert!(
        finding.seen.contains("“The score is final.”"),
        "{finding:?}"
    );
    app.org.clear_validation_rules();

    app.org.set_hot_lead_flow(HotLeadFlow::Routes);
    let finding = only_complaint(&app).await;
    assert_eq!(finding.subject.as_deref(), Some("Route Hot AI Leads"));
    assert!(finding.to_do.unwrap().contains("asynchronous path"));
}

#[tokio::test]
async fn what_the_user_may_not_see_is_said() {
    let app = healthy().await;
    app.org.set_views_setup(false);
    let found = complaints(&app).await;
    let expected = ["validation", "flow"].map(|check| (Severity::Warn, check, None));
    assert_eq!(found, expected);
}

#[tokio::test]
async fn a_used_up_budget_an_administrator_and_a_wrong_clock_are_seen() {
    let app = healthy().await;
    app.org.others_use_requests(100_000);
    app.org.set_profile("System Administrator", "Salesforce");
    let found = complaints(&app).await;
    let expected = ["budget", "user"].map(|check| (Severity::Warn, check, None));
    assert_eq!(found, expected);
    app.org.others_use_requests(14_000);
    let found = complaints(&app).await;
    assert_eq!(found[0], (Severity::Fail, "budget", None));

    let wrong = App::start_with(
        NOW_MS,
        OrgSettings {
            clock_ahead_ms: 400_000,
            ..OrgSettings::default()
        },
    )
    .await;
    let finding = only_complaint(&wrong).await;
    assert_eq!(finding.check, "clock");
    assert!(finding.seen.contains("400 s behind"), "{finding:?}");
}

#[tokio::test]
async fn an_org_that_does_not_let_us_in_ends_the_checks() {
    let app = healthy().await;
    app.org
        .change_app(|app| app.has_client_credentials_user = false);
    let finding = only_complaint(&app).await;
    assert_eq!(finding.check, "token");
    assert!(finding.to_do.unwrap().contains("run-as user"));

    let app = healthy().await;
    app.org
        .change_app(|app| app.client_secret = "another".to_owned());
    let finding = only_complaint(&app).await;
    assert!(finding.to_do.unwrap().contains("SALESFORCE_CLIENT_SECRET"));
}

#[tokio::test]
async fn an_old_org_and_a_day_without_requests_are_told() {
    let old = App::start_with(
        NOW_MS,
        OrgSettings {
            versions: (31, 64),
            ..OrgSettings::default()
        },
    )
    .await;
    let finding = only_complaint(&old).await;
    assert_eq!(finding.check, "version");

    let app = healthy().await;
    app.org.set_daily_requests(0);
    let found = findings(&app).await;
    let budget = found.iter().find(|finding| finding.check == "budget");
    assert!(budget.unwrap().seen.contains("daily limit"), "{budget:?}");
}

#[tokio::test]
async fn no_secret_is_among_the_findings() {
    let app = healthy().await;
    app.org.set_hot_lead_flow(HotLeadFlow::Routes);
    app.org.set_access("Lead", SCORE, Access::Hidden).unwrap();
    let report = doctor::examine(&app.node, Renewal::Tried).await;
    let text = serde_json::to_string(&report).unwrap() + &format!("{report:?}");
    for secret in ["SENTINEL", "EXAMPLE-CONSUMER-SECRET", "private-key"] {
        assert!(!text.contains(secret), "{secret} is shown: {text}");
    }
}
