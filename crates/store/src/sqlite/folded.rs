//! A call as the fold has saved it, for whoever goes on from there by themselves.

use midcall_domain::calls::{CallId, CallState};
use rusqlite::{OptionalExtension, params};

use crate::{Error, Result, Store, journal::EntrySeq};

impl Store {
    /// The saved state of a call, and the newest entry up to which nothing of the call is missing
    /// in it.
    ///
    /// # Errors
    ///
    /// When the database fails or the state cannot be read.
    pub async fn load_call_as_folded(
        &self,
        workspace: &str,
        call: &CallId,
    ) -> Result<(Option<CallState>, EntrySeq)> {
        let (workspace, call) = (workspace.to_owned(), call.clone());
        self.database
            .read(move |transaction| {
                let cursor: Option<String> = transaction
                    .prepare_cached("-- cursor_of_fold\nSELECT value FROM facts WHERE name = 'fold_cursor'")?
                    .query_row([], |row| row.get(0))
                    .optional()?;
                let cursor = cursor.and_then(|text| text.parse().ok()).unwrap_or(0);
                let saved: Option<(Vec<u8>, i64)> = transaction
                    .prepare_cached("-- load_folded_call\nSELECT state, seq FROM calls WHERE workspace = ?1 AND call = ?2")?
                    .query_row(params![workspace, call.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))
                    .optional()?;
                let Some((state, seq)) = saved else {
                    return Ok((None, EntrySeq(cursor)));
                };
                let state = serde_json::from_slice(&state)
                    .map_err(|source| Error::Corrupt { what: "call state", source })?;
                Ok((Some(state), EntrySeq(cursor.max(seq.cast_unsigned()))))
            })
            .await
    }
}
