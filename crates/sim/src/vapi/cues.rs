//! What happens on a scripted call, and when: the order of events, before any body is written.
//! Separate from the bodies, so that a thousand calls can wait for their turn in little memory.

use super::{
    delivery::Kind,
    ids,
    script::{Direction, Reason, Script, SignalNote, Speaker},
    speech::speak,
};
use crate::rng::Rng;

/// One thing Vapi would send a webhook about. Times count from the creation of the call.
#[derive(Debug)]
pub(super) struct Cue {
    /// When Vapi makes the message.
    pub(super) made_ms: i64,
    /// When it arrives.
    pub(super) arrives_ms: i64,
    /// What it is about.
    pub(super) event: Event,
}

/// What a webhook is about.
#[derive(Debug)]
pub(super) enum Event {
    /// The call has another status, other than ended.
    Status(&'static str),
    /// The agent is on the line.
    AssistantStarted,
    /// Somebody begins or stops to speak.
    Speech {
        speaker: Speaker,
        turn: usize,
        starts: bool,
    },
    /// The transcriber's guess while the prospect speaks.
    Partial(String),
    /// Words that stand.
    Final {
        speaker: Speaker,
        text: String,
        starts_ms: i64,
        confidence: f64,
    },
    /// A turn is part of the conversation now.
    TurnOver,
    /// The agent's model calls its tool.
    ToolCalled { id: String, note: SignalNote },
    /// The tool's answer is part of the conversation now.
    ToolAnswered { id: String },
    /// The call is over, for Vapi's reason.
    Ended(String),
    /// Vapi's account of the whole call.
    Reported,
}

impl Event {
    /// The kind of webhook it is told with.
    pub(super) const fn kind(&self) -> Kind {
        match self {
            Self::Status(_) | Self::Ended(_) => Kind::StatusUpdate,
            Self::AssistantStarted => Kind::AssistantStarted,
            Self::Speech { .. } => Kind::SpeechUpdate,
            Self::Partial(_) => Kind::PartialTranscript,
            Self::Final { .. } => Kind::FinalTranscript,
            Self::TurnOver | Self::ToolAnswered { .. } => Kind::ConversationUpdate,
            Self::ToolCalled { .. } => Kind::ToolCalls,
            Self::Reported => Kind::EndOfCallReport,
        }
    }
}

// How long Vapi takes for the small steps of a call. Taken from the samples, whose timing is itself
// invented.
const PICKED_UP_MS: i64 = 320;
const TURN_OVER_MS: i64 = 100;
const SPEECH_STOPPED_MS: i64 = 70;
const TOOL_CALLED_MS: i64 = 450;
const TOOL_ANSWERED_MS: i64 = 885;

/// Lists everything that happens on the call, in order.
pub(super) fn cues(script: &Script, rng: &mut Rng) -> Vec<Cue> {
    let mut events: Vec<(i64, Event)> = Vec::new();
    let answerable_ms = match script.direction {
        Direction::Outbound => {
            events.push((60, Event::Status("queued")));
            events.push((1_800, Event::Status("ringing")));
            3_000
        }
        Direction::Inbound => 1_500,
    };

    let mut free_from_ms = answerable_ms;
    for (turn, line) in script.lines.iter().enumerate() {
        let utterance = speak(line, free_from_ms);
        let speaker = line.speaker;
        if turn == 0 {
            let answered_ms = utterance.starts_ms - PICKED_UP_MS;
            events.push((answered_ms, Event::Status("in-progress")));
            events.push((answered_ms + 120, Event::AssistantStarted));
        }
        events.push((
            utterance.starts_ms,
            Event::Speech {
                speaker,
                turn,
                starts: true,
            },
        ));
        for fragment in utterance.fragments {
            events.extend(
                fragment
                    .partials
                    .into_iter()
                    .map(|(at_ms, text)| (at_ms, Event::Partial(text))),
            );
            if !line.cut {
                events.push((
                    fragment.ends_ms,
                    Event::Final {
                        speaker,
                        text: fragment.text,
                        starts_ms: fragment.starts_ms,
                        confidence: 0.86 + rng.below(135) as f64 / 1_000.0,
                    },
                ));
            }
        }
        if !line.cut {
            events.push((
                line.at_ms + SPEECH_STOPPED_MS,
                Event::Speech {
                    speaker,
                    turn,
                    starts: false,
                },
            ));
            events.push((line.at_ms + TURN_OVER_MS, Event::TurnOver));
            if let Some(note) = &line.tool {
                let id = ids::tool_call_id(rng);
                events.push((
                    line.at_ms + TOOL_CALLED_MS,
                    Event::ToolCalled {
                        id: id.clone(),
                        note: note.clone(),
                    },
                ));
                events.push((line.at_ms + TOOL_ANSWERED_MS, Event::ToolAnswered { id }));
            }
        }
        free_from_ms = line.at_ms;
    }

    let ending = &script.ending;
    if let Reason::Ended(reason) = &ending.reason {
        events.push((ending.at_ms, Event::Ended(reason.clone())));
        if ending.report {
            events.push((ending.at_ms + ending.report_after_ms, Event::Reported));
        }
    } else {
        // A worker that died sends nothing more, not even what was about to be sent.
        events.retain(|(made_ms, _)| *made_ms <= ending.at_ms);
    }

    events.sort_by_key(|(made_ms, _)| *made_ms);
    let mut arrived_ms = 0;
    events
        .into_iter()
        .map(|(made_ms, event)| {
            // In order, as most calls are; `play` is where order is lost.
            arrived_ms = arrived_ms.max(made_ms + 40 + rng.below(50).cast_signed());
            Cue {
                made_ms,
                arrives_ms: arrived_ms,
                event,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Event, cues};
    use crate::{
        rng::Rng,
        vapi::{script_named, scripts},
    };

    #[test]
    fn a_final_is_made_at_the_moment_the_script_names() {
        let script = script_named("founding_story").unwrap();
        let cues = cues(&script, &mut Rng::new(1));
        let line = &script.lines[2..]
            .iter()
            .find(|line| line.says.contains("200-person"))
            .unwrap();
        let made_ms = cues.iter().filter_map(|cue| match &cue.event {
            Event::Final { text, .. } if line.says.ends_with(text.as_str()) => Some(cue.made_ms),
            _ => None,
        });
        assert_eq!(made_ms.collect::<Vec<_>>(), [33_000]);
    }

    #[test]
    fn every_script_happens_in_order() {
        for script in scripts() {
            let cues = cues(&script, &mut Rng::new(1));
            assert!(cues.is_sorted_by_key(|cue| cue.made_ms), "{}", script.name);
            assert!(
                cues.is_sorted_by_key(|cue| cue.arrives_ms),
                "{}",
                script.name
            );
            assert!(
                cues.iter().all(|cue| cue.arrives_ms > cue.made_ms),
                "{}",
                script.name
            );
        }
    }

    #[test]
    fn a_vanished_call_has_no_end() {
        let cues = cues(&script_named("vanishing").unwrap(), &mut Rng::new(1));
        assert!(
            !cues
                .iter()
                .any(|cue| matches!(cue.event, Event::Ended(_) | Event::Reported))
        );
        assert!(matches!(cues.last().unwrap().event, Event::Partial(_)));
    }
}
