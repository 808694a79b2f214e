//! The transcript as a page shows it, with the words that prove a signal marked where they stand.

use std::ops::Range;

use midcall_domain::{calls::Speaker, time::Timestamp};

use super::moment::Elapsed;
use crate::views::{CallView, SignalView};

/// One turn.
#[derive(Clone, Debug)]
pub(crate) struct Turn {
    /// Its place in the transcript, from 0.
    pub(crate) number: u32,
    pub(crate) speaker: &'static str,
    pub(crate) is_prospect: bool,
    /// How far into the call it began.
    pub(crate) offset: Option<Elapsed>,
    /// The words that stand.
    pub(crate) pieces: Vec<Piece>,
    /// Words recognized but not confirmed.
    pub(crate) tentative: Option<String>,
}

/// Words that prove something, or words between such.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) text: String,
    /// The names of the signals it proves: “Budget, Timeline”; empty for most.
    pub(crate) proves: String,
}

/// The last `turns_max` turns of a call.
pub(super) fn last_turns(call: &CallView, created_at: Timestamp, turns_max: usize) -> Vec<Turn> {
    let skipped = call.transcript.len().saturating_sub(turns_max);
    (0_u32..)
        .zip(&call.transcript)
        .skip(skipped)
        .map(|(number, turn)| {
            let is_prospect = turn.speaker == Speaker::Prospect;
            let proofs: Vec<Proof<'_>> = call
                .signals
                .iter()
                .filter(|signal| signal.turn == Some(number))
                .filter_map(|signal| proof(call, signal, &turn.text))
                .collect();
            Turn {
                number,
                speaker: if is_prospect { "Prospect" } else { "Agent" },
                is_prospect,
                offset: turn
                    .at
                    .as_deref()
                    .and_then(Timestamp::parse_iso)
                    .map(|at| Elapsed::of_call(created_at, at, false)),
                pieces: pieces(&turn.text, &proofs),
                tentative: turn.tentative.clone(),
            }
        })
        .collect()
}

type Proof<'a> = (Range<usize>, &'a str);

/// Where in a turn the quote of a signal stands.
fn proof<'a>(call: &CallView, signal: &'a SignalView, text: &str) -> Option<Proof<'a>> {
    let quote = signal.quote.as_deref().filter(|quote| !quote.is_empty())?;
    let claimed = call.claims.iter().rev().find(|claim| {
        claim.signal == signal.signal && Some(claim.turn) == signal.turn && claim.quote == quote
    });
    let span = claimed.map(|claim| claim.span.0 as usize..claim.span.1 as usize);
    // The turn may have grown at its front since, when a late final came in.
    let range = span
        .filter(|span| text.get(span.clone()) == Some(quote))
        .or_else(|| text.find(quote).map(|at| at..at + quote.len()))?;
    Some((range, &signal.label))
}

/// Cuts a text wherever a proof begins or ends.
fn pieces(text: &str, proofs: &[Proof<'_>]) -> Vec<Piece> {
    let mut cuts: Vec<usize> = proofs
        .iter()
        .flat_map(|(range, _)| [range.start, range.end])
        .collect();
    cuts.extend([0, text.len()]);
    cuts.sort_unstable();
    cuts.dedup();
    cuts.windows(2)
        .map(|cut| {
            let names: Vec<&str> = proofs
                .iter()
                .filter(|(range, _)| range.start <= cut[0] && cut[1] <= range.end)
                .map(|(_, name)| *name)
                .collect();
            Piece {
                text: text[cut[0]..cut[1]].to_owned(),
                proves: names.join(", "),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(text: &str, proofs: &[Proof<'_>]) -> String {
        let show = |piece: Piece| match piece.proves.as_str() {
            "" => piece.text,
            proves => format!("[{}|{proves}]", piece.text),
        };
        pieces(text, proofs).into_iter().map(show).collect()
    }

    #[test]
    fn quotes_are_marked_where_they_stand() {
        assert_eq!(marked("nothing said", &[]), "nothing said");
        assert_eq!(marked("", &[]), "");
        assert_eq!(
            marked("we have 50k by June", &[(8..11, "Budget")]),
            "we have [50k|Budget] by June"
        );
        assert_eq!(
            marked(
                "200 of us by June",
                &[(0..17, "Timeline"), (0..9, "Company size")]
            ),
            "[200 of us|Timeline, Company size][ by June|Timeline]"
        );
    }
}
