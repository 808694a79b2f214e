//! `midcall setup salesforce`

use std::{collections::BTreeSet, path::Path, sync::Arc};

use midcall::{
    clock::Clock,
    config::{self, Overrides, Settings},
    connection::{self, Connection},
    node::Node,
    output,
    setup::{self, Action, Deployed, Desired, Pace, Plan, Problem, assignment::Standing},
    wiring::{self, Trust, Vendors},
};
use midcall_salesforce::{
    ApiName,
    operations::{DeployProgress, DeployStatus, DescribeObject},
};
use serde_json::json;

use super::{Failure, assignment, confirmed};
use crate::{
    cli::SetupSalesforce,
    commands::{node_name, visitor},
};

pub(super) async fn run(
    args: SetupSalesforce,
    overrides: &Overrides,
    is_json: bool,
) -> Result<(), Failure> {
    let settings = config::load(overrides)?;
    let unusable = |error| Failure::yours(format!("{error}\nhint: correct it in midcall.toml"));
    if let Some(folder) = &args.export {
        // No org is asked, so that what its contacts have is not known.
        let desired = setup::desired(&settings, &BTreeSet::new()).map_err(unusable)?;
        return export(folder, &desired, &settings, args.activate_flows, is_json);
    }
    let node = node(&settings, overrides)?;
    let Some(connection) = &node.salesforce else {
        return Err(Failure::yours(
            "Salesforce is not configured\nhint: set SALESFORCE_CLIENT_ID and what goes with it, or write the files with --export DIR",
        ));
    };
    // What cannot be is said before an org is asked.
    setup::desired(&settings, &BTreeSet::new()).map_err(unusable)?;
    let on_contact = setup::fields_of_contact(connection, &settings)
        .await
        .map_err(refused)?;
    let desired = setup::desired(&settings, &on_contact).map_err(unusable)?;
    let observed = setup::observe(connection, &desired)
        .await
        .map_err(refused)?;
    let plan = setup::plan(&desired, &observed, args.activate_flows);
    let standings = assignment::look(connection, args.assign_to.as_deref()).await?;
    show(&plan, &standings, &desired, is_json);
    let conflicts = plan.count(Action::Conflict);
    if conflicts > 0 {
        return Err(Failure::yours(format!(
            "{conflicts} of these cannot be made to do: nothing was changed\nhint: what stands in the way is said above"
        )));
    }
    if args.plan {
        return assignment::blocked(&standings);
    }
    let is_due = plan.to_deploy().next().is_some();
    if is_due || assignment::is_due(&standings) {
        if !args.yes && !confirmed("do this in the org?")? {
            output::talk("nothing was changed");
            return Ok(());
        }
        if is_due {
            apply(connection, &plan, &desired, is_json).await?;
        }
        assignment::give(connection, &standings).await?;
    }
    assignment::blocked(&standings)?;
    tell_access(connection, &desired, &standings).await
}

/// A node over the data that is there, or over new data: setup may be the first command of all.
fn node(settings: &Settings, overrides: &Overrides) -> Result<Arc<Node>, Failure> {
    if wiring::database_path(settings)?.exists() {
        return visitor(overrides);
    }
    wiring::check(settings, Trust::Anything)?;
    let store = wiring::open_store(settings)?;
    let vendors = Vendors::on_the_network(settings)?;
    let name = node_name(settings, "cli");
    let settings = settings.clone();
    let node = wiring::node(
        &name,
        settings,
        store,
        vendors,
        Clock::System,
        Trust::Anything,
    )?;
    Ok(Arc::new(node))
}

fn export(
    folder: &Path,
    desired: &Desired,
    settings: &Settings,
    activate_flows: bool,
    is_json: bool,
) -> Result<(), Failure> {
    let files = setup::project(desired, &settings.salesforce, activate_flows);
    let exported =
        setup::export(folder, &files).map_err(|error| Failure::yours(output::chain(&error)))?;
    if is_json {
        let json = json!({
            "folder": folder,
            "written": exported.written,
            "unchanged": exported.unchanged,
            "removed": exported.removed,
        });
        output::data(&json.to_string());
        return Ok(());
    }
    output::talk(&format!(
        "{} files written, {} unchanged, {} removed in {}\nnext: `sf project deploy start --source-dir force-app` there; the app's template in external-client-app has to be filled in first (docs/salesforce.md)",
        exported.written,
        exported.unchanged,
        exported.removed,
        folder.display()
    ));
    Ok(())
}

