//! Requests to call: opened once, moved on step by step, each step durable.

use midcall_domain::time::Timestamp;
use rusqlite::{OptionalExtension, Row, Transaction, params};

use super::{At, moment, rows_max};
use crate::{CallRequest, NewRequest, Opened, RequestState, Result, Store};

const SELECT: &str = "SELECT request, lead, phone, details, state, call, reason, created_at, dialed_at FROM requests";

impl Store {
    /// Opens a request, unless it exists already or the lead is on a call.
    ///
    /// # Errors
    ///
    /// When the database fails; then there is no request.
    pub async fn open_request(
        &self,
        workspace: &str,
        asked: NewRequest,
        now: Timestamp,
        leased_until: Timestamp,
    ) -> Result<Opened> {
        let workspace = workspace.to_owned();
        self.database
            .write_durably(move |transaction| {
                open(transaction, &workspace, asked, now, leased_until)
            })
            .await
    }

    /// Moves a request on. `dialed_at` is kept when absent.
    ///
    /// # Errors
    ///
    /// When the database fails; then the request stands as before.
    pub async fn move_request(
        &self,
        workspace: &str,
        request: &str,
        to: RequestState,
        call: Option<String>,
        reason: Option<String>,
        dialed_at: Option<Timestamp>,
    ) -> Result<()> {
        let (workspace, request) = (workspace.to_owned(), request.to_owned());
        self.database
            .write_durably(move |transaction| {
                transaction
                    .prepare_cached(
                        "-- move_request\nUPDATE requests SET state = ?3, call = coalesce(?4, call), reason = ?5, dialed_at = coalesce(?6, dialed_at)
                         WHERE workspace = ?1 AND request = ?2",
                    )?
                    .execute(params![workspace, request, to.name(), call, reason, dialed_at.map(At)])?;
                Ok(())
            })
            .await
    }

    /// Takes one request that was accepted or dialed and whose node did not finish it.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn lease_open_request(
        &self,
        workspace: &str,
        now: Timestamp,
        leased_until: Timestamp,
    ) -> Result<Option<CallRequest>> {
        let workspace = workspace.to_owned();
        self.database
            .write(move |transaction| {
                let sql = format!("-- lease_open_request\n{SELECT} WHERE workspace = ?1 AND state IN ('accepted', 'dialing') AND leased_until <= ?2 ORDER BY created_at LIMIT 1");
                let found = transaction
                    .prepare_cached(&sql)?
                    .query_row(params![workspace, At(now)], read)
                    .optional()?;
                if let Some(found) = &found {
                    transaction
                        .prepare_cached("-- lease_request\nUPDATE requests SET leased_until = ?3 WHERE workspace = ?1 AND request = ?2")?
                        .execute(params![workspace, found.asked.request, At(leased_until)])?;
                }
                Ok(found)
            })
            .await
    }

    /// One request.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn load_request(
        &self,
        workspace: &str,
        request: &str,
    ) -> Result<Option<CallRequest>> {
        let (workspace, request) = (workspace.to_owned(), request.to_owned());
        self.database
            .read(move |transaction| {
                let sql =
                    format!("-- load_request\n{SELECT} WHERE workspace = ?1 AND request = ?2");
                Ok(transaction
                    .prepare_cached(&sql)?
                    .query_row(params![workspace, request], read)
                    .optional()?)
            })
            .await
    }

    /// The newest requests.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn list_requests(&self, workspace: &str, limit: usize) -> Result<Vec<CallRequest>> {
        let workspace = workspace.to_owned();
        self.database
            .read(move |transaction| {
                let sql = format!("-- list_requests\n{SELECT} WHERE workspace = ?1 ORDER BY created_at DESC LIMIT ?2");
                let mut statement = transaction.prepare_cached(&sql)?;
                let rows = statement.query_map(params![workspace, rows_max(limit)], read)?;
                Ok(rows.collect::<rusqlite::Result<_>>()?)
            })
            .await
    }
}

fn open(
    transaction: &Transaction<'_>,
    workspace: &str,
    asked: NewRequest,
    now: Timestamp,
    leased_until: Timestamp,
) -> Result<Opened> {
    let by_key = format!("-- request_by_key\n{SELECT} WHERE workspace = ?1 AND request = ?2");
    let existing = transaction
        .prepare_cached(&by_key)?
        .query_row(params![workspace, asked.request], read)
        .optional()?;
    if let Some(existing) = existing {
        let is_same = existing.asked.lead == asked.lead && existing.asked.phone == asked.phone;
        if !is_same {
            return Ok(Opened::KeyReused);
        }
        if existing.state != RequestState::Refused {
            return Ok(Opened::Existing(existing));
        }
        // Nobody was dialed, so the same request may be made again.
        transaction
            .prepare_cached(
                "-- reopen_request\nDELETE FROM requests WHERE workspace = ?1 AND request = ?2",
            )?
            .execute(params![workspace, asked.request])?;
    }
    // A placed call counts as live until the fold has seen it end; one it has not seen yet is new.
    let by_lead = format!(
        "-- live_request_of_lead\n{SELECT} WHERE workspace = ?1 AND lead = ?2 AND (
            state IN ('accepted', 'dialing')
            OR (state = 'placed' AND NOT EXISTS (SELECT 1 FROM calls c WHERE c.workspace = requests.workspace AND c.call = requests.call AND c.is_over = 1)))
         ORDER BY created_at DESC LIMIT 1"
    );
    let live = transaction
        .prepare_cached(&by_lead)?
        .query_row(params![workspace, asked.lead], read)
        .optional()?;
    if let Some(live) = live {
        return Ok(Opened::Existing(live));
    }
    let on_call: Option<String> = transaction
        .prepare_cached("-- live_call_of_lead\nSELECT call FROM calls INDEXED BY calls_by_lead WHERE workspace = ?1 AND lead = ?2 AND is_over = 0 LIMIT 1")?
        .query_row(params![workspace, asked.lead], |row| row.get(0))
        .optional()?;
    if let Some(call) = on_call {
        return Ok(Opened::OnCall(call));
    }
    transaction
        .prepare_cached(
            "-- open_request\nINSERT INTO requests (workspace, request, lead, phone, details, state, created_at, leased_until) VALUES (?1, ?2, ?3, ?4, ?5, 'accepted', ?6, ?7)",
        )?
        .execute(params![workspace, asked.request, asked.lead, asked.phone, asked.details, At(now), At(leased_until)])?;
    Ok(Opened::New(CallRequest {
        asked,
        state: RequestState::Accepted,
        call: None,
        reason: None,
        created_at: now,
        dialed_at: None,
    }))
}

fn read(row: &Row<'_>) -> rusqlite::Result<CallRequest> {
    let state: String = row.get(4)?;
    Ok(CallRequest {
        asked: NewRequest {
            request: row.get(0)?,
            lead: row.get(1)?,
            phone: row.get(2)?,
            details: row.get(3)?,
        },
        // A word this version does not know was written by a newer one: a person has to look.
        state: RequestState::ALL
            .into_iter()
            .find(|known| known.name() == state)
            .unwrap_or(RequestState::Unknown),
        call: row.get(5)?,
        reason: row.get(6)?,
        created_at: row.get::<_, At>(7)?.0,
        dialed_at: moment(row.get(8)?),
    })
}
