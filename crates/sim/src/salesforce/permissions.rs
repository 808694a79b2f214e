//! What an administrator lets the integration user be and see, besides fields.

use serde_json::Value;

use super::{
    Org,
    model::{
        id::Id,
        state::{INTEGRATION_USER, LICENSE},
    },
};

impl Org {
    /// Lets the integration user look at rules and flows, or not: View Setup and Configuration.
    pub fn set_views_setup(&self, views_setup: bool) {
        self.lock_world().model.settings.user_views_setup = views_setup;
    }

    /// Lets the integration user assign permission sets, or not.
    pub fn set_may_assign(&self, may_assign: bool) {
        self.lock_world().model.settings.may_assign = may_assign;
    }

    /// Sets how many seats of the permission set license for integrations the org has.
    pub fn set_integration_licenses(&self, count: u32) {
        let records = &mut self.lock_world().model.records;
        let license = Id::parse(LICENSE).and_then(|id| records.get_mut(id));
        if let Some(license) = license {
            license.fields.insert("TotalLicenses".into(), count.into());
        }
    }

    /// Hides an object from the integration user, until an assigned permission set shows it.
    pub fn hide_object(&self, object: &str) {
        let model = &mut self.lock_world().model;
        model.rules.hidden_objects.insert(object.to_owned());
        model.refresh_access();
    }

    /// Gives the integration user another profile, with the license it belongs to.
    pub fn set_profile(&self, profile: &str, license: &str) {
        let records = &mut self.lock_world().model.records;
        let user = Id::parse(INTEGRATION_USER).and_then(|id| records.get_mut(id));
        if let Some(user) = user {
            let mut set = |name: &str, value: &str| {
                user.fields.insert(name.to_owned(), Value::from(value));
            };
            set("Profile.Name", profile);
            set("Profile.UserLicense.Name", license);
        }
    }
}
