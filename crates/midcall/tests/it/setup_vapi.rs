//! From a Vapi account that knows nothing of Midcall to one it works with; what people edit stays.

use http::Method;
use midcall::setup::vapi::{Action, Mark, Number, Plan, Stopped};
use midcall_sim::vapi::api::{Answer, Fault, When};
use serde_json::{Value, json};

use crate::account::{Account, SECRET, desired};

/// The assistant that the account has from the start.
const THEIRS: &str = "3b0f4c7e-9a51-4f2f-8a77-6f1de2c0b9aa";
const CHAMPION: &str = "[[signals]]\nname = \"champion\"\nweight = 30\n\
    positive = [\"on your side\"]\nquestions = [\"who * drive|drives this\"]\n";

fn account() -> Account {
    Account::new(|_| {})
}

/// What is to be done, in brief.
fn due(plan: &Plan) -> Vec<(Action, &'static str)> {
    let due = plan.steps.iter().filter(|it| it.action != Action::Keep);
    due.map(|step| (step.action, step.kind)).collect()
}

fn kept(plan: &Plan) -> Vec<String> {
    plan.kept()
        .map(|(step, line)| format!("{}.{}", step.kind, line.field))
        .collect()
}

#[tokio::test]
async fn a_second_plan_is_empty() {
    let account = account();
    let desired = desired(
        &account.settings("", &[]),
        Number::Bought(Some("212".to_owned())),
    );
    let plan = account.plan(&desired).await;
    let expected = ["credential", "tool", "tool", "assistant", "phone-number"];
    assert_eq!(due(&plan), expected.map(|kind| (Action::Create, kind)));
    assert_eq!(account.written(), [], "a plan writes nothing");

    let done = account.carry_out(&desired).await.unwrap();
    assert_eq!(account.written().len(), 5);
    let again = account.plan(&desired).await;
    assert_eq!((due(&again), again.steps.len()), (vec![], 5));
    assert_eq!(account.carry_out(&desired).await.unwrap(), done);
    assert_eq!(account.written(), [], "a second run changes nothing");

    let assistant = account
        .shown(&format!("/assistant/{}", done.assistant_id))
        .await;
    let server = &assistant["server"];
    assert_eq!(server["url"], "https://midcall.example/webhook/vapi");
    assert_eq!(server["credentialId"], done.credential_id);
    assert_eq!(server["backoffPlan"]["maxRetries"], 5);
    let messages = assistant["serverMessages"].as_array().unwrap();
    assert!(messages.contains(&json!("transcript")));
    assert_eq!(assistant["model"]["toolIds"].as_array().unwrap().len(), 2);
    assert!(
        assistant["firstMessage"]
            .as_str()
            .unwrap()
            .contains("an AI assistant")
    );
    let number = format!("/phone-number/{}", done.phone_number_id.unwrap());
    let number = account.shown(&number).await;
    assert_eq!(
        number["server"], *server,
        "inbound calls are asked for here"
    );
    assert_eq!(number["assistantId"], Value::Null);
}

