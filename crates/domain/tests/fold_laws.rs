//! The laws of the fold: whatever the order, however often, what a call has come to is the same.

#![cfg(test)]

use midcall_domain::{
    calls::{
        About, CallEvent, CallId, CallState, CallStatus, CallSummary, HistoryTurn, LeadHint,
        Occurrence, Outcome, Report, Speaker, Understanding,
    },
    signals::{Locale, Setting},
    time::Timestamp,
};
use proptest::prelude::*;

const START: i64 = 1_795_100_645_000;

const WORDS: [&str; 24] = [
    "we", "have", "about", "fifty", "thousand", "for", "this", "year", "yes", "no", "and", "the",
    "budget", "is", "sorry", "sixty", "by", "march", "I", "decide", "need", "it", "sure", "okay",
];

/// A conversation: turns of fragments of words.
fn conversation() -> impl Strategy<Value = Vec<Vec<String>>> {
    let fragment =
        prop::collection::vec(prop::sample::select(&WORDS[..]), 1..8).prop_map(|w| w.join(" "));
    let turn = prop::collection::vec(fragment, 1..4);
    prop::collection::vec(turn, 1..8)
}

/// Everything a platform sends about a conversation, in order.
fn events(turns: &[Vec<String>], end: End) -> Vec<CallEvent> {
    let mut events = Vec::new();
    let mut at = START;
    let mut history: Vec<HistoryTurn> = Vec::new();
    let mut push = |at: i64, what| {
        events.push(CallEvent {
            at: Timestamp(at),
            is_dated: true,
            about: about(),
            what,
        });
    };
    push(
        at,
        Occurrence::StatusChanged {
            to: CallStatus::InProgress,
            ended_reason: None,
        },
    );
    for (number, fragments) in turns.iter().enumerate() {
        let speaker = if number % 2 == 0 {
            Speaker::Agent
        } else {
            Speaker::Prospect
        };
        let from = at + 500;
        at = from;
        for fragment in fragments {
            let words: Vec<&str> = fragment.split(' ').collect();
            for heard in (1..words.len()).step_by(3) {
                at += 300;
                let text = words[..heard].join(" ");
                push(
                    at,
                    Occurrence::Heard {
                        speaker,
                        text: text.into(),
                        is_final: false,
                    },
                );
            }
            at += 900;
            push(
                at,
                Occurrence::Heard {
                    speaker,
                    text: fragment.as_str().into(),
                    is_final: true,
                },
            );
        }
        history.push(HistoryTurn {
            speaker,
            text: fragments.join(" ").into(),
            from: Some(Timestamp(from)),
            until: Some(Timestamp(at - 100)),
        });
        at += 30;
        push(at, Occurrence::HistoryGiven(history.clone()));
    }
    at += 1_000;
    let ended_reason = Some("customer-ended-call".to_owned());
    match end {
        End::Said => push(
            at,
            Occurrence::StatusChanged {
                to: CallStatus::Ended,
                ended_reason,
            },
        ),
        End::Reported => {
            let ended_at = Some(Timestamp(at));
            push(
                at + 9_000,
                Occurrence::Reported(Report {
                    ended_reason,
                    ended_at,
                    history,
                    ..Report::default()
                }),
            );
        }
        End::CutOff => {
            let text = "and one more".to_owned();
            push(
                at,
                Occurrence::Heard {
                    speaker: Speaker::Prospect,
                    text: text.into(),
                    is_final: false,
                },
            );
        }
    }
    events
}

/// What the platform tells of an ended conversation when it is asked, given what it sent of it.
fn fetched(sent: &[CallEvent]) -> CallEvent {
    let history = sent.iter().rev().find_map(|event| match &event.what {
        Occurrence::HistoryGiven(turns) => Some(turns.clone()),
        _ => None,
    });
    let ended_at = sent.iter().rev().find_map(|event| match &event.what {
        Occurrence::Reported(report) => report.ended_at,
        Occurrence::StatusChanged { to, .. } if *to == CallStatus::Ended => Some(event.at),
        _ => None,
    });
    let ended_at = ended_at.unwrap_or_default();
    let told = CallEvent {
        at: ended_at.plus_ms(9_000),
        is_dated: true,
        about: About::default(),
        what: Occurrence::Reported(Report {
            ended_reason: Some("customer-ended-call".to_owned()),
            ended_at: Some(ended_at),
            history: history.unwrap_or_default(),
            ..Report::default()
        }),
    };
    CallEvent {
        about: about(),
        what: Occurrence::Fetched(vec![told.clone()]),
        ..told
    }
}

/// The conversation with every turn said in one go: so the platform remembers it. Where a quote
/// begins and ends follows the pieces in which it was heard.
fn in_whole_turns(turns: &[Vec<String>]) -> Vec<Vec<String>> {
    turns.iter().map(|turn| vec![turn.join(" ")]).collect()
}

/// What is known of a call, without the moment within a turn at which it was said.
fn known(summary: &CallSummary) -> impl PartialEq + std::fmt::Debug + use<> {
    let signals = summary.signals.0.iter().map(|(name, standing)| {
        let (state, value) = (standing.state, standing.value.clone());
        (name.clone(), state, value, standing.quote.clone())
    });
    (
        summary.created_at,
        summary.last_contact_at,
        summary.disposition,
        summary.is_over,
        summary.transcript.clone(),
        signals.collect::<Vec<_>>(),
    )
}

