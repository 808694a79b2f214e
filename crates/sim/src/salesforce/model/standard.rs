//! The objects and fields of the org as it is delivered: the standard ones a recorded describe
//! shows, and the custom fields Midcall writes by default.

use std::sync::Arc;

use super::schema::{Field, Kind, Object, Schema};

/// How an AI call can stand, as the picklist that Midcall installs lists it.
const CALL_STATUSES: &[&str] = &[
    "In progress",
    "Completed",
    "Dropped",
    "No answer",
    "Voicemail",
    "Failed",
    "Transferred",
];

/// The schema of a fresh org.
pub(crate) fn schema() -> Schema {
    Schema(vec![
        object("Lead", "Leads", "00Q", true, lead()),
        object("Contact", "Contacts", "003", true, contact()),
        object("Task", "Tasks", "00T", true, task()),
        object("User", "Users", "005", false, user()),
        object("Group", "Groups", "00G", false, group()),
        object(
            "Organization",
            "Organizations",
            "00D",
            false,
            organization(),
        ),
        object(
            "PermissionSet",
            "Permission Sets",
            "0PS",
            false,
            vec![
                text("Name", "API Name", 80).required(),
                text("Label", "Permission Set Label", 80).required(),
            ],
        ),
        object(
            "PermissionSetAssignment",
            "Permission Set Assignments",
            "0Pa",
            true,
            vec![
                Field::new("AssigneeId", "Assignee ID", reference(&["User"])).required(),
                Field::new(
                    "PermissionSetId",
                    "Permission Set ID",
                    reference(&["PermissionSet"]),
                )
                .required(),
            ],
        ),
        object(
            "PermissionSetLicense",
            "Permission Set Licenses",
            "0PL",
            false,
            permission_set_license(),
        ),
        object(
            "PermissionSetLicenseAssign",
            "Permission Set License Assignments",
            "2LA",
            true,
            vec![
                Field::new("AssigneeId", "Assignee ID", reference(&["User"])).required(),
                Field::new(
                    "PermissionSetLicenseId",
                    "Permission Set License ID",
                    reference(&["PermissionSetLicense"]),
                )
                .required(),
            ],
        ),
    ])
}

fn permission_set_license() -> Vec<Field> {
    vec![
        text("DeveloperName", "Developer Name", 80).system(),
        text("MasterLabel", "Permission Set License Label", 255).system(),
        text("Status", "Status", 40).system(),
        Field::new("TotalLicenses", "Total Licenses", Kind::Integer).system(),
        Field::new("UsedLicenses", "Used Licenses", Kind::Integer).system(),
    ]
}

fn object(
    name: &'static str,
    plural: &'static str,
    key_prefix: &'static str,
    createable: bool,
    own: Vec<Field>,
) -> Arc<Object> {
    let mut fields = vec![
        Field::new("Id", &format!("{name} ID"), Kind::Id).system(),
        Field::new("IsDeleted", "Deleted", Kind::Checkbox).system(),
    ];
    fields.extend(own);
    fields.extend([
        Field::new("CreatedDate", "Created Date", Kind::DateTime).system(),
        Field::new("CreatedById", "Created By ID", reference(&["User"])).system(),
        Field::new("LastModifiedDate", "Last Modified Date", Kind::DateTime).system(),
        Field::new(
            "LastModifiedById",
            "Last Modified By ID",
            reference(&["User"]),
        )
        .system(),
        Field::new("SystemModstamp", "System Modstamp", Kind::DateTime).system(),
    ]);
    Arc::new(Object {
        name,
        plural,
        key_prefix,
        createable,
        is_hidden: false,
        fields,
    })
}

