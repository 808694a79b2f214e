//! What is read where the table is sure and no rule heard anything.

use jiff::civil::date;

use crate::{
    calls::Speaker,
    signals::{
        Listener, Locale, Setting, SignalKind, SignalState,
        SignalState::{Negative, Positive},
        Utterance,
        model::{Class, OPT_OUT, Weights},
    },
    time::Timestamp,
};

/// What stands after turns that the agent opens, by a table that is always sure of one state.
#[track_caller]
fn check(signal: SignalKind, state: SignalState, cases: &[(&[&str], &str)]) {
    let class = match state {
        Negative => Class::Negative,
        _ => Class::Positive,
    };
    let sure = Weights::column(signal, class).expect("a state has a column");
    let columns: Vec<(f32, Vec<f32>)> = (0..=sure)
        .map(|column| (if column == sure { 9.0 } else { -9.0 }, Vec::new()))
        .collect();
    let weights: &'static Weights = Box::leak(Box::new(Weights::of(&columns)));
    for (turns, expected) in cases {
        let setting = Setting::new(date(2026, 3, 4), Locale::EnUs);
        let mut listener = Listener::weighing(setting, Some(weights));
        for (turn, text) in (0_u32..).zip(turns.iter()) {
            let speaker = match turn % 2 {
                0 => Speaker::Agent,
                _ => Speaker::Prospect,
            };
            listener.hear(Utterance {
                turn,
                speaker,
                text,
                at: Timestamp(i64::from(turn)),
            });
        }
        let standing = listener.signals().get(signal);
        let value = standing.and_then(|standing| standing.value.as_ref());
        let value = value.map_or_else(String::new, |value| {
            serde_json::to_string(value).expect("a value is written")
        });
        assert!(value.contains(expected), "{turns:?}: {value}");
    }
}

#[test]
fn a_price_is_taken_from_the_agent() {
    let amounts: &[(&[&str], &str)] = &[
        (
            &[
                "two hundred bucks a month, any drama with that?",
                "no drama",
            ],
            "\"max\":200",
        ),
        (
            &[
                "per seat, could you do fifteen a month?",
                "fifteen's doable",
            ],
            "unit_month",
        ),
        (
            &["so roughly three thousand for the lot", "call it that"],
            "\"max\":3000",
        ),
        (
            &[
                "what would you pay",
                "forty thousand, forty five if it also makes it cold",
            ],
            "\"max\":45000",
        ),
        (
            &[
                "what would you pay",
                "he said not to bring anything over nine thousand",
            ],
            "\"min\":null,\"max\":9000",
        ),
    ];
    check(SignalKind::Budget, Positive, amounts);
}

#[test]
fn a_time_is_told_from_another_date() {
    let frames: &[(&[&str], &str)] = &[
        (
            &[
                "when would you want it",
                "race day's the seventh of november, so the day before",
            ],
            "2026-11-06",
        ),
        (
            &[
                "when would you want it",
                "the contract runs out on august 31, we'd go the day after",
            ],
            "2026-09-01",
        ),
        (
            &["by which month should it be ready?", "June."],
            "\"start\":\"2026-03-04\",\"end\":\"2026-06-30\"",
        ),
        (
            &["shall we say end of September?", "let's say that"],
            "2026-09-30",
        ),
        (
            &["when must it be in", "by the last day of august"],
            "2026-08-31",
        ),
    ];
    check(SignalKind::Timeline, Positive, frames);
}

#[test]
fn whoever_decides_is_found_where_words_point() {
    let others: &[(&[&str], &str)] = &[
        (
            &["so he'd have to ask his board?", "it's them that says"],
            "board",
        ),
        (
            &["and who signs", "the managing director's daughter"],
            "managing director's daughter",
        ),
        (
            &["would the trustees or the council sign", "the second one"],
            "council",
        ),
    ];
    check(SignalKind::Authority, Negative, others);
    let shared: &[(&[&str], &str)] = &[
        (
            &[
                "would you and your business partner both have a vote?",
                "we would",
            ],
            "self, business partner",
        ),
        (
            &["who picks it", "the dean and i agree on everything"],
            "self, dean",
        ),
    ];
    check(SignalKind::Authority, Positive, shared);
}

#[test]
fn a_head_count_that_mends_or_concludes_stands() {
    let counts: &[(&[&str], &str)] = &[
        (
            &["how many staff?", "Five. Well, six, with Grace."],
            "\"max\":6",
        ),
        (
            &[
                "how many people work there?",
                "Ten thousand badge holders but we only employ 610.",
            ],
            "\"max\":610",
        ),
        (
            &["over a hundred on the payroll?", "a little over"],
            "\"min\":100",
        ),
    ];
    check(SignalKind::CompanySize, Positive, counts);
}

/// Whether what the rules find in the answer stands when so much speaks against everything.
fn stands(signal: SignalKind, [question, answer]: [&str; 2], against: f32) -> bool {
    let columns = vec![(-against, Vec::new()); OPT_OUT];
    let weights: &'static Weights = Box::leak(Box::new(Weights::of(&columns)));
    let setting = Setting::new(date(2026, 3, 4), Locale::EnUs);
    let mut listener = Listener::weighing(setting, Some(weights));
    let turns = [(Speaker::Agent, question), (Speaker::Prospect, answer)];
    for (turn, (speaker, text)) in (0_u32..).zip(turns) {
        listener.hear(Utterance {
            turn,
            speaker,
            text,
            at: Timestamp(i64::from(turn)),
        });
    }
    listener.signals().state(signal) == Positive
}

#[test]
fn a_finding_stands_unless_nearly_everything_speaks_against_it() {
    let size = ["And how big is it?", "About three metres by one."];
    let sum = [
        "What is the budget?",
        "Our budget is fifty thousand dollars.",
    ];
    for (signal, turns) in [(SignalKind::CompanySize, size), (SignalKind::Budget, sum)] {
        assert!(stands(signal, turns, 1.0), "{turns:?}");
        assert!(!stands(signal, turns, 3.0), "{turns:?}");
    }
}

#[test]
fn troubles_and_dates_are_doubted_sooner() {
    let trouble = [
        "How is it going?",
        "We keep losing orders, it's costing us customers.",
    ];
    let date = ["When do you want to go live?", "By the end of June."];
    for (signal, turns) in [(SignalKind::Need, trouble), (SignalKind::Timeline, date)] {
        assert!(stands(signal, turns, 0.3), "{turns:?}");
        assert!(!stands(signal, turns, 1.0), "{turns:?}");
    }
}
