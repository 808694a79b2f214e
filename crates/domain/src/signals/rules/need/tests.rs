//! What the need rules hear in whole conversations.

use jiff::civil::date;

use crate::{
    calls::Speaker,
    signals::{
        Listener, Locale, Setting, SignalKind::Need, SignalState, SignalState::*, Utterance,
    },
    time::Timestamp,
};

/// What stands after a conversation of alternating turns that the agent opens.
fn hear(turns: &[&str]) -> SignalState {
    // The rules alone: what the table makes of them is judged over whole corpora.
    let setting = Setting::new(date(2026, 3, 4), Locale::EnUs);
    let mut listener = Listener::weighing(setting, None);
    for (turn, text) in (0_u32..).zip(turns) {
        let speaker = if turn % 2 == 0 {
            Speaker::Agent
        } else {
            Speaker::Prospect
        };
        listener.hear(Utterance {
            turn,
            speaker,
            text,
            at: Timestamp(i64::from(turn)),
        });
    }
    listener.signals().state(Need)
}

#[track_caller]
fn check(turns: &[&str], state: SignalState) {
    assert_eq!(hear(turns), state, "{turns:?}");
}

#[test]
fn trouble_is_heard_where_it_is_asked_about() {
    let how = "how are the scales treating you";
    check(&["hi", "hello", how, "they lose count by noon"], Positive);
    check(&["hi", "hello", how, "they run like clockwork"], Negative);
    check(
        &["hi", "hello", "who decides", "nobody but my aunt"],
        Unknown,
    );
}

#[test]
fn a_no_denies_a_problem_however_long() {
    let problem = "are late deliveries a headache";
    check(
        &["hi", "hello", problem, "no never, the depot is next door"],
        Negative,
    );
    check(&["hi", "hello", problem, "no idea"], Unknown);
}

#[test]
fn the_call_itself_is_no_problem() {
    check(&["hi", "hello", "i see", "you're breaking up"], Unknown);
    check(
        &["hi", "hello", "i see", "i've had nine of you since monday"],
        Unknown,
    );
}

#[test]
fn a_price_agreed_to_settles_no_need() {
    check(
        &[
            "hi",
            "our freezer keeps breaking down",
            "forty a week",
            "forty a week is fine",
        ],
        Positive,
    );
}
