//! One permission less, and the doctor names exactly that one.

use midcall::doctor::{Finding, Severity};
use midcall_sim::salesforce::{Access, Field, Kind};

use crate::{
    app::App,
    doctor::{complaints, findings, healthy, only_complaint},
    setup::TASK_KEY,
};

const KEY: &str = "Midcall_Key__c";
const NOW_MS: i64 = 1_795_100_645_000;

/// What is changed of a field.
type Change = fn(&mut Field);

async fn advice(app: &App) -> Vec<Finding> {
    let findings = findings(app).await.into_iter();
    findings
        .filter(|finding| finding.severity == Severity::Advice)
        .collect()
}

#[tokio::test]
async fn each_permission_that_is_missing_is_named() {
    use Access::{Hidden, ReadOnly};
    use Severity::{Fail, Warn};

    let app = healthy().await;
    for (object, field, access, severity, said) in [
        ("Lead", "Phone", Hidden, Warn, "hidden"),
        ("Lead", "MobilePhone", Hidden, Warn, "hidden"),
        ("Lead", "DoNotCall", Hidden, Warn, "hidden"),
        ("Lead", "DoNotCall", ReadOnly, Warn, "read and not written"),
        ("Lead", "Phone", ReadOnly, Fail, "cannot be written"),
        ("Lead", KEY, Hidden, Fail, "field-level security"),
        ("Lead", KEY, ReadOnly, Fail, "read and not written"),
        ("Task", TASK_KEY, Hidden, Warn, "field-level security"),
        ("Task", TASK_KEY, ReadOnly, Warn, "read and not written"),
    ] {
        app.org.set_access(object, field, access).unwrap();
        let finding = only_complaint(&app).await;
        assert_eq!(finding.subject.as_deref(), Some(field), "{finding:?}");
        assert_eq!(finding.severity, severity, "{finding:?}");
        assert!(finding.seen.contains(said), "{finding:?}");
        assert!(finding.why.is_some() && finding.to_do.is_some());
        app.org.set_access(object, field, Access::Editable).unwrap();
        assert_eq!(complaints(&app).await, []);
    }
}

#[tokio::test]
async fn keys_that_are_no_keys_are_named() {
    let app = healthy().await;
    let replace = |object: &str, name: &str, change: Change| {
        app.org.remove_field(object, name).unwrap();
        let mut field = Field::new(name, name, Kind::Text(64)).external_id();
        change(&mut field);
        app.org.add_field(object, field).unwrap();
    };
    for (object, name) in [("Lead", KEY), ("Task", TASK_KEY)] {
        let cases: [(Change, &str); 2] = [
            (|field| field.external_id = false, "is no external id"),
            (|field| field.unique = false, "is not unique"),
        ];
        for (change, said) in cases {
            replace(object, name, change);
            let finding = only_complaint(&app).await;
            assert_eq!(finding.subject.as_deref(), Some(name));
            assert!(finding.seen.contains(said), "{finding:?}");
        }
        replace(object, name, |_| {});
        assert_eq!(complaints(&app).await, []);
    }
    replace("Lead", KEY, |field| field.kind = Kind::Text(20));
    assert!(only_complaint(&app).await.seen.contains("too short"));
}

#[tokio::test]
async fn what_is_not_asked_for_is_not_missed() {
    let app = App::start_with_file(
        NOW_MS,
        "[salesforce]\nactivities = false\n[salesforce.create_leads]\ninbound = false\n[queue]\nmark_do_not_call = false\n",
    )
    .await;
    for (object, field) in [("Lead", KEY), ("Task", TASK_KEY)] {
        app.org.set_access(object, field, Access::Hidden).unwrap();
    }
    for field in ["Phone", "DoNotCall"] {
        app.org.set_access("Lead", field, Access::ReadOnly).unwrap();
    }
    assert_eq!(complaints(&app).await, []);
}

#[tokio::test]
async fn contacts_are_advice_and_no_failure() {
    let app = healthy().await;
    let found = advice(&app).await;
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].subject.as_deref(), Some("Contact"));
    assert!(found[0].seen.contains("AI_Qualification_Score__c"));
    assert_eq!(complaints(&app).await, []);

    let access = Access::Hidden;
    app.org.set_access("Contact", "HomePhone", access).unwrap();
    let found = advice(&app).await;
    assert_eq!(found[0].subject.as_deref(), Some("Contact.HomePhone"));

    app.org.hide_object("Contact");
    let found = advice(&app).await;
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].seen.contains("does not see Contacts"), "{found:?}");
    assert_eq!(complaints(&app).await, []);
}

#[tokio::test]
async fn contacts_with_the_mapped_fields_are_fine() {
    let app = App::start_with_file(
        NOW_MS,
        "[salesforce.fields]\nsignals = \"\"\ntranscript = \"\"\nlast_contact = \"\"\ncall_status = \"\"\n",
    )
    .await;
    assert_eq!(advice(&app).await.len(), 1);
    let kind = Kind::Number {
        precision: 3,
        scale: 0,
    };
    let field = Field::new("AI_Qualification_Score__c", "Score", kind);
    app.org.add_field("Contact", field).unwrap();
    assert_eq!(advice(&app).await, []);
}
