//! Puts many leads into the queue at once: from a query or a file, each lead once, and says of
//! every one what becomes of it and why.

use std::collections::BTreeSet;

use midcall_domain::{
    dialing::{calling_code, to_e164},
    time::Timestamp,
};
use midcall_salesforce::{RecordId, operations::Query};
use midcall_store::{NewRequest, Opened, Opening, RequestState};
use serde::Serialize;
use serde_json::Map;

use super::{
    csv,
    request::{Details, PRIORITY_MAX},
    rules::{self, Verdict as Rule},
};
use crate::{connection, node::Node};

/// Leads that are checked and queued between two words of progress.
const CHUNK: usize = 200;
/// A key is the batch's name and the lead's id.
const BATCH_CHARS_MAX: usize = 100;
/// Column names that hold a lead's id, without blanks, dashes and underscores.
const ID_COLUMNS: [&str; 3] = ["id", "leadid", "salesforceid"];
/// Column and field names that hold a number, the first that is filled being taken.
const PHONE_COLUMNS: [&str; 5] = ["phone", "phonenumber", "mobilephone", "mobile", "telephone"];

/// A lead that somebody wants to be called, as it was given.
#[derive(Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Its line or place, from 1.
    pub line: usize,
    /// What should be a lead's id.
    pub lead: String,
    /// What should be a number.
    pub phone: String,
}

/// How to put leads into the queue.
#[derive(Clone, Debug)]
pub struct Import {
    /// A lead is called once for each batch of this name, however often it is imported.
    pub batch: String,
    /// -100 to 100, the higher first.
    pub priority: i32,
    /// Not to be called earlier.
    pub not_before: Option<Timestamp>,
    /// Only say what would become of them.
    pub is_dry: bool,
}

/// What becomes of a lead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "fate", content = "why")]
pub enum Verdict {
    /// It is called, in its turn.
    Queued,
    /// It is in the queue, or was called for this batch.
    Known(String),
    /// It is not called.
    Skipped(String),
}

/// A lead, and what becomes of it.
#[derive(Clone, Debug, Serialize)]
pub struct Sorted {
    /// Its line or place.
    pub line: usize,
    /// The lead, as it was given where it is none.
    pub lead: String,
    /// What becomes of it.
    #[serde(flatten)]
    pub verdict: Verdict,
}

