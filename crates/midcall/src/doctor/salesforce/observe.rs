//! Asks an org what there is to be known. Judges nothing.

use midcall_salesforce::{
    ApiName, ApiVersion, Operation, Record,
    operations::{
        DescribeObject, Identity, ListVersions, ObjectDescribe, Query, ReadIdentity, ReadLimits,
    },
    soql,
};
use serde_json::Value;

use super::{
    super::Renewal,
    observed::{Flow, Inside, Observed, Seen, User, ValidationRule},
    trouble::Trouble,
};
use crate::connection::{Connection, Error};

const ASSIGNMENT_RULES: &str =
    "SELECT Name FROM AssignmentRule WHERE SobjectType = 'Lead' AND Active = true";
const VALIDATION_RULES: &str = "SELECT Id, ValidationName, ErrorMessage, ErrorDisplayField FROM ValidationRule WHERE Active = true AND EntityDefinition.QualifiedApiName = 'Lead'";
const FLOWS: &str = "SELECT Label, TriggerType, HasAsyncAfterCommitPath, ActiveVersionId FROM FlowDefinitionView WHERE IsActive = true AND TriggerObjectOrEvent.QualifiedApiName = 'Lead'";
const ORGANIZATION: &str = "SELECT IsSandbox FROM Organization";

/// Each rule and flow that is looked into costs a request of the day's.
const LOOKED_INTO_MAX: usize = 25;

/// Looks at an org.
pub(super) async fn observe(
    connection: &Connection,
    renewal: Renewal,
    writes_tasks: bool,
) -> Observed {
    let origin = connection.origin();
    let trouble = |error: Error| Trouble::of(&error, origin);
    let entry = connection.open_session().await.map_err(trouble);
    let renewal = match (&entry, renewal) {
        (Ok(_), Renewal::Tried) => Some(connection.renew_now().await.map_err(trouble)),
        _ => None,
    };
    let session = match &renewal {
        Some(Ok(renewed)) => Some(renewed),
        _ => entry.as_ref().ok(),
    };
    let asked = Asked { connection };
    let inside = match session {
        Some(_) => Some(asked.inside(writes_tasks).await),
        None => None,
    };
    Observed {
        grant: connection.grant_kind(),
        origin,
        login_url: connection.login_url().clone(),
        configured_version: connection.configured_version(),
        instance_url: session.map(|session| session.instance_url().clone()),
        entry: entry.map(drop),
        renewal: renewal.map(|renewal| renewal.map(drop)),
        inside,
    }
}

struct Asked<'a> {
    connection: &'a Connection,
}

impl Asked<'_> {
    async fn inside(&self, writes_tasks: bool) -> Inside {
        let task = if writes_tasks {
            Some(self.describe(ApiName::TASK).await)
        } else {
            None
        };
        Inside {
            versions: self.versions().await,
            is_sandbox: self.is_sandbox().await,
            user: self.user().await,
            lead: self.describe(ApiName::LEAD).await,
            contact: self.describe(ApiName::CONTACT).await,
            task,
            assignment_rules: self.assignment_rules().await,
            validation_rules: self.validation_rules().await,
            flows: self.flows().await,
            limits: self.ask(&ReadLimits).await,
            clock_skew_ms: self.connection.clock_skew_ms(),
        }
    }

    async fn ask<O: Operation>(&self, operation: &O) -> Seen<O::Answer> {
        let answer = self.connection.send(operation).await;
        answer.map_err(|error| Trouble::of(&error, self.connection.origin()))
    }

    async fn rows(&self, query: Query) -> Seen<Vec<Record>> {
        Ok(self.ask(&query).await?.records)
    }

    async fn versions(&self) -> Seen<Vec<ApiVersion>> {
        let listed = self.ask(&ListVersions).await?;
        Ok(listed.into_iter().map(|listed| listed.version).collect())
    }

    async fn is_sandbox(&self) -> Seen<bool> {
        let rows = self.rows(query(ORGANIZATION)).await?;
        let first = rows.first().and_then(|row| row.flag("IsSandbox"));
        Ok(first.unwrap_or_default())
    }

    async fn user(&self) -> Seen<User> {
        let identity: Identity = self.ask(&ReadIdentity).await?;
        let soql = format!(
            "SELECT IsActive, Profile.Name, Profile.UserLicense.Name FROM User WHERE Id = {}",
            soql::literal(identity.user_id.as_str())
        );
        let rows = self.rows(query(&soql)).await.unwrap_or_default();
        let row = rows.first();
        let profile = row.and_then(|row| row.fields().get("Profile"));
        let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
        Ok(User {
            username: identity.username,
            is_active: row.and_then(|row| row.flag("IsActive")),
            profile: text(profile.map(|profile| &profile["Name"])),
            license: text(profile.map(|profile| &profile["UserLicense"]["Name"])),
        })
    }

    async fn describe(&self, object: ApiName) -> Seen<ObjectDescribe> {
        let seen = format!("the description of {object} is empty");
        let describe = DescribeObject {
            object,
            if_modified_since_ms: None,
        };
        self.ask(&describe).await?.ok_or_else(|| Trouble {
            seen,
            to_do: "run this again".to_owned(),
            may_pass: true,
        })
    }

    async fn assignment_rules(&self) -> Seen<Vec<String>> {
        let rows = self.rows(query(ASSIGNMENT_RULES)).await?;
        let names = rows.iter().filter_map(|row| row.text("Name"));
        Ok(names.map(str::to_owned).collect())
    }

    async fn validation_rules(&self) -> Seen<Vec<ValidationRule>> {
        let rows = self.rows(tooling(VALIDATION_RULES)).await?;
        let mut rules = Vec::with_capacity(rows.len());
        for (number, row) in rows.iter().enumerate() {
            let metadata = self
                .metadata("ValidationRule", row.text("Id"), number)
                .await;
            let formula = metadata.as_ref().map(|it| &it["errorConditionFormula"]);
            rules.push(ValidationRule {
                name: text(row, "ValidationName"),
                message: text(row, "ErrorMessage"),
                display_field: row.text("ErrorDisplayField").map(str::to_owned),
                formula: formula.and_then(Value::as_str).map(str::to_owned),
            });
        }
        Ok(rules)
    }

    async fn flows(&self) -> Seen<Vec<Flow>> {
        let rows = self.rows(query(FLOWS)).await?;
        let mut flows = Vec::with_capacity(rows.len());
        for (number, row) in rows.iter().enumerate() {
            flows.push(Flow {
                label: text(row, "Label"),
                trigger: text(row, "TriggerType"),
                has_async_path: row.flag("HasAsyncAfterCommitPath") == Some(true),
                metadata: self
                    .metadata("Flow", row.text("ActiveVersionId"), number)
                    .await,
            });
        }
        Ok(flows)
    }

    /// What a rule or flow does. Salesforce hands this out for one row at a time.
    async fn metadata(&self, object: &str, id: Option<&str>, number: usize) -> Option<Value> {
        if number >= LOOKED_INTO_MAX {
            return None;
        }
        let soql = format!(
            "SELECT Metadata FROM {object} WHERE Id = {}",
            soql::literal(id?)
        );
        let rows = self.rows(tooling(&soql)).await.ok()?;
        rows.first()?.fields().get("Metadata").cloned()
    }
}

fn text(row: &Record, field: &str) -> String {
    row.text(field).unwrap_or_default().to_owned()
}

fn query(soql: &str) -> Query {
    Query::new(soql).expect("a fixed query and an id are short")
}

fn tooling(soql: &str) -> Query {
    Query::tooling(soql).expect("a fixed query and an id are short")
}