fn about() -> About {
    About {
        created_at: Some(Timestamp(START)),
        lead: Some(LeadHint {
            rank: 0,
            id: "00QHs00001ABcDeMAL".to_owned(),
        }),
        ..About::default()
    }
}

#[derive(Clone, Copy, Debug)]
enum End {
    Said,
    Reported,
    CutOff,
}

fn end() -> impl Strategy<Value = End> {
    prop_oneof![Just(End::Said), Just(End::Reported), Just(End::CutOff)]
}

fn folded(events: &[CallEvent]) -> CallSummary {
    let mut state = CallState::new(CallId::from("c1"));
    for event in events {
        state.apply(event.clone());
    }
    let settled = CallEvent {
        at: state.active_at(),
        is_dated: true,
        about: About::default(),
        what: Occurrence::FellSilent,
    };
    state.apply(settled);
    let again: CallState = serde_json::from_slice(&serde_json::to_vec(&state).unwrap()).unwrap();
    assert_eq!(again, state, "a snapshot is the state");
    let transcript = state.transcript();
    let setting = Setting::new(state.created_at().date(), Locale::EnUs);
    let mut understanding = Understanding::new(setting.clone());
    understanding.catch_up(&transcript, setting);
    CallSummary::of(&state, &transcript, understanding.signals())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn order_and_repeats_change_nothing(
        (turns, end, order, twice) in (conversation(), end(), any::<u64>(), any::<bool>())
    ) {
        let straight = events(&turns, end);
        let mut other = straight.clone();
        if twice {
            other.extend(straight.clone());
        }
        shuffle(&mut other, order);
        prop_assert_eq!(folded(&other), folded(&straight));
    }

    #[test]
    fn a_lost_final_is_repaired_by_the_history(
        (turns, end, lost) in (conversation(), end(), any::<prop::sample::Index>())
    ) {
        let straight = events(&turns, end);
        let mut other = straight.clone();
        let finals: Vec<usize> = other
            .iter()
            .enumerate()
            .filter(|(_, e)| matches!(e.what, Occurrence::Heard { is_final: true, .. }))
            .map(|(place, _)| place)
            .collect();
        other.remove(finals[lost.index(finals.len())]);
        prop_assert_eq!(folded(&other).transcript, folded(&straight).transcript);
    }

    #[test]
    fn a_call_that_was_fetched_is_the_call_that_was_delivered(
        turns in conversation()
    ) {
        for end in [End::Said, End::Reported] {
            let straight = events(&in_whole_turns(&turns), end);
            prop_assert_eq!(known(&folded(&[fetched(&straight)])), known(&folded(&straight)));
        }
    }

    #[test]
    fn what_is_fetched_of_a_whole_call_changes_nothing(
        (turns, end, order, times) in (
            conversation(),
            prop_oneof![Just(End::Said), Just(End::Reported)],
            any::<u64>(),
            1_usize..4,
        )
    ) {
        let straight = events(&turns, end);
        let mut other = straight.clone();
        other.extend(std::iter::repeat_n(fetched(&straight), times));
        shuffle(&mut other, order);
        prop_assert_eq!(folded(&other), folded(&straight));
    }

    #[test]
    fn what_was_missed_is_recovered_whatever_was_missed(
        (turns, order, lost) in (conversation(), any::<u64>(), any::<u64>())
    ) {
        let straight = events(&in_whole_turns(&turns), End::Reported);
        let mut some: Vec<CallEvent> = straight
            .iter()
            .enumerate()
            .filter(|(place, _)| lost >> (place % 64) & 1 == 0)
            .map(|(_, event)| event.clone())
            .filter(|event| !matches!(event.what, Occurrence::Reported(_)))
            .collect();
        some.push(fetched(&straight));
        shuffle(&mut some, order);
        let mut state = CallState::new(CallId::from("c1"));
        some.iter().for_each(|event| state.apply(event.clone()));
        prop_assert_eq!(state.ledger().outcome, Outcome::Recovered);
        prop_assert_eq!(known(&folded(&some)), known(&folded(&straight)));
    }

    #[test]
    fn understanding_kept_up_is_understanding_made_anew(
        (turns, order) in (conversation(), any::<u64>())
    ) {
        let mut events = events(&turns, End::Said);
        shuffle(&mut events, order);
        let mut state = CallState::new(CallId::from("c1"));
        let setting = Setting::new(Timestamp(START).date(), Locale::EnUs);
        let mut kept_up = Understanding::new(setting.clone());
        for event in events {
            state.apply(event);
            kept_up.catch_up(&state.transcript(), setting.clone());
        }
        let mut anew = Understanding::new(setting.clone());
        anew.catch_up(&state.transcript(), setting);
        prop_assert_eq!(kept_up.claims(), anew.claims());
    }
}

fn shuffle<T>(items: &mut [T], seed: u64) {
    let mut state = seed | 1;
    for last in (1..items.len()).rev() {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let pick = usize::try_from(state >> 33).unwrap() % (last + 1);
        items.swap(last, pick);
    }
}
