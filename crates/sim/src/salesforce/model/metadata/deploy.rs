//! A deployment: every component in the order in which one can name another, all or nothing.

use serde_json::{Value, json};

use super::{
    Package,
    component::{Component, Message, Problem},
    custom_field, dashboard, flow, list_view, permission_set, queue, report, shape,
};
use crate::salesforce::model::{moment, state::Model};

/// The order in which components go in: what comes later may name what comes before.
const ORDER: [&str; 10] = [
    "CustomObject",
    "CustomField",
    "PermissionSet",
    "Queue",
    "Flow",
    "ListView",
    "ReportFolder",
    "Report",
    "DashboardFolder",
    "Dashboard",
];

/// What the client wants done, and how.
#[derive(Clone, Debug)]
pub(crate) struct Options {
    pub(crate) check_only: bool,
    pub(crate) rollback_on_error: bool,
    /// As they came, for the answers that repeat them.
    pub(crate) given: Value,
}

/// A deployment. Its work is done when it arrives; clients see it pending, under way and done, as
/// an org that takes its time shows it.
#[derive(Clone, Debug)]
pub(crate) struct Deployment {
    pub(crate) id: String,
    options: Options,
    messages: Vec<Message>,
    started_at_ms: i64,
    asked: u32,
}

impl Model {
    /// Deploys a package. The id under which it can be asked about.
    pub(crate) fn deploy(&mut self, package: Package, options: Options) -> String {
        let id = self.records.mint("0Af").to_string();
        let kept = (
            self.schema.clone(),
            self.metadata.clone(),
            self.records.clone(),
        );
        let mut messages = package.unreadable;
        let mut components = package.components;
        let place = |component: &Component| {
            let known = ORDER.iter().position(|kind| *kind == component.kind);
            known.unwrap_or(ORDER.len())
        };
        components.sort_by_key(place);
        for (index, component) in components.iter().enumerate() {
            let is_twice = components[..index].iter().any(|other| {
                other.kind == component.kind
                    && other.full_name.eq_ignore_ascii_case(&component.full_name)
            });
            let installed = if is_twice {
                let text = format!("Duplicate developer name: {}", component.full_name);
                Err(Problem::at(&component.content, text))
            } else {
                self.install(component)
            };
            let (is_new, problem) = match installed {
                Ok(is_new) => (is_new, None),
                Err(problem) => (false, Some(problem)),
            };
            messages.push(Message::about(component, is_new, problem));
        }
        let failed = messages.iter().any(Message::is_failure);
        if options.check_only || (failed && options.rollback_on_error) {
            let records;
            (self.schema, self.metadata, records) = kept;
            self.records.roll_back(records);
        }
        self.refresh_access();
        let deployment = Deployment {
            id: id.clone(),
            options,
            messages,
            started_at_ms: self.now_ms(),
            asked: 0,
        };
        self.metadata.deployments.insert(id.clone(), deployment);
        id
    }

    /// Puts one component in. Whether it is new.
    fn install(&mut self, component: &Component) -> Result<bool, Problem> {
        shape::check(component)?;
        let is_known = self.is_installed(&component.kind, &component.full_name);
        let is_new = match component.kind.as_str() {
            // The fields of an event come with its file.
            "CustomField" if component.full_name.contains("__e.") => return Ok(!is_known),
            "CustomField" => return custom_field::install(self, component),
            "PermissionSet" => permission_set::install(self, component)?,
            "Queue" => queue::install(self, component)?,
            "Flow" => flow::check(self, component).map(|()| !is_known)?,
            "ListView" => list_view::check(self, component).map(|()| !is_known)?,
            "Report" => report::check(self, component).map(|()| !is_known)?,
            "Dashboard" => dashboard::check(self, component).map(|()| !is_known)?,
            "ReportFolder" | "DashboardFolder" => !is_known,
            "CustomObject" if component.full_name.ends_with("__e") => !is_known,
            kind => {
                let text = format!("Unknown type name '{kind}' specified in package.xml");
                return Err(Problem::at(&component.content, text));
            }
        };
        let key = (component.kind.clone(), component.full_name.clone());
        self.metadata
            .installed
            .insert(key, component.content.clone());
        Ok(is_new)
    }
}

impl Deployment {
    /// The answer to its start.
    pub(crate) fn started(&self) -> Value {
        json!({
            "id": self.id,
            "validatedDeployRequestId": null,
            "deployOptions": self.options.given,
            "deployResult": {
                "id": self.id,
                "success": false,
                "checkOnly": self.options.check_only,
                "ignoreWarnings": false,
                "rollbackOnError": self.options.rollback_on_error,
                "status": "Pending",
                "runTestsEnabled": false,
                "done": false,
            },
        })
    }

    /// The answer to the question how far it is. Each question finds it one stage further.
    pub(crate) fn progress(&mut self, now_ms: i64, with_details: bool) -> Value {
        self.asked += 1;
        let is_done = self.asked > 2;
        let failures = self.messages.iter().filter(|m| m.is_failure()).count();
        let total = self.messages.len();
        let status = match self.asked {
            1 => "Pending",
            2 => "InProgress",
            _ if failures == 0 => "Succeeded",
            _ if self.options.rollback_on_error => "Failed",
            _ => "SucceededPartial",
        };
        let now = moment::show(now_ms);
        let deployed = match self.asked {
            1 => 0,
            2 => total / 2,
            _ => total - failures,
        };
        let shown = |failed: bool| -> Value {
            let messages = self.messages.iter().filter(|m| m.is_failure() == failed);
            messages
                .filter(|_| is_done)
                .map(|message| message.shown(&now))
                .collect()
        };
        let mut result = json!({
            "checkOnly": self.options.check_only,
            "completedDate": is_done.then_some(&now),
            "createdBy": crate::salesforce::model::state::INTEGRATION_USER,
            "createdByName": "Midcall Integration",
            "createdDate": moment::show(self.started_at_ms),
            "done": is_done,
            "errorMessage": null,
            "errorStatusCode": null,
            "id": self.id,
            "ignoreWarnings": false,
            "lastModifiedDate": now,
            "numberComponentErrors": if is_done { failures } else { 0 },
            "numberComponentsDeployed": deployed,
            "numberComponentsTotal": total,
            "numberTestErrors": 0,
            "numberTestsCompleted": 0,
            "numberTestsTotal": 0,
            "rollbackOnError": self.options.rollback_on_error,
            "runTestsEnabled": false,
            "startDate": moment::show(self.started_at_ms),
            "stateDetail": null,
            "status": status,
            "success": is_done && failures == 0,
        });
        if with_details {
            result["details"] = json!({
                "allComponentMessages": [],
                "componentFailures": shown(true),
                "componentSuccesses": shown(false),
                "retrieveResult": null,
                "runTestResult": { "numRun": 0, "numFailures": 0, "successes": [], "failures": [], "codeCoverage": [], "codeCoverageWarnings": [], "totalTime": 0 },
            });
        }
        json!({
            "id": self.id,
            "validatedDeployRequestId": null,
            "deployResult": result,
            "deployOptions": self.options.given,
        })
    }
}