/// Why a list cannot be read or queued.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file that is no list of leads.
    #[error("{0}")]
    Unusable(String),
    /// Salesforce did not answer the query.
    #[error("salesforce did not answer the query")]
    Query(#[from] connection::Error),
    /// The store failed; what was queued before stays queued.
    #[error("the queue cannot be written")]
    Store(#[from] midcall_store::Error),
}

/// Reads a file with a header: a column with the lead's id, one with the number.
///
/// # Errors
///
/// When it has no such columns or is no CSV.
pub fn of_csv(text: &str, phone_field: Option<&str>) -> Result<Vec<Candidate>, Error> {
    let rows = csv::rows(text).map_err(|line| {
        Error::Unusable(format!(
            "line {line}: a quotation mark opens a cell that never ends"
        ))
    })?;
    let mut rows = rows.into_iter();
    let header = rows.next().map(|row| row.cells).unwrap_or_default();
    let plain: Vec<String> = header.iter().map(|name| plain(name)).collect();
    let id = plain
        .iter()
        .position(|name| ID_COLUMNS.contains(&name.as_str()));
    let phones: Vec<usize> = match phone_field {
        Some(field) => plain
            .iter()
            .position(|name| *name == self::plain(field))
            .into_iter()
            .collect(),
        None => PHONE_COLUMNS
            .iter()
            .filter_map(|known| plain.iter().position(|name| name == known))
            .collect(),
    };
    let (Some(id), false) = (id, phones.is_empty()) else {
        return Err(Error::Unusable(format!(
            "the first line must name a column with the lead's id (`Id`) and one with the number (`Phone`, or the one --phone-field names); it has {}",
            if header.is_empty() {
                "nothing".to_owned()
            } else {
                header.join(", ")
            }
        )));
    };
    Ok(rows
        .map(|row| {
            let cell = |at: usize| row.cells.get(at).map_or("", |cell| cell.trim());
            let phone = phones
                .iter()
                .map(|at| cell(*at))
                .find(|phone| !phone.is_empty());
            Candidate {
                line: row.line,
                lead: cell(id).to_owned(),
                phone: phone.unwrap_or_default().to_owned(),
            }
        })
        .collect())
}

fn plain(name: &str) -> String {
    let is_kept = |c: &char| c.is_alphanumeric();
    name.chars()
        .filter(is_kept)
        .collect::<String>()
        .to_lowercase()
}

/// Asks Salesforce for leads; the query selects `Id` and a number.
///
/// # Errors
///
/// When Salesforce does not answer it.
pub async fn of_soql(
    node: &Node,
    soql: &str,
    phone_field: Option<&str>,
    mut progress: impl FnMut(usize, u64),
) -> Result<Vec<Candidate>, Error> {
    let unusable = |text: &str| Error::Unusable(text.to_owned());
    let connection = node.salesforce.as_ref().ok_or_else(|| {
        unusable("Salesforce is not set up: SALESFORCE_INSTANCE and credentials are needed")
    })?;
    let query = Query::new(soql).map_err(|_| unusable("the query is too long"))?;
    let mut page = connection.send(&query).await?;
    let mut candidates = Vec::new();
    loop {
        for record in &page.records {
            let filled = |(name, value): (&str, &serde_json::Value)| {
                let text = value.as_str().filter(|text| !text.trim().is_empty())?;
                Some((plain(name), text.to_owned()))
            };
            let fields: Vec<(String, String)> = record.fields().iter().filter_map(filled).collect();
            let of = |wanted: &str| {
                let found = fields.iter().find(|(name, _)| name == wanted);
                found.map(|(_, text)| text.clone())
            };
            let phone = match phone_field {
                Some(field) => of(&plain(field)),
                None => PHONE_COLUMNS.iter().find_map(|name| of(name)),
            };
            candidates.push(Candidate {
                line: candidates.len() + 1,
                lead: of("id").unwrap_or_default(),
                phone: phone.unwrap_or_default(),
            });
        }
        progress(candidates.len(), page.total_size);
        let Some(next) = page.next.take() else {
            return Ok(candidates);
        };
        page = connection.send(&next).await?;
    }
}

/// Puts leads into the queue, each once. `progress` hears how many have been looked at.
///
/// # Errors
///
/// When the store fails. What was queued before stays queued; importing again queues the rest.
pub async fn import(
    node: &Node,
    candidates: Vec<Candidate>,
    how: &Import,
    mut progress: impl FnMut(usize),
) -> Result<Vec<Sorted>, Error> {
    if !(1..=BATCH_CHARS_MAX).contains(&how.batch.chars().count()) {
        return Err(Error::Unusable(
            "a batch's name has 1 to 100 characters".to_owned(),
        ));
    }
    if !(-PRIORITY_MAX..=PRIORITY_MAX).contains(&how.priority) {
        return Err(Error::Unusable(
            "a priority is a whole number from -100 to 100".to_owned(),
        ));
    }
    let mut seen = Seen::default();
    let mut sorted = Vec::with_capacity(candidates.len());
    for chunk in candidates.chunks(CHUNK) {
        let usable: Vec<Result<NewRequest, String>> = chunk
            .iter()
            .map(|given| usable(node, given, how, &mut seen))
            .collect();
        let leads: Vec<RecordId> = usable
            .iter()
            .flatten()
            .filter_map(|asked| RecordId::parse_lead(&asked.lead).ok())
            .collect();
        let mut rules = rules::verdicts(node, &leads).await.into_iter();
        for (given, asked) in chunk.iter().zip(usable) {
            let (lead, verdict) = match asked {
                Err(why) => (given.lead.clone(), Verdict::Skipped(why)),
                Ok(asked) => {
                    let rule = rules.next().unwrap_or(Rule::May);
                    (asked.lead.clone(), queue(node, asked, rule, how).await?)
                }
            };
            sorted.push(Sorted {
                line: given.line,
                lead,
                verdict,
            });
        }
        progress(sorted.len());
    }
    Ok(sorted)
}

/// Leads and numbers of the list so far: nobody is to be called twice for it.
#[derive(Default)]
struct Seen {
    leads: BTreeSet<String>,
    phones: BTreeSet<String>,
}

fn usable(
    node: &Node,
    given: &Candidate,
    how: &Import,
    seen: &mut Seen,
) -> Result<NewRequest, String> {
    let lead = RecordId::parse_lead(given.lead.trim())
        .map_err(|error| format!("it is no Lead's id: {error}"))?
        .to_string();
    let code = calling_code(node.settings.calls.locale);
    let phone = to_e164(&given.phone, code).map_err(|error| error.text().to_owned())?;
    if !seen.leads.insert(lead.clone()) {
        return Err("it stands in the list twice".to_owned());
    }
    if !seen.phones.insert(phone.clone()) {
        return Err("another lead of the list has the same number".to_owned());
    }
    let details = Details {
        variables: Map::new(),
    };
    Ok(NewRequest {
        request: format!("{}:{lead}", how.batch),
        lead,
        phone,
        details: serde_json::to_string(&details)
            .expect("keys are strings and values are plain data"),
        priority: how.priority,
        not_before: how.not_before,
    })
}

async fn queue(node: &Node, asked: NewRequest, rule: Rule, how: &Import) -> Result<Verdict, Error> {
    let heard = rules::opted_out(node, &asked.lead, &asked.phone).await?;
    // Where Salesforce cannot say, it is asked again before the lead is dialed.
    if let Rule::Forbidden { message, .. } = heard.unwrap_or(rule) {
        return Ok(Verdict::Skipped(message));
    }
    if how.is_dry {
        let standing = node
            .store
            .standing_request(&node.workspace, &asked.request, &asked.lead)
            .await?;
        return Ok(match standing {
            None => Verdict::Queued,
            Some(request) if request.state == RequestState::Refused => Verdict::Queued,
            Some(request) => known(request.state),
        });
    }
    let opened = node
        .store
        .open_request(&node.workspace, asked, Opening::Queued, node.clock.now())
        .await?;
    Ok(match opened {
        Opened::New(_) => Verdict::Queued,
        Opened::Existing(request) => known(request.state),
        Opened::OnCall(_) => Verdict::Known("it is on a call".to_owned()),
        Opened::KeyReused => {
            Verdict::Known("it was queued for this batch with another number".to_owned())
        }
    })
}

fn known(state: RequestState) -> Verdict {
    let text = match state {
        RequestState::Accepted => "it is in the queue",
        RequestState::Dialing | RequestState::Placed => "it is being called",
        RequestState::Done => "it was called for this batch",
        RequestState::Refused => "it was refused for this batch",
        RequestState::Canceled => "it was taken out of this batch",
        RequestState::Unknown => {
            "it may have been called for this batch; `midcall queue --all` shows it"
        }
    };
    Verdict::Known(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, field: Option<&str>) -> Vec<(usize, String, String)> {
        let candidates = of_csv(text, field).unwrap_or_else(|error| panic!("{error}"));
        candidates
            .into_iter()
            .map(|given| (given.line, given.lead, given.phone))
            .collect()
    }

    #[test]
    fn columns_are_found_by_their_names() {
        let expected = [(2, "00Q1".to_owned(), "+1".to_owned())];
        assert_eq!(read("Lead Id,Name,Phone\n00Q1,x,+1\n", None), expected);
        assert_eq!(read("mobile_phone;ID\n+1;00Q1", None), expected);
        assert_eq!(read("Id,Phone,MobilePhone\n00Q1,,+1", None), expected);
        assert_eq!(
            read("Id,Phone,Direct Dial\n00Q1,+2,+1", Some("Direct dial")),
            expected
        );
    }

    #[test]
    fn a_file_without_them_says_what_it_needs() {
        for text in ["", "Name,Phone\nx,+1", "Id,Name\n00Q1,x"] {
            let error = of_csv(text, None).err().map(|error| error.to_string());
            assert!(error.is_some_and(|text| text.contains("`Phone`")), "{text}");
        }
    }
}
