//! How much of the day's requests the org has used, as every answer says in passing.

use http::HeaderMap;

/// The org's daily API requests, by the header `Sforce-Limit-Info`. The pool is shared with every
/// other integration of the org, and counts the past 24 hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ApiUsage {
    /// Requests used; Salesforce documents that it may exceed the limit.
    pub used: u64,
    /// Requests allowed.
    pub limit: u64,
}

impl ApiUsage {
    /// The share of the allowance that is used, in percent; may exceed 100.
    #[must_use]
    pub fn percent(self) -> u64 {
        self.used.saturating_mul(100) / self.limit.max(1)
    }
}

/// Reads `api-usage=18/5000`, alone or followed by `; per-app-api-usage=17/250(appName=x)`.
///
/// `None` when the answer does not say, as for the list of versions or a page from the edge.
#[must_use]
pub fn api_usage(headers: &HeaderMap) -> Option<ApiUsage> {
    headers
        .get("sforce-limit-info")?
        .to_str()
        .ok()?
        .split(';')
        .find_map(|part| part.trim().strip_prefix("api-usage="))?
        .split_once('/')
        .and_then(|(used, limit)| {
            Some(ApiUsage {
                used: used.parse().ok()?,
                limit: limit.parse().ok()?,
            })
        })
}

#[cfg(test)]
mod tests {
    use http::{HeaderMap, HeaderValue};

    use super::{ApiUsage, api_usage};

    const RECORDED: &str = include_str!("../../../samples/salesforce/rest/sforce-limit-info.txt");

    fn read(value: &str) -> Option<ApiUsage> {
        let value = HeaderValue::from_str(value).unwrap();
        api_usage(&HeaderMap::from_iter([(
            "sforce-limit-info".parse().unwrap(),
            value,
        )]))
    }

    #[test]
    fn both_forms_are_read() {
        let used: Vec<_> = RECORDED
            .lines()
            .map(|line| read(line.strip_prefix("Sforce-Limit-Info: ").unwrap()).unwrap())
            .map(|usage| (usage.used, usage.limit))
            .collect();
        assert_eq!(used, [(18, 5_000), (25, 5_000)]);
    }

    #[test]
    fn silence_is_not_zero() {
        assert_eq!(api_usage(&HeaderMap::new()), None);
        for value in [
            "",
            "api-usage=",
            "api-usage=1",
            "api-usage=a/b",
            "per-app-api-usage=1/2(x)",
        ] {
            assert_eq!(read(value), None, "{value}");
        }
    }

    #[test]
    fn an_overdrawn_day_is_more_than_all_of_it() {
        assert_eq!(read("api-usage=6000/5000").unwrap().percent(), 120);
        assert_eq!(read("api-usage=1/0").unwrap().percent(), 100);
    }
}
