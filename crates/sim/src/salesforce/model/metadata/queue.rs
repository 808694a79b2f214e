//! Queues: they become records, so that leads can be given to them.

use serde_json::{Value, json};

use super::component::{Component, Problem};
use crate::salesforce::model::{records::Fields, save::Writer, state::Model};

/// Checks a queue and makes its record. Whether it is new.
pub(super) fn install(model: &mut Model, component: &Component) -> Result<bool, Problem> {
    let content = &component.content;
    for takes in content.all("queueSobject") {
        let object = takes.value("sobjectType");
        if model.schema.object(object).is_none() {
            let text = format!("In field: sobjectType - no sObject named {object} found");
            return Err(Problem::at(takes, text));
        }
    }
    let developer_name = &component.full_name;
    let held = model
        .records_where("Group", "DeveloperName", developer_name)
        .next()
        .map(|row| row.get("Type") == Some(&Value::from("Queue")));
    match held {
        Some(true) => Ok(false),
        Some(false) => {
            let text = "duplicate value found: DeveloperName duplicates value on record with id: \
                        <unknown>";
            Err(Problem::at(content, text))
        }
        None => {
            let row = json!({
                "Name": content.value("name"),
                "DeveloperName": developer_name,
                "Type": "Queue",
            });
            let fields = row.as_object().cloned().unwrap_or_default();
            let made = model.create("Group", &fields, Writer::Person);
            made.map(|_| true)
                .map_err(|_| Problem::at(content, "Required field is missing: name"))
        }
    }
}

impl Model {
    /// The label of a queue that is there without having been deployed.
    pub(super) fn queue_named(&self, developer_name: &str) -> Option<String> {
        let mut rows = self.records_where("Group", "DeveloperName", developer_name);
        Some(rows.next()?.get("Name")?.as_str()?.to_owned())
    }

    /// The rows of an object that hold this text in a field.
    pub(crate) fn records_where<'a>(
        &'a self,
        object: &str,
        field: &'a str,
        value: &'a str,
    ) -> impl Iterator<Item = &'a Fields> {
        let prefix = self.schema.object(object).map_or("---", |o| o.key_prefix);
        self.records
            .of_prefix(prefix)
            .filter(|(_, record)| !record.is_deleted())
            .map(|(_, record)| &record.fields)
            .filter(move |fields| {
                let held = fields.get(field).and_then(Value::as_str);
                held.is_some_and(|held| held.eq_ignore_ascii_case(value))
            })
    }
}
