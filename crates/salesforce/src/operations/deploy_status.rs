//! How far a deployment is, and what stands in its way.

use bytes::Bytes;
use http::{Request, Response};
use serde::{Deserialize, Deserializer, de::Error};
use serde_json::Value;

use super::DeployId;
use crate::{ApiError, Operation, Session, VendorText, answer};

/// Asks how far a deployment is.
#[derive(Clone, Debug)]
pub struct ReadDeploy {
    /// Which.
    pub id: DeployId,
}

/// How far a deployment is.
///
/// Recorded answers have numbers and booleans where the documentation's samples have them as text,
/// so both are read.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DeployProgress {
    /// Where it stands.
    pub status: DeployStatus,
    /// Whether it has come to its end.
    #[serde(deserialize_with = "flag")]
    pub done: bool,
    /// Whether all of it is in the org.
    #[serde(deserialize_with = "flag")]
    pub success: bool,
    /// How many components are in place.
    #[serde(default, deserialize_with = "number")]
    pub number_components_deployed: u32,
    /// How many there are.
    #[serde(default, deserialize_with = "number")]
    pub number_components_total: u32,
    /// What is wrong with the deployment as a whole, in Salesforce's words.
    #[serde(default, deserialize_with = "words")]
    pub error_message: VendorText,
    #[serde(default)]
    details: Option<Details>,
}

/// Where a deployment stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum DeployStatus {
    /// Waiting for its turn: an org deploys one package at a time.
    Pending,
    /// Under way.
    InProgress,
    /// Done.
    Succeeded,
    /// Done but for some components.
    SucceededPartial,
    /// Not done, and nothing has changed.
    Failed,
    /// About to be taken back.
    Canceling,
    /// Taken back.
    Canceled,
    /// A word that is not documented.
    #[serde(other)]
    Other,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Details {
    #[serde(default, deserialize_with = "one_or_several")]
    component_failures: Vec<ComponentFailure>,
}

/// A component that was not taken, or that was taken with a warning.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ComponentFailure {
    /// Which kind, as in `CustomField`; empty when the package as a whole is meant.
    #[serde(default, deserialize_with = "text")]
    pub component_type: String,
    /// Which one, as in `Lead.AI_Qualification_Score__c`.
    #[serde(default, deserialize_with = "text")]
    pub full_name: String,
    /// In which file of the package.
    #[serde(default, deserialize_with = "text")]
    pub file_name: String,
    /// In which line of it; 0 when Salesforce does not say.
    #[serde(default, deserialize_with = "number")]
    pub line_number: u32,
    /// What is wrong, in Salesforce's words.
    #[serde(default, deserialize_with = "words")]
    pub problem: VendorText,
    #[serde(default, deserialize_with = "text")]
    problem_type: String,
}

impl ComponentFailure {
    /// Whether it was taken all the same.
    #[must_use]
    pub fn is_warning(&self) -> bool {
        self.problem_type.eq_ignore_ascii_case("warning")
    }
}

impl DeployProgress {
    /// What was not taken, or with a warning.
    #[must_use]
    pub fn failures(&self) -> &[ComponentFailure] {
        let details = self.details.as_ref();
        details.map_or(&[], |details| &details.component_failures)
    }
}

impl Operation for ReadDeploy {
    type Answer = DeployProgress;

    fn request(&self, session: &Session) -> Request<Bytes> {
        let id = &self.id;
        session.get(&session.path(&format!("/metadata/deployRequest/{id}?includeDetails=true")))
    }

    fn answer(&self, response: Response<Bytes>) -> Result<DeployProgress, ApiError> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Status {
            deploy_result: DeployProgress,
        }
        Ok(answer::json::<Status>(&response)?.deploy_result)
    }

    fn is_write(&self) -> bool {
        false
    }
}

fn flag<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    match Value::deserialize(deserializer)? {
        Value::Bool(flag) => Ok(flag),
        Value::String(text) if text == "true" => Ok(true),
        Value::String(text) if text == "false" => Ok(false),
        _ => Err(D::Error::custom("neither true nor false")),
    }
}

fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    let number = match Value::deserialize(deserializer)? {
        Value::Null => Some(0),
        Value::Number(number) => number.as_u64().and_then(|number| number.try_into().ok()),
        Value::String(text) => text.parse().ok(),
        _ => None,
    };
    number.ok_or_else(|| D::Error::custom("not a number"))
}

fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    Ok(Option::deserialize(deserializer)?.unwrap_or_default())
}

fn words<'de, D: Deserializer<'de>>(deserializer: D) -> Result<VendorText, D::Error> {
    Ok(VendorText::message(&text(deserializer)?))
}

/// A single failure is recorded as an object in place of a list.
fn one_or_several<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<ComponentFailure>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Failures {
        Several(Vec<ComponentFailure>),
        One(Box<ComponentFailure>),
    }
    Ok(match Option::deserialize(deserializer)? {
        None => Vec::new(),
        Some(Failures::Several(failures)) => failures,
        Some(Failures::One(failure)) => vec![*failure],
    })
}
