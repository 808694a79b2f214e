//! What holds for any words in any order: nothing panics, quotes are verbatim, agents claim nothing.

use midcall_domain::{
    calls::Speaker,
    signals::{Claim, Listener, Locale, Setting, SignalValue, Utterance},
    time::Timestamp,
};
use proptest::prelude::*;

/// Words that mean something to the listener, and some that do not.
const WORDS: &str = "we need have no not budget fifty thousand k $ 40 to or between up under a month per seat \
    year by before end of q three june friday next week weeks i my boss decides sign owner cfo and people \
    twenty hundred one half couple sorry actually yes no, sure. why? scratch that if had maybe problem \
    spreadsheets fine just me team 200-person deploy € 31 1st first the it's don't can't +1 555 201 é 🙂 ’";

fn said() -> impl Strategy<Value = String> {
    let words: Vec<&str> = WORDS.split_whitespace().collect();
    let sentence = prop::collection::vec(prop::sample::select(words), 0..24);
    prop_oneof![
        4 => sentence.prop_map(|words| words.join(" ")),
        1 => any::<String>(),
    ]
}

fn call() -> impl Strategy<Value = Vec<(bool, u32, String)>> {
    // Turn numbers go up, sometimes not at all: finals of one turn.
    prop::collection::vec((any::<bool>(), 0..2_u32, said()), 0..12)
}

fn listener() -> Listener {
    Listener::new(Setting::new(jiff::civil::date(2026, 2, 28), Locale::EnUs))
}

/// Plays a call and checks every claim against the text of its turn.
fn play(lines: &[(bool, u32, String)]) -> Vec<Claim> {
    let mut listener = listener();
    let mut claims = Vec::new();
    let (mut turn, mut text, mut last) = (0, String::new(), None);
    for (is_prospect, step, said) in lines {
        let speaker = if *is_prospect {
            Speaker::Prospect
        } else {
            Speaker::Agent
        };
        if last.is_some_and(|l| l == speaker) && *step == 0 {
            text.push(' ');
        } else {
            turn += 1;
            text.clear();
        }
        text.push_str(said);
        last = Some(speaker);
        let heard = listener.hear(Utterance {
            turn,
            speaker,
            text: said,
            at: Timestamp(0),
        });
        for claim in &heard {
            let span = claim.span.0 as usize..claim.span.1 as usize;
            assert_eq!(text.get(span), Some(claim.quote.as_str()));
            assert_eq!(claim.turn, turn);
            assert!(claim.value.as_ref().is_none_or(is_in_order), "{claim:?}");
        }
        claims.extend(heard);
    }
    claims
}

/// Whether no lower end is above its upper end.
fn is_in_order(value: &SignalValue) -> bool {
    fn in_order<T: PartialOrd>(from: Option<T>, to: Option<T>) -> bool {
        from.zip(to).is_none_or(|(from, to)| from <= to)
    }
    match value {
        SignalValue::Amount(amount) => in_order(amount.min, amount.max),
        SignalValue::Timeframe(frame) => in_order(frame.start, frame.end),
        SignalValue::HeadCount(count) => in_order(count.min, count.max),
        SignalValue::Decider(_) | SignalValue::Text(_) => true,
    }
}

proptest! {
    #[test]
    fn quotes_are_verbatim(lines in call()) {
        play(&lines);
    }

    #[test]
    fn the_same_call_gives_the_same_claims(lines in call()) {
        prop_assert_eq!(play(&lines), play(&lines));
    }

    #[test]
    fn the_agent_claims_nothing(mut lines in call()) {
        lines.iter_mut().for_each(|line| line.0 = false);
        prop_assert_eq!(play(&lines), vec![]);
    }

    #[test]
    fn a_copy_leaves_the_original_alone(lines in call(), partial in said()) {
        let mut original = listener();
        for (index, (_, _, said)) in lines.iter().enumerate() {
            let turn = index as u32;
            original.hear(Utterance { turn, speaker: Speaker::Prospect, text: said, at: Timestamp(0) });
        }
        let before = original.signals().clone();
        let mut copy = original.clone();
        copy.hear(Utterance { turn: 99, speaker: Speaker::Prospect, text: &partial, at: Timestamp(1) });
        prop_assert_eq!(original.signals(), &before);
    }
}
