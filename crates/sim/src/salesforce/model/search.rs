//! Text search: SOSL's `FIND`, and the same search with parameters instead of a language.
//!
//! Unlike a query, a search looks at an index that lags behind the records, cuts stored text at
//! punctuation, and finds phone numbers by their digits.

use serde_json::Value;

use super::{
    error::ApiError,
    records::Fields,
    schema::{Kind, Object},
    soql::{Checked, Condition, Parser},
    state::Model,
};

/// Most records a search yields, as Salesforce documents.
const FOUND_MAX: usize = 2_000;
/// Fewer digits than these match too much to be a phone number.
const PHONE_DIGITS_MIN: usize = 7;

/// Which fields of a record are searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Group {
    All,
    Phone,
    Name,
    Email,
}

impl Group {
    /// Reads the word before `FIELDS`, or the value of `in`.
    pub(crate) fn parse(word: &str) -> Option<Self> {
        match word.to_ascii_uppercase().as_str() {
            "ALL" | "SIDEBAR" => Some(Self::All),
            "PHONE" => Some(Self::Phone),
            "NAME" => Some(Self::Name),
            "EMAIL" => Some(Self::Email),
            _ => None,
        }
    }
}

/// What one object contributes to a search.
pub(crate) struct Returning {
    pub(crate) object: String,
    pub(crate) fields: Vec<String>,
    pub(crate) condition: Option<Condition>,
    pub(crate) limit: Option<usize>,
}

impl Returning {
    /// The ids of all that is found of an object.
    pub(crate) fn ids_of(object: &str) -> Self {
        Self {
            object: object.to_owned(),
            fields: vec!["Id".to_owned()],
            condition: None,
            limit: None,
        }
    }
}

/// A whole search.
pub(crate) struct Search {
    pub(crate) term: String,
    pub(crate) group: Group,
    pub(crate) returning: Vec<Returning>,
    pub(crate) limit: Option<usize>,
}

impl Search {
    /// Reads `FIND {term} [IN group FIELDS] [RETURNING …] [LIMIT n]`.
    pub(crate) fn parse_sosl(source: &str) -> Result<Self, ApiError> {
        let open = source.find('{').ok_or_else(ApiError::malformed_search)?;
        if !source[..open].trim().eq_ignore_ascii_case("find") {
            return Err(ApiError::malformed_search());
        }
        let (term, length) =
            unescape_term(&source[open + 1..]).ok_or_else(ApiError::malformed_search)?;
        let (group, returning, limit) = Parser::new(&source[open + 1 + length..])?.sosl_tail()?;
        Ok(Self {
            term,
            group,
            returning,
            limit,
        })
    }
}

impl Model {
    /// Runs a search and shows what it found; `version` goes into record URLs.
    pub(crate) fn search(&self, search: &Search, version: &str) -> Result<Vec<Value>, ApiError> {
        if search.term.trim().chars().count() < 2 {
            return Err(ApiError::new(
                400,
                "MALFORMED_SEARCH",
                "search term must be longer than one character",
            ));
        }
        // Where nothing says what to return, Salesforce returns ids of every kind.
        let everything: Vec<Returning> = self
            .schema
            .0
            .iter()
            .filter(|object| !object.is_hidden)
            .map(|object| Returning::ids_of(object.name))
            .collect();
        let returning = match search.returning.as_slice() {
            [] => &everything,
            named => named,
        };
        let mut found = Vec::new();
        for returning in returning {
            found.extend(self.search_object(search, returning, version)?);
        }
        found.truncate(search.limit.unwrap_or(FOUND_MAX).min(FOUND_MAX));
        Ok(found)
    }

    fn search_object(
        &self,
        search: &Search,
        returning: &Returning,
        version: &str,
    ) -> Result<Vec<Value>, ApiError> {
        let object = self
            .schema
            .visible_object(&returning.object)
            .ok_or_else(|| {
                ApiError::new(
                    400,
                    "INVALID_TYPE",
                    format!("sObject type '{}' is not supported.", returning.object),
                )
            })?;
        let names = returning
            .fields
            .iter()
            .map(|name| {
                object
                    .visible_field(name)
                    .map(|field| field.name.clone())
                    .ok_or_else(|| ApiError::no_such_column(name, object.name))
            })
            .collect::<Result<Vec<_>, _>>()?;
        let condition = returning.condition.clone();
        let condition = condition
            .map(|condition| Checked::new(object, condition, ""))
            .transpose()?;
        let indexed_until_ms = self.now_ms() - self.settings.search_lag_ms;
        Ok(self
            .records
            .of_prefix(object.key_prefix)
            .filter(|(id, record)| {
                !record.is_deleted()
                    && !self.rules.invisible.contains(id)
                    && record.created_at_ms <= indexed_until_ms
            })
            .map(|(_, record)| &record.fields)
            .filter(|record| matches(object, record, search))
            .filter(|record| condition.as_ref().is_none_or(|it| it.holds(record)))
            .take(returning.limit.unwrap_or(FOUND_MAX))
            .map(|record| super::show::record(object, record, &names, version))
            .collect())
    }
}