fn show(plan: &Plan, standings: &[Standing], desired: &Desired, is_json: bool) {
    if is_json {
        let mut steps: Vec<_> = plan
            .steps
            .iter()
            .map(|step| {
                json!({
                    "action": step.action,
                    "kind": step.component.kind.label(),
                    "name": step.component.name,
                    "reason": step.reason,
                })
            })
            .collect();
        steps.extend(assignment::records(standings));
        output::data(&json!(steps).to_string());
        return;
    }
    for step in &plan.steps {
        let (kind, name) = (step.component.kind.label(), &step.component.name);
        output::data(&line(step.action, kind, name, &step.reason));
    }
    for line in assignment::lines(standings) {
        output::data(&line);
    }
    for left_out in &desired.left_out {
        output::talk(&format!(
            "left out: {}, as {}",
            left_out.name, left_out.reason
        ));
    }
    output::talk(&format!(
        "{} to create, {} to change, {} as they should be",
        plan.count(Action::Create),
        plan.count(Action::Change),
        plan.count(Action::Keep)
    ));
}

/// A line of the plan.
pub(super) fn line(action: Action, kind: &str, name: &str, reason: &str) -> String {
    let mark = match action {
        Action::Create => '+',
        Action::Change => '~',
        Action::Keep => '=',
        Action::Conflict => '!',
    };
    let line = format!("{mark} {kind:<16} {name:<40} {reason}");
    line.trim_end().to_owned()
}

async fn apply(
    connection: &Connection,
    plan: &Plan,
    desired: &Desired,
    is_json: bool,
) -> Result<(), Failure> {
    let mut last = String::new();
    let tell = |progress: &DeployProgress| {
        let line = match progress.status {
            DeployStatus::Pending => "waiting for the org to begin".to_owned(),
            _ => format!(
                "{} of {} in place",
                progress.number_components_deployed, progress.number_components_total
            ),
        };
        if line != last {
            output::talk(&line);
            last = line;
        }
    };
    let deployed = setup::deploy(connection, plan, desired.api_version, Pace::default(), tell)
        .await
        .map_err(refused)?;
    match deployed {
        Deployed::Done {
            components,
            warnings,
        } => {
            for warning in &warnings {
                output::talk(&format!("warning: {}", in_words(warning)));
            }
            output::talk(&format!("done: {components} in place"));
            Ok(())
        }
        Deployed::Refused(problems) => {
            if is_json {
                output::data(&json!(problems).to_string());
            }
            let list: Vec<String> = problems.iter().map(in_words).collect();
            Err(Failure::yours(format!(
                "the org did not take it, and nothing was changed\n{}",
                list.join("\n")
            )))
        }
        Deployed::StillRunning => Err(Failure::yours(
            "the org is still at it\nhint: Setup > Deployment Status shows how far; run setup again when it is done",
        )),
    }
}

fn in_words(problem: &Problem) -> String {
    let Problem {
        component,
        file,
        line,
        problem,
        action,
    } = problem;
    let place = match (file.as_str(), line) {
        ("", _) => String::new(),
        (file, 0) => format!(" ({file})"),
        (file, line) => format!(" ({file}, line {line})"),
    };
    format!("{component}{place}: {problem}\n  hint: {action}")
}

/// Says whether the connected user may see and write what is written, and what is left to do.
async fn tell_access(
    connection: &Connection,
    desired: &Desired,
    standings: &[Standing],
) -> Result<(), Failure> {
    let lead = DescribeObject {
        object: ApiName::LEAD,
        if_modified_since_ms: None,
    };
    let Some(lead) = connection.send(&lead).await.map_err(refused)? else {
        return Ok(());
    };
    let lacking: Vec<&str> = desired
        .written
        .iter()
        .filter(|name| !lead.field(name).is_some_and(|field| field.updateable))
        .map(String::as_str)
        .collect();
    if lacking.is_empty() {
        output::talk("the connected user can write every field");
        return Ok(());
    }
    let lacking = lacking.join(", ");
    let next = if standings.is_empty() {
        "nobody has the permission set Midcall Integration yet: run setup again with --assign-to USERNAME, the integration user's; Midcall Viewer is for the people who work with leads (docs/salesforce.md)"
    } else {
        "`midcall doctor` says whether the integration user can; Midcall Viewer is for the people who work with leads (docs/salesforce.md)"
    };
    output::talk(&format!(
        "the connected user cannot write {lacking}\nnext: {next}"
    ));
    Ok(())
}

pub(super) fn refused(error: connection::Error) -> Failure {
    let mut text = output::chain(&error);
    if let connection::Error::Api(error) = &error {
        let failure = midcall_salesforce::classify(error);
        let said = failure.detail.as_str();
        if !said.is_empty() {
            let hint = setup::what_to_do(said);
            text = format!("{text}\nsalesforce says: {said}\nhint: {hint}");
        }
    }
    Failure::yours(text)
}
