//! How much of the day's requests the org had used: kept so that a restart forgets no trend.

use midcall_domain::{leads::Usage, time::Timestamp};
use rusqlite::params;

use super::At;
use crate::{Result, Store};

const KEPT_MS: i64 = 86_400_000;

impl Store {
    /// Keeps what the org said, for a day.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn keep_usage(&self, workspace: &str, usage: Usage) -> Result<()> {
        let workspace = workspace.to_owned();
        self.database
            .write(move |transaction| {
                transaction
                    .prepare_cached("-- forget_usage\nDELETE FROM api_usage WHERE workspace = ?1 AND at < ?2")?
                    .execute(params![workspace, At(usage.at.plus_ms(-KEPT_MS))])?;
                transaction
                    .prepare_cached("-- keep_usage\nINSERT OR REPLACE INTO api_usage (workspace, at, used, allowed) VALUES (?1, ?2, ?3, ?4)")?
                    .execute(params![
                        workspace,
                        At(usage.at),
                        usage.used.cast_signed(),
                        usage.allowed.cast_signed()
                    ])?;
                Ok(())
            })
            .await
    }

    /// What the org said since then, the oldest first.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn recent_usage(&self, workspace: &str, since: Timestamp) -> Result<Vec<Usage>> {
        let workspace = workspace.to_owned();
        self.database
            .read(move |transaction| {
                let mut statement = transaction.prepare_cached(
                    "-- recent_usage\nSELECT at, used, allowed FROM api_usage WHERE workspace = ?1 AND at >= ?2 ORDER BY at",
                )?;
                let rows = statement.query_map(params![workspace, At(since)], |row| {
                    Ok(Usage {
                        at: row.get::<_, At>(0)?.0,
                        used: row.get::<_, i64>(1)?.cast_unsigned(),
                        allowed: row.get::<_, i64>(2)?.cast_unsigned(),
                    })
                })?;
                Ok(rows.collect::<rusqlite::Result<_>>()?)
            })
            .await
    }
}
