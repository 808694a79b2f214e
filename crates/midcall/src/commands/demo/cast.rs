//! Which calls are played, and when each begins.

use std::sync::Arc;

use midcall_domain::{calls::CallId, time::Timestamp};
use midcall_sim::vapi::{generate, script::Script, script_named};

use super::expected::Expected;

/// The story Midcall was founded on; it is always played, first.
pub(super) const FOUNDING_STORY: &str = "founding_story";
/// The other written scripts in the order in which they are added. The inbound call is not among
/// them: the demo's calls are placed, so each names its lead.
const OTHERS: [&str; 8] = [
    "keen_buyer",
    "no_budget",
    "correction",
    "vanishing",
    "voicemail",
    "wrong_number",
    "no_answer",
    "polite_refusal",
];
/// One call begins so long after another, unless there are many.
const STAGGER_MS: i64 = 2_500;
/// The last call begins at most so long after the first.
const STAGGER_MAX_MS: i64 = 30_000;

/// One call of the demo.
#[derive(Debug)]
pub(super) struct Role {
    /// Vapi's id of the call.
    pub(super) call: CallId,
    /// The lead that is called, once the org has it.
    pub(super) lead: String,
    /// What is said.
    pub(super) script: Arc<Script>,
    /// What must be in Salesforce in the end.
    pub(super) expected: Expected,
    /// When the call is created, in the story's time.
    pub(super) created_at: Timestamp,
    /// The seed of its pauses and of what the transcriber mishears.
    pub(super) seed: u64,
}

impl Role {
    /// What the caller is called in a column: the first name.
    pub(super) fn short_name(&self) -> &str {
        self.script
            .customer
            .name
            .split(' ')
            .next()
            .unwrap_or_default()
    }

    /// Whether this is the founding story.
    pub(super) fn is_founding(&self) -> bool {
        self.script.name == FOUNDING_STORY
    }
}

/// The founding story and `others` more calls, on the latest day on which it can have begun.
///
/// `engage` puts each customer into the org and gives the lead's id.
pub(super) fn cast<E>(
    others: usize,
    seed: u64,
    now: Timestamp,
    mut engage: impl FnMut(&Script) -> Result<String, E>,
) -> Result<Vec<Role>, E> {
    let scripts = scripts(others, seed);
    let begins = begins(&scripts[0].0, now);
    let stagger_ms = STAGGER_MS.min(STAGGER_MAX_MS / scripts.len() as i64);
    let mut roles = Vec::new();
    for (index, (mut script, expected)) in scripts.into_iter().enumerate() {
        let lead = engage(&script)?;
        script.lead_id = Some(lead.clone());
        roles.push(Role {
            call: CallId::from(format!("{seed:08x}-7d31-7aab-9c54-{index:012x}").as_str()),
            lead,
            script: Arc::new(script),
            expected,
            created_at: begins.plus_ms(index as i64 * stagger_ms),
            seed: seed.wrapping_add(index as u64),
        });
    }
    Ok(roles)
}

fn scripts(others: usize, seed: u64) -> Vec<(Script, Expected)> {
    let written = [FOUNDING_STORY].into_iter().chain(OTHERS).map(|name| {
        let script = script_named(name).expect("the demo names scripts that exist");
        let expected =
            Expected::of_script(&script).expect("the demo names scripts it knows the end of");
        (script, expected)
    });
    let made_up = (0..).map(|index| {
        let generated = generate::generate(seed.wrapping_add(index));
        let expected = Expected::of_generated(&generated.script, generated.said);
        (generated.script, expected)
    });
    written.chain(made_up).take(1 + others).collect()
}

/// When the story begins: at its time of day, today or, if that is still to come, yesterday.
fn begins(founding: &Script, now: Timestamp) -> Timestamp {
    let today = Timestamp(founding.created_on(now.date()));
    let over_at = today.plus_ms(founding.ending.at_ms);
    if over_at <= now {
        today
    } else {
        today.plus_ms(-24 * 60 * 60 * 1_000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cast_at(now: &str, others: usize) -> Vec<Role> {
        let now = Timestamp::parse_iso(now).unwrap();
        cast(others, 7, now, |_| Ok::<_, ()>("00Q".to_owned())).unwrap()
    }

    #[test]
    fn the_founding_story_begins_at_its_time_of_day() {
        for (now, begins) in [
            ("2026-11-19T10:25:00.000Z", "2026-11-19T10:23:14.000Z"),
            ("2026-11-19T10:24:00.000Z", "2026-11-18T10:23:14.000Z"),
        ] {
            let roles = cast_at(now, 0);
            assert_eq!(roles.len(), 1);
            assert!(roles[0].is_founding());
            assert_eq!(roles[0].created_at.iso(), begins);
        }
    }

    #[test]
    fn many_calls_are_all_different_and_begin_soon() {
        let roles = cast_at("2026-11-19T12:00:00.000Z", 50);
        let calls: std::collections::BTreeSet<_> =
            roles.iter().map(|role| role.call.clone()).collect();
        assert_eq!(calls.len(), 51);
        assert!(roles[50].created_at.ms_since(roles[0].created_at) <= STAGGER_MAX_MS);
    }
}
