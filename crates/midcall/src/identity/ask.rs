//! Asks Salesforce who has some numbers: first its search index, which is quick and lags behind, then
//! the records themselves for the numbers that were not found.

use std::collections::BTreeMap;

use midcall_domain::identity::Number;
use midcall_salesforce::{
    ApiError, ApiName, Record,
    operations::{QueryPage, QuerySeveral, Returning, SearchPhones},
    soql,
};
use midcall_store::Caller;

use super::Directory;
use crate::{
    connection::{Connection, Error},
    translate,
};

/// Numbers that are asked for together: their search stays far below what Salesforce takes.
pub(super) const NUMBERS_MAX: usize = 30;
/// Records of one object that are looked at. A switchboard's number may have hundreds.
const RECORDS_MAX: usize = 500;
/// Each time one more field may turn out to be hidden.
const TRIES: usize = 6;

/// Who has each number; nobody, where the list is empty.
pub(super) type Answers = BTreeMap<Number, Vec<Caller>>;

/// What is asked of one object.
struct Table {
    object: &'static str,
    phones: &'static [&'static str],
    others: &'static [&'static str],
    condition: &'static str,
}

/// A converted lead has become a contact.
const TABLES: [Table; 2] = [
    Table {
        object: "Lead",
        phones: &translate::LEAD_PHONES,
        others: &[
            "Id",
            "FirstName",
            "LastName",
            "Company",
            "Status",
            "CreatedDate",
        ],
        condition: "IsConverted = false",
    },
    Table {
        object: "Contact",
        phones: &translate::CONTACT_PHONES,
        others: &["Id", "FirstName", "LastName", "CreatedDate"],
        condition: "",
    },
];

/// Asks who has these numbers, with one request, or two if somebody is not found by the first.
/// `home` is the country whose numbers are written without their country.
///
/// # Errors
///
/// When Salesforce does not answer.
pub(super) async fn who(
    directory: &Directory,
    connection: &Connection,
    numbers: &[Number],
    home: &str,
) -> Result<Answers, Error> {
    let mut answers: Answers = numbers
        .iter()
        .map(|number| (number.clone(), Vec::new()))
        .collect();
    let found = search(directory, connection, numbers).await?;
    sort_in(&mut answers, &found, home);
    let missing: Vec<&Number> = numbers
        .iter()
        .filter(|number| answers[*number].is_empty())
        .collect();
    if !missing.is_empty() {
        let found = query(directory, connection, &missing).await?;
        sort_in(&mut answers, &found, home);
    }
    Ok(answers)
}

/// Gives each record to the numbers it really has: searches and patterns find more than that.
fn sort_in(answers: &mut Answers, records: &[Record], home: &str) {
    for record in records {
        let phones = TABLES.iter().flat_map(|table| table.phones);
        let written: Vec<&str> = phones.filter_map(|name| record.text(name)).collect();
        let Some(caller) = translate::caller(record) else {
            continue;
        };
        for (number, callers) in answers.iter_mut() {
            let has_it = written.iter().any(|text| number.is_written_as(text, home));
            let is_known = callers
                .iter()
                .any(|known| known.candidate.record == caller.candidate.record);
            if has_it && !is_known {
                callers.push(caller.clone());
            }
        }
    }
}

async fn search(
    directory: &Directory,
    connection: &Connection,
    numbers: &[Number],
) -> Result<Vec<Record>, Error> {
    let terms: Vec<String> = numbers.iter().flat_map(Number::spellings).collect();
    for _ in 0..TRIES {
        let returning: Vec<Returning> = tables(directory)
            .filter_map(|(table, phones)| {
                Some(Returning {
                    object: table.object.parse().ok()?,
                    fields: fields(directory, table, &phones)
                        .filter_map(|name| name.parse::<ApiName>().ok())
                        .collect(),
                    condition: table.condition,
                    limit: RECORDS_MAX,
                })
            })
            .collect();
        // So few terms fit; were it otherwise, the records themselves are asked.
        let Ok(search) = SearchPhones::new(&terms, &returning) else {
            break;
        };
        match connection.send(&search).await {
            Err(Error::Api(error)) if learns(directory, &error) => {}
            answer => return answer,
        }
    }
    Ok(Vec::new())
}

async fn query(
    directory: &Directory,
    connection: &Connection,
    numbers: &[&Number],
) -> Result<Vec<Record>, Error> {
    for _ in 0..TRIES {
        let questions: Vec<String> = tables(directory)
            .map(|(table, phones)| question(directory, table, &phones, numbers))
            .collect();
        let Ok(several) = QuerySeveral::new(questions) else {
            break;
        };
        let pages: Result<Vec<QueryPage>, ApiError> =
            connection.send(&several).await?.into_iter().collect();
        match pages {
            Ok(pages) => return Ok(pages.into_iter().flat_map(|page| page.records).collect()),
            Err(error) if learns(directory, &error) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(Vec::new())
}

/// Whether asking anew makes sense. Where no telephone field of the Lead can be seen it makes none:
/// nobody found would then be taken for nobody known, and created once more.
fn learns(directory: &Directory, error: &ApiError) -> bool {
    let has_learned = directory.learn(error);
    let sees_leads = tables(directory).any(|(table, _)| table.object == TABLES[0].object);
    if !sees_leads {
        directory.forget();
    }
    has_learned && sees_leads
}

fn question(directory: &Directory, table: &Table, phones: &[&str], numbers: &[&Number]) -> String {
    let fields: Vec<&str> = fields(directory, table, phones).collect();
    let patterns: Vec<String> = numbers
        .iter()
        .map(|number| soql::literal(&number.pattern()))
        .flat_map(|pattern| {
            let terms = phones
                .iter()
                .map(move |phone| format!("{phone} LIKE {pattern}"));
            terms.collect::<Vec<_>>()
        })
        .collect();
    let and = if table.condition.is_empty() {
        ""
    } else {
        " AND "
    };
    format!(
        "SELECT {} FROM {} WHERE {}{and}({}) ORDER BY CreatedDate DESC LIMIT {RECORDS_MAX}",
        fields.join(", "),
        table.object,
        table.condition,
        patterns.join(" OR ")
    )
}

/// The objects that can be asked, each with the telephone fields that can be seen.
fn tables(directory: &Directory) -> impl Iterator<Item = (&'static Table, Vec<&'static str>)> {
    TABLES.iter().filter_map(|table| {
        let phones = table.phones.iter().copied();
        let phones: Vec<&str> = phones.filter(|name| directory.shows(name)).collect();
        (directory.shows(table.object) && !phones.is_empty()).then_some((table, phones))
    })
}

fn fields<'a>(
    directory: &'a Directory,
    table: &'a Table,
    phones: &'a [&'a str],
) -> impl Iterator<Item = &'a str> {
    let others = table.others.iter().copied();
    others
        .filter(|name| directory.shows(name))
        .chain(phones.iter().copied())
}
