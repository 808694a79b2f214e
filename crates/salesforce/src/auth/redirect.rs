//! What the browser brings back.

use percent_encoding::percent_decode_str;

use crate::{Secret, VendorText};

/// The address to which the browser was sent back, read.
#[derive(Clone, Debug)]
pub struct Redirect {
    state: String,
    outcome: Result<Secret, RedirectError>,
}

/// Why there is no code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RedirectError {
    /// The address is no answer to a login.
    #[error("the address holds no answer to a login")]
    NoAnswer,
    /// The answer belongs to another login, or somebody made it up.
    #[error("the answer belongs to another login")]
    OtherState,
    /// The person or the org said no.
    #[error("salesforce did not grant the login: {error}")]
    Refused {
        /// OAuth's name for it: `access_denied`.
        error: String,
        /// Salesforce's words.
        description: VendorText,
    },
}

impl Redirect {
    /// Reads the whole address as it stands in the browser, or its query alone.
    ///
    /// # Errors
    /// When it is no answer to a login.
    pub fn read(address: &str) -> Result<Self, RedirectError> {
        let query = address.split_once('?').map_or(address, |(_, query)| query);
        let query = query.split('#').next().unwrap_or_default().trim();
        let parameter = |wanted: &str| {
            let value = query.split('&').find_map(|pair| {
                let (name, value) = pair.split_once('=')?;
                (name == wanted).then_some(value)
            })?;
            // Decoded once: a code may hold `%3D` itself.
            let value = value.replace('+', " ");
            Some(percent_decode_str(&value).decode_utf8_lossy().into_owned())
        };
        let outcome = match (parameter("error"), parameter("code")) {
            (Some(error), _) => Err(RedirectError::Refused {
                error: error.chars().take(100).collect(),
                description: VendorText::message(
                    &parameter("error_description").unwrap_or_default(),
                ),
            }),
            (None, Some(code)) if !code.is_empty() => Ok(Secret::new(code)),
            _ => return Err(RedirectError::NoAnswer),
        };
        Ok(Self {
            state: parameter("state").unwrap_or_default(),
            outcome,
        })
    }

    /// The code, if this answers the login with this state.
    ///
    /// # Errors
    /// When it answers another one, or the login was not granted.
    pub fn code(self, state: &str) -> Result<Secret, RedirectError> {
        if self.state != state {
            return Err(RedirectError::OtherState);
        }
        self.outcome
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(address: &str, expected: Result<&str, RedirectError>) {
        let code = Redirect::read(address).and_then(|redirect| redirect.code("s 1"));
        match (code, expected) {
            (Ok(code), Ok(expected)) => assert_eq!(code.expose(), expected),
            (code, expected) => assert_eq!(code.err(), expected.err(), "{address}"),
        }
    }

    #[test]
    fn a_code_is_decoded_once() {
        let code = "aPrxEXAMPLE%3D%3D";
        for address in [
            format!("http://localhost:8917/callback?code={code}&state=s%201"),
            format!(" http://localhost:8917/callback?state=s+1&code={code}#frag\n"),
            format!("code={code}&state=s%201"),
        ] {
            check(&address, Ok("aPrxEXAMPLE=="));
        }
        check("code=a%253D&state=s%201", Ok("a%3D"));
    }

    #[test]
    fn what_is_no_answer_and_whose_it_is_not() {
        for nothing in [
            "",
            "http://localhost:8917/",
            "code=&state=s%201",
            "state=s%201",
        ] {
            check(nothing, Err(RedirectError::NoAnswer));
        }
        for other in ["code=a&state=s2", "code=a", "error=access_denied&state=x"] {
            check(other, Err(RedirectError::OtherState));
        }
    }

    #[test]
    fn a_refusal_keeps_its_words_for_the_operator() {
        let address =
            "error=access_denied&error_description=end-user%20denied+authorization&state=s%201";
        let error = Redirect::read(address).unwrap().code("s 1").unwrap_err();
        let RedirectError::Refused { error, description } = error else {
            panic!("{error}");
        };
        assert_eq!(error, "access_denied");
        assert_eq!(description.as_str(), "end-user denied authorization");
    }
}
