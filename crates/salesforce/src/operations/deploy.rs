//! Uploads metadata for deployment.

use std::fmt;

use bytes::Bytes;
use http::{Request, Response};
use serde::Deserialize;
use serde_json::json;

use crate::{ApiError, Operation, Session, answer};

/// Longest id of a deployment that is believed.
const ID_CHARS_MAX: usize = 18;

/// Starts a deployment. Salesforce answers at once with an id and works on; ask with
/// [`ReadDeploy`](super::ReadDeploy). Whatever fails, nothing of it stays.
#[derive(Clone, Debug)]
pub struct StartDeploy {
    /// The zip, with `package.xml` at its root, as [`zip`](crate::metadata::zip) makes it.
    pub package: Bytes,
    /// Validate only, and change nothing.
    pub is_check_only: bool,
}

/// The id of a deployment.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct DeployId(String);

impl TryFrom<String> for DeployId {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let is_id = (1..=ID_CHARS_MAX).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric());
        is_id.then_some(Self(text)).ok_or("not an id")
    }
}

impl fmt::Display for DeployId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Operation for StartDeploy {
    type Answer = DeployId;

    fn request(&self, session: &Session) -> Request<Bytes> {
        let options = json!({ "deployOptions": {
            "allowMissingFiles": false,
            "autoUpdatePackage": false,
            "checkOnly": self.is_check_only,
            "ignoreWarnings": false,
            "performRetrieve": false,
            "purgeOnDelete": false,
            "rollbackOnError": true,
            "runTests": null,
            "singlePackage": true,
            "testLevel": "NoTestRun",
        }});
        let boundary = boundary(&self.package);
        let mut body = format!(
            "--{boundary}\r\n\
             Content-Disposition: form-data; name=\"json\"\r\n\
             Content-Type: application/json\r\n\r\n\
             {options}\r\n\
             --{boundary}\r\n\
             Content-Disposition: form-data; name=\"file\"; filename=\"deploy.zip\"\r\n\
             Content-Type: application/zip\r\n\r\n"
        )
        .into_bytes();
        body.extend_from_slice(&self.package);
        body.extend_from_slice(format!("\r\n--{boundary}--\r\n").as_bytes());
        let path = session.path("/metadata/deployRequest");
        let content_type = format!("multipart/form-data; boundary={boundary}");
        session.post(&path, &content_type, Bytes::from(body))
    }

    fn answer(&self, response: Response<Bytes>) -> Result<DeployId, ApiError> {
        #[derive(Deserialize)]
        struct Started {
            id: DeployId,
        }
        Ok(answer::json::<Started>(&response)?.id)
    }

    fn is_write(&self) -> bool {
        true
    }
}

/// A line that does not occur in the package.
fn boundary(package: &[u8]) -> String {
    let mut boundary = "midcall-deploy-7d1f0a52".to_owned();
    while package
        .windows(boundary.len())
        .any(|window| window == boundary.as_bytes())
    {
        boundary.push('-');
    }
    boundary
}

#[cfg(test)]
mod tests {
    use super::boundary;

    #[test]
    fn the_boundary_is_not_in_the_package() {
        let usual = boundary(b"PK");
        let package = format!("PK {usual} {usual}- PK");
        let boundary = boundary(package.as_bytes());
        assert!(!package.contains(&boundary), "{boundary}");
    }
}
