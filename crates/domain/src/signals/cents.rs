//! Money to the hundredth, without the rounding of floating point.
//!
//! Separate because people say "twelve fifty a head" and JSON has only numbers: whole amounts are
//! written as integers, others with their cents.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// So much money, counted in hundredths of its currency's unit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cents(u64);

/// Hundredths to the unit.
const TO_THE_UNIT: u64 = 100;

/// Nobody on the telephone means more units than this, and every cent below it is exact in JSON.
const UNITS_MAX: f64 = 1e13;

impl Cents {
    /// A whole number of units.
    #[must_use]
    pub const fn of_units(units: u64) -> Self {
        Self(units.saturating_mul(TO_THE_UNIT))
    }

    /// The amount nearest to a number of units; nothing below zero, and no more than anybody means.
    #[must_use]
    pub fn nearest(units: f64) -> Self {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "clamped to what fits"
        )]
        let cents = (units.clamp(0.0, UNITS_MAX) * TO_THE_UNIT as f64).round() as u64;
        Self(cents)
    }

    /// The whole units in it.
    #[must_use]
    pub const fn units(self) -> u64 {
        self.0 / TO_THE_UNIT
    }

    /// What is left beside the whole units.
    #[must_use]
    pub const fn cents(self) -> u64 {
        self.0 % TO_THE_UNIT
    }

    /// In units, for comparing sizes.
    #[must_use]
    pub fn in_units(self) -> f64 {
        self.0 as f64 / TO_THE_UNIT as f64
    }

    /// The same so many times over.
    #[must_use]
    pub const fn times(self, factor: u64) -> Self {
        Self(self.0.saturating_mul(factor))
    }
}

/// "12", "12.50": as prices are written.
impl fmt::Display for Cents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.cents() {
            0 => write!(f, "{}", self.units()),
            cents => write!(f, "{}.{cents:02}", self.units()),
        }
    }
}

impl Serialize for Cents {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.cents() {
            0 => serializer.serialize_u64(self.units()),
            _ => serializer.serialize_f64(self.in_units()),
        }
    }
}

impl<'de> Deserialize<'de> for Cents {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Units)
    }
}

struct Units;

impl de::Visitor<'_> for Units {
    type Value = Cents;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an amount of money")
    }

    fn visit_u64<E: de::Error>(self, units: u64) -> Result<Cents, E> {
        Ok(Cents::of_units(units))
    }

    fn visit_i64<E: de::Error>(self, units: i64) -> Result<Cents, E> {
        let units = u64::try_from(units);
        units.map(Cents::of_units).map_err(|_| below_zero())
    }

    fn visit_f64<E: de::Error>(self, units: f64) -> Result<Cents, E> {
        if units >= 0.0 {
            Ok(Cents::nearest(units))
        } else {
            Err(below_zero())
        }
    }
}

fn below_zero<E: de::Error>() -> E {
    E::custom("an amount of money is never below zero")
}

#[cfg(test)]
mod tests {
    use super::Cents;

    #[test]
    fn whole_amounts_stay_integers() {
        for (units, json, shown) in [
            (12.5, "12.5", "12.50"),
            (4.85, "4.85", "4.85"),
            (0.07, "0.07", "0.07"),
            (99.0, "99", "99"),
            (1e6, "1000000", "1000000"),
            (9.999, "10", "10"),
            (-1.0, "0", "0"),
        ] {
            let sum = Cents::nearest(units);
            assert_eq!(serde_json::to_string(&sum).unwrap(), json);
            assert_eq!(serde_json::from_str::<Cents>(json).unwrap(), sum);
            assert_eq!(sum.to_string(), shown);
        }
        assert_eq!(Cents::of_units(u64::MAX).units(), u64::MAX / 100);
        assert!(serde_json::from_str::<Cents>("-3").is_err());
        assert!(serde_json::from_str::<Cents>("\"3\"").is_err());
    }
}
