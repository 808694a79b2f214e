//! Asks an org who is to have the permission set and who has it.

use midcall_salesforce::{
    Class, Record, RecordId,
    operations::{Query, ReadIdentity},
    soql,
};

use super::{
    super::components::permission_set::INTEGRATION,
    AssignmentError,
    standing::{Assignee, SMALL_LICENSE, Seat, Standing},
};
use crate::connection::{Connection, Error};

/// The permission set license that shows leads to the small user license.
const LICENSE: &str = "SalesforceAPIIntegrationPsl";
/// A set has one user as a rule; whoever has more of them need not read them all.
const ASSIGNEES_MAX: usize = 20;

/// Who is to have the permission set, and how each stands: whoever is named; else whoever we are
/// signed in as, if that is an integration user; else whoever has it. Nobody, if none of these is
/// known.
///
/// # Errors
///
/// When nobody active has the name, or Salesforce does not answer.
pub async fn look(
    connection: &Connection,
    username: Option<&str>,
) -> Result<Vec<Standing>, AssignmentError> {
    let set = set_id(connection).await?;
    let wanted = match username {
        Some(username) => Some(named(connection, username).await?),
        None => ourselves(connection)
            .await?
            .filter(|user| user.license.as_deref() == Some(SMALL_LICENSE)),
    };
    let Some(assignee) = wanted else {
        return match &set {
            Some(set) => holders(connection, set).await,
            None => Ok(Vec::new()),
        };
    };
    let is_assigned = match &set {
        Some(set) => is_assigned(connection, set, &assignee.id).await?,
        None => false,
    };
    let seat = if is_assigned {
        Seat::NotNeeded
    } else {
        seat(connection, &assignee).await?
    };
    Ok(vec![Standing {
        assignee,
        seat,
        is_assigned,
    }])
}

/// The permission set's record, once it is deployed.
///
/// # Errors
///
/// When Salesforce does not answer.
pub async fn set_id(connection: &Connection) -> Result<Option<RecordId>, Error> {
    let name = soql::literal(INTEGRATION);
    let soql = format!("SELECT Id FROM PermissionSet WHERE Name = {name}");
    let rows = rows(connection, &soql).await?;
    Ok(rows.first().and_then(Record::id))
}

async fn named(connection: &Connection, username: &str) -> Result<Assignee, AssignmentError> {
    let condition = format!("Username = {}", soql::literal(username));
    let users = users(connection, &condition).await?;
    match users.into_iter().next() {
        Some((user, true)) => Ok(user),
        Some((user, false)) => Err(AssignmentError::Inactive(user.username)),
        None => Err(AssignmentError::NoSuchUser(username.to_owned())),
    }
}

/// Whoever the token belongs to, as far as the org shows it.
async fn ourselves(connection: &Connection) -> Result<Option<Assignee>, Error> {
    let identity = match connection.send(&ReadIdentity).await {
        Ok(identity) => identity,
        Err(error) if is_refusal(&error) => return Ok(None),
        Err(error) => return Err(error),
    };
    let condition = format!("Id = {}", soql::literal(identity.user_id.as_str()));
    let users = users(connection, &condition).await?;
    Ok(users.into_iter().next().map(|(user, _)| user))
}

/// Whoever has the set.
async fn holders(
    connection: &Connection,
    set: &RecordId,
) -> Result<Vec<Standing>, AssignmentError> {
    let soql = format!(
        "SELECT AssigneeId FROM PermissionSetAssignment WHERE PermissionSetId = {} LIMIT {ASSIGNEES_MAX}",
        soql::literal(set.as_str())
    );
    let rows = rows(connection, &soql).await?;
    let ids: Vec<String> = rows
        .iter()
        .filter_map(|row| row.text("AssigneeId").map(soql::literal))
        .collect();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let condition = format!("Id IN ({})", ids.join(", "));
    let users = users(connection, &condition).await?.into_iter();
    let active = users.filter(|(_, is_active)| *is_active);
    let standing = active.map(|(assignee, _)| Standing {
        assignee,
        seat: Seat::NotNeeded,
        is_assigned: true,
    });
    Ok(standing.collect())
}

async fn is_assigned(
    connection: &Connection,
    set: &RecordId,
    user: &RecordId,
) -> Result<bool, Error> {
    let soql = format!(
        "SELECT Id FROM PermissionSetAssignment WHERE AssigneeId = {} AND PermissionSetId = {}",
        soql::literal(user.as_str()),
        soql::literal(set.as_str())
    );
    Ok(!rows(connection, &soql).await?.is_empty())
}

/// Whether the user needs a permission set license, and whether there is one.
async fn seat(connection: &Connection, user: &Assignee) -> Result<Seat, Error> {
    if user.license.as_deref() != Some(SMALL_LICENSE) {
        return Ok(Seat::NotNeeded);
    }
    let soql = format!(
        "SELECT Id, TotalLicenses, UsedLicenses FROM PermissionSetLicense WHERE DeveloperName = {}",
        soql::literal(LICENSE)
    );
    let licenses = match rows(connection, &soql).await {
        Ok(licenses) => licenses,
        // Whoever may not look at licenses finds out when the set is given.
        Err(error) if is_refusal(&error) => return Ok(Seat::NotNeeded),
        Err(error) => return Err(error),
    };
    let Some((row, license)) = licenses.first().and_then(|row| Some((row, row.id()?))) else {
        return Ok(Seat::Missing);
    };
    let soql = format!(
        "SELECT Id FROM PermissionSetLicenseAssign WHERE AssigneeId = {} AND PermissionSetLicenseId = {}",
        soql::literal(user.id.as_str()),
        soql::literal(license.as_str())
    );
    match rows(connection, &soql).await {
        Ok(held) if !held.is_empty() => return Ok(Seat::Held),
        Err(error) if !is_refusal(&error) => return Err(error),
        Ok(_) | Err(_) => {}
    }
    let count = |name: &str| row.fields().get(name).and_then(serde_json::Value::as_i64);
    Ok(match (count("TotalLicenses"), count("UsedLicenses")) {
        (Some(total), Some(used)) if used >= total => Seat::Taken(total),
        _ => Seat::Free(license),
    })
}

/// Users, and whether each is active.
async fn users(connection: &Connection, condition: &str) -> Result<Vec<(Assignee, bool)>, Error> {
    let soql = format!(
        "SELECT Id, Username, IsActive, Profile.UserLicense.Name FROM User WHERE {condition}"
    );
    let rows = rows(connection, &soql).await?;
    let user = |row: &Record| {
        let profile = row.fields().get("Profile");
        let license = profile.and_then(|profile| profile["UserLicense"]["Name"].as_str());
        let assignee = Assignee {
            id: row.id()?,
            username: row.text("Username")?.to_owned(),
            license: license.map(str::to_owned),
        };
        Some((assignee, row.flag("IsActive") != Some(false)))
    };
    Ok(rows.iter().filter_map(user).collect())
}

async fn rows(connection: &Connection, soql: &str) -> Result<Vec<Record>, Error> {
    let query = Query::new(soql).expect("names and a few ids are short");
    Ok(connection.send(&query).await?.records)
}

/// Whether the org answered that it does not show something.
fn is_refusal(error: &Error) -> bool {
    matches!(error, Error::Api(_))
        && matches!(error.class(), Class::Config | Class::Data | Class::Reroute)
}
