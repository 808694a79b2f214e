//! The tokens of an org: one renewal at a time across processes, durable before use.

use midcall_domain::time::Timestamp;
use rusqlite::{OptionalExtension, Transaction, params};

use super::At;
use crate::{Connection, Renewal, Result, Store};

impl Store {
    /// The newest tokens for a grant; nothing when the configuration has changed since.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn load_connection(&self, workspace: &str, grant_digest: &str) -> Result<Connection> {
        let (workspace, digest) = (workspace.to_owned(), grant_digest.to_owned());
        self.database
            .write(move |transaction| load(transaction, &workspace, &digest))
            .await
    }

    /// Asks for the turn to renew tokens last seen at `seen_generation`.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn begin_renewal(
        &self,
        workspace: &str,
        grant_digest: &str,
        owner: &str,
        seen_generation: i64,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Renewal> {
        let (workspace, digest, owner) = (
            workspace.to_owned(),
            grant_digest.to_owned(),
            owner.to_owned(),
        );
        self.database
            .write_durably(move |transaction| {
                transaction
                    .prepare_cached(
                        "-- reset_connection\nINSERT INTO connections (workspace, grant_digest) VALUES (?1, ?2)
                         ON CONFLICT (workspace) DO UPDATE SET
                            session = NULL, refresh_token = NULL, grant_digest = excluded.grant_digest, generation = generation + 1
                         WHERE grant_digest <> excluded.grant_digest",
                    )?
                    .execute(params![workspace, digest])?;
                let connection = load(transaction, &workspace, &digest)?;
                if connection.generation > seen_generation && connection.session.is_some() {
                    return Ok(Renewal::Renewed(connection));
                }
                let taken = transaction
                    .prepare_cached("-- begin_renewal\nUPDATE connections SET renewing_by = ?2, renewing_until = ?3 WHERE workspace = ?1 AND (renewing_until <= ?4 OR renewing_by = ?2)")?
                    .execute(params![workspace, owner, At(until), At(now)])?;
                Ok(if taken == 1 { Renewal::Granted(connection) } else { Renewal::UnderWay })
            })
            .await
    }

    /// Keeps what a renewal brought, on disk before anybody uses it.
    ///
    /// # Errors
    ///
    /// When the database fails; then the new tokens must not be used.
    pub async fn finish_renewal(
        &self,
        workspace: &str,
        session: &str,
        refresh_token: Option<&str>,
    ) -> Result<i64> {
        let (workspace, session) = (workspace.to_owned(), session.to_owned());
        let refresh_token = refresh_token.map(str::to_owned);
        self.database
            .write_durably(move |transaction| {
                Ok(transaction
                    .prepare_cached(
                        "-- finish_renewal\nUPDATE connections SET session = ?2, refresh_token = coalesce(?3, refresh_token), generation = generation + 1, renewing_by = NULL, renewing_until = 0
                         WHERE workspace = ?1 RETURNING generation",
                    )?
                    .query_row(params![workspace, session, refresh_token], |row| row.get(0))?)
            })
            .await
    }

    /// Gives the turn back without new tokens.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn abandon_renewal(&self, workspace: &str, owner: &str) -> Result<()> {
        let (workspace, owner) = (workspace.to_owned(), owner.to_owned());
        self.database
            .write(move |transaction| {
                transaction
                    .prepare_cached("-- abandon_renewal\nUPDATE connections SET renewing_by = NULL, renewing_until = 0 WHERE workspace = ?1 AND renewing_by = ?2")?
                    .execute(params![workspace, owner])?;
                Ok(())
            })
            .await
    }
}

fn load(transaction: &Transaction<'_>, workspace: &str, digest: &str) -> Result<Connection> {
    let found = transaction
        .prepare_cached("-- load_connection\nSELECT session, refresh_token, generation FROM connections WHERE workspace = ?1 AND grant_digest = ?2")?
        .query_row(params![workspace, digest], |row| {
            Ok(Connection {
                session: row.get(0)?,
                refresh_token: row.get(1)?,
                generation: row.get(2)?,
            })
        })
        .optional()?;
    Ok(found.unwrap_or_default())
}
