//! From desired and observed to what is to be done, each step with its reason. Pure.

mod field;
mod grants;
mod likeness;

use std::collections::BTreeMap;

use midcall_salesforce::metadata::Element;
use serde::Serialize;

use super::{Component, Desired, Kind, Observed};
use likeness::Difference;

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Everything that is desired, in order.
    pub steps: Vec<Step>,
}

/// What is to be done about one component.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What to do.
    pub action: Action,
    /// The component, with the content to deploy.
    pub component: Component,
    /// Why; empty for what is kept.
    pub reason: String,
}

/// What to do about a component.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// It is not there.
    Create,
    /// It is there and falls short.
    Change,
    /// It is there and will do.
    Keep,
    /// It is there and cannot be made to do: a person must decide.
    Conflict,
}

impl Plan {
    /// The components to deploy.
    pub fn to_deploy(&self) -> impl Iterator<Item = &Component> {
        let is_due = |step: &&Step| matches!(step.action, Action::Create | Action::Change);
        self.steps.iter().filter(is_due).map(|step| &step.component)
    }

    /// How many steps there are of a kind.
    #[must_use]
    pub fn count(&self, action: Action) -> usize {
        let steps = self.steps.iter();
        steps.filter(|step| step.action == action).count()
    }
}

/// Compares what is desired with what is there. Flows keep the state in which the org has them, and
/// come as drafts, unless they are to be made active.
#[must_use]
pub fn plan(desired: &Desired, observed: &Observed, activate_flows: bool) -> Plan {
    let step = |component: &Component| {
        let found = observed.0.get(&(component.kind, component.name.clone()));
        let is_kept = desired.kept_as_found.contains(&component.name);
        if is_kept && found.is_some() {
            return Step {
                action: Action::Keep,
                component: component.clone(),
                reason: String::new(),
            };
        }
        step(component, found, activate_flows)
    };
    Plan {
        steps: desired.components.iter().map(step).collect(),
    }
}

fn step(component: &Component, found: Option<&Element>, activate_flows: bool) -> Step {
    let mut component = component.clone();
    let Some(found) = found else {
        if activate_flows {
            activate(&mut component);
        }
        return Step {
            action: Action::Create,
            reason: "not there yet".to_owned(),
            component,
        };
    };
    let mut difference = match component.kind {
        Kind::Field => field::difference(&component.content, found),
        Kind::PermissionSet => grants::difference(&component.content, found),
        Kind::PlatformEvent => likeness::difference(&component.content, found, &["fields"]),
        Kind::Queue => likeness::difference(&component.content, found, &["queueSobject"]),
        Kind::Flow => likeness::difference(&component.content, found, &FLOW_PARTS),
        Kind::ListView => likeness::difference(&component.content, found, &["filters"]),
        Kind::Report => likeness::difference(&component.content, found, &["filter", "buckets"]),
        // Whoever looks at a dashboard arranges it to their liking.
        Kind::ReportFolder | Kind::DashboardFolder | Kind::Dashboard => Difference::None,
    };
    if component.kind == Kind::Flow {
        let is_active = found.value("status") == "Active";
        if is_active || activate_flows {
            activate(&mut component);
        }
        if activate_flows && !is_active && difference == Difference::None {
            difference = Difference::Replace("not active".to_owned());
        }
    }
    let (action, reason) = match difference {
        Difference::None => (Action::Keep, String::new()),
        Difference::Replace(reason) => (Action::Change, reason),
        Difference::Amend(content, reason) => {
            component.content = content;
            (Action::Change, reason)
        }
        Difference::Conflict(reason) => (Action::Conflict, reason),
    };
    Step {
        action,
        component,
        reason,
    }
}

/// What a flow does; where its boxes lie on the canvas and what they are called is not ours.
const FLOW_PARTS: [&str; 5] = [
    "start",
    "recordLookups",
    "recordUpdates",
    "recordCreates",
    "textTemplates",
];

/// Makes a flow run as soon as it is deployed; leaves everything else as it is.
pub(super) fn activate(component: &mut Component) {
    if component.kind != Kind::Flow {
        return;
    }
    for child in &mut component.content.children {
        if child.name == "status" {
            "Active".clone_into(&mut child.text);
        }
    }
}

/// The names of everything of a kind that is desired, to be asked for.
pub(super) fn names(desired: &Desired) -> BTreeMap<Kind, Vec<String>> {
    let mut names: BTreeMap<Kind, Vec<String>> = BTreeMap::new();
    for component in &desired.components {
        names
            .entry(component.kind)
            .or_default()
            .push(component.name.clone());
    }
    names
}
