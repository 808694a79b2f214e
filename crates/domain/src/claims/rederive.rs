//! What the listener makes of one turn of the prospect's and the question before it.
//!
//! Separate from the call's own hearing: a claim is checked against the turn alone, by the same
//! grammars, so that what stood before does not hide what was said. What the trained table holds
//! for nothing is not believed for being claimed.

use crate::{
    calls::{Segment, Speaker, Transcript},
    signals::{Claim, Listener, Setting, SignalKind, SignalName, SignalState, Utterance},
    time::Timestamp,
};

/// What the prospect's words in this turn claim about a signal. Nothing when it was taken back in
/// the same turn.
pub(super) fn claim(
    transcript: &Transcript,
    turn: usize,
    upto: Timestamp,
    signal: &SignalName,
    setting: &Setting,
) -> Option<Claim> {
    let mut listener = before(transcript, turn, Listener::new(setting.clone()));
    let last = segments(transcript, turn, upto)
        .flat_map(|said| listener.hear(utterance(turn, Speaker::Prospect, said)))
        .filter(|claim| claim.signal == *signal)
        .last()?;
    (last.state != SignalState::Unknown).then_some(last)
}

/// How much the table holds for a state of a signal once these words were said, by themselves and
/// not as an answer, against nothing being said.
pub(super) fn leaning(
    text: &str,
    (signal, state): (SignalKind, SignalState),
    setting: &Setting,
) -> Option<f32> {
    let mut listener = Listener::new(setting.clone());
    let mut said = Utterance {
        turn: 0,
        speaker: Speaker::Prospect,
        text: "Hello.",
        at: Timestamp::default(),
    };
    listener.hear(said);
    (said.speaker, said.text) = (Speaker::Agent, "Okay.");
    listener.hear(said);
    (said.speaker, said.text) = (Speaker::Prospect, text);
    listener.leaning(said, signal, state)
}

/// A listener that has heard the question before a turn, and that somebody has spoken at all.
fn before(transcript: &Transcript, turn: usize, mut listener: Listener) -> Listener {
    let asked = turn
        .checked_sub(1)
        .filter(|&asked| transcript.turns[asked].speaker == Speaker::Agent);
    if let Some(asked) = asked {
        if asked > 0 {
            listener.hear(Utterance {
                turn: 0,
                speaker: Speaker::Prospect,
                text: "Hello.",
                at: Timestamp::default(),
            });
        }
        for said in segments(transcript, asked, Timestamp(i64::MAX)) {
            listener.hear(utterance(asked, Speaker::Agent, said));
        }
    }
    listener
}

/// The words of a turn that stand and were said by then.
pub(super) fn segments(
    transcript: &Transcript,
    turn: usize,
    upto: Timestamp,
) -> impl Iterator<Item = &Segment> {
    transcript.turns[turn]
        .segments
        .iter()
        .filter(move |said| !said.is_tentative && said.at <= upto)
}

fn utterance(turn: usize, speaker: Speaker, said: &Segment) -> Utterance<'_> {
    Utterance {
        turn: u32::try_from(turn).unwrap_or(u32::MAX),
        speaker,
        text: &said.text,
        at: said.at,
    }
}
