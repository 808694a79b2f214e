//! Requests to call: opened once, moved on step by step, each step durable.

mod moves;
mod open;

use midcall_domain::{
    dialing::{Outcome, Wait},
    time::Timestamp,
};
use rusqlite::{OptionalExtension, Row, Transaction, params};

use super::{At, dialing::used_lines, moment, rows_max};
use crate::{
    Begun, CallRequest, LineAsk, Move, NewRequest, Opened, Opening, RequestState, Result, Store,
};

const SELECT: &str = "SELECT request, lead, phone, details, priority, state, call, reason, created_at, dialed_at, due_at, wait, attempt, tries, faults, outcome FROM requests r";

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
        opening: Opening,
        now: Timestamp,
    ) -> Result<Opened> {
        let workspace = workspace.to_owned();
        self.database
            .write_durably(move |transaction| {
                open::open(transaction, &workspace, asked, opening, now)
            })
            .await
    }

    /// Moves a request on, if it is still where it was seen. Returns whether it was.
    ///
    /// # Errors
    ///
    /// When the database fails; then the request stands as before.
    pub async fn move_request(
        &self,
        workspace: &str,
        seen: &CallRequest,
        to: Move,
    ) -> Result<bool> {
        let (workspace, seen) = (workspace.to_owned(), seen.clone());
        self.database
            .write_durably(move |transaction| moves::carry_out(transaction, &workspace, &seen, to))
            .await
    }

    /// Writes down that a request is about to be dialed, if there is a line for it. From here on
    /// the platform may have been asked, whatever happens to the process.
    ///
    /// # Errors
    ///
    /// When the database fails; then nobody may be dialed.
    pub async fn begin_dialing(
        &self,
        workspace: &str,
        seen: &CallRequest,
        ask: LineAsk,
    ) -> Result<Begun> {
        let (workspace, seen) = (workspace.to_owned(), seen.clone());
        self.database
            .write_durably(move |transaction| {
                if ask.lines.free(used_lines(transaction, &workspace)?) == 0 {
                    return Ok(Begun::NoLine);
                }
                let begun = transaction
                    .prepare_cached(
                        "-- begin_dialing\nUPDATE requests SET state = 'dialing', dialed_at = ?4, wait = NULL, leased_until = ?5
                         WHERE workspace = ?1 AND request = ?2 AND state = 'accepted' AND attempt = ?3",
                    )?
                    .execute(params![workspace, seen.asked.request, seen.attempt, At(ask.now), At(ask.leased_until)])?;
                Ok(if begun == 1 { Begun::Dialing } else { Begun::Moved })
            })
            .await
    }

    /// Takes one request whose turn it is: one that was being dialed when its node went away, or,
    /// if any may be dialed, the first that is due.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn lease_due_request(
        &self,
        workspace: &str,
        may_dial: bool,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<CallRequest>> {
        let workspace = workspace.to_owned();
        self.database
            .write(move |transaction| {
                let sql = format!(
                    "-- lease_due_request\n{SELECT} WHERE workspace = ?1 AND leased_until <= ?2
                     AND (state = 'dialing' OR (?3 AND state = 'accepted' AND due_at <= ?2))
                     ORDER BY state = 'dialing' DESC, priority DESC, due_at, created_at LIMIT 1"
                );
                let found = transaction
                    .prepare_cached(&sql)?
                    .query_row(params![workspace, At(now), may_dial], read)
                    .optional()?;
                lease(transaction, &workspace, found, until)
            })
            .await
    }

    /// Takes one request whose call has ended, or of which nothing was heard until it was due.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn lease_ended_request(
        &self,
        workspace: &str,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<CallRequest>> {
        let workspace = workspace.to_owned();
        self.database
            .write(move |transaction| {
                let sql = format!(
                    "-- lease_ended_request\n{SELECT} WHERE workspace = ?1 AND leased_until <= ?2 AND state = 'placed'
                     AND (due_at <= ?2 OR EXISTS (SELECT 1 FROM calls c WHERE c.workspace = r.workspace AND c.call = r.call AND c.is_over = 1))
                     ORDER BY due_at LIMIT 1"
                );
                let found = transaction
                    .prepare_cached(&sql)?
                    .query_row(params![workspace, At(now)], read)
                    .optional()?;
                lease(transaction, &workspace, found, until)
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

    /// The request with this key, or else the lead's that is not over.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn standing_request(
        &self,
        workspace: &str,
        request: &str,
        lead: &str,
    ) -> Result<Option<CallRequest>> {
        let (workspace, request, lead) =
            (workspace.to_owned(), request.to_owned(), lead.to_owned());
        self.database
            .read(move |transaction| {
                let sql = format!(
                    "-- standing_request\n{SELECT} WHERE workspace = ?1 AND (request = ?2 OR (lead = ?3 AND state IN ('accepted', 'dialing', 'placed')))
                     ORDER BY request = ?2 DESC, created_at DESC LIMIT 1"
                );
                Ok(transaction
                    .prepare_cached(&sql)?
                    .query_row(params![workspace, request, lead], read)
                    .optional()?)
            })
            .await
    }

    /// The queue, in the order in which it is called; with `is_all`, what ended too, newest first.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn list_requests(
        &self,
        workspace: &str,
        is_all: bool,
        limit: usize,
    ) -> Result<Vec<CallRequest>> {
        let workspace = workspace.to_owned();
        self.database
            .read(move |transaction| {
                let sql = if is_all {
                    format!("-- list_all_requests\n{SELECT} WHERE workspace = ?1 ORDER BY created_at DESC, request LIMIT ?2")
                } else {
                    format!(
                        "-- list_requests\n{SELECT} WHERE workspace = ?1 AND state IN ('accepted', 'dialing', 'placed')
                         ORDER BY state = 'accepted', due_at, priority DESC, created_at LIMIT ?2"
                    )
                };
                let mut statement = transaction.prepare_cached(&sql)?;
                let rows = statement.query_map(params![workspace, rows_max(limit)], read)?;
                Ok(rows.collect::<rusqlite::Result<_>>()?)
            })
            .await
    }

    /// Takes back the request of a lead that waits. Returns it as it stood before, if there was one
    /// in the queue: one that is being dialed or on a call is left alone.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn cancel_request(
        &self,
        workspace: &str,
        lead: &str,
        reason: &str,
    ) -> Result<Option<CallRequest>> {
        let (workspace, lead, reason) = (workspace.to_owned(), lead.to_owned(), reason.to_owned());
        self.database
            .write_durably(move |transaction| {
                let sql = format!(
                    "-- open_request_of_lead\n{SELECT} WHERE workspace = ?1 AND lead = ?2 AND state IN ('accepted', 'dialing', 'placed')
                     ORDER BY state = 'accepted' DESC, created_at DESC LIMIT 1"
                );
                let found = transaction
                    .prepare_cached(&sql)?
                    .query_row(params![workspace, lead], read)
                    .optional()?;
                if let Some(found) = &found {
                    transaction
                        .prepare_cached(
                            "-- cancel_request\nUPDATE requests SET state = 'canceled', reason = ?3, wait = NULL
                             WHERE workspace = ?1 AND request = ?2 AND state = 'accepted'",
                        )?
                        .execute(params![workspace, found.asked.request, reason])?;
                }
                Ok(found)
            })
            .await
    }
}

