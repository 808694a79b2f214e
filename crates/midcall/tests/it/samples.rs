//! The six recorded-shape calls, however they arrive, end in the same lead.

use midcall_sim::vapi::{Delivery, play::Plan, sample};
use serde_json::{Map, Value};

use crate::app::App;

pub(crate) const SAMPLES: [&str; 6] =
    ["full", "drop", "vanish", "disorder", "inbound", "no-answer"];

pub(crate) fn text(name: &str) -> String {
    let path = format!(
        "{}/../../samples/vapi/call-{name}.jsonl",
        env!("CARGO_MANIFEST_DIR")
    );
    std::fs::read_to_string(path).unwrap()
}

/// When the call was created, so that the clock can be turned to it.
pub(crate) fn created_at_ms(text: &str) -> i64 {
    let line: Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
    let stamp = line["body"]["message"]["timestamp"].as_i64().unwrap();
    stamp - line["at_ms"].as_i64().unwrap()
}

/// The sample with its lead replaced by one that the org has.
pub(crate) fn for_lead(text: &str, lead: &str) -> String {
    let known = [
        "00QFK00000Ab1cD2AR",
        "00QFK00000Ab1cE2AR",
        "00QFK00000Ab1cF2AR",
        "00QFK00000Ab1cG2AR",
        "00QFK00000Ab1cH2AR",
        "00QFK00000Ab1cI2AR",
        "00QFK00000Ab1cJ2AR",
        "00QFK00000Ab1cK2AR",
    ];
    known
        .iter()
        .fold(text.to_owned(), |text, known| text.replace(known, lead))
}

pub(crate) async fn play(name: &str, plan: &Plan) -> Map<String, Value> {
    let text = text(name);
    let mut app = App::start(created_at_ms(&text)).await;
    let lead = app.new_lead();
    let deliveries = plan.apply(sample::read(&for_lead(&text, &lead)).unwrap());
    let mut at_ms = 0;
    for Delivery {
        at_ms: due_ms,
        body,
        ..
    } in deliveries
    {
        app.advance((due_ms - at_ms).max(0));
        at_ms = due_ms.max(at_ms);
        app.deliver(body).await;
        app.fold().await;
        app.reconcile().await;
    }
    app.settle().await;
    app.fall_silent().await;
    app.settle().await;
    app.lead(&lead)
}

#[tokio::test]
async fn samples_end_in_the_lead_their_story_tells() {
    for (name, score, status, last_words) in [
        ("full", 100, "Completed", "Prospect: Thanks, bye."),
        (
            "drop",
            50,
            "Dropped",
            "Prospect: We have to be live before the … [cut off]",
        ),
        ("vanish", 50, "Dropped", "Prospect: Just me and … [cut off]"),
        (
            "disorder",
            50,
            "Completed",
            "Prospect: I do, I'm the owner.",
        ),
        (
            "inbound",
            25,
            "Completed",
            "Agent: Understood. I'll send you an overview. Bye for now!",
        ),
    ] {
        let lead = play(name, &Plan::in_order()).await;
        assert_eq!(
            lead["AI_Qualification_Score__c"].as_f64(),
            Some(f64::from(score)),
            "{name}"
        );
        assert_eq!(lead["AI_Call_Status__c"], status, "{name}");
        let transcript = lead["Call_Transcript__c"].as_str().unwrap();
        assert_eq!(transcript.lines().last(), Some(last_words), "{name}");
    }
}

#[tokio::test]
async fn nobody_answering_is_said_and_scores_nothing() {
    let lead = play("no-answer", &Plan::in_order()).await;
    assert_eq!(lead["AI_Call_Status__c"], "No answer");
    assert_eq!(lead["AI_Qualification_Score__c"].as_f64(), Some(0.0));
}

#[tokio::test]
async fn disorder_repeats_and_losses_change_nothing() {
    for name in SAMPLES {
        let clean = play(name, &Plan::in_order()).await;
        let plans = [
            ("twice", Plan::in_order().every_one_twice()),
            ("shuffled", Plan::in_order().shuffled_within(60_000, 1)),
            ("shuffled", Plan::in_order().shuffled_within(60_000, 2)),
            (
                "shuffled twice",
                Plan::in_order()
                    .every_one_twice()
                    .shuffled_within(60_000, 3),
            ),
            ("a fifth lost", Plan::in_order().dropping_non_final(0.2, 1)),
            ("a fifth lost", Plan::in_order().dropping_non_final(0.2, 2)),
        ];
        for (what, plan) in plans {
            let other = play(name, &plan).await;
            assert_eq!(other, clean, "{name}, {what}");
        }
    }
}
