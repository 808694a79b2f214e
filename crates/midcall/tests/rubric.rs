//! A rubric as people write it: the examples in the documentation load, and what is wrong in a file
//! is told with its line by every command that reads it.

#![cfg(test)]

use std::{
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use midcall::config;
use midcall_domain::{
    calls::Speaker,
    signals::{Listener, Locale, Setting, SignalState, Utterance},
    time::Timestamp,
};
use proptest::prelude::*;

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn read(path: &str) -> String {
    std::fs::read_to_string(repository().join(path)).unwrap()
}

/// Runs a command in a folder with this `midcall.toml`.
fn midcall(file: &str, arguments: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("midcall.toml"), file).unwrap();
    Command::new(env!("CARGO_BIN_EXE_midcall"))
        .args(arguments)
        .current_dir(folder.path())
        .env_clear()
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

#[test]
fn the_examples_for_people_load() {
    let text = read("docs/rubric.md");
    let blocks: Vec<&str> = text
        .split("```toml\n")
        .skip(1)
        .filter_map(|block| block.split("```").next())
        .collect();
    assert_eq!(blocks.len(), 4);
    for block in blocks {
        config::check(block, "docs/rubric.md").unwrap();
    }
}

/// What stands about a signal after an answer to the agent, heard by all examples together.
fn heard(agent: &str, prospect: &str, signal: &str) -> SignalState {
    let text = read("docs/rubric.md");
    let block = |key: &str| {
        let mut blocks = text
            .split("```toml\n")
            .filter_map(|block| block.split("```").next());
        blocks.find(|block| block.contains(key)).unwrap()
    };
    let file = [block("champion"), block("[product]")].concat();
    let setting = Setting {
        playbook: config::check(&file, "docs/rubric.md").unwrap().playbook,
        ..Setting::new(jiff::civil::date(2026, 3, 4), Locale::EnUs)
    };
    let mut listener = Listener::new(setting);
    let turns = ["Hi, Ava here.", "Hello.", agent, prospect];
    for (turn, text) in (0_u32..).zip(turns) {
        listener.hear(Utterance {
            turn,
            speaker: [Speaker::Agent, Speaker::Prospect][turn as usize % 2],
            text,
            at: Timestamp::default(),
        });
    }
    listener.signals().state(signal)
}

#[test]
fn the_examples_for_people_hear_what_they_promise() {
    use SignalState::{Negative, Positive, Unknown};
    let drives = "Is there anyone on your side who would drive this?";
    let process = "What does your approval process look like?";
    let safety = "Do you have any problems with safety?";
    for (agent, prospect, signal, expected) in [
        (drives, "Yeah, that'd be me.", "champion", Positive),
        (drives, "Not really, no.", "champion", Negative),
        (drives, "Maybe. Depends.", "champion", Unknown),
        (
            "I see.",
            "I've been selling this internally for months.",
            "champion",
            Positive,
        ),
        (
            "I see.",
            "I would never push for this.",
            "champion",
            Negative,
        ),
        (
            "I see.",
            "If it were up to me I'd fight for it.",
            "champion",
            Unknown,
        ),
        (
            "I see.",
            "Honestly, no one in the building cares.",
            "champion",
            Negative,
        ),
        (
            process,
            "Our legal team has to review it first.",
            "decision_process",
            Positive,
        ),
        (
            process,
            "We don't have a formal process.",
            "decision_process",
            Negative,
        ),
        (
            process,
            "It's just me and a credit card.",
            "decision_process",
            Positive,
        ),
        (process, "No idea, sorry.", "decision_process", Unknown),
        (
            "I see.",
            "Does it need to go through legal?",
            "decision_process",
            Unknown,
        ),
        (
            "What are you after?",
            "We want safety training for forty people.",
            "need",
            Positive,
        ),
        (
            "What are you after?",
            "What we need is forklifts, three of them.",
            "need",
            Unknown,
        ),
        (safety, "We had two accidents last month.", "need", Positive),
        (
            safety,
            "No, but we failed the last fire audit.",
            "need",
            Positive,
        ),
        (
            safety,
            "No, zero accidents in five years.",
            "need",
            Negative,
        ),
        (
            "How are things?",
            "Our pallet jacks keep dying on us.",
            "need",
            Unknown,
        ),
    ] {
        assert_eq!(heard(agent, prospect, signal), expected, "{prospect}");
    }
}

#[test]
fn the_example_among_the_defaults_loads_with_its_marks_off() {
    let defaults = read("crates/midcall/config.default.toml");
    let example: String = defaults
        .lines()
        .skip_while(|line| *line != "# [[signals]]")
        .take_while(|line| line.starts_with('#'))
        .map(|line| line.trim_start_matches("# ").to_owned() + "\n")
        .filter(|line| line.contains(" = ") || line.starts_with("[["))
        .collect();
    let own = config::check(&example, "example").unwrap();
    assert_eq!(own.playbook.signals().len(), 1, "{example}");
    assert_eq!(own.weights[0].1, 15);
}

/// One of everything that can be wrong, and what is said about it.
const WRONG: &str = include_str!("rubric/wrong.toml");
const TOLD: &str = include_str!("rubric/wrong.txt");

#[test]
fn every_mistake_is_told_with_its_line() {
    for arguments in [
        &["extract"][..],
        &["eval", "calls.jsonl"],
        &["serve"],
        &["calls"],
        &["call", "show", "c1"],
    ] {
        let output = midcall(WRONG, arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        assert_eq!(
            String::from_utf8_lossy(&output.stderr),
            TOLD,
            "{arguments:?}"
        );
    }
}

#[test]
fn own_signals_are_printed_and_not_scored_against_labels() {
    let file = "[[signals]]\nname = \"greeted\"\nweight = 50\npositive = [\"hello\"]\n";
    let dev = repository().join("evals/dev.jsonl");
    let dev = dev.to_str().unwrap();
    let table = |file: &str| {
        let output = midcall(file, &["eval", dev, "--tag", "composed"]);
        String::from_utf8(output.stdout).unwrap()
    };
    let (plain, own) = (table(""), table(file));
    let (mut heard, rest): (Vec<&str>, Vec<&str>) = own
        .lines()
        .partition(|line| line.starts_with("own signals") || line.starts_with("greeted"));
    assert!(heard.pop().unwrap().starts_with("greeted  "), "{own}");
    let lines = |lines: Vec<&str>| {
        lines
            .into_iter()
            .filter(|it| !it.is_empty())
            .collect::<Vec<_>>()
            .join("\n")
    };
    assert_eq!(lines(rest), lines(plain.lines().collect()));
}

/// Pieces that TOML and rubrics are made of, and some that belong to neither.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("[[signals]]\n".to_owned()),
        Just("[signals]\n".to_owned()),
        Just("[[signals.questions]]\n".to_owned()),
        Just("[product]\n".to_owned()),
        Just("[score]\n".to_owned()),
        Just("signals = ".to_owned()),
        "(name|label|weight|value|positive|negative|questions|asks|yes|any|nouns|not|sells|budget) = ",
        "\"[a-z |*_'é—-]{0,12}\"(, |\n)",
        "(\\[|\\]|\\{|\\}|[0-9]{1,6}|-1|true|1979-05-27|\n)",
        "\\PC{0,6}",
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_file_is_read_or_refused(text in pieces()) {
        if let Err(config::Error::Mistakes(mistakes)) = config::check(&text, "x.toml") {
            let lines = text.lines().count().max(1);
            prop_assert!(mistakes.list.iter().all(|it| (1..=lines + 1).contains(&it.line)));
        }
    }

    #[test]
    fn any_phrases_are_read_or_refused(phrases in prop::collection::vec("[a-z |*_'é—-]{0,24}", 0..6)) {
        let list: Vec<String> = phrases.iter().map(|it| format!("\"{it}\"")).collect();
        let text = format!("[[signals]]\nname = \"x\"\npositive = [{}]\n", list.join(", "));
        let _ = config::check(&text, "x.toml");
    }
}
