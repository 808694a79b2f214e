//! Gives what is still to be given.

use midcall_salesforce::{
    ApiError, ApiName, Fields, Reason, RecordId, classify, operations::CreateRecord,
};

use super::{
    super::{Action, components::permission_set::INTEGRATION},
    AssignmentError, Given, Seat, Standing, set_id,
};
use crate::connection::{Connection, Error};

/// Gives a user what the steps name, the license first.
///
/// # Errors
///
/// When Salesforce refuses, with what to do, or does not answer.
pub async fn give(connection: &Connection, standing: &Standing) -> Result<(), AssignmentError> {
    let steps = standing.steps();
    let is_due = |given: Given| {
        let mut steps = steps.iter();
        steps.any(|step| step.given == given && step.action == Action::Create)
    };
    if let (true, Seat::Free(license)) = (is_due(Given::License), &standing.seat) {
        let object = "PermissionSetLicenseAssign";
        let what = ("PermissionSetLicenseId", license);
        create(connection, standing, Given::License, object, what).await?;
    }
    if is_due(Given::PermissionSet) {
        let set = set_id(connection).await?;
        let set = set.ok_or(AssignmentError::NoSet(INTEGRATION))?;
        let object = "PermissionSetAssignment";
        let what = ("PermissionSetId", &set);
        create(connection, standing, Given::PermissionSet, object, what).await?;
    }
    Ok(())
}

async fn create(
    connection: &Connection,
    standing: &Standing,
    given: Given,
    object: &str,
    (field, id): (&str, &RecordId),
) -> Result<(), AssignmentError> {
    let assignee = &standing.assignee;
    let create = CreateRecord {
        object: object.parse::<ApiName>().expect("a fixed name"),
        fields: Fields::from_iter([("AssigneeId", assignee.id.as_str()), (field, id.as_str())]),
        is_assigned: false,
    };
    match connection.send(&create).await {
        Ok(_) => Ok(()),
        Err(Error::Api(ApiError::Refused(refusal))) => {
            let code = refusal.items.first().map(|item| item.code.clone());
            let failure = classify(&ApiError::Refused(refusal));
            // Somebody else was quicker, or an answer was lost.
            if failure.reason == Reason::DuplicateValue {
                return Ok(());
            }
            let said = failure.detail.as_str();
            Err(AssignmentError::Refused {
                what: given.name(),
                username: assignee.username.clone(),
                said: match said {
                    "" => failure.reason.code().replace('_', " "),
                    said => said.to_owned(),
                },
                to_do: to_do(failure.reason, code.as_deref().unwrap_or_default()),
            })
        }
        Err(error) => Err(error.into()),
    }
}

fn to_do(reason: Reason, code: &str) -> &'static str {
    match (reason, code) {
        (_, "LICENSE_LIMIT_EXCEEDED") => {
            "all of the org's are in use: take one from a user who needs it no more, or ask Salesforce for more"
        }
        (Reason::FieldIntegrity, _) => {
            "give the user the permission set license Salesforce API Integration first (Setup > Users > the user > Permission Set License Assignments), then run setup again"
        }
        (Reason::ReferenceNoAccess | Reason::RecordReadOnly | Reason::ObjectHidden, _) => {
            "whoever runs setup needs the permission Assign Permission Sets: run it as an administrator, or assign it by hand in Setup > Permission Sets > Midcall Integration > Manage Assignments"
        }
        _ => {
            "assign it by hand in Setup > Permission Sets > Midcall Integration > Manage Assignments, which says more"
        }
    }
}
