//! What administrators have built, as queries show it: assignment rules, validation rules, flows.
//!
//! Separate from the records because these rows are not stored: they say what the org's rules are
//! at the moment they are asked for. None of their objects can be written or described here.

use serde_json::{Value, json};

use super::{
    error::ApiError,
    records::Fields,
    rules::HotLeadFlow,
    schema::{Field, Kind, Object},
    soql::{Outcome, Query, Selection, choose, no_such_object},
    state::Model,
};

/// The active version of the hot-lead flow.
const FLOW_VERSION: &str = "301Hs000000FlOwIAK";
/// A parent's field in a condition.
const OF_ENTITY: &str = "EntityDefinition.QualifiedApiName";
const OF_TRIGGER: &str = "TriggerObjectOrEvent.QualifiedApiName";

/// Which API is asked. Each knows some objects that the other does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Api {
    Data,
    Tooling,
}

impl Model {
    /// Runs a query over rules; `None` when the query is about records.
    pub(crate) fn run_over_rules(
        &self,
        api: Api,
        query: &Query,
        source: &str,
        version: &str,
    ) -> Option<Result<Outcome, ApiError>> {
        let (object, rows) = match (api, query.from.name.to_ascii_lowercase().as_str()) {
            (_, "assignmentrule") => (assignment_rule(), self.assignment_rules()),
            (_, "flowdefinitionview") => (flow_definition_view(), self.flow_definitions()),
            (Api::Tooling, "validationrule") => (validation_rule(), self.validation_rules()),
            (Api::Tooling, "flow") => (flow(), self.flows()),
            (Api::Data, _) => return None,
            (Api::Tooling, _) => return Some(Err(no_such_object(source, &query.from))),
        };
        // How an org answers to a user without View Setup and Configuration is not documented; to
        // a query for an object that a user may not see it answers as if there were none.
        if !self.settings.user_views_setup && object.name != "AssignmentRule" {
            return Some(Err(no_such_object(source, &query.from)));
        }
        let outcome = choose(&object, rows.iter(), query, source, version);
        Some(outcome.and_then(|outcome| one_at_a_time(query, outcome)))
    }

    fn assignment_rules(&self) -> Vec<Fields> {
        vec![row(json!({
            "Id": "01QHs0000012RuLeAW",
            "Name": "Inbound leads",
            "SobjectType": "Lead",
            "Active": self.settings.assignment_rule_active,
        }))]
    }

    fn validation_rules(&self) -> Vec<Fields> {
        let rules = self.rules.validations.iter().zip(1..);
        rules
            .map(|(rule, number)| {
                row(json!({
                    "Id": format!("03dHs00000{number:05}IAA"),
                    "ValidationName": rule.name,
                    "Active": true,
                    "ErrorMessage": rule.message,
                    "ErrorDisplayField": rule.field,
                    OF_ENTITY: rule.object,
                    "Metadata": {
                        "active": true,
                        "description": null,
                        "errorConditionFormula": rule.formula,
                        "errorDisplayField": rule.field,
                        "errorMessage": rule.message,
                    },
                }))
            })
            .collect()
    }

    fn flow_definitions(&self) -> Vec<Fields> {
        vec![row(json!({
            "ApiName": "Route_Hot_AI_Leads",
            "Label": "Route Hot AI Leads",
            "ProcessType": "AutoLaunchedFlow",
            "TriggerType": "RecordAfterSave",
            "RecordTriggerType": "CreateAndUpdate",
            "IsActive": self.settings.hot_lead_flow != HotLeadFlow::Off,
            "HasAsyncAfterCommitPath": false,
            "ActiveVersionId": FLOW_VERSION,
            OF_TRIGGER: "Lead",
        }))]
    }

    fn flows(&self) -> Vec<Fields> {
        vec![row(json!({
            "Id": FLOW_VERSION,
            "MasterLabel": "Route Hot AI Leads",
            "Status": "Active",
            "Metadata": {
                "label": "Route Hot AI Leads",
                "processType": "AutoLaunchedFlow",
                "start": {
                    "object": "Lead",
                    "triggerType": "RecordAfterSave",
                    "recordTriggerType": "CreateAndUpdate",
                    "doesRequireRecordChangedToMeetCriteria": true,
                    "filterLogic": "and",
                    "filters": [{
                        "field": "AI_Qualification_Score__c",
                        "operator": "GreaterThan",
                        "value": { "numberValue": 70.0 },
                    }],
                    "connector": { "targetReference": "Find_Queue" },
                    "scheduledPaths": [],
                },
            },
        }))]
    }
}

/// What is large is handed out for one row only.
fn one_at_a_time(query: &Query, outcome: Outcome) -> Result<Outcome, ApiError> {
    let Selection::Fields(columns) = &query.selection else {
        return Ok(outcome);
    };
    let asks_for_metadata = columns.iter().any(|column| column.name == "Metadata");
    match &outcome {
        Outcome::Rows(rows) if asks_for_metadata && rows.len() > 1 => {
            Err(ApiError::malformed_query(format!(
                "When retrieving results with Metadata or FullName fields, the query \
                 qualifications must specify no more than one row for retrieval. Result size: {}",
                rows.len()
            )))
        }
        _ => Ok(outcome),
    }
}

fn assignment_rule() -> Object {
    object("AssignmentRule", &["Name", "SobjectType"], &["Active"])
}

fn validation_rule() -> Object {
    let texts = [
        "ValidationName",
        "ErrorMessage",
        "ErrorDisplayField",
        OF_ENTITY,
    ];
    object("ValidationRule", &texts, &["Active"])
}

fn flow_definition_view() -> Object {
    let texts = [
        "ApiName",
        "Label",
        "ProcessType",
        "TriggerType",
        "RecordTriggerType",
        "ActiveVersionId",
        OF_TRIGGER,
    ];
    let flags = ["IsActive", "HasAsyncAfterCommitPath"];
    object("FlowDefinitionView", &texts, &flags)
}

fn flow() -> Object {
    object("Flow", &["MasterLabel", "Status"], &[])
}

fn object(name: &'static str, texts: &[&str], flags: &[&str]) -> Object {
    let field = |name: &str, kind| Field::new(name, name, kind).system();
    let mut fields = vec![
        field("Id", Kind::Text(18)),
        field("Metadata", Kind::LongText(0)),
    ];
    fields.extend(texts.iter().map(|name| field(name, Kind::Text(255))));
    fields.extend(flags.iter().map(|name| field(name, Kind::Checkbox)));
    Object {
        name,
        plural: name,
        key_prefix: "",
        createable: false,
        is_hidden: false,
        fields,
    }
}

fn row(values: Value) -> Fields {
    match values {
        Value::Object(fields) => fields,
        _ => Fields::new(),
    }
}
