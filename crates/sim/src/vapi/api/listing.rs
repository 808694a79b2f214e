//! `GET /call`: which calls a query asks for. Separate because Vapi gives no cursor, and paging is
//! done with these filters.

use std::collections::BTreeMap;

use serde_json::Value;

use super::refusal::Refusal;
use crate::vapi::wire_time::parse_iso;

/// A parsed query.
#[derive(Debug)]
pub(super) struct Listing {
    query: BTreeMap<String, String>,
    limit: usize,
}

impl Listing {
    /// Reads a query; parameters that are not known are ignored.
    pub(super) fn parse(query: BTreeMap<String, String>) -> Result<Self, Refusal> {
        let limit = match query.get("limit").map(|text| text.parse::<usize>()) {
            None => 100,
            Some(Ok(limit)) if limit <= 1_000 => limit,
            Some(_) => {
                return Err(Refusal::Invalid(vec![
                    "limit must not be greater than 1000".into(),
                ]));
            }
        };
        let is_moment = |name: &str| name.starts_with("createdAt") || name.starts_with("updatedAt");
        match query
            .iter()
            .find(|(name, text)| is_moment(name) && parse_iso(text).is_none())
        {
            Some((name, _)) => Err(Refusal::Invalid(vec![format!(
                "{name} must be a valid ISO 8601 date string"
            )])),
            None => Ok(Self { query, limit }),
        }
    }

    /// The calls asked for, newest first, without what only reading a single call gives. A call is
    /// told whole only if it is asked for.
    pub(super) fn of<T>(
        &self,
        newest_first: impl Iterator<Item = (Value, T)>,
        tell: impl Fn(Value, T) -> Value,
    ) -> Vec<Value> {
        newest_first
            .filter(|(brief, _)| self.includes(brief))
            .take(self.limit)
            .map(|(brief, of)| {
                let mut call = tell(brief, of);
                if let Some(call) = call.as_object_mut() {
                    for key in ["artifact", "messages", "costs"] {
                        call.remove(key);
                    }
                }
                call
            })
            .collect()
    }

    fn includes(&self, call: &Value) -> bool {
        self.query.iter().all(|(name, wanted)| {
            let (field, bound) = match name.split_at_checked("createdAt".len()) {
                Some((field @ ("createdAt" | "updatedAt"), bound)) => (field, bound),
                _ if ["id", "assistantId", "phoneNumberId"].contains(&name.as_str()) => {
                    return call[name] == wanted.as_str();
                }
                _ => return true,
            };
            let at_ms = call[field].as_str().and_then(parse_iso);
            let wanted_ms = parse_iso(wanted);
            match bound {
                "Gt" => at_ms > wanted_ms,
                "Ge" => at_ms >= wanted_ms,
                "Lt" => at_ms < wanted_ms,
                "Le" => at_ms <= wanted_ms,
                _ => true,
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use super::{Listing, Refusal};

    fn listed(query: &[(&str, &str)]) -> Result<Vec<usize>, Refusal> {
        let query: BTreeMap<_, _> = query
            .iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
            .collect();
        let calls = [5, 4, 3].map(|minute| {
            json!({"id": minute, "assistantId": format!("a{}", minute % 2), "createdAt": format!("2026-11-19T15:0{minute}:00.000Z"), "artifact": {}})
        });
        let calls = calls.into_iter().map(|call| (call, ()));
        let listed = Listing::parse(query)?.of(calls, |call, ()| call);
        assert!(listed.iter().all(|call| call.get("artifact").is_none()));
        Ok(listed
            .iter()
            .map(|call| call["id"].as_u64().unwrap() as usize)
            .collect())
    }

    #[test]
    fn calls_are_filtered_and_limited() {
        for (query, expected) in [
            (&[][..], &[5, 4, 3][..]),
            (&[("createdAtLt", "2026-11-19T15:05:00Z")], &[4, 3]),
            (
                &[("createdAtGe", "2026-11-19T15:04:00.000Z"), ("limit", "1")],
                &[5],
            ),
            (
                &[
                    ("createdAtGt", "2026-11-19T15:03:00.000Z"),
                    ("createdAtLe", "2026-11-19T15:04:00.000Z"),
                ],
                &[4],
            ),
            (&[("assistantId", "a1")], &[5, 3]),
        ] {
            assert_eq!(listed(query).unwrap(), expected, "{query:?}");
        }
    }

    #[test]
    fn a_query_that_cannot_be_meant_is_refused() {
        assert!(listed(&[("limit", "1001")]).is_err());
        assert!(listed(&[("createdAtGt", "yesterday")]).is_err());
    }
}
