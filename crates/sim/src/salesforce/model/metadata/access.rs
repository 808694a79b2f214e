//! What the integration user sees of the fields, by the permission sets assigned to it.

use std::collections::BTreeMap;

use super::permission_set;
use crate::salesforce::model::{
    schema::Access,
    state::{INTEGRATION_USER, Model},
};

impl Model {
    /// Works out anew what every field that a permission set names shows, and which objects.
    pub(crate) fn refresh_access(&mut self) {
        let assigned = self.assigned_sets();
        let installed = self.metadata.installed.iter();
        let shown: Vec<String> = installed
            .filter(|((kind, name), _)| kind == "PermissionSet" && assigned.contains(name))
            .flat_map(|(_, set)| permission_set::readable_objects(set))
            .map(str::to_owned)
            .collect();
        for name in &self.rules.hidden_objects {
            if let Some(object) = self.schema.object_mut(name) {
                object.is_hidden = !shown.contains(name);
            }
        }
        let mut granted: BTreeMap<(String, String), Access> = BTreeMap::new();
        for ((kind, name), set) in &self.metadata.installed {
            if kind != "PermissionSet" {
                continue;
            }
            let is_assigned = assigned.contains(name);
            for ((object, field), access) in permission_set::grants(set) {
                let access = if is_assigned { access } else { Access::Hidden };
                let held = granted
                    .entry((object.to_owned(), field.to_owned()))
                    .or_insert(Access::Hidden);
                *held = (*held).max(access);
            }
        }
        // What no set names any more falls back to what it was.
        for key in self.metadata.base_access.keys() {
            granted.entry(key.clone()).or_insert(Access::Hidden);
        }
        for ((object, name), access) in granted {
            let Some(object) = self.schema.object_mut(&object) else {
                continue;
            };
            let object_name = object.name.to_owned();
            let mut fields = object.fields.iter_mut();
            let Some(field) = fields.find(|field| field.name.eq_ignore_ascii_case(&name)) else {
                continue;
            };
            let key = (object_name, field.name.clone());
            let base = *self.metadata.base_access.entry(key).or_insert(field.access);
            field.access = base.max(access);
        }
    }

    fn assigned_sets(&self) -> Vec<String> {
        let assignments =
            self.records_where("PermissionSetAssignment", "AssigneeId", INTEGRATION_USER);
        let sets: Vec<&str> = assignments
            .filter_map(|row| row.get("PermissionSetId")?.as_str())
            .collect();
        let Some(object) = self.schema.object("PermissionSet") else {
            return Vec::new();
        };
        self.records
            .of_prefix(object.key_prefix)
            .filter(|(id, record)| !record.is_deleted() && sets.contains(&id.to_string().as_str()))
            .filter_map(|(_, record)| Some(record.fields.get("Name")?.as_str()?.to_owned()))
            .collect()
    }
}
