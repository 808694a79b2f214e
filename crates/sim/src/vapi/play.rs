//! What may happen to a call's webhooks on the way: Vapi promises neither order, nor once, nor at
//! all. Pure, so that a failing run is a plan and a seed.

use super::delivery::{Delivery, Kind};
use crate::rng::Rng;

/// How much later the second copy of a webhook arrives, as if the answer to the first had been
/// lost.
const REPEATED_AFTER_MS: i64 = 1_000;

/// A list of mishaps, applied one after another.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    mishaps: Vec<Mishap>,
}

#[derive(Clone, Copy, Debug)]
enum Mishap {
    Shuffle { within_ms: i64, seed: u64 },
    Repeat,
    Thin { fraction: f64, seed: u64 },
    Cut { after_ms: i64 },
    Delay { kind: Kind, by_ms: i64 },
}

impl Plan {
    /// Nothing happens.
    #[must_use]
    pub fn in_order() -> Self {
        Self::default()
    }

    /// Every webhook is held up by a chance amount of up to `ms`, and so they overtake each other.
    #[must_use]
    pub fn shuffled_within(self, ms: i64, seed: u64) -> Self {
        self.then(Mishap::Shuffle {
            within_ms: ms,
            seed,
        })
    }

    /// Every webhook arrives a second time. The second report has other presigned URLs, as Vapi
    /// makes them anew for each delivery.
    #[must_use]
    pub fn every_one_twice(self) -> Self {
        self.then(Mishap::Repeat)
    }

    /// Of the webhooks the call can be understood without, this fraction is never sent.
    #[must_use]
    pub fn dropping_non_final(self, fraction: f64, seed: u64) -> Self {
        self.then(Mishap::Thin { fraction, seed })
    }

    /// Nothing arrives later than `ms` after the call was created.
    #[must_use]
    pub fn cut_after(self, ms: i64) -> Self {
        self.then(Mishap::Cut { after_ms: ms })
    }

    /// Webhooks of one kind arrive `ms` later than they should.
    #[must_use]
    pub fn late(self, kind: Kind, ms: i64) -> Self {
        self.then(Mishap::Delay { kind, by_ms: ms })
    }

    /// Lets it happen. What comes out is in the order of arrival.
    #[must_use]
    pub fn apply(&self, deliveries: Vec<Delivery>) -> Vec<Delivery> {
        self.mishaps.iter().fold(deliveries, |deliveries, mishap| {
            let mut deliveries = mishap.befall(deliveries);
            // Stable: what arrives at the same moment keeps its order.
            deliveries.sort_by_key(|delivery| delivery.at_ms);
            deliveries
        })
    }

    fn then(mut self, mishap: Mishap) -> Self {
        self.mishaps.push(mishap);
        self
    }
}

impl Mishap {
    fn befall(self, mut deliveries: Vec<Delivery>) -> Vec<Delivery> {
        match self {
            Self::Shuffle { within_ms, seed } => {
                let mut rng = Rng::new(seed);
                for delivery in &mut deliveries {
                    let held_ms = rng.below(within_ms.max(0).cast_unsigned() + 1);
                    delivery.at_ms += held_ms.cast_signed();
                }
            }
            Self::Repeat => {
                let copies: Vec<_> = deliveries.iter().map(repeated).collect();
                deliveries.extend(copies);
            }
            Self::Thin { fraction, seed } => {
                let mut rng = Rng::new(seed);
                deliveries
                    .retain(|delivery| !delivery.kind.is_expendable() || !rng.chance(fraction));
            }
            Self::Cut { after_ms } => deliveries.retain(|delivery| delivery.at_ms <= after_ms),
            Self::Delay { kind, by_ms } => {
                for delivery in deliveries
                    .iter_mut()
                    .filter(|delivery| delivery.kind == kind)
                {
                    delivery.at_ms += by_ms;
                }
            }
        }
        deliveries
    }
}

/// The second copy of a webhook: byte for byte the first, but for what Vapi makes anew.
fn repeated(delivery: &Delivery) -> Delivery {
    const SIGNATURE: &str = "X-Amz-Signature=";
    let mut copy = delivery.clone();
    copy.at_ms += REPEATED_AFTER_MS;
    if delivery.kind == Kind::EndOfCallReport {
        let text = String::from_utf8_lossy(&delivery.body);
        // Signatures are hexadecimal; another first digit is another signature.
        let anew = format!("{SIGNATURE}f");
        copy.body = text
            .replace(&anew, &format!("{SIGNATURE}0"))
            .split(SIGNATURE)
            .enumerate()
            .map(|(index, part)| {
                if index == 0 {
                    part.to_owned()
                } else {
                    anew.clone() + &part[1..]
                }
            })
            .collect::<String>()
            .into();
    }
    copy
}

#[cfg(test)]
mod tests {
    use super::{Kind, Plan};
    use crate::vapi::{delivery::Delivery, expand::expand, script_named};

    fn call() -> Vec<Delivery> {
        expand(&script_named("keen_buyer").unwrap(), 1, "c1", 0)
    }

    fn count(deliveries: &[Delivery], kind: Kind) -> usize {
        deliveries
            .iter()
            .filter(|delivery| delivery.kind == kind)
            .count()
    }

    #[test]
    fn in_order_nothing_happens() {
        assert_eq!(Plan::in_order().apply(call()), call());
    }

    #[test]
    fn shuffling_loses_nothing_and_can_be_repeated() {
        let shuffled = Plan::in_order().shuffled_within(5_000, 3).apply(call());
        let order = |deliveries: &[Delivery]| {
            deliveries
                .iter()
                .map(|d| d.body.clone())
                .collect::<Vec<_>>()
        };
        assert_ne!(order(&shuffled), order(&call()));
        assert_eq!(
            shuffled,
            Plan::in_order().shuffled_within(5_000, 3).apply(call())
        );
        let (mut there, mut here) = (order(&shuffled), order(&call()));
        there.sort();
        here.sort();
        assert_eq!(there, here);
    }

    #[test]
    fn the_second_copy_is_identical_but_for_the_report() {
        let twice = Plan::in_order().every_one_twice().apply(call());
        for original in call() {
            let copies: Vec<_> = twice.iter().filter(|d| d.body == original.body).collect();
            let is_report = original.kind == Kind::EndOfCallReport;
            assert_eq!(copies.len(), if is_report { 1 } else { 2 });
        }
        assert_eq!(count(&twice, Kind::EndOfCallReport), 2);
        assert!(serde_json::from_slice::<serde_json::Value>(&twice.last().unwrap().body).is_ok());
    }

    #[test]
    fn thinning_takes_only_what_can_be_spared() {
        let thinned = Plan::in_order().dropping_non_final(1.0, 3).apply(call());
        assert_eq!(count(&thinned, Kind::PartialTranscript), 0);
        assert_eq!(
            count(&thinned, Kind::FinalTranscript),
            count(&call(), Kind::FinalTranscript)
        );
        let half = Plan::in_order().dropping_non_final(0.5, 3).apply(call());
        assert!((thinned.len() + 1..call().len()).contains(&half.len()));
    }

    #[test]
    fn a_cut_call_has_no_end_and_a_late_kind_comes_last() {
        let cut = Plan::in_order().cut_after(40_000).apply(call());
        assert_eq!(count(&cut, Kind::EndOfCallReport), 0);
        assert!(cut.iter().all(|delivery| delivery.at_ms <= 40_000));
        let late = Plan::in_order()
            .late(Kind::FinalTranscript, 600_000)
            .apply(call());
        assert_eq!(late.last().unwrap().kind, Kind::FinalTranscript);
    }
}