fn lease(
    transaction: &Transaction<'_>,
    workspace: &str,
    found: Option<CallRequest>,
    until: Timestamp,
) -> Result<Option<CallRequest>> {
    if let Some(found) = &found {
        transaction
            .prepare_cached("-- lease_request\nUPDATE requests SET leased_until = ?3 WHERE workspace = ?1 AND request = ?2")?
            .execute(params![workspace, found.asked.request, At(until)])?;
    }
    Ok(found)
}

fn read(row: &Row<'_>) -> rusqlite::Result<CallRequest> {
    let state: String = row.get(5)?;
    let wait: Option<String> = row.get(11)?;
    let outcome: Option<String> = row.get(15)?;
    let due_at = row.get::<_, At>(10)?.0;
    let wait = wait.as_deref().and_then(Wait::of_name);
    Ok(CallRequest {
        asked: NewRequest {
            request: row.get(0)?,
            lead: row.get(1)?,
            phone: row.get(2)?,
            details: row.get(3)?,
            priority: row.get(4)?,
            not_before: (wait == Some(Wait::NotBefore)).then_some(due_at),
        },
        // A word this version does not know was written by a newer one: a person has to look.
        state: RequestState::ALL
            .into_iter()
            .find(|known| known.name() == state)
            .unwrap_or(RequestState::Unknown),
        call: row.get(6)?,
        reason: row.get(7)?,
        created_at: row.get::<_, At>(8)?.0,
        dialed_at: moment(row.get(9)?),
        due_at,
        wait,
        attempt: row.get(12)?,
        tries: row.get(13)?,
        faults: row.get(14)?,
        outcome: outcome
            .and_then(|word| Outcome::ALL.into_iter().find(|known| known.name() == word)),
    })
}
