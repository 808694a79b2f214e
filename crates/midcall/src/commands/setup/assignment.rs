//! Assigning the permission set, as `midcall setup salesforce` shows and does it.

use midcall::{
    connection::Connection,
    output,
    setup::{
        Action,
        assignment::{self, AssignmentError, GivenStep, Standing},
    },
};
use serde_json::{Value, json};

use super::{
    Failure,
    salesforce::{line, refused},
};

/// Who is to have the permission set, and how each stands.
pub(super) async fn look(
    connection: &Connection,
    username: Option<&str>,
) -> Result<Vec<Standing>, Failure> {
    let looked = assignment::look(connection, username).await;
    looked.map_err(failure)
}

/// Each step with whoever it is about.
fn steps(standings: &[Standing]) -> impl Iterator<Item = (&str, GivenStep)> {
    standings.iter().flat_map(|standing| {
        let username = standing.assignee.username.as_str();
        standing
            .steps()
            .into_iter()
            .map(move |step| (username, step))
    })
}

/// The plan's lines.
pub(super) fn lines(standings: &[Standing]) -> Vec<String> {
    let lines = steps(standings).map(|(username, step)| {
        let (kind, name) = (step.given.label(), step.given.name());
        let reason = match step.reason.as_str() {
            "" => String::new(),
            reason => format!(": {reason}"),
        };
        line(step.action, kind, name, &format!("to {username}{reason}"))
    });
    lines.collect()
}

/// The plan's steps for scripts.
pub(super) fn records(standings: &[Standing]) -> Vec<Value> {
    let records = steps(standings).map(|(username, step)| {
        json!({
            "action": step.action,
            "kind": step.given.label(),
            "name": step.given.name(),
            "to": username,
            "reason": step.reason,
        })
    });
    records.collect()
}

/// Whether anything is to be given.
pub(super) fn is_due(standings: &[Standing]) -> bool {
    steps(standings).any(|(_, step)| step.action == Action::Create)
}

/// Gives what is due.
pub(super) async fn give(connection: &Connection, standings: &[Standing]) -> Result<(), Failure> {
    for standing in standings {
        if !is_due(std::slice::from_ref(standing)) {
            continue;
        }
        assignment::give(connection, standing)
            .await
            .map_err(failure)?;
        let username = &standing.assignee.username;
        output::talk(&format!(
            "the permission set Midcall Integration is assigned to {username}"
        ));
    }
    Ok(())
}

/// What cannot be given stops nothing else, and is not success either.
pub(super) fn blocked(standings: &[Standing]) -> Result<(), Failure> {
    let blocked = steps(standings).find(|(_, step)| step.action == Action::Conflict);
    match blocked {
        None => Ok(()),
        Some((username, step)) => Err(Failure::yours(format!(
            "{username} cannot be given {}\nhint: {}",
            step.given.name(),
            step.reason
        ))),
    }
}

fn failure(error: AssignmentError) -> Failure {
    match error {
        AssignmentError::Salesforce(error) => refused(error),
        other => Failure::yours(other.to_string()),
    }
}