/// Undoes a term's escapes up to the closing brace; also says how many bytes that took.
fn unescape_term(text: &str) -> Option<(String, usize)> {
    let mut term = String::new();
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '}' => return Some((term, at + 1)),
            '\\' => term.push(characters.next()?.1),
            other => term.push(other),
        }
    }
    None
}

fn matches(object: &Object, record: &Fields, search: &Search) -> bool {
    object
        .visible_fields()
        .filter(|field| match (search.group, &field.kind) {
            (Group::Phone, kind) => *kind == Kind::Phone,
            (Group::Email, kind) => *kind == Kind::Email,
            (Group::Name, _) => field.name == "Name",
            (Group::All, kind) => {
                matches!(
                    kind,
                    Kind::Text(_) | Kind::Phone | Kind::Email | Kind::LongText(_)
                )
            }
        })
        .filter_map(|field| Some((field, record.get(&field.name)?.as_str()?)))
        .any(|(field, held)| {
            alternatives(&search.term).any(|term| {
                (field.kind == Kind::Phone && same_number(held, term)) || words_match(held, term)
            })
        })
}

/// The parts of a term between the operator `OR`, which is one in capitals only.
fn alternatives(term: &str) -> impl Iterator<Item = &str> {
    term.split(" OR ").map(str::trim)
}

/// Whether two ways of writing a number end in the same digits: `(415) 555-0132` is found by
/// `4155550132`, and `+14155550132` as well.
fn same_number(held: &str, term: &str) -> bool {
    let digits = |text: &str| -> String { text.chars().filter(char::is_ascii_digit).collect() };
    let (held, term) = (digits(held), digits(term));
    let shorter = held.len().min(term.len());
    shorter >= PHONE_DIGITS_MIN && (held.ends_with(&term) || term.ends_with(&held))
}

/// Whether every word of the term is a word of the text, or with `*` begins one.
fn words_match(held: &str, term: &str) -> bool {
    let held = held.to_lowercase();
    let held: Vec<&str> = held
        .split(|character: char| !character.is_alphanumeric())
        .collect();
    let term = term.to_lowercase();
    let mut wanted = term
        .split(|character: char| !(character.is_alphanumeric() || character == '*'))
        .filter(|word| !word.is_empty())
        .peekable();
    wanted.peek().is_some()
        && wanted.all(|word| match word.strip_suffix('*') {
            Some(start) => held.iter().any(|held| held.starts_with(start)),
            None => held.contains(&word),
        })
}

#[cfg(test)]
mod tests {
    use super::{Search, same_number, words_match};

    #[test]
    fn numbers_match_by_their_last_digits() {
        assert!(same_number("(415) 555-0132", "4155550132"));
        assert!(same_number("+14155550132", "415-555-0132"));
        assert!(!same_number("(415) 555-0132", "4155550199"));
        assert!(!same_number("(415) 555-0132", "0132"));
    }

    #[test]
    fn either_of_two_terms_will_do() {
        let terms = |term| {
            super::alternatives(term)
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        assert_eq!(
            terms("4155550132 OR 4155550199"),
            ["4155550132", "4155550199"]
        );
        assert_eq!(terms("Robin or Ng"), ["Robin or Ng"]);
    }

    #[test]
    fn words_match_whole_or_by_their_start() {
        assert!(words_match("Robin Ng", "ng robin"));
        assert!(words_match("Robin Ng", "rob*"));
        assert!(!words_match("Robin Ng", "rob"));
        assert!(!words_match("Robin Ng", "()"));
    }

    #[test]
    fn sosl_is_read_with_its_escapes() {
        let search = Search::parse_sosl(
            "FIND {415\\-555\\-0132} IN PHONE FIELDS RETURNING \
             Lead(Id, Name WHERE IsConverted=false LIMIT 5), Contact LIMIT 7",
        )
        .unwrap();
        assert_eq!(search.term, "415-555-0132");
        assert_eq!(search.limit, Some(7));
        let lead = &search.returning[0];
        assert_eq!((lead.fields.len(), lead.limit), (2, Some(5)));
        assert_eq!(search.returning[1].fields, ["Id"]);
    }
}
