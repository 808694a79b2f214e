//! What strict mode wants of a schema: every property required, and no others.

use serde_json::Value;

use super::refusal::{self, Refusal};

const PARAM: &str = "response_format";

/// Checks the `json_schema` of a request.
pub(super) fn check(given: &Value) -> Result<(), Refusal> {
    let is_name = |name: &str| {
        (1..=64).contains(&name.len())
            && name
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
    };
    if !given["name"].as_str().is_some_and(is_name) {
        return Err(refusal::invalid(
            "Invalid 'response_format.json_schema.name'",
            PARAM,
        ));
    }
    if given["strict"] == true {
        if given["schema"]["type"] != "object" {
            return Err(refusal::invalid(
                "schema must be a JSON Schema of 'type: \"object\"'",
                PARAM,
            ));
        }
        strict(&given["schema"])?;
    }
    Ok(())
}

fn strict(schema: &Value) -> Result<(), Refusal> {
    if let Some(properties) = schema["properties"].as_object() {
        if schema["additionalProperties"] != false {
            let why = "'additionalProperties' is required to be supplied and to be false.";
            return Err(refusal::invalid(why, PARAM));
        }
        let required = schema["required"]
            .as_array()
            .map(Vec::as_slice)
            .unwrap_or_default();
        if !properties
            .keys()
            .all(|name| required.contains(&Value::from(name.as_str())))
        {
            let why = "'required' is required to be supplied and to be an array including every key in properties.";
            return Err(refusal::invalid(why, PARAM));
        }
        properties.values().try_for_each(strict)?;
    }
    if schema["items"].is_object() {
        strict(&schema["items"])?;
    }
    Ok(())
}
