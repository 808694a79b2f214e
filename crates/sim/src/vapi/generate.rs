//! Calls nobody wrote down: believable dialogues of about three minutes, made from a seed for load
//! tests, together with what was really said in them.

use super::{
    phrases::{self, Topic},
    script::{Customer, Direction, Ending, Line, Reason, Script, Speaker},
};
use crate::rng::Rng;

/// A generated call.
#[derive(Clone, Debug)]
pub struct Generated {
    /// The dialogue.
    pub script: Script,
    /// What the prospect states in it.
    pub said: Said,
}

/// The facts a prospect states on a call. What is not listed is not mentioned at all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// Dollars set aside.
    pub budget_usd: Option<u64>,
    /// That there is no money.
    pub refuses_budget: bool,
    /// That the prospect decides.
    pub authority: bool,
    /// A problem to be solved.
    pub need: bool,
    /// A date to be live by.
    pub timeline: bool,
    /// How many people work there.
    pub company_size: Option<u64>,
}

impl Said {
    /// How many of budget, authority, need and timeline are there.
    #[must_use]
    pub fn positives(&self) -> u32 {
        [
            self.budget_usd.is_some(),
            self.authority,
            self.need,
            self.timeline,
        ]
        .map(u32::from)
        .iter()
        .sum()
    }
}

/// How long a generated call is talked on, in milliseconds.
const TALK_MS: i64 = 180_000;
/// Room for a breath and a slow word after each line.
const BREATH_MS: i64 = 900;
/// The pace of the dialogue, a little slower than speech so that no line is hurried.
const WORD_MS: i64 = 400;

/// Makes up a call. Equal seeds make equal calls.
#[must_use]
pub fn generate(seed: u64) -> Generated {
    let mut rng = Rng::new(seed);
    let customer = Customer {
        number: format!("+1555{:07}", seed % 10_000_000),
        name: format!(
            "{} {}",
            rng.pick(&phrases::FIRST_NAMES),
            rng.pick(&phrases::LAST_NAMES)
        ),
        company: format!(
            "{} {}",
            rng.pick(&phrases::COMPANY_FRONTS),
            rng.pick(&phrases::COMPANY_BACKS)
        ),
    };
    let first_name = customer
        .name
        .split(' ')
        .next()
        .unwrap_or_default()
        .to_owned();

    let mut said = Said::default();
    let mut exchanges: Vec<(&str, String)> = Vec::new();
    for topic in Topic::ALL {
        // Three in four facts come up, so that scores spread from nothing to everything.
        if rng.chance(0.75) {
            exchanges.push(phrases::exchange(topic, &mut said, &mut rng));
        }
    }
    shuffle(&mut exchanges, &mut rng);

    let mut dialogue = Dialogue::new();
    dialogue.say(
        Speaker::Agent,
        format!(
            "Hi {first_name}, this is Ava from Northlight Forecasting. {}",
            rng.pick(&phrases::OPENERS)
        ),
    );
    dialogue.say(
        Speaker::Prospect,
        (*rng.pick(&phrases::GREETINGS)).to_owned(),
    );
    let mut small_talk = phrases::SMALL_TALK;
    shuffle(&mut small_talk, &mut rng);
    let mut facts = exchanges.into_iter();
    // Facts are spread over the call, small talk in between, until the time is up.
    for exchanges in small_talk {
        if dialogue.now_ms > TALK_MS && facts.len() == 0 {
            break;
        }
        for (question, answer) in exchanges {
            dialogue.say(Speaker::Agent, (*question).to_owned());
            dialogue.say(Speaker::Prospect, (*answer).to_owned());
        }
        if let Some((question, answer)) = facts.next() {
            dialogue.say(Speaker::Agent, question.to_owned());
            dialogue.say(Speaker::Prospect, answer);
        }
    }
    dialogue.say(
        Speaker::Agent,
        format!("That is all from me. Thank you, {first_name}, have a great day."),
    );

    let ended_ms = dialogue.now_ms + 1_500;
    let script = Script {
        name: format!("generated_{seed}"),
        direction: Direction::Outbound,
        starts: None,
        lead_id: Some(lead_id(seed)),
        customer,
        assistant: "Northlight SDR (Ava)".into(),
        lines: dialogue.lines,
        ending: Ending {
            at_ms: ended_ms,
            reason: Reason::Ended((*rng.pick(&phrases::ENDINGS)).into()),
            report: true,
            report_after_ms: 5_000 + rng.below(10_000).cast_signed(),
            summary: Some("The prospect talked about demand planning.".into()),
            success: said.positives() > 2,
        },
    };
    Generated { script, said }
}

/// Lines one after another, each taking the time it needs.
struct Dialogue {
    lines: Vec<Line>,
    now_ms: i64,
}

impl Dialogue {
    const fn new() -> Self {
        Self {
            lines: Vec::new(),
            now_ms: 6_000,
        }
    }

    fn say(&mut self, speaker: Speaker, says: String) {
        let words = says.split_whitespace().count() as i64;
        self.now_ms += words * WORD_MS + BREATH_MS;
        self.lines.push(Line {
            at_ms: self.now_ms,
            speaker,
            says,
            partials: true,
            cut: false,
            tool: None,
        });
    }
}

/// An id with the form and the checksum of a Salesforce lead's.
fn lead_id(seed: u64) -> String {
    // `Q` is the only capital, third of the first five characters, which makes the checksum `EAA`.
    format!("00Q{:012}EAA", seed % 1_000_000_000_000)
}

fn shuffle<T>(items: &mut [T], rng: &mut Rng) {
    for end in (1..items.len()).rev() {
        let other = rng.below(end as u64 + 1) as usize;
        items.swap(end, other);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{Said, generate};
    use crate::vapi::script::Speaker;

    #[test]
    fn equal_seeds_make_equal_calls_and_others_differ() {
        let said = |seed| -> Vec<String> {
            generate(seed)
                .script
                .lines
                .into_iter()
                .map(|line| line.says)
                .collect()
        };
        assert_eq!(said(1), said(1));
        let different: HashSet<_> = (0..200).map(said).collect();
        assert_eq!(different.len(), 200);
    }

    #[test]
    fn calls_last_about_three_minutes() {
        for seed in 0..200 {
            let ended_ms = generate(seed).script.ending.at_ms;
            assert!((150_000..230_000).contains(&ended_ms), "{seed}: {ended_ms}");
        }
    }

    #[test]
    fn what_was_said_stands_in_the_lines() {
        for seed in 0..200 {
            let generated = generate(seed);
            let words: String = generated
                .script
                .lines
                .iter()
                .filter(|line| line.speaker == Speaker::Prospect)
                .map(|line| line.says.clone() + "\n")
                .collect();
            if let Some(usd) = generated.said.budget_usd {
                assert!(words.contains(&(usd / 1_000).to_string()), "{usd}: {words}");
            }
            if let Some(people) = generated.said.company_size {
                assert!(words.contains(&people.to_string()), "{people}: {words}");
            }
        }
    }

    #[test]
    fn every_score_occurs() {
        let scores: HashSet<u32> = (0..400)
            .map(|seed| generate(seed).said.positives())
            .collect();
        assert_eq!(scores.len(), 5);
        assert_eq!(Said::default().positives(), 0);
    }
}
