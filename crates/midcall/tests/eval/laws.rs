//! What must not matter: case, punctuation, how numbers are written, where recognizers cut, what is
//! repeated, and what is said to win time. The same call told in another way ends in the same state.
//!
//! Not every call keeps every law. Each law has a floor a little under the share of calls that do;
//! `cargo test -p midcall --test eval laws -- --nocapture` prints the others.

use midcall::eval::{Case, CaseTurn, LabelledCase};
use midcall_domain::{
    calls::Speaker,
    signals::{Listener, Rubric, SignalKind, Signals, Utterance},
    time::Timestamp,
};

use super::{FILES, cases, listen, spelling, tagged};

/// The calls that were composed, and the stories.
fn calls() -> Vec<Case> {
    let composed = tagged("dev.jsonl", "composed").into_iter();
    composed
        .chain(cases("stories.jsonl"))
        .map(|LabelledCase { case, .. }| case)
        .collect()
}

/// What of two hearings differs, one line a signal; values only where the law speaks of them.
fn differences(told: &Signals, retold: &Signals, has_values: bool) -> Vec<String> {
    let differs = |kind: &SignalKind| {
        let values = |signals: &Signals| signals.get(*kind).and_then(|it| it.value.clone());
        told.state(*kind) != retold.state(*kind) || has_values && values(told) != values(retold)
    };
    let show = |signals: &Signals, kind| {
        let standing = signals.get(kind);
        let value = standing.and_then(|it| it.value.as_ref());
        let value = value.map(|value| serde_json::to_string(value).unwrap());
        format!("{:?} {}", signals.state(kind), value.unwrap_or_default())
    };
    let differing = SignalKind::ALL.into_iter().filter(differs);
    differing
        .map(|kind| {
            format!(
                "{}: {} became {}",
                kind.name(),
                show(told, kind),
                show(retold, kind)
            )
        })
        .collect()
}

/// Counts the calls that keep a law.
struct Law {
    name: &'static str,
    kept: u32,
    broken: u32,
}

impl Law {
    fn new(name: &'static str) -> Self {
        Self {
            name,
            kept: 0,
            broken: 0,
        }
    }

    fn judge(&mut self, id: &str, differences: &[String]) {
        if differences.is_empty() {
            self.kept += 1;
        } else {
            self.broken += 1;
            println!("{}: {id}: {}", self.name, differences.join("; "));
        }
    }

    /// The share that keeps it, in percent, is at least this.
    #[track_caller]
    fn holds_for(&self, floor: f64) {
        let of = self.kept + self.broken;
        let share = 100.0 * f64::from(self.kept) / f64::from(of.max(1));
        println!("{}: kept by {} of {of}, {share:.1} %", self.name, self.kept);
        assert!(
            share >= floor,
            "{}: {share:.1} % is under {floor}",
            self.name
        );
    }
}

/// Tells every call in another way and compares what stands at the end.
#[track_caller]
fn retold(name: &'static str, floor: f64, retell: impl Fn(&mut Vec<CaseTurn>)) {
    let mut law = Law::new(name);
    for mut case in calls() {
        let told = listen(&case).signals;
        retell(&mut case.turns);
        let retold = listen(&case).signals;
        law.judge(&case.id, &differences(&told, &retold, true));
    }
    law.holds_for(floor);
}

/// The same with every text written anew.
#[track_caller]
fn rewritten(name: &'static str, floor: f64, rewrite: impl Fn(&str) -> String) {
    retold(name, floor, |turns| {
        for turn in turns {
            turn.text = rewrite(&turn.text);
        }
    });
}

/// Without the marks that end or part sentences; "1.5", "5,200" and "3:30" keep theirs.
fn unpunctuated(text: &str) -> String {
    let mut kept = String::new();
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let is_inner = rest.peek().is_some_and(char::is_ascii_digit)
            && kept.ends_with(|c: char| c.is_ascii_digit());
        if is_inner || !matches!(c, '.' | ',' | '?' | '!' | ';' | ':' | '…' | '"') {
            kept.push(c);
        }
    }
    kept
}

#[test]
fn laws_of_case() {
    rewritten("upper case", 100.0, str::to_uppercase);
    rewritten("lower case", 100.0, str::to_lowercase);
}

#[test]
fn laws_of_punctuation() {
    rewritten("no punctuation", 98.0, unpunctuated);
}

#[test]
fn laws_of_numbers() {
    rewritten("digits to words", 99.0, spelling::in_words);
    rewritten("words to digits", 94.0, spelling::in_digits);
}

#[test]
fn laws_of_repetition() {
    retold("agent turn repeated", 99.0, |turns| {
        *turns = turns
            .iter()
            .flat_map(|turn| {
                let times = if turn.role == Speaker::Agent { 2 } else { 1 };
                std::iter::repeat_n(turn.clone(), times)
            })
            .collect();
    });
}

