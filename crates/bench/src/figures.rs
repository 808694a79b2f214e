//! Medians, spreads and percentiles, and how they are written.

use std::{fmt, time::Duration};

use serde::Serialize;

/// One figure over several rounds.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Spread {
    /// The middle one.
    pub median: f64,
    /// The smallest.
    pub min: f64,
    /// The largest.
    pub max: f64,
}

impl Spread {
    /// Of at least one value.
    ///
    /// # Panics
    ///
    /// Without a value.
    #[must_use]
    pub fn of(values: impl IntoIterator<Item = f64>) -> Self {
        let mut values: Vec<f64> = values.into_iter().collect();
        values.sort_unstable_by(f64::total_cmp);
        Self {
            median: values[values.len() / 2],
            min: values[0],
            max: values[values.len() - 1],
        }
    }
}

impl fmt::Display for Spread {
    /// The median, then the range, with as many decimals as the precision says.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let decimals = f.precision().unwrap_or(0);
        let Self { median, min, max } = self;
        write!(f, "{median:.decimals$} [{min:.decimals$}–{max:.decimals$}]")
    }
}

/// Durations in order, for percentiles.
#[derive(Clone, Debug, Default)]
pub struct Latencies(Vec<Duration>);

impl Latencies {
    /// Takes durations in any order.
    #[must_use]
    pub fn of(mut latencies: Vec<Duration>) -> Self {
        latencies.sort_unstable();
        Self(latencies)
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// The duration in milliseconds below which `share` of them lie; 0 when there are none.
    #[must_use]
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a place in a list of at most some millions"
    )]
    pub fn percentile_ms(&self, share: f64) -> f64 {
        let place = (self.0.len().saturating_sub(1) as f64 * share).round() as usize;
        self.0.get(place).map_or(0.0, |it| it.as_secs_f64() * 1e3)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spread_is_written_with_its_range() {
        let spread = Spread::of([3.0, 1.0, 2.0]);
        assert_eq!(format!("{spread:.1}"), "2.0 [1.0–3.0]");
        assert_eq!(format!("{spread}"), "2 [1–3]");
    }

    #[test]
    fn percentiles_are_of_the_sorted_durations() {
        let latencies = Latencies::of((1..=101).rev().map(Duration::from_millis).collect());
        for (share, expected) in [(0.0, 1.0), (0.5, 51.0), (0.99, 100.0), (1.0, 101.0)] {
            let found = latencies.percentile_ms(share);
            assert!((found - expected).abs() < 1e-9, "{share}: {found}");
        }
        assert!(Latencies::default().percentile_ms(0.5).abs() < 1e-9);
    }
}
