//! Where Salesforce is: from what a person writes down to the base of a URL.

use std::{fmt, str::FromStr};

use http::uri::Authority;
use serde::{Deserialize, Serialize};

/// Scheme and host of an org or of a login server, without a slash at the end.
///
/// A person may give the My Domain name (`acme`, and `acme--uat` for a sandbox), a host, or a URL
/// as the browser shows it; path and query are dropped. Plain `http` is taken only for a loopback
/// address or a name without a dot, which no public network resolves: a token never travels
/// the internet in the clear.
///
/// Hosts are not checked against a list: government and China clouds live under other domains
/// than `.salesforce.com`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct BaseUrl(String);

/// Why a text is not a place to reach Salesforce at.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HostError {
    /// Nothing there, or not a host name.
    #[error("this is not a My Domain name, a host or a URL")]
    NotAHost,
    /// Neither `https` nor `http`.
    #[error("salesforce is reached by https")]
    Scheme,
    /// `http` to a host on the network.
    #[error("a token must not travel in the clear: use https for {0}")]
    Clear(String),
    /// A page of the user interface. It looks like the org but answers no API request.
    #[error("{given} serves pages for people, not the API: use {instead}")]
    UserInterface {
        /// The host as given.
        given: String,
        /// The same org's API host.
        instead: String,
    },
}

impl BaseUrl {
    /// Scheme and host, as in `https://acme.my.salesforce.com`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this is one of the login servers that all orgs share. They issue no tokens for
    /// client credentials, and no org's API is there.
    #[must_use]
    pub fn is_shared_login(&self) -> bool {
        matches!(
            self.as_str(),
            "https://login.salesforce.com" | "https://test.salesforce.com"
        )
    }
}

impl FromStr for BaseUrl {
    type Err = HostError;

    fn from_str(text: &str) -> Result<Self, HostError> {
        let text = text.trim().to_ascii_lowercase();
        let (scheme, rest) = text.split_once("://").unwrap_or(("https", &text));
        let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
        let authority: Authority = authority.parse().map_err(|_| HostError::NotAHost)?;
        let host = authority.host();
        if host.is_empty() || authority.as_str().contains('@') {
            return Err(HostError::NotAHost);
        }
        if let Some(instead) = api_host_of_page(host) {
            let given = host.to_owned();
            return Err(HostError::UserInterface { given, instead });
        }
        match scheme {
            _ if is_my_domain_name(&text) => Ok(Self(format!("https://{}", my_domain(&text)))),
            "https" => Ok(Self(format!("https://{authority}"))),
            "http" if stays_near(host) => Ok(Self(format!("http://{authority}"))),
            "http" => Err(HostError::Clear(host.to_owned())),
            _ => Err(HostError::Scheme),
        }
    }
}

/// A name alone, as in `acme`. `localhost` is nobody's My Domain.
fn is_my_domain_name(text: &str) -> bool {
    text != "localhost" && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

/// Salesforce documents two dashes as what separates an org's name from its sandbox's.
fn my_domain(name: &str) -> String {
    let sandbox = if name.contains("--") { ".sandbox" } else { "" };
    format!("{name}{sandbox}.my.salesforce.com")
}

fn api_host_of_page(host: &str) -> Option<String> {
    let name = host
        .strip_suffix(".lightning.force.com")
        .or_else(|| host.strip_suffix(".my.salesforce-setup.com"))
        .or_else(|| host.strip_suffix(".salesforce-setup.com"))?;
    Some(format!("{name}.my.salesforce.com"))
}

fn stays_near(host: &str) -> bool {
    let is_loopback = host
        .trim_matches(['[', ']'])
        .parse::<std::net::IpAddr>()
        .is_ok_and(|address| address.is_loopback());
    is_loopback || !host.contains(['.', ':'])
}

impl TryFrom<String> for BaseUrl {
    type Error = HostError;

    fn try_from(text: String) -> Result<Self, HostError> {
        text.parse()
    }
}

impl From<BaseUrl> for String {
    fn from(base: BaseUrl) -> Self {
        base.0
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::{BaseUrl, HostError};

    #[track_caller]
    fn check(given: &str, expected: &str) {
        assert_eq!(given.parse::<BaseUrl>().unwrap().as_str(), expected);
    }

    #[test]
    fn what_people_write() {
        check("acme", "https://acme.my.salesforce.com");
        check(" Acme ", "https://acme.my.salesforce.com");
        check("acme--uat", "https://acme--uat.sandbox.my.salesforce.com");
        check("acme.my.salesforce.com", "https://acme.my.salesforce.com");
        check(
            "https://acme.my.salesforce.com/",
            "https://acme.my.salesforce.com",
        );
        check(
            "https://acme-dev-ed.develop.my.salesforce.com/services/data?x=1",
            "https://acme-dev-ed.develop.my.salesforce.com",
        );
        check("acme.my.salesforce.mil", "https://acme.my.salesforce.mil");
        check("http://127.0.0.1:8080", "http://127.0.0.1:8080");
        check("http://[::1]:8080/", "http://[::1]:8080");
        check("http://localhost:8080", "http://localhost:8080");
        check("http://org:8080", "http://org:8080");
    }

    #[track_caller]
    fn refuse(given: &str, expected: HostError) {
        assert_eq!(given.parse::<BaseUrl>(), Err(expected));
    }

    #[test]
    fn what_cannot_be_reached() {
        for nothing in ["", "  ", "https://", "a b", "https://user@acme.com", ":443"] {
            refuse(nothing, HostError::NotAHost);
        }
        refuse("ftp://acme.my.salesforce.com", HostError::Scheme);
        refuse(
            "http://acme.example",
            HostError::Clear("acme.example".to_owned()),
        );
    }

    #[test]
    fn a_page_of_the_user_interface_is_led_home() {
        for (given, instead) in [
            ("acme.lightning.force.com", "acme.my.salesforce.com"),
            (
                "acme--uat.sandbox.lightning.force.com",
                "acme--uat.sandbox.my.salesforce.com",
            ),
            ("acme.my.salesforce-setup.com", "acme.my.salesforce.com"),
        ] {
            let pasted = format!("https://{given}/lightning/o/Lead/list");
            let (given, instead) = (given.to_owned(), instead.to_owned());
            refuse(&pasted, HostError::UserInterface { given, instead });
        }
    }

    #[test]
    fn shared_logins_are_known() {
        let is_shared = |text: &str| text.parse::<BaseUrl>().unwrap().is_shared_login();
        assert!(is_shared("login.salesforce.com"));
        assert!(is_shared("https://test.salesforce.com/"));
        assert!(!is_shared("acme"));
    }
}
