//! Remembers verdicts while a call goes on: most words that are added change none of them, and
//! reading a turn again for every claim and every word would cost more than hearing the call.

use std::{
    collections::{BTreeMap, BTreeSet},
    hash::{DefaultHasher, Hash, Hasher},
};

use super::{
    Fusion, Judged, OutsideClaim, Part, Ungrounded, Verdict,
    fuse::in_order,
    ground::{self, Evidence},
};
use crate::{
    calls::{Speaker, Transcript},
    signals::{Claim, Setting},
    time::Timestamp,
};

/// Judges the claims about one call, again and again. What it comes to depends on nothing but what
/// it is given: memory only saves time.
#[derive(Clone, Debug, Default)]
pub struct Judge {
    /// By claim, what its verdict rests on and the verdict.
    known: BTreeMap<String, (u64, Verdict)>,
    /// What all of them rest on.
    setting: Option<Setting>,
}

impl Judge {
    /// Takes the listener's claims and all others together, as [`Fusion::of`] does.
    pub fn fuse(
        &mut self,
        transcript: &Transcript,
        heard: &[Claim],
        outside: &[OutsideClaim],
        setting: &Setting,
    ) -> Fusion {
        if self.setting.as_ref() != Some(setting) {
            self.known.clear();
            self.setting = Some(setting.clone());
        }
        let evidence = Evidence {
            transcript,
            heard,
            setting,
        };
        let mut keys = BTreeSet::new();
        let mut judged = Vec::with_capacity(outside.len());
        for (key, claim) in in_order(outside) {
            judged.push(Judged {
                verdict: self.verdict(&key, claim, &evidence),
                claim: claim.clone(),
                part: Part::NotCounted,
            });
            keys.insert(key);
        }
        self.known.retain(|key, _| keys.contains(key));
        Fusion::fold(heard, judged, &setting.playbook)
    }

    fn verdict(&mut self, key: &str, claim: &OutsideClaim, evidence: &Evidence<'_>) -> Verdict {
        let rests_on = said_by(evidence.transcript, ground::known_by(claim));
        if let Some((known, verdict)) = self.known.get(key)
            && *known == rests_on
        {
            return verdict.clone();
        }
        let verdict = ground::judge(claim, evidence);
        // Who says the words later decides why these do not count, so it is looked up anew.
        let may_change = matches!(
            verdict,
            Verdict::Ungrounded(
                Ungrounded::NotSaid | Ungrounded::AgentSaid | Ungrounded::SaidLater
            )
        );
        if may_change {
            self.known.remove(key);
        } else {
            self.known
                .insert(key.to_owned(), (rests_on, verdict.clone()));
        }
        verdict
    }
}

/// A digest of everything that was said by then, and in which turn.
fn said_by(transcript: &Transcript, upto: Timestamp) -> u64 {
    let mut digest = DefaultHasher::new();
    for (number, turn) in transcript.turns.iter().enumerate() {
        for said in &turn.segments {
            if !said.is_tentative && said.at <= upto {
                (number, turn.speaker == Speaker::Prospect).hash(&mut digest);
                (said.at, &said.text).hash(&mut digest);
            }
        }
    }
    digest.finish()
}