#[tokio::test]
async fn a_dashboard_edit_in_between_is_kept_and_said() {
    let account = account();
    let ours = desired(&account.settings("", &[]), Number::Ours);
    let done = account.carry_out(&ours).await.unwrap();
    let path = format!("/assistant/{}", done.assistant_id);
    let voice = json!({"provider": "11labs", "voiceId": "burt", "stability": 0.4});
    let mut model = account.shown(&path).await["model"].clone();
    model["temperature"] = json!(0.9);
    let edit = json!({"firstMessage": "Howdy, AI here.", "voice": voice, "model": model});
    account.vapi.edit(&path, &edit);
    account.written();

    let plan = account.plan(&ours).await;
    assert_eq!(due(&plan), []);
    let edited = [
        "assistant.model.temperature",
        "assistant.voice",
        "assistant.firstMessage",
    ];
    assert_eq!(kept(&plan), edited);
    assert!(
        plan.kept()
            .all(|(_, line)| line.why.contains("edited in the dashboard"))
    );
    account.carry_out(&ours).await.unwrap();
    assert_eq!(account.written(), []);

    // The rubric changes: what was not edited follows, what was edited stays.
    let changed = desired(&account.settings(CHAMPION, &[]), Number::Ours);
    let plan = account.plan(&changed).await;
    assert_eq!(
        due(&plan),
        [(Action::Change, "tool"), (Action::Change, "assistant")]
    );
    assert_eq!(kept(&plan), edited);
    account.carry_out(&changed).await.unwrap();
    let assistant = account.shown(&path).await;
    assert_eq!(assistant["voice"], voice);
    assert_eq!(assistant["firstMessage"], "Howdy, AI here.");
    assert_eq!(assistant["model"]["temperature"], json!(0.9));
    let prompt = assistant["model"]["messages"][0]["content"]
        .as_str()
        .unwrap();
    assert!(
        prompt.contains("(`champion`): who … drive this?"),
        "{prompt}"
    );
    assert_eq!(due(&account.plan(&changed).await), []);
}

#[tokio::test]
async fn an_assistant_that_was_there_is_extended_and_not_overwritten() {
    let account = account();
    let path = format!("/assistant/{THEIRS}");
    let headers = json!({"headers": {"x-tenant": "7"}, "url": "https://old.example"});
    account.vapi.edit(&path, &json!({"server": headers}));
    let before = account.shown(&path).await;
    let settings = account.settings("", &[("VAPI_ASSISTANT_ID", THEIRS)]);
    let desired = desired(&settings, Number::Ours);
    let plan = account.plan(&desired).await;
    assert!(
        plan.notes
            .iter()
            .any(|note| note.contains("prompt does not speak of"))
    );
    let done = account.carry_out(&desired).await.unwrap();
    assert_eq!(done.assistant_id, THEIRS);

    let after = account.shown(&path).await;
    for kept in [
        "name",
        "voice",
        "transcriber",
        "firstMessage",
        "monitorPlan",
    ] {
        assert_eq!(after[kept], before[kept], "{kept}");
    }
    for kept in ["messages", "tools", "temperature", "maxTokens"] {
        assert_eq!(after["model"][kept], before["model"][kept], "model.{kept}");
    }
    let tools = after["model"]["toolIds"].as_array().unwrap();
    assert_eq!(tools.len(), 3, "theirs and ours");
    assert_eq!(tools[0], before["model"]["toolIds"][0]);
    assert_eq!(after["server"]["headers"], json!({"x-tenant": "7"}));
    assert_eq!(
        after["server"]["url"],
        "https://midcall.example/webhook/vapi"
    );
    let messages = after["serverMessages"].as_array().unwrap();
    assert!(messages.contains(&json!("speech-update")), "theirs stay");
    assert_eq!(due(&account.plan(&desired).await), []);
}

#[tokio::test]
async fn what_is_edited_while_a_person_decides_stops_it() {
    let account = account();
    let ours = desired(&account.settings("", &[]), Number::Ours);
    let done = account.carry_out(&ours).await.unwrap();
    let changed = desired(
        &account.settings("[vapi.assistant]\nmodel = \"gpt-4o\"\n", &[]),
        Number::Ours,
    );
    let observed = account.observe(&changed).await;
    let path = format!("/assistant/{}", done.assistant_id);
    account
        .vapi
        .edit(&path, &json!({"firstMessage": "Howdy, AI here."}));
    let stopped = account.finish(&changed, &observed).await.unwrap_err();
    assert!(matches!(stopped, Stopped::Edited { .. }), "{stopped}");
    account.carry_out(&changed).await.unwrap();
    let assistant = account.shown(&path).await;
    assert_eq!(assistant["model"]["model"], "gpt-4o");
    assert_eq!(assistant["firstMessage"], "Howdy, AI here.");
}