fn lead() -> Vec<Field> {
    let mut fields = vec![
        Field::new("MasterRecordId", "Master Record ID", reference(&["Lead"])).system(),
        text("LastName", "Last Name", 80).required(),
        text("FirstName", "First Name", 40),
        picklist(
            "Salutation",
            "Salutation",
            &["Mr.", "Ms.", "Mrs.", "Dr.", "Prof."],
            false,
        ),
        text("Name", "Full Name", 121).system(),
        text("Title", "Title", 128),
        text("Company", "Company", 255).required(),
    ];
    fields.extend(address());
    fields.extend([
        Field::new("Phone", "Phone", Kind::Phone),
        Field::new("MobilePhone", "Mobile Phone", Kind::Phone),
        Field::new("Fax", "Fax", Kind::Phone),
        Field::new("Email", "Email", Kind::Email),
        text("Website", "Website", 255),
        Field::new("Description", "Description", Kind::LongText(32_000)),
        picklist(
            "LeadSource",
            "Lead Source",
            &["Web", "Phone Inquiry", "Partner Referral", "Other"],
            false,
        ),
        picklist(
            "Status",
            "Status",
            &[
                "Open - Not Contacted",
                "Working - Contacted",
                "Closed - Converted",
                "Closed - Not Converted",
            ],
            true,
        )
        .required()
        .defaulting_to("Open - Not Contacted"),
        picklist(
            "Industry",
            "Industry",
            &[
                "Finance",
                "Healthcare",
                "Technology",
                "Transportation",
                "Other",
            ],
            false,
        ),
        picklist("Rating", "Rating", &["Hot", "Warm", "Cold"], true),
        Field::new(
            "AnnualRevenue",
            "Annual Revenue",
            Kind::Currency {
                precision: 18,
                scale: 0,
            },
        ),
        Field::new("NumberOfEmployees", "Employees", Kind::Integer),
        Field::new("DoNotCall", "Do Not Call", Kind::Checkbox),
        Field::new("HasOptedOutOfEmail", "Email Opt Out", Kind::Checkbox),
        Field::new("OwnerId", "Owner ID", reference(&["Group", "User"])),
        // Set by conversion; the API takes it on create only.
        Field {
            updateable: false,
            ..Field::new("IsConverted", "Converted", Kind::Checkbox)
        },
        Field::new("ConvertedDate", "Converted Date", Kind::Date).system(),
        Field::new(
            "ConvertedAccountId",
            "Converted Account ID",
            reference(&["Account"]),
        )
        .system(),
        Field::new(
            "ConvertedContactId",
            "Converted Contact ID",
            reference(&["Contact"]),
        )
        .system(),
        Field::new(
            "ConvertedOpportunityId",
            "Converted Opportunity ID",
            reference(&["Opportunity"]),
        )
        .system(),
        Field::new("LastActivityDate", "Last Activity", Kind::Date).system(),
        Field::new("FirstCallDateTime", "First Call Date", Kind::DateTime).system(),
    ]);
    fields.extend(midcall());
    fields
}

fn midcall() -> Vec<Field> {
    vec![
        Field::new(
            "AI_Qualification_Score__c",
            "AI Qualification Score",
            Kind::Number {
                precision: 3,
                scale: 0,
            },
        ),
        Field::new(
            "Qualification_Signals__c",
            "Qualification Signals",
            Kind::LongText(32_768),
        ),
        Field::new(
            "Call_Transcript__c",
            "Call Transcript",
            Kind::LongText(131_072),
        ),
        Field::new("Last_AI_Contact__c", "Last AI Contact", Kind::DateTime),
        picklist("AI_Call_Status__c", "AI Call Status", CALL_STATUSES, true),
        text("Midcall_Key__c", "Midcall Key", 64).external_id(),
    ]
}

