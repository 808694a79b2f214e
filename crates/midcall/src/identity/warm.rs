//! Keeps our own store knowing who has which number, so that whoever calls is greeted by name even
//! when Salesforce is slow: all open leads with a number at first, then those that have changed.

use midcall_domain::{identity::Number, time::Timestamp};
use midcall_salesforce::{Record, datetime, operations::Query};
use midcall_store::{Caller, Result};

use crate::{
    connection::Error,
    node::Node,
    output,
    translate::{self, LEAD_PHONES},
};

/// Changes are asked for this often: one request each time.
const PERIOD_MS: i64 = 600_000;
/// After a failure, and while requests are spared.
const REST_MS: i64 = 1_800_000;
/// Pages of 2,000 leads that are read at first.
const PAGES_MAX: usize = 10;
/// With this share of the day's requests used, nobody is read ahead of their call.
const SPARING_PERCENT: u64 = 80;
/// Salesforce stamps a record a moment before it can be read.
const OVERLAP_MS: i64 = 60_000;
/// Whom Salesforce has not shown for this long is forgotten.
const KEEP_MS: i64 = 30 * 24 * 60 * 60_000;
/// Each time one more field may turn out to be hidden.
const TRIES: usize = 4;
const OTHERS: [&str; 8] = [
    "Id",
    "FirstName",
    "LastName",
    "Company",
    "Status",
    "IsConverted",
    "CreatedDate",
    "SystemModstamp",
];

/// Reads ahead of calls. One per node.
#[derive(Debug, Default)]
pub struct Warmer {
    /// Every change up to here is known.
    known_until: Option<Timestamp>,
    next_at: Timestamp,
}

/// What a step came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Warmed {
    /// Nothing to do before then.
    Idle(Timestamp),
    /// So many leads were read.
    Read(usize),
}

impl Warmer {
    /// Reads what has changed, if it is time to. Where nobody calls, nothing is read.
    ///
    /// # Errors
    ///
    /// When the store fails.
    pub async fn step(&mut self, node: &Node) -> Result<Warmed> {
        let now = node.clock.now();
        let Some(connection) = &node.salesforce else {
            return Ok(Warmed::Idle(now.plus_ms(PERIOD_MS)));
        };
        if now < self.next_at {
            return Ok(Warmed::Idle(self.next_at));
        }
        let is_scarce = connection
            .usage()
            .is_some_and(|usage| usage.percent() >= SPARING_PERCENT);
        self.next_at = now.plus_ms(if is_scarce { REST_MS } else { PERIOD_MS });
        if is_scarce || !node.store.has_inbound_calls(&node.workspace).await? {
            return Ok(Warmed::Idle(self.next_at));
        }
        let records = match read(node, self.known_until).await {
            Ok(records) => records,
            Err(error) => {
                tracing::warn!(error = %output::chain(&error), "Salesforce did not say who has which number");
                self.next_at = node.clock.now().plus_ms(REST_MS);
                return Ok(Warmed::Idle(self.next_at));
            }
        };
        let home = node.settings.calls.locale.calling_code();
        let shown: Vec<(Caller, Vec<String>)> = records
            .iter()
            .filter_map(|record| Some((translate::caller(record)?, numbers(record, home))))
            .collect();
        let count = shown.len();
        node.store.save_callers(&node.workspace, shown, now).await?;
        node.store
            .forget_callers(&node.workspace, now.plus_ms(-KEEP_MS))
            .await?;
        // A full page leaves changes behind it for the next time.
        let newest = records
            .iter()
            .filter_map(|record| record.text("SystemModstamp").and_then(datetime::parse))
            .max()
            .map(Timestamp);
        self.known_until = newest.max(self.known_until).or(Some(now));
        Ok(Warmed::Read(count))
    }
}

/// A lead that was converted, or has lost its number, has none.
fn numbers(record: &Record, home: &str) -> Vec<String> {
    if record.flag("IsConverted") == Some(true) {
        return Vec::new();
    }
    let mut numbers: Vec<String> = LEAD_PHONES
        .iter()
        .filter_map(|name| Number::read(record.text(name)?, home))
        .map(|number| number.e164())
        .collect();
    numbers.dedup();
    numbers
}

/// What has changed since, in that order; at first the open leads, the newest first.
async fn read(node: &Node, since: Option<Timestamp>) -> std::result::Result<Vec<Record>, Error> {
    let Some(connection) = &node.salesforce else {
        return Ok(Vec::new());
    };
    for _ in 0..TRIES {
        let phones: Vec<&str> = LEAD_PHONES
            .into_iter()
            .filter(|name| node.directory.shows(name))
            .collect();
        if phones.is_empty() {
            return Ok(Vec::new());
        }
        let others = OTHERS.into_iter().filter(|it| node.directory.shows(it));
        let fields: Vec<&str> = others.chain(phones.iter().copied()).collect();
        let condition = match since {
            Some(at) => format!(
                "SystemModstamp > {} ORDER BY SystemModstamp LIMIT 2000",
                datetime::format(at.plus_ms(-OVERLAP_MS).0)
            ),
            None => {
                let has_phone: Vec<String> = phones
                    .iter()
                    .map(|name| format!("{name} != null"))
                    .collect();
                let has_phone = has_phone.join(" OR ");
                format!("IsConverted = false AND ({has_phone}) ORDER BY SystemModstamp DESC")
            }
        };
        let soql = format!("SELECT {} FROM Lead WHERE {condition}", fields.join(", "));
        let Ok(query) = Query::new(&soql) else {
            break;
        };
        let mut page = match connection.send(&query).await {
            Err(Error::Api(error)) if node.directory.learn(&error) => continue,
            page => page?,
        };
        let mut records = Vec::new();
        for _ in 1..PAGES_MAX {
            records.append(&mut page.records);
            match &page.next {
                Some(next) => page = connection.send(next).await?,
                None => break,
            }
        }
        records.append(&mut page.records);
        return Ok(records);
    }
    Ok(Vec::new())
}