#[tokio::test]
async fn lost_answers_make_nothing_twice() {
    let account = account();
    let desired = desired(&account.settings("", &[]), Number::Bought(None));
    let paths = [
        "/credential",
        "/tool",
        "/tool",
        "/assistant",
        "/phone-number",
    ];
    for path in paths {
        account.vapi.fail(Fault {
            method: Method::POST,
            path: path.to_owned(),
            when: When::AfterTheWork,
            answer: Answer::Status(502),
            times: 1,
        });
    }
    for path in paths {
        let stopped = account.carry_out(&desired).await.unwrap_err();
        assert!(matches!(stopped, Stopped::Api { .. }), "{path}: {stopped}");
    }
    account.carry_out(&desired).await.unwrap();
    assert_eq!(due(&account.plan(&desired).await), []);
    for (path, count) in [
        ("/credential", 1),
        ("/tool", 2),
        // One of each was there before.
        ("/assistant", 2),
        ("/phone-number", 2),
    ] {
        let listed = account.shown(path).await;
        assert_eq!(listed.as_array().unwrap().len(), count, "{path}");
    }
}

#[tokio::test]
async fn without_a_credential_by_the_api_nothing_is_done() {
    let account = Account::new(|settings| settings.has_credential_api = false);
    let ours = desired(&account.settings("", &[]), Number::Ours);
    let stopped = account.carry_out(&ours).await.unwrap_err();
    assert!(matches!(stopped, Stopped::ByHand), "{stopped}");
    assert_eq!(account.written().len(), 1);
    let fields = midcall::setup::vapi::credential_by_hand(&ours);
    for part in [
        "Add Custom Credential",
        "HMAC",
        "x-signature",
        "VAPI_CREDENTIAL_ID",
    ] {
        assert!(fields.contains(part), "{fields}");
    }
    assert!(!fields.contains(SECRET));

    let by_hand = account.settings("", &[("VAPI_CREDENTIAL_ID", "cred-1")]);
    let by_hand = desired(&by_hand, Number::Ours);
    let done = account.carry_out(&by_hand).await.unwrap();
    assert_eq!(done.credential_id, "cred-1");
    let path = format!("/assistant/{}", done.assistant_id);
    assert_eq!(
        account.shown(&path).await["server"]["credentialId"],
        "cred-1"
    );
}

#[tokio::test]
async fn a_number_is_brought_from_twilio_and_its_token_is_never_shown() {
    let account = account();
    let settings = account.settings(
        "",
        &[
            ("TWILIO_ACCOUNT_SID", "ACFAKE0000000000000000000000000009"),
            ("TWILIO_AUTH_TOKEN", "SENTINEL-twilio-token"),
        ],
    );
    let desired = desired(&settings, Number::Imported("+14155550132".to_owned()));
    let plan = account.plan(&desired).await;
    account.carry_out(&desired).await.unwrap();
    let (_, _, body) = account.written().pop().unwrap();
    assert_eq!(body["twilioAuthToken"], "SENTINEL-twilio-token");
    assert_eq!(body["smsEnabled"], false);
    assert_eq!(due(&account.plan(&desired).await), []);
    let shown = serde_json::to_string(&plan).unwrap() + &format!("{plan:?} {desired:?}");
    assert!(!shown.contains("SENTINEL"), "{shown}");
}

#[tokio::test]
async fn an_existing_number_is_pointed_here_and_the_rest_of_it_stays() {
    let account = account();
    let id = "c2a9e7d4-1f36-4a0b-9d5e-88b7a4f0e311";
    let path = format!("/phone-number/{id}");
    let before = account.shown(&path).await;
    let desired = desired(&account.settings("", &[]), Number::Known(id.to_owned()));
    account.carry_out(&desired).await.unwrap();
    let after = account.shown(&path).await;
    assert_eq!(
        after["server"]["url"],
        "https://midcall.example/webhook/vapi"
    );
    for kept in ["name", "number", "provider", "assistantId"] {
        assert_eq!(after[kept], before[kept], "{kept}");
    }
    let plan = account.plan(&desired).await;
    assert_eq!(due(&plan), []);
    assert!(
        plan.steps
            .iter()
            .all(|step| step.lines.iter().all(|it| it.mark != Mark::Kept))
    );
}
