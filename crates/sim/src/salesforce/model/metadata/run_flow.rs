//! Runs deployed record-triggered flows, on their asynchronous path, after a lead is saved: what
//! they look up, change, make and publish. A fault goes where the flow sends it, and never back to
//! the save.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Xml;
use crate::salesforce::model::{id::Id, records::Fields, save::Writer, state::Model};

/// Steps a flow may take before it is taken to go in circles.
const STEPS_MAX: usize = 50;

/// One run of a flow.
struct Run<'a> {
    flow: &'a Xml,
    /// The record that started it.
    object: &'a str,
    id: Id,
    /// What lookups found, by the lookup's name.
    found: BTreeMap<String, Fields>,
}

/// Something in a flow went wrong.
struct Fault;

impl Model {
    /// Runs every active flow that this save of a record starts.
    pub(crate) fn run_flows(&mut self, object: &str, id: Id, before: Option<&Fields>) {
        // What a flow itself saves starts no other: enough for flows that do not build on another.
        if self.metadata.is_in_flow {
            return;
        }
        let Some(after) = self.records.get(id).map(|record| record.fields.clone()) else {
            return;
        };
        let is_started = |flow: &&Xml| {
            let start = flow.child("start");
            flow.value("status") == "Active"
                && start.is_some_and(|start| {
                    start.value("object") == object && is_met_anew(start, before, &after)
                })
        };
        let installed = self.metadata.installed.iter();
        let flows: Vec<Xml> = installed
            .filter(|((kind, _), _)| kind == "Flow")
            .map(|(_, flow)| flow)
            .filter(is_started)
            .cloned()
            .collect();
        self.metadata.is_in_flow = true;
        for flow in &flows {
            let run = Run {
                flow,
                object,
                id,
                found: BTreeMap::new(),
            };
            run.finish(self);
        }
        self.metadata.is_in_flow = false;
    }
}

fn is_met_anew(start: &Xml, before: Option<&Fields>, after: &Fields) -> bool {
    let none = Fields::new();
    let before = before.unwrap_or(&none);
    let is_met = |now: &Fields| {
        start
            .all("filters")
            .all(|filter| is_met(filter, before, now))
    };
    let only_anew = start.is_true("doesRequireRecordChangedToMeetCriteria");
    is_met(after) && !(only_anew && is_met(before))
}

fn is_met(filter: &Xml, before: &Fields, now: &Fields) -> bool {
    let field = filter.value("field");
    let held = now.get(field).unwrap_or(&Value::Null);
    let Some(wanted) = filter.child("value") else {
        return false;
    };
    match filter.value("operator") {
        "GreaterThan" => {
            let above = wanted.value("numberValue").parse::<f64>().ok();
            held.as_f64()
                .zip(above)
                .is_some_and(|(held, above)| held > above)
        }
        "IsChanged" => before.get(field).unwrap_or(&Value::Null) != held,
        "EqualTo" => match held {
            Value::Bool(held) => wanted.value("booleanValue") == held.to_string(),
            Value::String(held) => wanted.value("stringValue").eq_ignore_ascii_case(held),
            Value::Null => wanted.value("booleanValue") == "false",
            _ => false,
        },
        _ => false,
    }
}

impl Run<'_> {
    fn finish(mut self, model: &mut Model) {
        let mut next = self
            .flow
            .child("start")
            .and_then(|start| start.child("scheduledPaths"))
            .and_then(|path| target(path, "connector"));
        for _ in 0..STEPS_MAX {
            let step = next.and_then(|name| {
                let mut steps = self.flow.children.iter();
                steps.find(|step| step.value("name") == name && step.name != "textTemplates")
            });
            let Some(step) = step else { return };
            next = match self.take(model, step) {
                Ok(()) => target(step, "connector"),
                Err(Fault) => target(step, "faultConnector"),
            };
        }
    }

    fn take(&mut self, model: &mut Model, step: &Xml) -> Result<(), Fault> {
        match step.name.as_str() {
            "recordLookups" => {
                let found = look_up(model, step).unwrap_or_default();
                self.found.insert(step.value("name").to_owned(), found);
                Ok(())
            }
            "recordUpdates" => {
                let fields = self.assigned(model, step)?;
                let saved = model.update(self.object, self.id, &fields, Writer::Person);
                saved.map_err(|_| Fault)
            }
            "recordCreates" => {
                let fields = self.assigned(model, step)?;
                let object = step.value("object");
                if object.ends_with("__e") {
                    model.metadata.published.push((object.to_owned(), fields));
                    return Ok(());
                }
                let made = model.create(object, &fields, Writer::Person);
                made.map(drop).map_err(|_| Fault)
            }
            // Posts to feeds and assignments of variables leave no trace here.
            _ => Ok(()),
        }
    }

    /// The fields that a step assigns. A record without an owner cannot be saved.
    fn assigned(&self, model: &Model, step: &Xml) -> Result<Fields, Fault> {
        let mut fields = Fields::new();
        for assignment in step.all("inputAssignments") {
            let value = assignment.child("value").ok_or(Fault)?;
            let value = self.value(model, value);
            let field = assignment.value("field");
            if field == "OwnerId" && value.is_null() {
                return Err(Fault);
            }
            fields.insert(field.to_owned(), value);
        }
        Ok(fields)
    }

    fn value(&self, model: &Model, value: &Xml) -> Value {
        match value.value("elementReference") {
            "" => value.value("stringValue").into(),
            reference => self.referred(model, reference),
        }
    }

    fn referred(&self, model: &Model, reference: &str) -> Value {
        let template = self
            .flow
            .all("textTemplates")
            .find(|template| template.value("name") == reference);
        if let Some(template) = template {
            return self.merged(model, template.value("text")).into();
        }
        let Some((source, field)) = reference.rsplit_once('.') else {
            return Value::Null;
        };
        let fields = match source {
            "$Record" => model.records.get(self.id).map(|record| &record.fields),
            name => self.found.get(name),
        };
        let value = fields.and_then(|fields| fields.get(field));
        value.cloned().unwrap_or(Value::Null)
    }

    /// A text with what its `{!…}` refer to.
    fn merged(&self, model: &Model, text: &str) -> String {
        let mut merged = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("{!") {
            let (reference, after) = after.split_once('}').unwrap_or((after, ""));
            merged.push_str(before);
            match self.referred(model, reference) {
                Value::Null => {}
                Value::String(text) => merged.push_str(&text),
                other => merged.push_str(&other.to_string()),
            }
            rest = after;
        }
        merged.push_str(rest);
        merged
    }
}

fn look_up(model: &Model, step: &Xml) -> Option<Fields> {
    let object = model.schema.object(step.value("object"))?;
    let none = Fields::new();
    model
        .records
        .of_prefix(object.key_prefix)
        .filter(|(_, record)| !record.is_deleted())
        .map(|(_, record)| &record.fields)
        .find(|fields| {
            step.all("filters")
                .all(|filter| is_met(filter, &none, fields))
        })
        .cloned()
}

fn target<'a>(step: &'a Xml, connector: &str) -> Option<&'a str> {
    Some(step.child(connector)?.value("targetReference"))
}
