//! Time frames by question and answer, with the rules alone.

use jiff::civil::{Date, date};

use crate::{
    calls::Speaker,
    signals::{Listener, Locale, Setting, SignalKind, SignalState, SignalValue, Utterance},
    time::Timestamp,
};

/// The call is on Wednesday, 4 March 2026.
#[track_caller]
fn check(exchange: &[&str], expected: &str) {
    let setting = Setting::new(date(2026, 3, 4), Locale::EnUs);
    let mut listener = Listener::weighing(setting, None);
    for (turn, text) in exchange.iter().enumerate() {
        let speaker = if turn % 2 == 0 {
            Speaker::Agent
        } else {
            Speaker::Prospect
        };
        listener.hear(Utterance {
            turn: u32::try_from(turn).expect("a few turns"),
            speaker,
            text,
            at: Timestamp(0),
        });
    }
    let standing = listener.signals().get(SignalKind::Timeline);
    let day = |day: Option<Date>| day.map_or("-".to_owned(), |day| day.to_string());
    let found = match standing.map(|standing| (standing.state, &standing.value)) {
        Some((SignalState::Positive, Some(SignalValue::Timeframe(frame)))) => {
            format!("{}..{}", day(frame.start), day(frame.end))
        }
        Some((SignalState::Positive, _)) => "event".to_owned(),
        Some((SignalState::Negative, _)) => "none".to_owned(),
        _ => String::new(),
    };
    assert_eq!(found, expected, "{exchange:?}");
}

#[test]
fn deadlines_hang_on_events() {
    let asked = "when would you want it in";
    check(
        &[
            asked,
            "the wedding's june tenth and i want it up before the guests arrive",
        ],
        "2026-03-04..2026-06-09",
    );
    check(
        &[asked, "before the wedding june tenth"],
        "2026-03-04..2026-06-09",
    );
    check(
        &[asked, "early may hopefully before it gets hot"],
        "2026-05-01..2026-05-10",
    );
    check(
        &["what's the drop dead date", "August 12th"],
        "2026-03-04..2026-08-12",
    );
    check(
        &[asked, "it can't slip past september the fourteenth"],
        "2026-03-04..2026-09-14",
    );
}

#[test]
fn answers_by_the_question() {
    check(
        &["are you looking at this quarter", "no, the one after"],
        "2026-04-01..2026-06-30",
    );
    check(
        &["how many weeks off would you say", "three"],
        "2026-03-25..2026-03-25",
    );
    check(
        &[
            "when do you want it",
            "october",
            "early october or late october",
            "early",
        ],
        "2026-10-01..2026-10-10",
    );
    check(
        &[
            "would you start in december",
            "December's the Nutcracker. After the holidays.",
        ],
        "2027-01-02..-",
    );
    check(
        &[
            "when would you start",
            "not monday, make it the first of september",
        ],
        "2026-09-01..2026-09-01",
    );
}

#[test]
fn days_told_from_another_day() {
    let asked = "when would you want it in";
    check(
        &[
            asked,
            "the fair's july tenth and it has to go up that same week",
        ],
        "2026-07-06..2026-07-12",
    );
    check(
        &[asked, "easter we're shut, i want it in before easter"],
        "2026-03-04..2026-04-04",
    );
    check(
        &["by when do you need it", "sometime next month"],
        "2026-04-01..2026-04-30",
    );
    check(&[asked, "Now, before it floods again."], "2026-03-04..-");
    check(
        &[
            asked,
            "before june eighth",
            asked,
            "before the twenty second",
        ],
        "2026-03-04..2026-06-21",
    );
}

#[test]
fn times_of_something_else_are_none() {
    check(&["when's the boss back", "after easter"], "");
    check(&["when does your financial year end", "end of march"], "");
    check(&["suppose you did switch, when", "january i guess"], "");
}

#[test]
fn what_was_planned_is_called_off() {
    check(
        &[
            "when would you start",
            "in june",
            "lovely",
            "actually forget the whole thing it's not happening",
        ],
        "none",
    );
    check(&["when would you start", "we put it on ice"], "none");
}
