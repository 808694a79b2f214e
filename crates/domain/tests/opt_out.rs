//! Holds the listener to what it reached in hearing that somebody wants no more calls.
//!
//! `cargo test -p midcall-domain --test opt_out -- --nocapture` prints the misses.

#![cfg(test)]
use jiff::civil::date;
use midcall_domain::{
    calls::Speaker,
    signals::{Listener, Locale, OptOut, Setting, Utterance},
    time::Timestamp,
};
use serde::Deserialize;

const CASES: &str = include_str!("../../../evals/opt_out.jsonl");

#[derive(Deserialize)]
struct Case {
    id: String,
    locale: Locale,
    opt_out: bool,
    before: Option<String>,
    text: String,
}

fn hear(case: &Case, text: &str) -> Option<OptOut> {
    let mut listener = Listener::new(Setting::new(date(2026, 3, 2), case.locale));
    let mut say = |turn, speaker, text: &str| {
        listener.hear(Utterance {
            turn,
            speaker,
            text,
            at: Timestamp(i64::from(turn)),
        });
    };
    if let Some(before) = &case.before {
        say(0, Speaker::Agent, before);
    }
    say(1, Speaker::Prospect, text);
    listener.opt_out().cloned()
}

/// Hears every case, prints the misses, and returns precision and recall in percent.
fn measure(title: &str, rewrite: fn(&str) -> String) -> (f64, f64) {
    let (mut hits, mut alarms, mut misses) = (0_u32, 0_u32, 0_u32);
    for line in CASES.lines() {
        let case: Case = serde_json::from_str(line).expect("a case");
        let text = rewrite(&case.text);
        let heard = hear(&case, &text);
        if let Some(heard) = &heard {
            let (start, end) = (heard.span.0 as usize, heard.span.1 as usize);
            assert_eq!(text[start..end], heard.quote, "{}", case.id);
        }
        let rule = heard.as_ref().map(|heard| heard.rule.as_str());
        match (case.opt_out, rule) {
            (true, Some(_)) => hits += 1,
            (true, None) => {
                misses += 1;
                println!("{title}: missed {} {:?} {text}", case.id, case.before);
            }
            (false, Some(rule)) => {
                alarms += 1;
                println!("{title}: false {} {rule} {:?} {text}", case.id, case.before);
            }
            (false, None) => {}
        }
    }
    let percent = |whole: u32| 100.0 * f64::from(hits) / f64::from(whole.max(1));
    let (precision, recall) = (percent(hits + alarms), percent(hits + misses));
    println!("{title}: precision {precision:.1} recall {recall:.1}");
    (precision, recall)
}

#[test]
fn opt_outs_are_heard() {
    let (precision, recall) = measure("as written", str::to_owned);
    assert!(recall >= 98.0, "recall {recall:.1}");
    assert!(precision >= 95.0, "precision {precision:.1}");
}

/// Recognizers may send neither case nor punctuation.
#[test]
fn opt_outs_are_heard_without_punctuation() {
    let (precision, recall) = measure("no punctuation", |text| {
        let bare = |c: &char| !matches!(c, '.' | ',' | '?' | '!' | ';' | ':' | '"');
        text.chars().filter(bare).collect::<String>().to_uppercase()
    });
    assert!(recall >= 96.0, "recall {recall:.1}");
    assert!(precision >= 95.0, "precision {precision:.1}");
}

/// Words cut off anywhere are heard without a panic, from either side, and quoted verbatim.
#[test]
fn any_part_of_a_sentence_can_be_heard() {
    for line in CASES.lines() {
        let case: Case = serde_json::from_str(line).expect("a case");
        for (at, _) in case.text.match_indices([' ', '\'']) {
            for part in [&case.text[..at], &case.text[at..]] {
                let turned = Case {
                    before: Some(part.to_owned()),
                    text: "yes please".to_owned(),
                    ..serde_json::from_str(line).expect("a case")
                };
                hear(&turned, "yes please");
                if let Some(heard) = hear(&case, part) {
                    let (start, end) = (heard.span.0 as usize, heard.span.1 as usize);
                    assert_eq!(part[start..end], heard.quote, "{}", case.id);
                }
            }
        }
    }
}
