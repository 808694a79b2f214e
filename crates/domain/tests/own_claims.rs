//! Claims from elsewhere where a rubric adds signals of its own and says what is sold.

#![cfg(test)]

use std::sync::Arc;

use midcall_domain::{
    calls::{
        About, Anomaly, CallEvent, CallId, CallState, Occurrence, Speaker, ToolCall, Understanding,
    },
    claims::{Attribution, ClaimedValue, Fusion, OutsideClaim, Part, TOOL, Ungrounded, Verdict},
    signals::{
        Locale, OwnSignal, Pattern, Playbook, Product, Setting, SignalKind, SignalName,
        SignalState, SignalValue, Source, ValueKind,
    },
    time::Timestamp,
};
use serde_json::{Value, json};

const START: i64 = 1_795_100_645_000;

fn patterns(texts: &[&str]) -> Vec<Pattern> {
    let parse = |text: &&str| Pattern::parse(text).unwrap();
    texts.iter().map(parse).collect()
}

fn signal(name: &str, value: ValueKind, positive: &[&str]) -> OwnSignal {
    OwnSignal {
        name: SignalName::own(name).unwrap(),
        label: name.into(),
        value,
        positive: patterns(positive),
        negative: Vec::new(),
        questions: Vec::new(),
    }
}

fn playbook(product: Product) -> Playbook {
    let signals = vec![
        signal(
            "inside_champion",
            ValueKind::None,
            &["push|fight for this|it"],
        ),
        signal(
            "depots",
            ValueKind::HeadCount,
            &["sites|depots all_told|in_all"],
        ),
        signal("current_crm", ValueKind::Text, &["we run our sales on *"]),
    ];
    Playbook::new(signals, product)
}

fn setting(playbook: Playbook) -> Setting {
    Setting {
        playbook: Arc::new(playbook),
        ..Setting::new(Timestamp(START).date(), Locale::EnUs)
    }
}

fn event(at: i64, what: Occurrence) -> CallEvent {
    CallEvent {
        at: Timestamp(at),
        is_dated: true,
        about: About {
            created_at: Some(Timestamp(START)),
            ..About::default()
        },
        what,
    }
}

const LINES: [&str; 6] = [
    "A: Hi, Ava here. Would you fight for this?",
    "P: Hello. Sure, I'd fight for this with my boss.",
    "A: Great. How are you set up?",
    "P: We have twelve depots all told.",
    "A: And your tools?",
    "P: We run our sales on Tidewater Desk.",
];

fn call(lines: &[&str]) -> CallState {
    let mut state = CallState::new(CallId::from("c1"));
    for (at, line) in (START..).step_by(10_000).zip(lines) {
        let (who, text) = line.split_once(": ").unwrap();
        let heard = Occurrence::Heard {
            speaker: if who == "A" {
                Speaker::Agent
            } else {
                Speaker::Prospect
            },
            text: text.into(),
            is_final: true,
        };
        state.apply(event(at, heard));
    }
    state
}

fn tell(state: &mut CallState, arguments: &Value) {
    let called = Occurrence::ToolsCalled(vec![ToolCall {
        id: "t1".to_owned(),
        name: TOOL.to_owned(),
        arguments: Some(arguments.to_string()),
    }]);
    state.apply(event(START + 100_000, called));
}

fn fused(state: &CallState, setting: &Setting) -> Fusion {
    let transcript = state.transcript();
    let mut understanding = Understanding::new(setting.clone());
    understanding.catch_up(&transcript, setting.clone());
    let told = state.claims_from_elsewhere(&setting.playbook);
    Fusion::of(&transcript, understanding.claims(), &told.claims, setting)
}

/// What became of one tool call at the end of a call.
#[track_caller]
fn verdict(lines: &[&str], arguments: &Value, product: Product) -> (Verdict, Part) {
    let mut state = call(lines);
    tell(&mut state, arguments);
    let mut claims = fused(&state, &setting(playbook(product))).claims;
    assert_eq!(claims.len(), 1, "{arguments}");
    let judged = claims.remove(0);
    (judged.verdict, judged.part)
}

fn vouched(signal: &str, value: Option<ClaimedValue>) -> OutsideClaim {
    OutsideClaim {
        source: Source::Person,
        id: "k1".to_owned(),
        signal: signal.into(),
        state: Some(SignalState::Positive),
        value,
        quote: None,
        by: Some(Attribution {
            who: "Noor".to_owned(),
            note: None,
        }),
        at: Timestamp(START + 100_000),
    }
}

#[test]
fn what_the_listener_heard_comes_out_as_it_is() {
    let setting = setting(playbook(Product::default()));
    let state = call(&LINES);
    let mut understanding = Understanding::new(setting.clone());
    understanding.catch_up(&state.transcript(), setting.clone());
    let fusion = fused(&state, &setting);
    assert_eq!(fusion.signals, *understanding.signals());
    for name in ["inside_champion", "depots", "current_crm"] {
        assert_eq!(fusion.signals.state(name), SignalState::Positive, "{name}");
        assert_eq!(fusion.rulings[&SignalName::from(name)].confidence, 90);
    }
}

