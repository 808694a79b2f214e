//! What an administrator lets the integration user be and see, besides fields.

use serde_json::Value;

use super::{
    Org,
    model::{id::Id, state::INTEGRATION_USER},
};

impl Org {
    /// Lets the integration user look at rules and flows, or not: View Setup and Configuration.
    pub fn set_views_setup(&self, views_setup: bool) {
        self.lock_world().model.settings.user_views_setup = views_setup;
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
