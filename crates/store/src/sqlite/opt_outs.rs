//! Who asked for no more calls, and what Salesforce must be told of it.

use midcall_domain::{calls::CallId, time::Timestamp};
use rusqlite::{OptionalExtension, Transaction, params};

use super::{At, from_json, to_json};
use crate::{DoNotCall, DoNotCallOutcome, FoldedCall, OptedOut, Result, Store};

impl Store {
    /// The first request for no more calls that was heard on any call of this lead or number.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn opted_out(
        &self,
        workspace: &str,
        lead: &str,
        phone: Option<&str>,
    ) -> Result<Option<OptedOut>> {
        let (workspace, lead) = (workspace.to_owned(), lead.to_owned());
        let phone = phone.map(str::to_owned);
        self.database
            .read(move |transaction| {
                let by_lead = transaction
                    .prepare_cached(
                        "-- opted_out_lead\nSELECT call, opt_out FROM calls INDEXED BY calls_by_lead
                         WHERE workspace = ?1 AND lead = ?2 AND opt_out IS NOT NULL ORDER BY created_at, call LIMIT 1",
                    )?
                    .query_row(params![workspace, lead], pair)
                    .optional()?;
                let found = match (by_lead, phone) {
                    (Some(found), _) => Some(found),
                    (None, None) => None,
                    (None, Some(phone)) => transaction
                        .prepare_cached(
                            "-- opted_out_number\nSELECT call, opt_out FROM calls INDEXED BY calls_opted_out
                             WHERE workspace = ?1 AND phone = ?2 AND opt_out IS NOT NULL ORDER BY created_at, call LIMIT 1",
                        )?
                        .query_row(params![workspace, phone], pair)
                        .optional()?,
                };
                let Some((call, heard)) = found else {
                    return Ok(None);
                };
                let told = transaction
                    .prepare_cached("-- told_do_not_call\nSELECT state, reason FROM do_not_call WHERE workspace = ?1 AND lead = ?2")?
                    .query_row(params![workspace, lead], |row| Ok((row.get(0)?, row.get(1)?)))
                    .optional()?;
                let (told, reason) = told.unwrap_or_default();
                let heard = from_json("opt-out", &heard)?;
                Ok(Some(OptedOut { call, heard, told, reason }))
            })
            .await
    }

    /// Takes one lead that Salesforce must be told not to call.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn lease_do_not_call(
        &self,
        workspace: &str,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<DoNotCall>> {
        let workspace = workspace.to_owned();
        self.database
            .write(move |transaction| {
                let found = transaction
                    .prepare_cached(
                        "-- lease_due_do_not_call\nSELECT lead, attempts FROM do_not_call
                         WHERE workspace = ?1 AND state = 'open' AND due_at <= ?2 AND leased_until <= ?2 ORDER BY due_at, lead LIMIT 1",
                    )?
                    .query_row(params![workspace, At(now)], |row| {
                        Ok(DoNotCall { lead: row.get(0)?, attempts: row.get(1)? })
                    })
                    .optional()?;
                if let Some(found) = &found {
                    transaction
                        .prepare_cached("-- lease_do_not_call\nUPDATE do_not_call SET leased_until = ?3 WHERE workspace = ?1 AND lead = ?2")?
                        .execute(params![workspace, found.lead, At(until)])?;
                }
                Ok(found)
            })
            .await
    }

    /// Writes down what came of telling Salesforce.
    ///
    /// # Errors
    ///
    /// When the database fails; then Salesforce is told again, which changes nothing.
    pub async fn close_do_not_call(
        &self,
        workspace: &str,
        lead: &str,
        outcome: DoNotCallOutcome,
    ) -> Result<()> {
        let (workspace, lead) = (workspace.to_owned(), lead.to_owned());
        self.database
            .write(move |transaction| {
                let (state, reason, due_at) = match outcome {
                    DoNotCallOutcome::Moot => {
                        transaction
                            .prepare_cached("-- drop_do_not_call\nDELETE FROM do_not_call WHERE workspace = ?1 AND lead = ?2")?
                            .execute(params![workspace, lead])?;
                        return Ok(());
                    }
                    DoNotCallOutcome::Told => ("done", None, None),
                    DoNotCallOutcome::Blocked(reason) => ("blocked", Some(reason), None),
                    DoNotCallOutcome::Retry(at) => ("open", None, Some(At(at))),
                };
                transaction
                    .prepare_cached(
                        "-- close_do_not_call\nUPDATE do_not_call SET state = ?3, reason = ?4, due_at = coalesce(?5, due_at),
                            attempts = attempts + (?5 IS NOT NULL), leased_until = 0
                         WHERE workspace = ?1 AND lead = ?2",
                    )?
                    .execute(params![workspace, lead, state, reason, due_at])?;
                Ok(())
            })
            .await
    }
}

fn pair(row: &rusqlite::Row<'_>) -> rusqlite::Result<(String, String)> {
    Ok((row.get(0)?, row.get(1)?))
}

/// Writes down whether the prospect asked for no more calls, and that Salesforce must be told so of
/// the call's lead.
pub(super) fn save(
    transaction: &Transaction<'_>,
    workspace: &str,
    call: &FoldedCall,
    now: Timestamp,
) -> Result<()> {
    let CallId(id) = &call.summary.call;
    let heard: Option<String> = call.opt_out.as_ref().map(to_json);
    transaction
        .prepare_cached("-- save_opt_out\nUPDATE calls SET opt_out = ?3 WHERE workspace = ?1 AND call = ?2 AND opt_out IS NOT ?3")?
        .execute(params![workspace, &**id, heard])?;
    if let (Some(_), Some(lead)) = (&heard, &call.lead) {
        transaction
            .prepare_cached("-- open_do_not_call\nINSERT OR IGNORE INTO do_not_call (workspace, lead, due_at) VALUES (?1, ?2, ?3)")?
            .execute(params![workspace, lead, At(now)])?;
    }
    Ok(())
}