fn contact() -> Vec<Field> {
    vec![
        Field::new(
            "MasterRecordId",
            "Master Record ID",
            reference(&["Contact"]),
        )
        .system(),
        Field::new("AccountId", "Account ID", reference(&["Account"])),
        text("LastName", "Last Name", 80).required(),
        text("FirstName", "First Name", 40),
        text("Name", "Full Name", 121).system(),
        text("Title", "Title", 128),
        Field::new("Phone", "Business Phone", Kind::Phone),
        Field::new("MobilePhone", "Mobile Phone", Kind::Phone),
        Field::new("HomePhone", "Home Phone", Kind::Phone),
        Field::new("OtherPhone", "Other Phone", Kind::Phone),
        Field::new("Email", "Email", Kind::Email),
        Field::new("Description", "Contact Description", Kind::LongText(32_000)),
        Field::new("OwnerId", "Owner ID", reference(&["User"])),
    ]
}

fn task() -> Vec<Field> {
    vec![
        Field::new("WhoId", "Name ID", reference(&["Contact", "Lead"])),
        Field::new(
            "WhatId",
            "Related To ID",
            reference(&["Account", "Opportunity"]),
        ),
        text("Subject", "Subject", 255),
        picklist(
            "Status",
            "Status",
            &[
                "Not Started",
                "In Progress",
                "Completed",
                "Waiting on someone else",
            ],
            false,
        )
        .required()
        .defaulting_to("Not Started"),
        picklist("Priority", "Priority", &["High", "Normal", "Low"], false)
            .required()
            .defaulting_to("Normal"),
        Field {
            updateable: false,
            ..picklist(
                "TaskSubtype",
                "Task Subtype",
                &["Task", "Email", "Call"],
                true,
            )
        },
        picklist(
            "CallType",
            "Call Type",
            &["Internal", "Inbound", "Outbound"],
            true,
        ),
        Field::new("CallDurationInSeconds", "Call Duration", Kind::Integer),
        text("CallDisposition", "Call Result", 255),
        text("CallObject", "Call Object Identifier", 255),
        Field::new("ActivityDate", "Due Date Only", Kind::Date),
        Field::new("Description", "Description", Kind::LongText(32_000)),
        Field::new("OwnerId", "Assigned To ID", reference(&["User", "Group"])),
        text("Midcall_Call_Id__c", "Midcall Call Id", 255).external_id(),
    ]
}

fn user() -> Vec<Field> {
    vec![
        text("Username", "Username", 80).required(),
        text("Name", "Full Name", 121).system(),
        Field::new("Email", "Email", Kind::Email),
        Field::new("IsActive", "Active", Kind::Checkbox),
        text("Profile.Name", "Profile", 255).system(),
        text("Profile.UserLicense.Name", "License", 255).system(),
    ]
}

fn group() -> Vec<Field> {
    vec![
        text("Name", "Name", 40).required(),
        text("DeveloperName", "Developer Name", 80),
        picklist("Type", "Type", &["Regular", "Queue", "Role"], true),
    ]
}

fn organization() -> Vec<Field> {
    vec![
        text("Name", "Name", 80).required(),
        text("InstanceName", "Instance Name", 5).system(),
        Field::new("IsSandbox", "Is Sandbox", Kind::Checkbox).system(),
        text("OrganizationType", "Edition", 40).system(),
        Field::new(
            "TrialExpirationDate",
            "Trial Expiration Date",
            Kind::DateTime,
        )
        .system(),
        text("NamespacePrefix", "Namespace Prefix", 15).system(),
    ]
}

fn address() -> [Field; 6] {
    [
        text("Street", "Street", 255),
        text("City", "City", 40),
        text("State", "State/Province", 80),
        text("PostalCode", "Zip/Postal Code", 20),
        text("Country", "Country", 80),
        Field::new("Address", "Address", Kind::Address).system(),
    ]
}

fn text(name: &str, label: &str, length: usize) -> Field {
    Field::new(name, label, Kind::Text(length))
}

fn picklist(name: &str, label: &str, values: &[&str], restricted: bool) -> Field {
    let values = values.iter().map(|&value| value.to_owned()).collect();
    Field::new(name, label, Kind::Picklist { values, restricted })
}

fn reference(to: &[&str]) -> Kind {
    Kind::Reference(to.iter().map(|&object| object.to_owned()).collect())
}
