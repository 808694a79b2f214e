//! Who decides, by question and answer, with the rules alone.

use jiff::civil::date;

use crate::{
    calls::Speaker,
    signals::{Listener, Locale, Setting, SignalKind, SignalState, SignalValue, Utterance},
    time::Timestamp,
};

#[track_caller]
fn check(asked: &str, said: &str, expected: &str) {
    let setting = Setting::new(date(2026, 3, 4), Locale::EnUs);
    let mut listener = Listener::weighing(setting, None);
    for (turn, (speaker, text)) in [(Speaker::Agent, asked), (Speaker::Prospect, said)]
        .into_iter()
        .enumerate()
    {
        listener.hear(Utterance {
            turn: u32::try_from(turn).expect("two turns"),
            speaker,
            text,
            at: Timestamp(0),
        });
    }
    let standing = listener.signals().get(SignalKind::Authority);
    let sign = match standing.map(|standing| standing.state) {
        Some(SignalState::Positive) => "+",
        Some(SignalState::Negative) => "-",
        _ => "",
    };
    let name = standing.and_then(|standing| match &standing.value {
        Some(SignalValue::Decider(decider)) => decider.decision_maker.clone(),
        _ => None,
    });
    assert_eq!(
        format!("{sign}{}", name.unwrap_or_default()),
        expected,
        "{said}"
    );
}

#[test]
fn yes_and_no_by_the_question() {
    check("do you need to run this past anyone", "nope", "+self");
    check(
        "do you need to run this past anyone",
        "yes unfortunately",
        "-",
    );
    check(
        "So there's nobody who'd have to countersign?",
        "Nobody, no.",
        "+self",
    );
    check("are you the decision maker", "I am not", "-");
    check(
        "is there anyone else involved",
        "just my wife",
        "+self, wife",
    );
    check("does your wife need to agree", "she doesn't", "+self");
    check(
        "is it you or the owner who'd approve that",
        "the latter",
        "-owner",
    );
}

#[test]
fn deciders_by_the_shape() {
    check(
        "can you sign it",
        "the old man's gotta agree to it",
        "-old man",
    );
    check("who buys for you", "Kath does all the buying", "-kath");
    check("who decides", "Dr. Patel picks everything", "-dr patel");
    check("who decides", "gary in accounts", "-gary");
    check(
        "how would you choose",
        "nothing moves without the vestry",
        "-vestry",
    );
    check(
        "does the head sign it off",
        "her and the chair of governors both",
        "-head, chair of governors",
    );
    check("is the coach strict", "the coach decides who plays", "");
}

#[test]
fn shared_in_any_order() {
    check("who would have to say yes", "Dev and me", "+self, dev");
    check(
        "who picks the vendor",
        "Me, the city engineer, and a resident rep",
        "+self, city engineer, resident rep",
    );
    check(
        "who decides",
        "me and Gloria, she's the controller",
        "+self, controller",
    );
}

#[test]
fn only_who_decides() {
    check(
        "who would choose",
        "The estates office runs it and the council decides",
        "-council",
    );
    check(
        "does the mayor decide",
        "harbor commission decides mayor only waves",
        "-harbor commission",
    );
    check("is it your call", "no, Priya in procurement", "-priya");
    check("who decides", "a guy named vern over in reno", "-vern");
    check(
        "who decides",
        "me and my brother bought it off dad so the two of us",
        "+self, brother",
    );
    check("are you the owner", "it's me the owner yes", "+self");
}

#[test]
fn who_owns_with_the_speaker() {
    check(
        "are you the owner",
        "I own the mill with Petra",
        "+self, petra",
    );
    check(
        "are you the owner",
        "I own it with my sister but I decide everything alone",
        "+self",
    );
    check(
        "is it you or your brother who decides",
        "Both of us, mother wouldn't have it otherwise",
        "+self, brother",
    );
}
