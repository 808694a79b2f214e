//! The scripts that come with the simulated Vapi: one line per call, the dialogue in its own file.

use super::script::Script;

const SOURCES: [&str; 10] = [
    include_str!("../../scripts/founding_story.toml"),
    include_str!("../../scripts/keen_buyer.toml"),
    include_str!("../../scripts/no_budget.toml"),
    include_str!("../../scripts/correction.toml"),
    include_str!("../../scripts/wrong_number.toml"),
    include_str!("../../scripts/voicemail.toml"),
    include_str!("../../scripts/no_answer.toml"),
    include_str!("../../scripts/vanishing.toml"),
    include_str!("../../scripts/polite_refusal.toml"),
    include_str!("../../scripts/inbound_question.toml"),
];

/// Every script, the founding story first.
#[must_use]
pub fn scripts() -> Vec<Script> {
    SOURCES
        .iter()
        .map(|source| Script::parse(source).expect("the embedded scripts are tested to parse"))
        .collect()
}

/// The script with this name.
#[must_use]
pub fn script_named(name: &str) -> Option<Script> {
    scripts().into_iter().find(|script| script.name == name)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::scripts;

    #[test]
    fn names_and_numbers_are_unique_and_fictional() {
        let scripts = scripts();
        let names: HashSet<_> = scripts.iter().map(|script| &script.name).collect();
        let numbers: HashSet<_> = scripts
            .iter()
            .map(|script| &script.customer.number)
            .collect();
        assert_eq!((names.len(), numbers.len()), (scripts.len(), scripts.len()));
        assert!(
            numbers
                .iter()
                .all(|number| number.starts_with("+1555") && number.len() == 12)
        );
    }
}
