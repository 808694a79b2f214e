//! A request as the routes see it: verb, path, parameters, headers and body, however it came,
//! over the wire or inside a composite request.

use http::HeaderMap;
use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::salesforce::{
    ApiError,
    model::{records::Fields, save::Writer},
};

/// One request.
#[derive(Clone)]
pub(crate) struct Call {
    /// The verb in capitals, after `_HttpMethod` had its say.
    pub(crate) method: String,
    /// The path, for the log.
    pub(crate) path: String,
    /// The path's parts, decoded. Empty ones are dropped: Salesforce takes `//services/data`.
    pub(crate) segments: Vec<String>,
    pub(crate) parameters: Vec<(String, String)>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Call {
    /// Puts a request together from its parts; `target` is the path with its query.
    pub(crate) fn new(method: &str, target: &str, headers: HeaderMap, body: Vec<u8>) -> Self {
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let parameters = read_form(query.as_bytes());
        let method = parameters
            .iter()
            .find(|(name, _)| name == "_HttpMethod" && method == "POST")
            .map_or(method, |(_, verb)| verb)
            .to_ascii_uppercase();
        let segments = path
            .split('/')
            .filter(|segment| !segment.is_empty())
            .map(|segment| percent_decode_str(segment).decode_utf8_lossy().into_owned())
            .collect();
        Self {
            method,
            path: path.to_owned(),
            segments,
            parameters,
            headers,
            body,
        }
    }

    /// A query parameter, decoded.
    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// A header's text.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The body as a form, as the token endpoint takes it.
    pub(crate) fn form(&self) -> Vec<(String, String)> {
        read_form(&self.body)
    }

    /// The body as JSON.
    pub(crate) fn json(&self) -> Result<Value, ApiError> {
        serde_json::from_slice(&self.body).map_err(|error| {
            ApiError::json(format!(
                "Unexpected character or end of input at [line:{}, column:{}]",
                error.line(),
                error.column()
            ))
        })
    }

    /// The body as one JSON object.
    pub(crate) fn json_object(&self) -> Result<Fields, ApiError> {
        match self.json()? {
            Value::Object(fields) => Ok(fields),
            other => Err(ApiError::wrong_json_type("SObject", &other)),
        }
    }

    /// Who writes, and whether assignment rules run. Salesforce documents that without the header
    /// they do, on creates and on updates.
    pub(crate) fn writer(&self) -> Writer {
        let says_no = self
            .header("sforce-auto-assign")
            .is_some_and(|value| value.trim().eq_ignore_ascii_case("false"));
        let saves_duplicates = self
            .header("sforce-duplicate-rule-header")
            .is_some_and(|value| value.to_ascii_lowercase().contains("allowsave=true"));
        Writer::Integration {
            auto_assign: !says_no,
            saves_duplicates,
        }
    }
}

/// Reads `application/x-www-form-urlencoded`.
fn read_form(form: &[u8]) -> Vec<(String, String)> {
    let decode = |text: &str| {
        let spaced = text.replace('+', " ");
        percent_decode_str(&spaced).decode_utf8_lossy().into_owned()
    };
    String::from_utf8_lossy(form)
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name), decode(value))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;

    use super::Call;

    #[test]
    fn targets_are_normalized() {
        let target = "//services/data/v66.0/sobjects/Lead/Key__c/a%2Fb?_HttpMethod=PATCH&q=1+%2B1";
        let call = Call::new("POST", target, HeaderMap::new(), Vec::new());
        assert_eq!(call.method, "PATCH");
        assert_eq!(call.segments.last().unwrap(), "a/b");
        assert_eq!(call.segments.len(), 7);
        assert_eq!(call.parameter("q"), Some("1 +1"));
    }
}
