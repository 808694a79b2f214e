//! Currencies by their ISO 4217 codes. Separate because a code is checked once, where it is given.

use std::{borrow::Cow, fmt};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// A currency in use, by its ISO 4217 code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency(&'static str);

/// ISO 4217, list one, without funds, metals and codes for testing.
const CODES: &str = "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD \
    BTN BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD \
    FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES \
    KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR \
    MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB \
    RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD \
    TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG";

/// Currencies whose unit people call a dollar.
const DOLLARS: &str = "AUD BBD BMD BND BSD BZD CAD FJD GYD HKD JMD KYD LRD NAD NZD SBD SGD SRD TTD \
    TWD USD XCD";

impl Currency {
    /// The currency of a code, in capitals as ISO 4217 has it.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        let mut codes = CODES.split_whitespace();
        codes.find(|known| *known == code).map(Self)
    }

    /// Its code: `EUR`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        self.0
    }

    /// Whether its unit is called a dollar.
    pub(super) fn is_dollar(self) -> bool {
        DOLLARS.split_whitespace().any(|code| code == self.0)
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.0)
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = Cow::<str>::deserialize(deserializer)?;
        Self::of_code(&code).ok_or_else(|| D::Error::custom("this is no ISO 4217 code"))
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::{CODES, Currency, DOLLARS};

    #[test]
    fn codes_are_those_of_iso_4217() {
        assert_eq!(Currency::of_code("EUR").map(Currency::code), Some("EUR"));
        for wrong in ["eur", "EURO", "XXX", "", "EU", "AED AFN"] {
            assert_eq!(Currency::of_code(wrong), None, "{wrong}");
        }
        assert!(CODES.split_whitespace().all(|code| code.len() == 3));
        let mut dollars = DOLLARS.split_whitespace();
        assert!(dollars.all(|code| Currency::of_code(code).is_some()));
    }
}