#[test]
fn claims_about_own_signals_have_to_be_proven_like_all_others() {
    for arguments in [
        json!({"signal": "inside_champion", "state": "positive", "quote": "I'd fight for this"}),
        json!({"signal": "insideChampion", "quote": "fight for this with my boss"}),
        json!({"Inside champion": true}),
        json!({"depots": "12"}),
        json!({"signal": "depots", "value": {"min": 12, "max": 12}, "quote": "twelve depots"}),
        json!({"signal": "current_crm", "value": "Tidewater", "quote": "run our sales on Tidewater"}),
    ] {
        let (verdict, part) = verdict(&LINES, &arguments, Product::default());
        assert!(matches!(verdict, Verdict::Grounded(_)), "{verdict:?}");
        assert_eq!(part, Part::Agrees, "{arguments}");
    }
    for (arguments, why) in [
        (
            json!({"signal": "inside_champion", "quote": "Would you fight for this?"}),
            Ungrounded::AgentSaid,
        ),
        (
            json!({"signal": "inside_champion", "quote": "twelve depots"}),
            Ungrounded::NotDerived,
        ),
        (
            json!({"signal": "inside_champion", "state": "negative", "quote": "fight for this with my boss"}),
            Ungrounded::OtherState,
        ),
        (
            json!({"signal": "depots", "value": "forty", "quote": "twelve depots"}),
            Ungrounded::OtherValue,
        ),
        (
            json!({"signal": "current_crm", "value": "Tidewater Desk"}),
            Ungrounded::NothingToCheck,
        ),
    ] {
        let expected = (Verdict::Ungrounded(why), Part::NotCounted);
        let found = verdict(&LINES, &arguments, Product::default());
        assert_eq!(found, expected, "{arguments}");
    }
}

#[test]
fn a_name_that_the_rubric_does_not_have_is_no_signal() {
    let mut state = call(&LINES);
    tell(
        &mut state,
        &json!({"inside_champion": true, "mood": "sunny"}),
    );
    let told = state.claims_from_elsewhere(&playbook(Product::default()));
    assert_eq!(told.claims.len(), 1);
    let odd = Anomaly::UnknownClaimKey("mood".to_owned());
    assert_eq!(told.anomalies.get(&odd), Some(&1));
    assert_eq!(state.claims_from_elsewhere(&Playbook::default()).claims, []);
}

#[test]
fn a_persons_word_on_an_own_signal_stands_while_the_rubric_has_it() {
    let text = ClaimedValue::Exact(SignalValue::Text("Harbor Books".to_owned()));
    let mut state = call(&LINES[..2]);
    let claim = vouched("current_crm", Some(text));
    state.apply(event(START + 100_000, Occurrence::Vouched(claim)));
    let with = fused(&state, &setting(playbook(Product::default())));
    let standing = with.signals.get("current_crm").unwrap();
    assert_eq!(standing.source, Source::Person);
    assert_eq!(
        standing.value,
        Some(SignalValue::Text("Harbor Books".to_owned()))
    );
    assert_eq!(with.claims[0].part, Part::Stands);
    let without = fused(&state, &setting(Playbook::default()));
    assert_eq!(without.signals.get("current_crm"), None);
    assert_eq!(
        without.claims[0].verdict,
        Verdict::Ungrounded(Ungrounded::NotListenedFor)
    );
    assert_eq!(without.claims[0].part, Part::NotCounted);
}

#[test]
fn a_need_that_is_pointed_out_is_one_for_what_is_sold() {
    let lines = [
        "A: Hi there, is now a good time?",
        "P: Hello, sure.",
        "A: What budget do you have in mind?",
        "P: Half my mornings go on ringing round to find out who is where.",
    ];
    let claim = json!({
        "signal": "need", "state": "positive", "quote": "Half my mornings go on ringing round to find out who is where",
    });
    let (sold, _) = verdict(&lines, &claim, Product::default());
    assert!(matches!(sold, Verdict::Grounded(_)), "{sold:?}");
    let product = Product {
        not: patterns(&["ringing round"]),
        ..Product::default()
    };
    let (not_sold, _) = verdict(&lines, &claim, product);
    assert_eq!(not_sold, Verdict::Ungrounded(Ungrounded::NotDerived));
}

#[test]
fn the_five_are_claimed_as_before_beside_own_signals() {
    let lines = ["A: Hi.", "P: Hello, our budget is fifty thousand dollars."];
    let claim = json!({"signal": "budget", "value": "$50,000", "quote": "fifty thousand dollars"});
    let (found, part) = verdict(&lines, &claim, Product::default());
    assert!(matches!(found, Verdict::Grounded(_)), "{found:?}");
    assert_eq!(part, Part::Agrees);
    let fusion = fused(&call(&lines), &setting(playbook(Product::default())));
    let first = fusion.signals.0.keys().next();
    assert_eq!(first, Some(&SignalName::Known(SignalKind::Budget)));
}
