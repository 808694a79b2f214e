//! Who gets the permission set, and what it opens of contacts.

use midcall::setup::assignment::{self, AssignmentError, Seat, Standing};
use midcall_sim::salesforce::{Fault, Field, Kind, Matching, What, When};
use serde_json::json;

use crate::{
    app::App,
    setup::{bare, due},
};

const SET: &str = "Midcall_Integration";
const SCORE: &str = "AI_Qualification_Score__c";

impl App {
    async fn standing(&self) -> Standing {
        let connection = self.node.salesforce.as_ref().unwrap();
        let mut standings = assignment::look(connection, None).await.unwrap();
        assert_eq!(standings.len(), 1);
        standings.remove(0)
    }

    async fn give(&self, standing: &Standing) -> Result<(), AssignmentError> {
        let connection = self.node.salesforce.as_ref().unwrap();
        assignment::give(connection, standing).await
    }
}

#[tokio::test]
async fn the_license_and_the_set_are_given_once() {
    let app = bare("").await;
    let standing = app.standing().await;
    assert!(matches!(standing.seat, Seat::Free(_)), "{standing:?}");
    assert!(!standing.is_assigned);
    app.set_up().await;
    // An answer that is lost leaves the assignment there, and giving it again is no mistake.
    app.org.inject(
        Fault::once(When::After, What::Reset)
            .on(Matching::path("sobjects/PermissionSetAssignment")),
    );
    app.give(&standing).await.unwrap_err();
    app.give(&app.standing().await).await.unwrap();
    app.give(&standing).await.unwrap();
    let standing = app.standing().await;
    assert!(standing.is_assigned, "{standing:?}");
    assert_eq!(app.org.records("PermissionSetAssignment").len(), 1);
    assert_eq!(app.org.records("PermissionSetLicenseAssign").len(), 1);
}

#[tokio::test]
async fn without_the_license_the_refusal_names_it() {
    let app = bare("").await;
    app.set_up().await;
    let standing = Standing {
        seat: Seat::NotNeeded,
        ..app.standing().await
    };
    let refusal = app.give(&standing).await.unwrap_err().to_string();
    for part in [
        "Midcall Integration was not given to integration@acme.example",
        "The user license doesn't allow the permission",
        "hint: give the user the permission set license Salesforce API Integration first",
    ] {
        assert!(refusal.contains(part), "{part} is missing in: {refusal}");
    }
}

#[tokio::test]
async fn contacts_are_opened_as_far_as_they_have_the_mapped_fields() {
    let app = bare("[[salesforce.map]]\nfield = \"Description\"\nfrom = \"summary\"\npolicy = \"append\"\n[[salesforce.map]]\nfield = \"Rating\"\nfrom = \"hot\"\nvalues = { true = \"Hot\" }\n").await;
    app.set_up().await;
    let set = || app.org.metadata("PermissionSet", SET).unwrap();
    // Contacts have a description of Salesforce's, and no rating.
    assert!(set().contains("<editable>true</editable><field>Contact.Description</field>"));
    assert!(!set().contains("Contact.Rating") && !set().contains(&format!("Contact.{SCORE}")));
    assert!(set().contains("<editable>false</editable><field>Contact.HomePhone</field>"));

    let kind = Kind::Number {
        precision: 3,
        scale: 0,
    };
    let field = Field::new(SCORE, "Score", kind);
    app.org.add_field("Contact", field).unwrap();
    let plan = app.plan(false).await;
    assert_eq!(
        due(&plan),
        [format!(
            "Change {SET}: does not grant edit Contact.{SCORE}, read Contact.{SCORE}"
        )]
    );
    app.carry_out(&plan).await;
    assert_eq!(due(&app.plan(false).await), [""; 0]);
}

#[tokio::test]
async fn without_any_of_them_contacts_are_read_and_not_edited() {
    let app = bare("").await;
    app.set_up().await;
    let set = app.org.metadata("PermissionSet", SET).unwrap();
    let read = "<allowEdit>false</allowEdit><allowRead>true</allowRead><modifyAllRecords>false</modifyAllRecords><object>Contact</object>";
    assert!(set.contains(read), "{set}");
    assert!(set.contains("<object>Account</object>"), "{set}");
}

#[tokio::test]
async fn the_permission_set_finds_contacts_by_their_number() {
    let mut app = bare("").await;
    app.org.hide_object("Contact");
    let contact = json!({ "LastName": "Ng", "Phone": "+1 415 555 0132" });
    let contact = app.org.create_contact(contact).unwrap();
    app.set_up().await;
    app.org.assign_permission_set(SET).unwrap();
    let body = json!({ "message": {
        "type": "transcript", "role": "user", "transcriptType": "final",
        "transcript": "our budget is around $50k for this project", "timestamp": 1_795_100_645_000_i64,
        "call": {
            "id": "c1", "type": "inboundPhoneCall",
            "customer": { "number": "+14155550132" },
        },
    }});
    app.deliver(body.to_string()).await;
    app.settle().await;
    let (_, call) = app.shown("/api/calls/c1").await;
    let call: serde_json::Value = serde_json::from_str(&call).unwrap();
    assert_eq!(call["leadId"], contact.as_str(), "{call:#}");
}
