//! Who may be given which permission set: users of a small license need a permission set license
//! first, and there are so many seats of each.

use serde_json::{Value, json};

use super::{error::ApiError, id::Id, records::Fields, save::Writer, state::Model};

/// The permission set license that lets an integration user see leads, by its developer name.
pub(crate) const API_INTEGRATION: &str = "SalesforceAPIIntegrationPsl";
/// The user license that needs it.
const SMALL_LICENSE: &str = "Salesforce Integration";

impl Model {
    /// Checks that somebody may be given a permission set, or a seat of a license.
    pub(super) fn check_assignment(
        &self,
        object: &str,
        written: &Fields,
        writer: Writer,
    ) -> Result<(), ApiError> {
        if !matches!(
            object,
            "PermissionSetAssignment" | "PermissionSetLicenseAssign"
        ) {
            return Ok(());
        }
        // A user without Assign Permission Sets may not even refer to one.
        if writer != Writer::Person && !self.settings.may_assign {
            return Err(ApiError::no_access_to_reference());
        }
        let text = |name: &str| {
            written
                .get(name)
                .and_then(Value::as_str)
                .unwrap_or_default()
        };
        let user = text("AssigneeId");
        if object == "PermissionSetLicenseAssign" {
            return self.check_seat(user, text("PermissionSetLicenseId"));
        }
        let set = text("PermissionSetId");
        let is_there = self
            .records_where(object, "AssigneeId", user)
            .any(|row| row.get("PermissionSetId").and_then(Value::as_str) == Some(set));
        if is_there {
            return Err(ApiError::assigned_already(user, set));
        }
        let (user, set) = (self.fields_of(user), self.fields_of(set));
        let is_small = user.is_some_and(|user| {
            user.get("Profile.UserLicense.Name") == Some(&Value::from(SMALL_LICENSE))
        });
        let name = |fields: Option<&Fields>, field: &str| {
            let value = fields.and_then(|fields| fields.get(field)?.as_str());
            value.unwrap_or_default().to_owned()
        };
        let refused = self.first_object_of(&name(set, "Name"));
        match refused {
            Some(object) if is_small && !self.has_seat(text("AssigneeId")) => Err(
                ApiError::license_forbids(&name(set, "Label"), &name(user, "Name"), &object),
            ),
            _ => Ok(()),
        }
    }

    /// Counts a seat that was taken.
    pub(super) fn take_seat(&mut self, object: &str, written: &Fields) {
        if object != "PermissionSetLicenseAssign" {
            return;
        }
        let id = written
            .get("PermissionSetLicenseId")
            .and_then(Value::as_str);
        let license = id
            .and_then(Id::parse)
            .and_then(|id| self.records.get_mut(id));
        if let Some(license) = license {
            let used = license.fields.get("UsedLicenses").and_then(Value::as_i64);
            let used = used.unwrap_or_default() + 1;
            license
                .fields
                .insert("UsedLicenses".to_owned(), used.into());
        }
    }

    /// Gives a user a seat of the license for integrations, as an administrator does by hand.
    pub(crate) fn give_seat(&mut self, user: &str) -> Result<(), Vec<ApiError>> {
        if self.has_seat(user) {
            return Ok(());
        }
        let license = self
            .records_where("PermissionSetLicense", "DeveloperName", API_INTEGRATION)
            .next()
            .and_then(|row| row.get("Id").cloned());
        let row = json!({ "AssigneeId": user, "PermissionSetLicenseId": license });
        let row = row.as_object().cloned().unwrap_or_default();
        let made = self.create("PermissionSetLicenseAssign", &row, Writer::Person);
        made.map(drop)
    }

    fn has_seat(&self, user: &str) -> bool {
        let seats = self.records_where("PermissionSetLicenseAssign", "AssigneeId", user);
        let licenses = seats.filter_map(|seat| seat.get("PermissionSetLicenseId")?.as_str());
        licenses
            .filter_map(|id| self.fields_of(id)?.get("DeveloperName")?.as_str())
            .any(|name| name == API_INTEGRATION)
    }

    fn check_seat(&self, user: &str, license: &str) -> Result<(), ApiError> {
        let is_there = self
            .records_where("PermissionSetLicenseAssign", "AssigneeId", user)
            .any(|row| row.get("PermissionSetLicenseId").and_then(Value::as_str) == Some(license));
        if is_there {
            return Err(ApiError::assigned_already(user, license));
        }
        let license = self.fields_of(license);
        let count = |name: &str| license.and_then(|it| it.get(name)?.as_i64());
        if count("UsedLicenses") >= count("TotalLicenses") {
            return Err(ApiError::license_limit());
        }
        Ok(())
    }

    fn fields_of(&self, id: &str) -> Option<&Fields> {
        let record = self.records.get(Id::parse(id)?)?;
        (!record.is_deleted()).then_some(&record.fields)
    }
}
