//! What must be in Salesforce after each call, written down by a person who read its script.
//!
//! Separate from the product on purpose: nothing here is computed by the code it checks.

use midcall_sim::vapi::{
    generate::Said,
    script::{Reason, Script, Speaker},
};

/// What one call must leave on its lead.
#[derive(Debug)]
pub(super) struct Expected {
    /// What the call came to, in the words of the status field.
    pub(super) status: &'static str,
    /// Every signal there is; all others must be absent.
    pub(super) signals: Vec<Signal>,
    /// The transcript, line by line.
    pub(super) transcript: Vec<String>,
    /// The last thing that happened, in milliseconds after the call was created.
    pub(super) last_contact_ms: i64,
}

/// One signal and what must be known about it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Signal {
    /// As in the field's JSON: `company_size`.
    pub(super) name: &'static str,
    pub(super) fact: Fact,
    /// A word the quote must contain; empty where several sentences prove the same.
    pub(super) word: &'static str,
}

/// What was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fact {
    /// That it is there; no value to compare.
    There,
    /// That it is not there.
    NotThere,
    /// This many dollars, exactly.
    Dollars(u64),
    /// Before the end of this month, counted from January = 1, the next one to come.
    ByEndOf(i8),
    /// The person on the line decides.
    Decides,
    /// This many people, exactly.
    People(u64),
}

impl Expected {
    /// Of a script that somebody wrote; `None` if the demo has no expectation of it.
    pub(super) fn of_script(script: &Script) -> Option<Self> {
        let signal = |name, fact, word| Signal { name, fact, word };
        let (status, signals) = match script.name.as_str() {
            "founding_story" => (
                "Dropped",
                vec![
                    signal("budget", Fact::Dollars(50_000), "$50k"),
                    signal("timeline", Fact::ByEndOf(6), "end of Q2"),
                    signal("company_size", Fact::People(200), "200-person"),
                ],
            ),
            "keen_buyer" => (
                "Completed",
                vec![
                    signal("budget", Fact::Dollars(80_000), "eighty thousand"),
                    signal("authority", Fact::Decides, "decision"),
                    signal("need", Fact::There, "spreadsheets"),
                    signal("timeline", Fact::ByEndOf(3), "end of March"),
                    signal("company_size", Fact::People(350), "350"),
                ],
            ),
            "no_budget" => (
                "Completed",
                vec![
                    signal("budget", Fact::NotThere, "don't have any budget"),
                    signal("need", Fact::There, ""),
                ],
            ),
            "correction" => (
                "Completed",
                vec![
                    signal("budget", Fact::Dollars(30_000), "thirty"),
                    signal("authority", Fact::Decides, "sign off"),
                ],
            ),
            "wrong_number" => ("Completed", vec![]),
            "voicemail" => ("Voicemail", vec![]),
            "no_answer" => ("No answer", vec![]),
            "vanishing" => (
                "Dropped",
                vec![signal("budget", Fact::Dollars(45_000), "forty-five")],
            ),
            "polite_refusal" => ("Completed", vec![signal("need", Fact::NotThere, "happy")]),
            _ => return None,
        };
        Some(Self::new(script, status, signals))
    }

    /// Of a call that was made up, together with what is said in it.
    pub(super) fn of_generated(script: &Script, said: Said) -> Self {
        let status = match &script.ending.reason {
            Reason::Ended(reason) if reason.ends_with("-ended-call") => "Completed",
            Reason::Ended(_) | Reason::Vanish => "Dropped",
        };
        let budget = said
            .budget_usd
            .map(Fact::Dollars)
            .or(said.refuses_budget.then_some(Fact::NotThere));
        let facts = [
            ("budget", budget),
            ("authority", said.authority.then_some(Fact::Decides)),
            ("need", said.need.then_some(Fact::There)),
            ("timeline", said.timeline.then_some(Fact::There)),
            ("company_size", said.company_size.map(Fact::People)),
        ];
        let signals = facts.into_iter().filter_map(|(name, fact)| {
            Some(Signal {
                name,
                fact: fact?,
                word: "",
            })
        });
        Self::new(script, status, signals.collect())
    }

    fn new(script: &Script, status: &'static str, signals: Vec<Signal>) -> Self {
        let transcript = script
            .lines
            .iter()
            .map(|line| {
                let name = match line.speaker {
                    Speaker::Prospect => "Prospect",
                    Speaker::Agent => "Agent",
                };
                let end = if line.cut { " … [cut off]" } else { "" };
                format!("{name}: {}{end}", line.says)
            })
            .collect();
        Self {
            status,
            signals,
            transcript,
            last_contact_ms: script.ending.at_ms,
        }
    }

    /// 25 points for each of budget, authority, need and timeline that is there.
    pub(super) fn score(&self) -> u8 {
        let counts =
            |signal: &&Signal| signal.name != "company_size" && signal.fact != Fact::NotThere;
        self.signals.iter().filter(counts).map(|_| 25).sum()
    }
}

#[cfg(test)]
mod tests {
    use midcall_sim::vapi::script_named;

    use super::*;

    #[test]
    fn the_founding_story_is_expected_as_it_is_told() {
        let expected = Expected::of_script(&script_named("founding_story").unwrap()).unwrap();
        assert_eq!((expected.score(), expected.status), (50, "Dropped"));
        assert_eq!(expected.last_contact_ms, 84_000);
        assert!(
            expected
                .transcript
                .last()
                .unwrap()
                .ends_with("on our side that would be … [cut off]")
        );
    }

    #[test]
    fn a_refusal_and_a_head_count_give_no_points() {
        let said = Said {
            refuses_budget: true,
            need: true,
            company_size: Some(90),
            ..Said::default()
        };
        let script = script_named("keen_buyer").unwrap();
        assert_eq!(Expected::of_generated(&script, said).score(), 25);
    }
}
