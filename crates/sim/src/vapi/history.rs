//! The conversation so far, in the three forms Vapi repeats in its webhooks. Kept as JSON text that
//! only grows: rendering it anew for each of a call's hundred webhooks is what would cost.

use serde_json::{Value, json};

use super::script::Speaker;

/// What has been said and done on a call. Times are milliseconds since the Unix epoch.
#[derive(Clone, Debug)]
pub(super) struct History {
    assistant_name: String,
    assistant_id: Value,
    /// When the call was answered; messages count their seconds from here.
    answered_ms: i64,
    /// The closed entries of `messages`, comma-separated.
    messages: String,
    /// The closed entries of `messagesOpenAIFormatted`, comma-separated.
    openai: String,
    /// The closed lines of the plain transcript.
    transcript: String,
    /// The turn that may still grow: several finals of one turn become one message.
    open: Option<Turn>,
}

#[derive(Clone, Debug)]
struct Turn {
    speaker: Speaker,
    text: String,
    starts_ms: i64,
    ends_ms: i64,
}

impl History {
    /// The history of a call that was answered just now: the system prompt.
    pub(super) fn answered(
        answered_ms: i64,
        system_prompt: &str,
        assistant_name: &str,
        assistant_id: &Value,
    ) -> Self {
        let mut history = Self {
            assistant_name: assistant_name.into(),
            assistant_id: assistant_id.clone(),
            answered_ms,
            messages: String::new(),
            openai: String::new(),
            transcript: String::new(),
            open: None,
        };
        history.push(
            &json!({
                "role": "system", "message": system_prompt,
                "time": answered_ms, "secondsFromStart": 0,
            }),
            &json!({"role": "system", "content": system_prompt}),
        );
        history
    }

    /// Takes a final transcript into account.
    pub(super) fn hear(&mut self, speaker: Speaker, text: &str, starts_ms: i64, ends_ms: i64) {
        match &mut self.open {
            Some(turn) if turn.speaker == speaker => {
                turn.text.push(' ');
                turn.text.push_str(text);
                turn.ends_ms = ends_ms;
            }
            _ => {
                self.close_turn();
                self.open = Some(Turn {
                    speaker,
                    text: text.into(),
                    starts_ms,
                    ends_ms,
                });
            }
        }
    }

    /// Takes a call of the agent's tool into account.
    pub(super) fn call_tool(&mut self, tool_call: &Value, at_ms: i64) {
        self.close_turn();
        let seconds = self.seconds(at_ms);
        self.push(
            &json!({
                "role": "tool_calls", "toolCalls": [tool_call], "message": "",
                "time": at_ms, "secondsFromStart": seconds,
            }),
            &json!({"role": "assistant", "content": "", "tool_calls": [tool_call]}),
        );
    }

    /// Takes the answer of the agent's tool into account.
    pub(super) fn tool_answered(
        &mut self,
        tool_call_id: &str,
        name: &str,
        result: &str,
        at_ms: i64,
    ) {
        let seconds = self.seconds(at_ms);
        self.push(
            &json!({
                "role": "tool_call_result", "toolCallId": tool_call_id, "name": name,
                "result": result, "time": at_ms, "secondsFromStart": seconds,
            }),
            &json!({"role": "tool", "tool_call_id": tool_call_id, "content": result}),
        );
    }

    /// The whole conversation as lines of `AI: …` and `User: …`.
    pub(super) fn transcript(&self) -> String {
        let mut transcript = self.transcript.clone();
        if let Some(turn) = &self.open {
            turn.write_line(&mut transcript);
        }
        transcript
    }

    /// Appends `"messages":[…],"messagesOpenAIFormatted":[…]`.
    pub(super) fn write_messages(&self, out: &mut String) {
        let open = self.open.as_ref().map(|turn| self.messages_of(turn));
        for (key, closed, open) in [
            (
                "messages",
                &self.messages,
                open.as_ref().map(|(ours, _)| ours),
            ),
            (
                "messagesOpenAIFormatted",
                &self.openai,
                open.as_ref().map(|(_, openai)| openai),
            ),
        ] {
            if key != "messages" {
                out.push(',');
            }
            out.push('"');
            out.push_str(key);
            out.push_str("\":[");
            out.push_str(closed);
            if let Some(message) = open {
                out.push(',');
                out.push_str(&message.to_string());
            }
            out.push(']');
        }
    }

