//! How far a claim is trusted: as far as its rule was right in the labelled calls.
//!
//! The measured figures are data in `confidence.tsv`, made by `cargo xtask train`. Separate because
//! rules must not judge themselves.

use std::{collections::HashMap, sync::LazyLock};

use super::{reading::Reading, rules::Finding};

/// A claim that was made whole by later words and is taken back with them.
pub(super) const TAKEN_BACK: &str = "breath.taken_back";
/// Words that leave a door open.
const HEDGES: &[&str] = &[
    "maybe",
    "perhaps",
    "probably",
    "possibly",
    "might",
    "guess",
    "suppose",
    "think",
    "reckon",
    "roughly",
    "ish",
    "somewhere",
];

static MEASURED: LazyLock<HashMap<&'static str, u8>> =
    LazyLock::new(|| read(include_str!("confidence.tsv")).collect());

/// The rules that fired often enough, each with its confidence in hundredths.
fn read(table: &'static str) -> impl Iterator<Item = (&'static str, u8)> {
    let lines = table.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| {
        let mut columns = line.split('\t');
        let rule = columns.next()?;
        Some((rule, columns.nth(2)?.parse().ok()?))
    })
}

/// How far a rule is trusted, in hundredths, if it fired often enough to tell.
pub(super) fn measured(rule: &str) -> Option<u8> {
    MEASURED.get(rule).copied()
}

/// How far a finding is trusted, in hundredths: what its rule reached, or what is usual for its
/// kind, less where the speaker hedges. What the table alone found is as likely as the table says.
pub(super) fn of(finding: &Finding, reading: &Reading) -> u8 {
    measured(finding.rule).unwrap_or_else(|| {
        let usual = finding.confidence;
        let is_hedged = || {
            let words = reading.clauses_around(&finding.words);
            words
                .into_iter()
                .any(|at| HEDGES.contains(&reading.tokens.word(at)))
        };
        if !finding.is_weighed() && is_hedged() {
            usual - usual.div_ceil(10)
        } else {
            usual
        }
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::{measured, of, read};
    use crate::signals::{
        Locale, Setting, SignalKind, SignalState, reading::Reading, rules::Finding,
    };

    const TABLE: &str = include_str!("confidence.tsv");

    #[test]
    fn every_line_is_a_rule_with_its_record() {
        let mut last = "";
        for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
            let [rule, right, wrong, confidence] = line.split('\t').collect::<Vec<_>>()[..] else {
                panic!("{line}");
            };
            assert!(last < rule, "{rule} is out of order");
            last = rule;
            let (right, wrong): (u32, u32) = (right.parse().unwrap(), wrong.parse().unwrap());
            let is_measured = right + wrong >= 5;
            assert_eq!(confidence != "-", is_measured, "{line}");
            if is_measured {
                let bound: u32 = confidence.parse().unwrap();
                assert!(
                    bound * (right + wrong) <= 100 * right + (right + wrong) / 2,
                    "{line}"
                );
            }
        }
        assert!(read(TABLE).count() > 40);
    }

    /// A rule that was renamed must be measured again.
    #[test]
    fn every_rule_with_a_record_exists() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut folders = vec![root.join("src/signals")];
        let mut sources = String::new();
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|it| it == "rs") {
                    sources += &std::fs::read_to_string(path).unwrap();
                }
            }
        }
        for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
            let rule = line.split('\t').next().unwrap();
            assert!(
                sources.contains(&format!("\"{rule}\"")),
                "{rule} is no rule"
            );
        }
    }

    #[test]
    fn what_was_not_measured_is_trusted_by_its_kind() {
        let (kind, state) = (SignalKind::Need, SignalState::Positive);
        let trust = |text: &str, finding: &dyn Fn(&Reading) -> Finding| {
            let reading = Reading::new(text, &Setting::new(date(2026, 3, 4), Locale::EnUs));
            of(&finding(&reading), &reading)
        };
        let said = |rule| move |it: &Reading| Finding::said(kind, state, rule, it.all());
        let answered = |rule| move |it: &Reading| Finding::answered(kind, state, rule, it.all());
        assert_eq!(trust("it leaks", &said("need.new")), 90);
        assert_eq!(trust("maybe it leaks", &said("need.new")), 81);
        assert_eq!(trust("yes", &answered("need.new")), 85);
        assert_eq!(trust("yes maybe", &answered("need.new")), 76);
        let weighed = |it: &Reading| Finding {
            confidence: 73,
            ..Finding::said(kind, state, "need.weighed", it.all())
        };
        assert_eq!(trust("maybe it leaks", &weighed), 73);
        let measured = measured("need.pain").unwrap();
        assert_eq!(trust("maybe it leaks", &said("need.pain")), measured);
    }
}
