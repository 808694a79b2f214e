//! The platform's lines, who takes them, and whether calls are held back.

use midcall_domain::{
    dialing::{Hold, UsedLines, Wait},
    time::Timestamp,
};
use rusqlite::{OptionalExtension, Transaction, params};

use super::At;
use crate::{Dialing, Result, Store};

impl Store {
    /// What is known of the platform's lines.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn dialing(&self, workspace: &str) -> Result<Dialing> {
        let workspace = workspace.to_owned();
        self.database
            .read(move |transaction| {
                let known = transaction
                    .prepare_cached("-- dialing\nSELECT line_limit, others, seen_at, held_until, held_for, failures FROM dialing WHERE workspace = ?1")?
                    .query_row(params![workspace], |row| {
                        let held_for: Option<String> = row.get(4)?;
                        let until = row.get::<_, At>(3)?.0;
                        let wait = held_for.as_deref().and_then(Wait::of_name);
                        Ok(Dialing {
                            line_limit: row.get(0)?,
                            others: row.get(1)?,
                            seen_at: row.get::<_, At>(2)?.0,
                            hold: wait.map(|wait| Hold { wait, until }),
                            failures: row.get(5)?,
                            used: UsedLines::default(),
                        })
                    })
                    .optional()?;
                Ok(Dialing {
                    used: used_lines(transaction, &workspace)?,
                    ..known.unwrap_or_default()
                })
            })
            .await
    }

    /// Writes down what the platform said of its lines, of which `remaining` are free. It answered,
    /// so it does not fail.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn note_lines(
        &self,
        workspace: &str,
        limit: u32,
        remaining: u32,
        now: Timestamp,
    ) -> Result<()> {
        let workspace = workspace.to_owned();
        self.database
            .write(move |transaction| {
                let used = used_lines(transaction, &workspace)?;
                let others = limit
                    .saturating_sub(remaining)
                    .saturating_sub(used.outbound.saturating_add(used.inbound));
                transaction
                    .prepare_cached(
                        "-- note_lines\nINSERT INTO dialing (workspace, line_limit, others, seen_at) VALUES (?1, ?2, ?3, ?4)
                         ON CONFLICT (workspace) DO UPDATE SET line_limit = ?2, others = ?3, seen_at = ?4",
                    )?
                    .execute(params![workspace, limit, others, At(now)])?;
                Ok(())
            })
            .await
    }

    /// Holds all calls back; a hold that lasts longer stays.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn hold_dialing(&self, workspace: &str, hold: Hold) -> Result<()> {
        let workspace = workspace.to_owned();
        self.database
            .write(move |transaction| {
                transaction
                    .prepare_cached(
                        "-- hold_dialing\nINSERT INTO dialing (workspace, held_until, held_for) VALUES (?1, ?2, ?3)
                         ON CONFLICT (workspace) DO UPDATE SET held_until = ?2, held_for = ?3 WHERE held_until < ?2",
                    )?
                    .execute(params![workspace, At(hold.until), hold.wait.name()])?;
                Ok(())
            })
            .await
    }

    /// Lets calls go out again, whatever held them back.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn release_dialing(&self, workspace: &str) -> Result<()> {
        let workspace = workspace.to_owned();
        self.database
            .write(move |transaction| {
                transaction
                    .prepare_cached("-- release_dialing\nUPDATE dialing SET held_until = 0, held_for = NULL, failures = 0 WHERE workspace = ?1")?
                    .execute(params![workspace])?;
                Ok(())
            })
            .await
    }

    /// Counts a failure of the platform, or forgets those there were. Returns how many there are in
    /// a row.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn count_failure(&self, workspace: &str, has_failed: bool) -> Result<u32> {
        let workspace = workspace.to_owned();
        self.database
            .write(move |transaction| {
                Ok(transaction
                    .prepare_cached(
                        "-- count_failure\nINSERT INTO dialing (workspace, failures) VALUES (?1, ?2)
                         ON CONFLICT (workspace) DO UPDATE SET failures = CASE WHEN ?2 THEN failures + 1 ELSE 0 END
                         RETURNING failures",
                    )?
                    .query_row(params![workspace, has_failed], |row| row.get(0))?)
            })
            .await
    }
}

/// Lines that calls known here take. A call whose first message arrives before the answer to
/// whoever placed it counts twice for that moment.
pub(super) fn used_lines(transaction: &Transaction<'_>, workspace: &str) -> Result<UsedLines> {
    Ok(transaction
        .prepare_cached(
            "-- used_lines\nSELECT
                (SELECT count(*) FROM calls WHERE workspace = ?1 AND is_over = 0 AND coalesce(direction, 'outbound') = 'outbound'),
                (SELECT count(*) FROM calls WHERE workspace = ?1 AND is_over = 0 AND direction <> 'outbound'),
                (SELECT count(*) FROM requests r WHERE workspace = ?1 AND state = 'placed'
                    AND NOT EXISTS (SELECT 1 FROM calls c WHERE c.workspace = r.workspace AND c.call = r.call)),
                (SELECT count(*) FROM requests WHERE workspace = ?1 AND state = 'dialing')",
        )?
        .query_row(params![workspace], |row| {
            let (live, unheard, dialing): (u32, u32, u32) = (row.get(0)?, row.get(2)?, row.get(3)?);
            Ok(UsedLines {
                outbound: live + unheard + dialing,
                dialing,
                inbound: row.get(1)?,
            })
        })?)
}