    fn close_turn(&mut self) {
        if let Some(turn) = self.open.take() {
            turn.write_line(&mut self.transcript);
            let (ours, openai) = self.messages_of(&turn);
            self.push(&ours, &openai);
        }
    }

    fn messages_of(&self, turn: &Turn) -> (Value, Value) {
        let mut message = json!({
            "role": match turn.speaker { Speaker::Agent => "bot", Speaker::Prospect => "user" },
            "message": turn.text,
            "time": turn.starts_ms,
            "endTime": turn.ends_ms,
            "secondsFromStart": self.seconds(turn.starts_ms),
            // Documented as seconds; recordings of 2025 hold milliseconds.
            "duration": turn.ends_ms - turn.starts_ms,
        });
        if turn.speaker == Speaker::Agent {
            message["source"] = "".into();
            message["assistantName"] = self.assistant_name.as_str().into();
            message["assistantId"] = self.assistant_id.clone();
        }
        let role = match turn.speaker {
            Speaker::Agent => "assistant",
            Speaker::Prospect => "user",
        };
        (message, json!({"role": role, "content": turn.text}))
    }

    fn push(&mut self, ours: &Value, openai: &Value) {
        for (list, entry) in [(&mut self.messages, ours), (&mut self.openai, openai)] {
            if !list.is_empty() {
                list.push(',');
            }
            list.push_str(&entry.to_string());
        }
    }

    fn seconds(&self, at_ms: i64) -> f64 {
        seconds(at_ms - self.answered_ms)
    }
}

impl Turn {
    fn write_line(&self, transcript: &mut String) {
        transcript.push_str(match self.speaker {
            Speaker::Agent => "AI: ",
            Speaker::Prospect => "User: ",
        });
        transcript.push_str(&self.text);
        transcript.push('\n');
    }
}

/// Milliseconds as the seconds Vapi writes.
pub(super) fn seconds(ms: i64) -> f64 {
    ms as f64 / 1_000.0
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::History;
    use crate::vapi::script::Speaker;

    fn lists(history: &History) -> Value {
        let mut out = String::from("{");
        history.write_messages(&mut out);
        out.push('}');
        serde_json::from_str(&out).unwrap()
    }

    #[test]
    fn finals_of_one_turn_become_one_message() {
        let mut history = History::answered(1_000, "Be kind.", "Ava", &json!("a1"));
        history.hear(Speaker::Agent, "Hello.", 1_200, 1_900);
        history.hear(Speaker::Prospect, "Hi,", 2_000, 2_300);
        history.hear(Speaker::Prospect, "who is this?", 2_300, 3_100);
        let lists = lists(&history);
        assert_eq!(lists["messages"].as_array().unwrap().len(), 3);
        assert_eq!(lists["messages"][1]["role"], "bot");
        assert_eq!(lists["messages"][2]["message"], "Hi, who is this?");
        assert_eq!(lists["messages"][2]["endTime"], 3_100);
        assert_eq!(lists["messagesOpenAIFormatted"][1]["role"], "assistant");
        assert_eq!(history.transcript(), "AI: Hello.\nUser: Hi, who is this?\n");
    }

    #[test]
    fn a_tool_call_closes_the_turn() {
        let mut history = History::answered(0, "Be kind.", "Ava", &json!(null));
        history.hear(Speaker::Prospect, "Fifty.", 0, 500);
        history.call_tool(&json!({"id": "call_1"}), 900);
        history.tool_answered("call_1", "record_lead_signal", "Saved.", 1_300);
        history.hear(Speaker::Prospect, "Yes.", 2_000, 2_400);
        let lists = lists(&history);
        let roles: Vec<_> = lists["messages"]
            .as_array()
            .unwrap()
            .iter()
            .map(|m| m["role"].as_str().unwrap())
            .collect();
        assert_eq!(
            roles,
            ["system", "user", "tool_calls", "tool_call_result", "user"]
        );
        assert_eq!(
            lists["messagesOpenAIFormatted"][3]["tool_call_id"],
            "call_1"
        );
    }
}
