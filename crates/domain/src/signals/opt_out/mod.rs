//! Hears that somebody wants no more calls, and keeps the words they said so with.
//!
//! Separate from the signals: it is no step of a sale but a duty, and it binds whoever may call
//! next. So it is also heard from a person the call was not meant for, though not from a machine.

mod command;
mod contact;
mod forbid;
mod offer;
mod place;
mod removal;
mod request;
mod state;
mod tail;
mod veto;
mod words;

use std::ops::Range;

use serde::{Deserialize, Serialize};

use self::{
    offer::Offer,
    words::{Voice, Words},
};
use super::{Utterance, breath::Breath, lexicon::Tag, reading::Reading};
use crate::time::Timestamp;

/// The prospect asked not to be called any more.
///
/// Only ever made of the prospect's words: `quote` is verbatim in the turn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OptOut {
    /// The prospect's words, verbatim.
    pub quote: String,
    /// The transcript turn the quote is from.
    pub turn: u32,
    /// Byte offsets of the quote within the turn's text.
    pub span: (u32, u32),
    /// When it was said.
    pub at: Timestamp,
    /// The rule that heard it, for people who ask why.
    pub rule: String,
}

/// No rule knew the words, and the table did.
const WEIGHED: &str = "opt_out.weighed";

/// Where an utterance asks for no more calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// The words that ask.
    words: Range<usize>,
    /// The rule that found them.
    pub(super) rule: &'static str,
}

/// Finds the first words that ask for no more calls, or that accept an offer of no more.
fn find(reading: &Reading, offer: Option<Offer>) -> Option<Found> {
    let words = Words::new(reading, Voice::Prospect);
    let asked = request::requests(&words)
        .find(|request| veto::stands(&words, *request))
        .map(|request| Found {
            words: request.start..request.end,
            rule: request.rule,
        });
    asked.or_else(|| {
        let (start, end) = offer::accepted(reading, offer?)?;
        Some(Found {
            words: start..end,
            rule: "opt_out.accepted",
        })
    })
}

/// What a listener knows of opt-outs. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub(super) struct Ear {
    heard: Option<OptOut>,
    /// What stood before the prospect's current breath: until it ends it may be taken back.
    before: Option<OptOut>,
    offer: Option<Offer>,
    agent_spoke: bool,
    is_machine: bool,
}

impl Ear {
    /// The first opt-out heard.
    pub(super) fn heard(&self) -> Option<&OptOut> {
        self.heard.as_ref()
    }

    /// Keeps what the agent offers until the agent says something else.
    pub(super) fn hear_agent(&mut self, reading: &Reading) {
        let offer = Offer::find(reading);
        if offer.is_some() || !self.agent_spoke {
            self.offer = offer;
        }
        self.agent_spoke = true;
    }

    /// What the rules find in the prospect's breath.
    pub(super) fn find(&mut self, reading: &Reading, is_new_breath: bool) -> Option<Found> {
        self.agent_spoke = false;
        self.is_machine |= is_machine(reading);
        if is_new_breath {
            self.before = self.heard.clone();
        }
        find(reading, self.offer).filter(|_| !self.is_machine)
    }

    /// Decides on the breath, which was read anew with the final that was just added to it: by what
    /// the rules found and, if there is a table, by how much of it speaks for an opt-out.
    pub(super) fn decide(
        &mut self,
        found: Option<Found>,
        weighed: Option<f32>,
        reading: &Reading,
        breath: &Breath,
        utterance: &Utterance<'_>,
    ) {
        /// A rule is overruled when more than this speaks against it: a duty not done is worse than
        /// a lead not called.
        const DISBELIEF: f32 = -3.0;
        if self.before.is_some() {
            return;
        }
        // What a rule heard and hears no more was taken back, and rules know that best.
        let is_taken_back = self.heard.as_ref().is_some_and(|it| it.rule != WEIGHED);
        let found = match (found, weighed) {
            (Some(_), Some(sum)) if sum < DISBELIEF => None,
            (None, Some(sum)) if sum > 0.0 && !self.is_machine && !is_taken_back => Some(Found {
                words: reading.all(),
                rule: WEIGHED,
            }),
            (found, _) => found,
        };
        match found {
            None => self.heard = None,
            Some(_) if self.heard.is_some() => {}
            Some(found) => self.heard = Some(evidence(reading, breath, &found, utterance)),
        }
    }
}

/// Whether a machine speaks. "She can't come to the phone" a person says too.
fn is_machine(reading: &Reading) -> bool {
    reading
        .phrases
        .of(Tag::Recorded, reading.all())
        .any(|phrase| reading.tokens.word(phrase.end - 1) != "phone")
}

/// The clause around what was found, as it stands in the turn.
fn evidence(reading: &Reading, breath: &Breath, found: &Found, said: &Utterance<'_>) -> OptOut {
    let words = reading.clauses_around(&found.words);
    let (quote, span) = breath.quote(Some(reading.tokens.origin(words.start, words.end)));
    OptOut {
        quote,
        turn: said.turn,
        span,
        at: said.at,
        rule: found.rule.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::OptOut;
    use crate::{
        calls::Speaker::{self, Agent, Prospect},
        signals::{Listener, Locale, Setting, Utterance},
        time::Timestamp,
    };

    fn heard(said: &[(u32, Speaker, &str)]) -> Option<OptOut> {
        let mut listener = Listener::new(Setting::new(date(2026, 3, 2), Locale::EnUs));
        for &(turn, speaker, text) in said {
            listener.hear(Utterance {
                turn,
                speaker,
                text,
                at: Timestamp(i64::from(turn)),
            });
        }
        listener.opt_out().cloned()
    }

    #[test]
    fn the_quote_is_verbatim_in_the_turn() {
        let said = "It’s late. Please don’t call me again! Bye.";
        let heard = heard(&[(3, Prospect, said)]).expect("an opt-out");
        assert_eq!(heard.quote, "Please don’t call me again");
        let span = heard.span.0 as usize..heard.span.1 as usize;
        assert_eq!(said[span], heard.quote);
        assert_eq!(heard.turn, 3);
    }

    #[test]
    fn a_request_may_come_in_several_finals() {
        let heard = heard(&[
            (1, Prospect, "Yeah, take my"),
            (1, Prospect, "number off your list"),
        ]);
        let heard = heard.expect("an opt-out");
        assert_eq!(heard.quote, "Yeah, take my number off your list");
        assert_eq!(heard.span, (0, 34));
    }

    #[test]
    fn the_first_one_stands() {
        let said = [
            (0, Prospect, "Stop calling me."),
            (1, Agent, "I understand."),
            (2, Prospect, "Remove my number."),
            (3, Agent, "Shall I keep you on our list?"),
            (4, Prospect, "Yes, go on."),
        ];
        assert_eq!(heard(&said).expect("an opt-out").turn, 0);
    }

    #[test]
    fn a_wrong_person_opts_out_and_a_machine_does_not() {
        let wrong = [
            (0, Prospect, "Wrong number."),
            (1, Agent, "Sorry."),
            (2, Prospect, "Lose my number."),
        ];
        assert!(heard(&wrong).is_some());
        let machine = [
            (0, Prospect, "Leave a message after the tone."),
            (
                0,
                Prospect,
                "To be taken off your list, press one. Stop calling.",
            ),
        ];
        assert_eq!(heard(&machine), None);
    }

    #[test]
    fn what_is_taken_back_in_the_same_breath_was_not_asked() {
        let said = [
            (0, Prospect, "Take me off your list."),
            (0, Prospect, "Oh wait, no, leave me on."),
        ];
        assert_eq!(heard(&said), None);
    }
}
