//! Claims from elsewhere: what counts, what is only kept, and what then stands.

#![cfg(test)]

use std::sync::Arc;

use midcall_domain::{
    calls::{
        About, Anomaly, CallEvent, CallId, CallState, Occurrence, Report, Speaker, ToolCall,
        Understanding,
    },
    claims::{
        Attribution, ClaimedValue, Fusion, Judge, Output, OutsideClaim, Part, TOOL, Ungrounded,
        Verdict,
    },
    signals::{
        Amount, Cents, Claim, Locale, Period, Playbook, Setting, SignalKind, SignalName,
        SignalState, SignalValue, Signals, Source,
    },
    time::Timestamp,
};
use proptest::prelude::*;
use serde_json::{Value, json};

const START: i64 = 1_795_100_645_000;
const OF_BUDGET: SignalName = SignalName::Known(SignalKind::Budget);

fn setting() -> Setting {
    Setting::new(Timestamp(START).date(), Locale::EnUs)
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

/// A call in lines of `A: …` and `P: …`, ten seconds apart.
fn call(lines: &[&str]) -> CallState {
    let mut state = CallState::new(CallId::from("c1"));
    for (at, line) in (START..).step_by(10_000).zip(lines) {
        let (who, text) = line.split_once(": ").unwrap();
        let speaker = if who == "A" {
            Speaker::Agent
        } else {
            Speaker::Prospect
        };
        let text: Arc<str> = text.into();
        let is_final = true;
        state.apply(event(
            at,
            Occurrence::Heard {
                speaker,
                text,
                is_final,
            },
        ));
    }
    state
}

fn fused(state: &CallState) -> Fusion {
    let (transcript, heard) = heard(state);
    let claims = state.claims_from_elsewhere(&Playbook::default()).claims;
    Fusion::of(&transcript, &heard, &claims, &setting())
}

fn heard(state: &CallState) -> (midcall_domain::calls::Transcript, Vec<Claim>) {
    let transcript = state.transcript();
    let mut understanding = Understanding::new(setting());
    understanding.catch_up(&transcript, setting());
    let claims = understanding.claims().to_vec();
    (transcript, claims)
}

fn tool_call(id: &str, arguments: &Value) -> Occurrence {
    Occurrence::ToolsCalled(vec![ToolCall {
        id: id.to_owned(),
        name: TOOL.to_owned(),
        arguments: Some(arguments.to_string()),
    }])
}

fn report(result: &Value) -> Occurrence {
    Occurrence::Reported(Report {
        outputs: vec![Output {
            id: "o1".to_owned(),
            result: result.to_string(),
        }],
        ..Report::default()
    })
}

fn person(id: &str, signal: SignalKind, state: SignalState, at: i64) -> OutsideClaim {
    OutsideClaim {
        source: Source::Person,
        id: id.to_owned(),
        signal: signal.into(),
        state: Some(state),
        value: None,
        quote: None,
        by: Some(Attribution {
            who: "Noor".to_owned(),
            note: None,
        }),
        at: Timestamp(at),
    }
}

/// The verdict over one tool call made at the end of a call.
#[track_caller]
fn verdict(lines: &[&str], arguments: &Value) -> Verdict {
    let mut state = call(lines);
    let at = START + 10_000 * lines.len() as i64;
    state.apply(event(at, tool_call("t1", arguments)));
    let mut claims = fused(&state).claims;
    assert_eq!(claims.len(), 1, "{arguments}");
    claims.remove(0).verdict
}

#[track_caller]
fn refused(lines: &[&str], arguments: &Value, why: Ungrounded) {
    assert_eq!(
        verdict(lines, arguments),
        Verdict::Ungrounded(why),
        "{arguments}"
    );
}

const BUDGET: [&str; 4] = [
    "A: Do you have a budget in mind?",
    "P: Yeah, around sixty thousand for this year.",
    "A: Would a hundred thousand work as well?",
    "P: Let me get back to you on that.",
];

#[test]
fn a_quote_of_the_prospects_that_gives_the_value_is_grounded() {
    let claim = json!({
        "signal": "budget",
        "value": "About $60,000 this year; CFO approval above $50,000",
        "quote": "Around sixty thousand, for this year",
    });
    match verdict(&BUDGET, &claim) {
        Verdict::Grounded(grounds) => {
            assert_eq!(grounds.turn, 1);
            assert_eq!(grounds.state, SignalState::Positive);
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_the_prospect_did_not_say_is_refused_with_the_reason() {
    let claim =
        |value: &str, quote: &str| json!({"signal": "budget", "value": value, "quote": quote});
    refused(
        &BUDGET,
        &claim("$100,000", "a hundred thousand"),
        Ungrounded::AgentSaid,
    );
    refused(
        &BUDGET,
        &claim("$80,000", "we have eighty thousand"),
        Ungrounded::NotSaid,
    );
    refused(
        &BUDGET,
        &claim("$65,000", "around sixty thousand"),
        Ungrounded::OtherValue,
    );
    refused(
        &BUDGET,
        &claim("$60,000", "let me get back to you"),
        Ungrounded::NotDerived,
    );
    let negative =
        json!({"signal": "budget", "state": "negative", "quote": "around sixty thousand"});
    refused(&BUDGET, &negative, Ungrounded::OtherState);
    let bare = json!({"signal": "need", "value": "Forecasting"});
    refused(&BUDGET, &bare, Ungrounded::NothingToCheck);
    let unquoted = json!({"signal": "budget", "value": "$100,000"});
    refused(&BUDGET, &unquoted, Ungrounded::NoEvidence);
}

#[test]
fn words_cut_out_of_their_sentence_prove_nothing() {
    let lines = [
        "A: Is there a budget?",
        "P: No, I don't think we have a budget for this.",
    ];
    let claim = json!({"signal": "budget", "state": "positive", "quote": "we have a budget"});
    refused(&lines, &claim, Ungrounded::OtherState);
}

#[test]
fn a_need_takes_words_that_can_tell_one() {
    for (asked, said) in [
        ("A: How are you today?", "P: Hello, this is Sam speaking."),
        (
            "A: What made you reach out?",
            "P: Let me get back to you on that.",
        ),
        (
            "A: What's the problem?",
            "P: That's a great question to be honest.",
        ),
        ("A: What's the problem?", "P: I'm in the car right now."),
    ] {
        let claim = json!({"signal": "need", "state": "positive", "quote": &said[3..]});
        refused(&[asked, said], &claim, Ungrounded::NotDerived);
    }
    let told = [
        "A: What made you reach out?",
        "P: We're still doing all our demand forecasting in spreadsheets.",
    ];
    let claim = json!({
        "signal": "need",
        "value": "Replace spreadsheets",
        "quote": "we're still doing all our demand forecasting in spreadsheets",
    });
    assert!(matches!(verdict(&told, &claim), Verdict::Grounded(_)));
}

#[test]
fn words_said_after_the_claim_do_not_prove_it() {
    let mut state = call(&BUDGET);
    let claim = json!({"signal": "budget", "value": "$60,000", "quote": "around sixty thousand"});
    state.apply(event(START + 5_000, tool_call("t1", &claim)));
    let verdict = &fused(&state).claims[0].verdict;
    assert_eq!(*verdict, Verdict::Ungrounded(Ungrounded::SaidLater));
}

#[test]
fn agreement_is_trusted_more_and_changes_nothing() {
    let alone = fused(&call(&BUDGET));
    let mut state = call(&BUDGET);
    let results = json!({"budget": "About $60,000", "need": null, "qualified": true});
    state.apply(event(START + 60_000, report(&results)));
    let fusion = fused(&state);
    assert_eq!(fusion.signals, alone.signals);
    assert_eq!(fusion.claims[0].part, Part::Agrees);
    let (before, after) = (&alone.rulings[&OF_BUDGET], &fusion.rulings[&OF_BUDGET]);
    assert!(after.confidence > before.confidence || before.confidence == 99);
    assert_eq!(after.agreeing, [Source::StructuredOutput]);
    let anomalies = state.claims_from_elsewhere(&Playbook::default()).anomalies;
    assert_eq!(
        anomalies.into_keys().collect::<Vec<_>>(),
        [Anomaly::UnknownClaimKey("qualified".to_owned())]
    );
}

#[test]
fn newer_words_supersede_a_grounded_claim() {
    let lines = [
        "A: Do you have a budget?",
        "P: We have sixty thousand dollars.",
        "A: Great.",
        "P: Actually, our budget is ninety thousand dollars.",
    ];
    let mut state = call(&lines);
    let claim = json!({"signal": "budget", "value": "$60,000", "quote": "we have sixty thousand"});
    state.apply(event(START + 15_000, tool_call("t1", &claim)));
    let fusion = fused(&state);
    assert_eq!(fusion.claims[0].part, Part::Superseded);
    match &fusion.signals.0[&OF_BUDGET].value {
        Some(SignalValue::Amount(amount)) => {
            assert_eq!(amount.max, Some(Cents::of_units(90_000)));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn within_a_turn_what_was_said_outright_beats_what_others_point_at() {
    let state = call(&[
        "A: And the money?",
        "P: Our budget is sixty thousand dollars.",
    ]);
    let claim = OutsideClaim {
        source: Source::ToolCall,
        id: "t1".to_owned(),
        quote: Some("our budget is sixty thousand".to_owned()),
        by: None,
        ..person(
            "t1",
            SignalKind::Budget,
            SignalState::Positive,
            START + 60_000,
        )
    };
    for (question, source, part) in [
        (None, Source::Core, Part::Contested),
        (Some("And the money?"), Source::ToolCall, Part::Stands),
    ] {
        // As if the listener had misheard it: outright, or only as an answer.
        let (transcript, mut heard) = heard(&state);
        heard.truncate(1);
        heard[0].state = SignalState::Negative;
        heard[0].value = None;
        heard[0].question = question.map(str::to_owned);
        let fusion = Fusion::of(
            &transcript,
            &heard,
            std::slice::from_ref(&claim),
            &setting(),
        );
        let ruling = &fusion.rulings[&OF_BUDGET];
        assert_eq!((ruling.source, ruling.is_contested), (source, true));
        assert!(ruling.confidence <= 60);
        assert_eq!(fusion.claims[0].part, part);
    }
}

#[test]
fn a_person_overrules_and_is_named() {
    let mut state = call(&BUDGET);
    let first = person(
        "k1",
        SignalKind::Budget,
        SignalState::Negative,
        START + 50_000,
    );
    state.apply(event(START + 50_000, Occurrence::Vouched(first)));
    let fusion = fused(&state);
    let standing = &fusion.signals.0[&OF_BUDGET];
    assert_eq!(
        (standing.state, standing.source),
        (SignalState::Negative, Source::Person)
    );
    assert_eq!(standing.by.as_ref().unwrap().who, "Noor");
    assert_eq!(standing.quote, "", "a person's word is no quote");
    assert!(fusion.rulings[&OF_BUDGET].is_contested);
    let amount = SignalValue::Amount(Amount {
        min: Some(Cents::of_units(75_000)),
        max: Some(Cents::of_units(75_000)),
        currency: "USD".to_owned(),
        period: Period::Total,
    });
    let second = OutsideClaim {
        value: Some(ClaimedValue::Exact(amount.clone())),
        ..person(
            "k2",
            SignalKind::Budget,
            SignalState::Positive,
            START + 51_000,
        )
    };
    state.apply(event(START + 51_000, Occurrence::Vouched(second)));
    let fusion = fused(&state);
    assert_eq!(fusion.signals.0[&OF_BUDGET].value, Some(amount));
    assert_eq!(fusion.claims[0].part, Part::Superseded);
    let third = person(
        "k3",
        SignalKind::Budget,
        SignalState::Unknown,
        START + 52_000,
    );
    state.apply(event(START + 52_000, Occurrence::Vouched(third)));
    assert_eq!(
        fused(&state).signals.state(SignalKind::Budget),
        SignalState::Unknown
    );
}

#[test]
fn every_shape_of_a_claim_is_read_and_the_rest_is_odd() {
    let claims = |value: Value| {
        let mut state = call(&[]);
        state.apply(event(START, report(&value)));
        state.claims_from_elsewhere(&Playbook::default())
    };
    for value in [
        json!({"signal": "companySize", "value": 120, "quote": "about a hundred and twenty"}),
        json!({"company_size": {"value": "120 people", "quote": "a hundred and twenty"}}),
        json!({"Company size": {"value": {"min": 120, "max": 120}, "state": "positive"}}),
        json!([{"signal": "company_size", "value": "120"}]),
        json!({"company_size": true, "need": null}),
    ] {
        let told = claims(value.clone());
        assert_eq!(told.claims.len(), 1, "{value}");
        assert_eq!(told.claims[0].signal, SignalKind::CompanySize);
        assert!(told.anomalies.is_empty(), "{value}: {:?}", told.anomalies);
    }
    for (value, odd) in [
        (
            json!({"signal": "mood"}),
            Anomaly::UnknownClaimValue("signal".to_owned()),
        ),
        (
            json!({"need": ["a"]}),
            Anomaly::UnknownClaimValue("need".to_owned()),
        ),
        (
            json!({"need": {"state": "maybe"}}),
            Anomaly::UnknownClaimValue("state".to_owned()),
        ),
        (
            json!({"need": {"quote": "x", "who": 1}}),
            Anomaly::UnknownClaimKey("need.who".to_owned()),
        ),
        (
            json!("yes"),
            Anomaly::UnreadableClaim("structured_output".to_owned()),
        ),
    ] {
        assert!(claims(value).anomalies.contains_key(&odd), "{odd:?}");
    }
}

const WORDS: [&str; 30] = [
    "we",
    "have",
    "about",
    "fifty",
    "thousand",
    "dollars",
    "for",
    "this",
    "year",
    "yes",
    "no",
    "and",
    "budget",
    "is",
    "sixty",
    "by",
    "march",
    "I",
    "decide",
    "need",
    "it",
    "because",
    "spreadsheets",
    "are",
    "a",
    "mess",
    "twenty",
    "people",
    "don't",
    "our",
];

fn words(most: usize) -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(&WORDS[..]), 1..most).prop_map(|w| w.join(" "))
}

fn lines() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec((any::<bool>(), words(14)), 1..8).prop_map(|lines| {
        let named = |(is_agent, words)| format!("{}: {words}", if is_agent { "A" } else { "P" });
        lines.into_iter().map(named).collect()
    })
}

/// A claim: sometimes quoting what was said, sometimes anything.
fn claim() -> impl Strategy<Value = (i64, Value)> {
    let signal = prop::sample::select(vec![
        "budget",
        "authority",
        "need",
        "timeline",
        "company_size",
    ]);
    let state = prop::option::of(prop::sample::select(vec!["positive", "negative"]));
    let value = prop::option::of(words(6));
    let quote = prop::option::of(words(4));
    (0..100_000_i64, signal, state, value, quote).prop_map(|(at, signal, state, value, quote)| {
        (
            at,
            json!({"signal": signal, "state": state, "value": value, "quote": quote}),
        )
    })
}

fn occurrences(claims: &[(i64, Value)]) -> Vec<CallEvent> {
    let events = claims.iter().enumerate().map(|(number, (at, claim))| {
        let what = match number % 3 {
            0 | 1 => tool_call(&format!("t{number}"), claim),
            _ => report(claim),
        };
        event(START + at, what)
    });
    events.collect()
}

fn told(lines: &[String], events: &[CallEvent]) -> CallState {
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let mut state = call(&lines);
    for event in events {
        state.apply(event.clone());
    }
    state
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn without_other_claims_the_listener_is_all(lines in lines()) {
        let state = told(&lines, &[]);
        let (_, heard) = heard(&state);
        let mut signals = Signals::default();
        heard.iter().for_each(|claim| signals.settle(claim));
        prop_assert_eq!(fused(&state).signals, signals);
    }

    #[test]
    fn order_and_repeats_of_claims_leave_no_trace(
        (lines, claims, shift) in (lines(), prop::collection::vec(claim(), 1..6), 0..6_usize)
    ) {
        let straight = occurrences(&claims);
        let mut other = straight.clone();
        other.extend(straight.iter().rev().cloned());
        let shift = shift % straight.len();
        other.rotate_left(shift);
        let (a, b) = (told(&lines, &straight), told(&lines, &other));
        prop_assert_eq!(serde_json::to_string(&a).unwrap(), serde_json::to_string(&b).unwrap());
        prop_assert_eq!(fused(&a), fused(&b));
    }

    #[test]
    fn verdicts_kept_up_are_verdicts_made_anew(
        (lines, claims) in (lines(), prop::collection::vec(claim(), 1..6))
    ) {
        let mut judge = Judge::default();
        let events = occurrences(&claims);
        for said in 0..=lines.len() {
            let state = told(&lines[..said], &events);
            let (transcript, heard) = heard(&state);
            let claims = state.claims_from_elsewhere(&Playbook::default()).claims;
            let kept_up = judge.fuse(&transcript, &heard, &claims, &setting());
            prop_assert_eq!(kept_up, Fusion::of(&transcript, &heard, &claims, &setting()));
        }
    }

    #[test]
    fn the_ungrounded_never_counts((lines, claims) in (lines(), prop::collection::vec(claim(), 1..6))) {
        let state = told(&lines, &occurrences(&claims));
        let with = fused(&state);
        let (transcript, heard) = heard(&state);
        let grounded: Vec<OutsideClaim> = with
            .claims
            .iter()
            .filter(|judged| matches!(judged.verdict, Verdict::Grounded(_)))
            .map(|judged| judged.claim.clone())
            .collect();
        let without = Fusion::of(&transcript, &heard, &grounded, &setting());
        prop_assert_eq!(&with.signals, &without.signals);
        prop_assert_eq!(&with.rulings, &without.rulings);
    }

    #[test]
    fn what_stands_is_verbatim_the_prospects((lines, claims) in (lines(), prop::collection::vec(claim(), 1..6))) {
        let state = told(&lines, &occurrences(&claims));
        let transcript = state.transcript();
        for standing in fused(&state).signals.0.values() {
            let turn = &transcript.turns[standing.turn as usize];
            prop_assert_eq!(turn.speaker, Speaker::Prospect);
            prop_assert!(turn.text().contains(&standing.quote));
        }
    }

    #[test]
    fn a_call_of_the_agents_alone_grounds_nothing((lines, claims) in (lines(), prop::collection::vec(claim(), 1..6))) {
        let lines: Vec<String> = lines.iter().map(|line| format!("A: {}", &line[3..])).collect();
        let fusion = fused(&told(&lines, &occurrences(&claims)));
        prop_assert_eq!(fusion.signals, Signals::default());
        prop_assert!(fusion.claims.iter().all(|judged| judged.part == Part::NotCounted));
    }
}
