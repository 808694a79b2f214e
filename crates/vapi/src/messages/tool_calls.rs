//! `tool-calls` and its forerunner `function-call`: the model calls a tool of ours and the caller
//! hears silence until we answer.

use serde_json::{Map, Value};

use crate::{
    Redacted,
    json::{Raw, raw_object},
    message::RawMessage,
};

/// What a tool is called with. May hold the caller's number: static parameters are templates
/// such as `{{customer.number}}`.
pub type Arguments = Redacted<Map<String, Value>>;

/// One call of a tool.
#[derive(Clone, Debug, PartialEq)]
pub struct ToolCall {
    /// The model's id of this call (`call_…`, `toolu_…`): the key against doing it twice.
    pub id: String,
    /// The tool's name; empty if missing.
    pub name: String,
    /// The arguments, not checked against the tool's schema.
    pub arguments: Result<Arguments, BrokenArguments>,
}

/// The body of a legacy `function-call`, which has no id.
#[derive(Clone, Debug, PartialEq)]
pub struct FunctionCall {
    /// The function's name.
    pub name: String,
    /// The arguments, not checked against any schema.
    pub arguments: Result<Arguments, BrokenArguments>,
}

/// Why arguments cannot be used. It happens, and is answered with an error the model can read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BrokenArguments {
    /// They end before they are complete: Vapi cuts a tool call's output at 100 tokens by default.
    #[error("the tool call's arguments end too early")]
    CutOff,
    /// They are no JSON.
    #[error("the tool call's arguments are not JSON")]
    NotJson,
    /// They are JSON, but no object.
    #[error("the tool call's arguments are not a JSON object")]
    NotAnObject,
}

raw_object!(RawToolCall {
    id = "id",
    name = "name",
    arguments = "arguments",
    parameters = "parameters",
    function = "function",
});
raw_object!(RawFunction { name = "name", arguments = "arguments", parameters = "parameters" });
raw_object!(RawTurnWithCalls { tool_calls = "toolCalls", time = "time" });
raw_object!(RawToolWithCall { name = "name", function = "function", tool_call = "toolCall" });

/// Reads the calls of a `tool-calls` message. A call without an id cannot be answered and is left
/// out.
pub(crate) fn read_all(message: &RawMessage<'_>) -> Vec<ToolCall> {
    let lists = [message.tool_call_list, message.tool_calls];
    if let Some(list) = lists
        .into_iter()
        .filter_map(Raw::list)
        .find(|list| !list.is_empty())
    {
        return list
            .iter()
            .filter_map(|call| ToolCall::read(call, Raw::default()))
            .collect();
    }
    let tools: Vec<RawToolWithCall<'_>> =
        message.tool_with_tool_call_list.list().unwrap_or_default();
    let calls = tools.iter().filter_map(|tool| {
        // The tool has its name at the top or in its definition; the call may not repeat it.
        let definition: RawFunction<'_> = tool.function.fields();
        let name = if tool.name.text().is_some() {
            tool.name
        } else {
            definition.name
        };
        ToolCall::read(&tool.tool_call.object()?, name)
    });
    calls.collect()
}

/// Reads the tool calls in the first of several histories that has a message, each with its time.
/// In a history the arguments are always JSON text.
pub(crate) fn read_history<'j>(
    histories: impl IntoIterator<Item = Raw<'j>>,
) -> Vec<(Option<i64>, ToolCall)> {
    let messages: Option<Vec<RawTurnWithCalls<'_>>> = histories
        .into_iter()
        .filter_map(Raw::list)
        .find(|list| !list.is_empty());
    let turns = messages.unwrap_or_default().into_iter();
    let calls = turns.flat_map(|turn| {
        let calls: Vec<RawToolCall<'_>> = turn.tool_calls.list().unwrap_or_default();
        let calls = calls.into_iter();
        calls.filter_map(move |call| {
            let call = ToolCall::read(&call, Raw::default())?;
            Some((turn.time.moment_ms(), call))
        })
    });
    calls.collect()
}

impl ToolCall {
    /// The forms to expect, all documented or recorded: `function.arguments` as JSON text or as an
    /// object, and flat `parameters` or `arguments`.
    fn read(call: &RawToolCall<'_>, tool_name: Raw<'_>) -> Option<Self> {
        let function: RawFunction<'_> = call.function.fields();
        let names = [function.name, call.name, tool_name];
        let arguments = [
            function.arguments,
            function.parameters,
            call.arguments,
            call.parameters,
        ];
        Some(Self {
            id: call.id.string()?,
            name: names.into_iter().find_map(Raw::string).unwrap_or_default(),
            arguments: read_arguments(arguments),
        })
    }
}

impl FunctionCall {
    pub(crate) fn read(function: Raw<'_>) -> Option<Self> {
        let function: RawFunction<'_> = function.object()?;
        Some(Self {
            name: function.name.string()?,
            arguments: read_arguments([function.parameters, function.arguments]),
        })
    }
}

