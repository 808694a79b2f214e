//! Which version of the REST API to speak.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A version of the REST API: `66.0`. Salesforce issues three a year and only whole ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ApiVersion(u16);

/// A text that is not a version.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not an API version such as 66.0")]
pub struct ApiVersionError(String);

impl ApiVersion {
    /// Spring '26, the version this crate was written for and is tested with.
    pub const TESTED: Self = Self(66);
}

impl FromStr for ApiVersion {
    type Err = ApiVersionError;

    /// Reads `66.0`, and `v66.0` and `66`, which people write.
    fn from_str(text: &str) -> Result<Self, ApiVersionError> {
        let number = text.strip_prefix('v').unwrap_or(text);
        let number = number.strip_suffix(".0").unwrap_or(number);
        number
            .parse()
            .map(Self)
            .map_err(|_| ApiVersionError(text.to_owned()))
    }
}

impl TryFrom<String> for ApiVersion {
    type Error = ApiVersionError;

    fn try_from(text: String) -> Result<Self, ApiVersionError> {
        text.parse()
    }
}

impl From<ApiVersion> for String {
    fn from(version: ApiVersion) -> Self {
        version.to_string()
    }
}

impl fmt::Display for ApiVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.0", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::ApiVersion;

    #[test]
    fn people_write_versions_in_three_ways() {
        for text in ["66.0", "v66.0", "66"] {
            assert_eq!(text.parse(), Ok(ApiVersion::TESTED));
        }
        assert_eq!(ApiVersion::TESTED.to_string(), "66.0");
        for text in ["", "66.1", "latest", "-1"] {
            text.parse::<ApiVersion>().unwrap_err();
        }
    }

    #[test]
    fn versions_compare_as_numbers() {
        assert!("9.0".parse::<ApiVersion>().unwrap() < ApiVersion::TESTED);
    }
}
