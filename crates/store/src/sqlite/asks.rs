//! Questions for a language model: opened within a call's allowance, leased, closed.

use midcall_domain::{calls::CallId, time::Timestamp};
use rusqlite::{OptionalExtension, params};

use super::At;
use crate::{Ask, AskOutcome, NewAsk, Result, Store};

impl Store {
    /// Opens questions, each once, and no more than `per_call_max` about one call. The last of
    /// them is kept for the call's end.
    ///
    /// # Errors
    ///
    /// When the database fails; then none of them is opened.
    pub async fn open_asks(
        &self,
        workspace: &str,
        asks: Vec<NewAsk>,
        per_call_max: u32,
        now: Timestamp,
    ) -> Result<()> {
        let workspace = workspace.to_owned();
        self.database
            .write(move |transaction| {
                let mut open = transaction.prepare_cached(
                    "-- open_ask\nINSERT OR IGNORE INTO asks (workspace, call, reason, state, created_at, due_at)
                     SELECT ?1, ?2, ?3, 'open', ?4, ?5
                     WHERE (SELECT count(*) FROM asks WHERE workspace = ?1 AND call = ?2) < ?6",
                )?;
                for ask in &asks {
                    let room = if ask.is_last { per_call_max } else { per_call_max.saturating_sub(1) };
                    open.execute(params![
                        workspace,
                        ask.call.as_str(),
                        ask.reason,
                        At(now),
                        At(ask.due_at),
                        room
                    ])?;
                }
                Ok(())
            })
            .await
    }

    /// Takes the question that has been due for longest, so that nobody else asks it.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn lease_ask(
        &self,
        workspace: &str,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Option<Ask>> {
        let workspace = workspace.to_owned();
        self.database
            .write(move |transaction| {
                let ask = transaction
                    .prepare_cached(
                        "-- lease_due_ask\nSELECT call, reason, created_at, attempts FROM asks
                         WHERE workspace = ?1 AND state = 'open' AND due_at <= ?2 AND leased_until <= ?2
                         ORDER BY due_at, call, reason LIMIT 1",
                    )?
                    .query_row(params![workspace, At(now)], |row| {
                        Ok(Ask {
                            call: CallId::from(row.get::<_, String>(0)?.as_str()),
                            reason: row.get(1)?,
                            created_at: row.get::<_, At>(2)?.0,
                            attempts: row.get(3)?,
                        })
                    })
                    .optional()?;
                if let Some(ask) = &ask {
                    transaction
                        .prepare_cached("-- lease_ask\nUPDATE asks SET leased_until = ?4 WHERE workspace = ?1 AND call = ?2 AND reason = ?3")?
                        .execute(params![workspace, ask.call.as_str(), ask.reason, At(until)])?;
                }
                Ok(ask)
            })
            .await
    }

    /// Writes down what became of a leased question.
    ///
    /// # Errors
    ///
    /// When the database fails; then it is taken up again once its lease ends.
    pub async fn close_ask(&self, workspace: &str, ask: &Ask, outcome: AskOutcome) -> Result<()> {
        let (workspace, ask) = (workspace.to_owned(), ask.clone());
        self.database
            .write(move |transaction| {
                let key = params![workspace, ask.call.as_str(), ask.reason];
                let (state, due_at) = match outcome {
                    AskOutcome::Moot => {
                        transaction
                            .prepare_cached("-- drop_ask\nDELETE FROM asks WHERE workspace = ?1 AND call = ?2 AND reason = ?3")?
                            .execute(key)?;
                        return Ok(());
                    }
                    AskOutcome::Answered => ("answered", None),
                    AskOutcome::Failed => ("failed", None),
                    AskOutcome::Retry(at) => ("open", Some(At(at))),
                };
                transaction
                    .prepare_cached(
                        "-- close_ask\nUPDATE asks SET state = ?4, due_at = coalesce(?5, due_at), attempts = attempts + (?5 IS NOT NULL), leased_until = 0
                         WHERE workspace = ?1 AND call = ?2 AND reason = ?3",
                    )?
                    .execute(params![workspace, ask.call.as_str(), ask.reason, state, due_at])?;
                Ok(())
            })
            .await
    }
}