/// The text with a word after every third.
fn with_every_third(text: &str, filler: &str) -> String {
    let words = text.split(' ').enumerate();
    let padded = words.map(|(at, word)| match at % 3 {
        2 => format!("{word} {filler}"),
        _ => word.to_owned(),
    });
    padded.collect::<Vec<_>>().join(" ")
}

/// Tells every call with the prospect's words padded.
#[track_caller]
fn padded(name: &'static str, floor: f64, pad: impl Fn(&str) -> String) {
    retold(name, floor, |turns| {
        let said = turns
            .iter_mut()
            .filter(|turn| turn.role == Speaker::Prospect);
        for turn in said {
            turn.text = pad(&turn.text);
        }
    });
}

#[test]
fn laws_of_fillers() {
    padded("um after every third word", 100.0, |text| {
        with_every_third(text, "um")
    });
    padded("uh, after every third word", 100.0, |text| {
        with_every_third(text, "uh,")
    });
    padded(", uh, after every third word", 100.0, |text| {
        let padded = with_every_third(text, "uh,").replace(" uh,", ", uh,");
        padded.replace(",,", ",")
    });
    padded("you know, at the start", 87.0, |text| {
        format!("you know, {text}")
    });
    padded("well um, at the start", 92.0, |text| {
        format!("well um, {text}")
    });
}

/// Each turn of the prospect in two finals, cut at each word: what stands after the second is what
/// stands after the whole.
#[test]
fn laws_of_splitting() {
    let mut by_call = Law::new("split, every cut of a call");
    let mut by_cut = Law::new("split, each cut");
    for case in calls() {
        let mut listener = Listener::new(case.setting(&Rubric::default()));
        let mut broken = Vec::new();
        for turn in &case.turns {
            let says = |text| Utterance {
                turn: turn.i,
                speaker: turn.role,
                text,
                at: Timestamp(turn.t_ms),
            };
            let before = listener.clone();
            listener.hear(says(&turn.text));
            if turn.role == Speaker::Agent {
                continue;
            }
            for (cut, _) in turn.text.match_indices(' ') {
                let mut other = before.clone();
                other.hear(says(&turn.text[..cut]));
                other.hear(says(&turn.text[cut + 1..]));
                let found = differences(listener.signals(), other.signals(), true);
                let place = format!("{} turn {} byte {cut}", case.id, turn.i);
                by_cut.judge(&place, &found);
                broken.extend(found);
            }
        }
        by_call.judge(&case.id, &broken);
    }
    by_cut.holds_for(99.5);
    by_call.holds_for(97.0);
}

/// Whether nobody was reached, or nobody whom the call was meant for.
fn is_misdirected(call: &LabelledCase) -> bool {
    const TAGS: [&str; 2] = ["voicemail", "wrong_number"];
    call.tags.iter().any(|tag| TAGS.contains(&tag.as_str()))
}

#[test]
fn machines_and_wrong_numbers_score_nothing() {
    let mut unscored = Law::new("no score where nobody was reached");
    let mut unheard = Law::new("nothing heard where nobody was reached");
    for call in FILES.into_iter().flat_map(cases).filter(is_misdirected) {
        let hearing = listen(&call.case);
        let heard = differences(&Signals::default(), &hearing.signals, true);
        let scored = if hearing.score > 0 { &heard[..] } else { &[] };
        unscored.judge(&call.case.id, scored);
        unheard.judge(&call.case.id, &heard);
    }
    assert!(unscored.kept >= 50);
    // "The owner of what?" is taken for a yes.
    unscored.holds_for(98.0);
    unheard.holds_for(95.0);
}

/// Whoever turns out to be the wrong person, or a machine, proves nothing with all that follows.
#[test]
fn what_the_wrong_one_says_proves_nothing() {
    for opening in [
        "Sorry, you've got the wrong number.",
        "You've reached the voicemail of Pat Hill, please leave a message after the tone.",
    ] {
        for mut case in calls() {
            let said = case
                .turns
                .iter()
                .filter(|turn| turn.role == Speaker::Prospect);
            let said: Vec<&str> = said.map(|turn| turn.text.as_str()).collect();
            let text = format!("{opening} {}", said.join(" "));
            case.turns.retain(|turn| turn.role == Speaker::Agent);
            let Some(first) = case.turns.first().cloned() else {
                continue;
            };
            case.turns.truncate(1);
            case.turns.push(CaseTurn {
                i: first.i + 1,
                role: Speaker::Prospect,
                text,
                ..first
            });
            assert_eq!(listen(&case).signals, Signals::default(), "{}", case.id);
        }
    }
}