/// Reads the first candidate that is there. A tool without parameters is called with none.
fn read_arguments<'j>(
    candidates: impl IntoIterator<Item = Raw<'j>>,
) -> Result<Arguments, BrokenArguments> {
    let Some(arguments) = candidates.into_iter().find(|raw| raw.is_present()) else {
        return Ok(Arguments::default());
    };
    let value = match arguments.text() {
        Some(text) if text.is_empty() => return Ok(Arguments::default()),
        Some(text) => serde_json::from_str(&text).map_err(|error| match error.is_eof() {
            true => BrokenArguments::CutOff,
            false => BrokenArguments::NotJson,
        })?,
        None => arguments.value().ok_or(BrokenArguments::NotJson)?,
    };
    match value {
        Value::Object(arguments) => Ok(Redacted(arguments)),
        _ => Err(BrokenArguments::NotAnObject),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{MessageBody, ServerMessage};

    fn calls(fields: &str) -> Vec<ToolCall> {
        let body = format!(r#"{{"message":{{"type":"tool-calls",{fields}}}}}"#);
        match ServerMessage::parse(body.as_bytes()).unwrap().body {
            MessageBody::ToolCalls(calls) => calls,
            other => panic!("{other:?}"),
        }
    }

    /// The arguments of the one call of `entry`, `null` if broken.
    fn arguments(entry: &str) -> Value {
        let calls = calls(&format!(r#""toolCallList":[{entry}]"#));
        assert_eq!(
            (calls.len(), calls[0].id.as_str(), calls[0].name.as_str()),
            (1, "c", "f")
        );
        calls[0]
            .arguments
            .clone()
            .map_or(Value::Null, |arguments| Value::Object(arguments.0))
    }

    #[test]
    fn arguments_are_read_in_every_form() {
        for entry in [
            r#"{"id":"c","type":"function","function":{"name":"f","arguments":"{\"a\":1}"}}"#,
            r#"{"id":"c","type":"function","function":{"name":"f","arguments":{"a":1}}}"#,
            r#"{"id":"c","name":"f","parameters":{"a":1}}"#,
            r#"{"id":"c","name":"f","arguments":{"a":1}}"#,
            r#"{"id":"c","name":"f","function":null,"arguments":"{\"a\":1}","parameters":null}"#,
        ] {
            assert_eq!(arguments(entry), json!({"a": 1}), "{entry}");
        }
    }

    #[test]
    fn no_arguments_are_an_empty_object() {
        for given in [
            "",
            r#","arguments":null"#,
            r#","arguments":"""#,
            r#","arguments":"{}""#,
        ] {
            assert_eq!(
                arguments(&format!(r#"{{"id":"c","name":"f"{given}}}"#)),
                json!({}),
                "{given}"
            );
        }
    }

    #[test]
    fn what_is_no_object_is_broken() {
        for given in [r#""{\"a\":\"sixty thou""#, r#""[1]""#, "[1]", "7", "true"] {
            let entry = format!(r#"{{"id":"c","name":"f","arguments":{given}}}"#);
            assert_eq!(arguments(&entry), Value::Null, "{given}");
        }
    }

    #[test]
    fn what_is_wrong_with_arguments_is_told_apart() {
        for (given, expected) in [
            (r#""{\"a\":\"sixty thou""#, BrokenArguments::CutOff),
            (r#""a: sixty""#, BrokenArguments::NotJson),
            (r#""[1]""#, BrokenArguments::NotAnObject),
            ("7", BrokenArguments::NotAnObject),
        ] {
            let entry = format!(r#""toolCallList":[{{"id":"c","name":"f","arguments":{given}}}]"#);
            assert_eq!(calls(&entry)[0].arguments, Err(expected), "{given}");
        }
    }

    #[test]
    fn the_other_lists_stand_in() {
        let call = r#"{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}"#;
        let expected = calls(&format!(r#""toolCallList":[{call}]"#));
        assert_eq!(expected.len(), 1);
        for fields in [
            format!(r#""toolCalls":[{call}]"#),
            format!(
                r#""toolCallList":[],"toolCalls":null,"toolWithToolCallList":[{{"toolCall":{call}}}]"#
            ),
            r#""toolWithToolCallList":[{"name":"f","toolCall":{"id":"c","parameters":{}}}]"#
                .to_owned(),
            r#""toolWithToolCallList":[{"function":{"name":"f"},"toolCall":{"id":"c"}}]"#
                .to_owned(),
        ] {
            assert_eq!(calls(&fields), expected, "{fields}");
        }
    }

    #[test]
    fn several_calls_keep_their_order_and_those_without_an_id_are_left_out() {
        let calls = calls(r#""toolCallList":[{"id":"c2"},{"name":"f"},7,{"id":"c1"}]"#);
        let ids: Vec<_> = calls.iter().map(|call| call.id.as_str()).collect();
        assert_eq!(ids, ["c2", "c1"]);
    }
}
