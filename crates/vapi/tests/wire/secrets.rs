//! Does anything that was read betray a person or a secret when printed?

use midcall_vapi::{Operation, ServerMessage, operations::GetCall};

use crate::samples;

#[track_caller]
fn assert_discreet(printed: &str, name: &str) {
    for secret in [
        "SENTINEL-",
        "/control",
        "/listen",
        "+1555",
        "storage.vapi.ai",
        "Marisol",
        "spreadsheet",
        "You are Ava",
    ] {
        assert!(
            !printed.contains(secret),
            "{name} prints {secret}: {printed}"
        );
    }
}

#[test]
fn a_printed_message_betrays_nobody() {
    for (name, body) in samples::webhooks() {
        assert_discreet(&format!("{:?}", ServerMessage::parse(&body)), &name);
    }
}

#[test]
fn a_printed_call_record_betrays_nobody() {
    for name in ["ended", "in-progress", "worker-died"] {
        let name = format!("rest-call-get-{name}-response-200.json");
        let response = http::Response::new(samples::bytes(&name).into());
        assert_discreet(&format!("{:?}", GetCall::answer(response)), &name);
    }
}
