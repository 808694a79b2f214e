//! Chance that can be repeated: a tiny seeded generator, so that a run is a function of its seed.

/// The splitmix64 generator. Not for secrets that matter.
#[derive(Clone, Debug)]
pub struct Rng(u64);

impl Rng {
    /// A generator whose whole sequence follows from `seed`.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 random bits.
    pub const fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number from 0 up to but not including `bound`; 0 when `bound` is 0.
    pub const fn below(&mut self, bound: u64) -> u64 {
        if bound == 0 {
            0
        } else {
            self.next_u64() % bound
        }
    }

    /// True with this probability, from 0.0 (never) to 1.0 (always).
    pub fn chance(&mut self, probability: f64) -> bool {
        // 53 bits fill the mantissa, so the quotient is uniform in [0, 1).
        let uniform = (self.next_u64() >> 11) as f64 / (1_u64 << 53) as f64;
        uniform < probability
    }

    /// One of `choices`.
    ///
    /// # Panics
    ///
    /// When there is nothing to choose from.
    pub fn pick<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        &choices[self.below(choices.len() as u64) as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::Rng;

    #[test]
    fn follows_the_published_sequence() {
        // The first outputs for seed 1234567, from the reference implementation.
        let mut rng = Rng::new(1_234_567);
        assert_eq!(rng.next_u64(), 6_457_827_717_110_365_317);
        assert_eq!(rng.next_u64(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn certainty_is_certain() {
        let mut rng = Rng::new(7);
        assert!((0..100).all(|_| rng.chance(1.0) && !rng.chance(0.0)));
    }
}
