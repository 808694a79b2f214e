//! What an administrator does with deployed metadata: assign a permission set, look at what is
//! there, change what the org lets a deployment do.

use serde_json::{Map, Value, json};

use super::{
    ApiError, Org,
    model::{save::Writer, state::INTEGRATION_USER},
};

impl Org {
    /// Assigns a permission set to the integration user, with the license that it takes.
    ///
    /// # Errors
    /// When there is no such set.
    pub fn assign_permission_set(&self, name: &str) -> Result<(), ApiError> {
        let sets = self.records("PermissionSet");
        let set = sets
            .iter()
            .find(|set| set.get("Name") == Some(&name.into()))
            .ok_or_else(|| ApiError::no_such_record(name))?;
        let row = json!({ "AssigneeId": INTEGRATION_USER, "PermissionSetId": set["Id"] });
        let fields = row.as_object().cloned().unwrap_or_default();
        let model = &mut self.lock_world().model;
        let first = |errors: Vec<ApiError>| {
            let mut errors = errors.into_iter();
            errors.next().expect("a refusal names an error")
        };
        model.give_seat(INTEGRATION_USER).map_err(first)?;
        model
            .create("PermissionSetAssignment", &fields, Writer::Person)
            .map_err(first)?;
        Ok(())
    }

    /// A component as the org has it, as XML; `None` if there is none.
    #[must_use]
    pub fn metadata(&self, kind: &str, full_name: &str) -> Option<String> {
        let world = self.lock_world();
        let component = world.model.read_metadata(kind, full_name)?;
        Some(component.written())
    }

    /// Puts a component in as somebody else's tool would; `None` takes it out.
    ///
    /// # Errors
    /// When it is not XML.
    pub fn set_metadata(
        &self,
        kind: &str,
        full_name: &str,
        content: Option<&str>,
    ) -> Result<(), ApiError> {
        let key = (kind.to_owned(), full_name.to_owned());
        let model = &mut self.lock_world().model;
        match content {
            None => {
                model.metadata.installed.remove(&key);
            }
            Some(content) => {
                let content = super::model::metadata::Xml::parse(content)
                    .map_err(|error| ApiError::json(error.message))?;
                model.metadata.installed.insert(key, content);
            }
        }
        model.refresh_access();
        Ok(())
    }

    /// What flows published of an event, oldest first.
    #[must_use]
    pub fn published(&self, event: &str) -> Vec<Map<String, Value>> {
        let published = &self.lock_world().model.metadata.published;
        let of_event = published.iter().filter(|(name, _)| name == event);
        of_event.map(|(_, fields)| fields.clone()).collect()
    }

    /// Lets the integration user deploy metadata, or no longer.
    pub fn set_may_deploy(&self, may_deploy: bool) {
        self.lock_world().model.settings.may_deploy = may_deploy;
    }

    /// Sets how many dashboards may run as whoever looks at them, as the edition says.
    pub fn set_dynamic_dashboards(&self, count: usize) {
        self.lock_world().model.settings.dynamic_dashboards = count;
    }
}
