//! The tokens of an org: one renewal at a time across processes, durable before use, sealed at
//! rest.

use std::sync::Arc;

use midcall_domain::time::Timestamp;
use rusqlite::{OptionalExtension, Transaction, params};

use super::At;
use crate::{
    Connection, KeptLogin, Renewal, Result, Store,
    vault::{Context, Vault},
};

impl Store {
    /// The newest tokens for a grant; nothing when the configuration has changed since.
    ///
    /// # Errors
    ///
    /// When the database fails, or the tokens cannot be opened.
    pub async fn load_connection(&self, workspace: &str, grant_digest: &str) -> Result<Connection> {
        let (workspace, digest) = (workspace.to_owned(), grant_digest.to_owned());
        let vault = Arc::clone(&self.database.vault);
        self.database
            .write(move |transaction| load(transaction, &vault, &workspace, &digest))
            .await
    }

    /// Asks for the turn to renew tokens last seen at `seen_generation`.
    ///
    /// # Errors
    ///
    /// When the database fails, or the tokens cannot be opened.
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
        let vault = Arc::clone(&self.database.vault);
        self.database
            .write_durably(move |transaction| {
                // Tokens do not outlive the configuration they were had with; a login does.
                transaction
                    .prepare_cached("-- forget_older_grants\nDELETE FROM connections WHERE workspace = ?1 AND grant_digest <> ?2 AND login IS NULL")?
                    .execute(params![workspace, digest])?;
                transaction
                    .prepare_cached("-- begin_connection\nINSERT INTO connections (workspace, grant_digest, generation) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING")?
                    .execute(params![workspace, digest, seen_generation])?;
                let connection = load(transaction, &vault, &workspace, &digest)?;
                if connection.generation > seen_generation && connection.session.is_some() {
                    return Ok(Renewal::Renewed(connection));
                }
                let taken = transaction
                    .prepare_cached("-- begin_renewal\nUPDATE connections SET renewing_by = ?3, renewing_until = ?4 WHERE workspace = ?1 AND grant_digest = ?2 AND (renewing_until <= ?5 OR renewing_by = ?3)")?
                    .execute(params![workspace, digest, owner, At(until), At(now)])?;
                Ok(if taken == 1 { Renewal::Granted(connection) } else { Renewal::UnderWay })
            })
            .await
    }

    /// Keeps what a renewal from `granted` brought, on disk before anybody uses it, and returns its
    /// generation. `None` when a login or another renewal has put newer tokens there meanwhile:
    /// these are to be adopted.
    ///
    /// # Errors
    ///
    /// When the database or the key fails; then the new tokens must not be used.
    pub async fn finish_renewal(
        &self,
        workspace: &str,
        grant_digest: &str,
        granted: &Connection,
        session: &str,
        refresh_token: Option<&str>,
    ) -> Result<Option<i64>> {
        let seal = |column, token| {
            let vault = &self.database.vault;
            vault.seal(context(workspace, grant_digest, column), token)
        };
        let session = seal("session", session)?;
        let refresh_token = refresh_token
            .map(|token| seal("refresh_token", token))
            .transpose()?;
        let (workspace, digest) = (workspace.to_owned(), grant_digest.to_owned());
        let generation = granted.generation;
        self.database
            .write_durably(move |transaction| {
                Ok(transaction
                    .prepare_cached(
                        "-- finish_renewal\nUPDATE connections SET session = ?3, refresh_token = coalesce(?4, refresh_token), generation = generation + 1, renewing_by = NULL, renewing_until = 0
                         WHERE workspace = ?1 AND grant_digest = ?2 AND generation = ?5 RETURNING generation",
                    )?
                    .query_row(
                        params![workspace, digest, session, refresh_token, generation],
                        |row| row.get(0),
                    )
                    .optional()?)
            })
            .await
    }

    /// Gives the turn back without new tokens.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn abandon_renewal(
        &self,
        workspace: &str,
        grant_digest: &str,
        owner: &str,
    ) -> Result<()> {
        let (workspace, digest, owner) = (
            workspace.to_owned(),
            grant_digest.to_owned(),
            owner.to_owned(),
        );
        self.database
            .write(move |transaction| {
                transaction
                    .prepare_cached("-- abandon_renewal\nUPDATE connections SET renewing_by = NULL, renewing_until = 0 WHERE workspace = ?1 AND grant_digest = ?2 AND renewing_by = ?3")?
                    .execute(params![workspace, digest, owner])?;
                Ok(())
            })
            .await
    }

    /// Keeps a person's login, on disk when this returns. It takes the place of the one before it,
    /// and whoever uses that one adopts this one.
    ///
    /// # Errors
    ///
    /// When the database or the key fails; then the person has to log in again.
    pub async fn keep_login(
        &self,
        workspace: &str,
        kept: &KeptLogin,
        session: &str,
        refresh_token: &str,
        now: Timestamp,
    ) -> Result<()> {
        let seal = |column, token| {
            let vault = &self.database.vault;
            vault.seal(context(workspace, &kept.grant_digest, column), token)
        };
        let session = seal("session", session)?;
        let refresh_token = seal("refresh_token", refresh_token)?;
        let (
            workspace,
            KeptLogin {
                grant_digest,
                login,
            },
        ) = (workspace.to_owned(), kept.clone());
        self.database
            .write_durably(move |transaction| {
                transaction.execute(
                    "-- forget_older_login\nDELETE FROM connections WHERE workspace = ?1 AND grant_digest <> ?2 AND login IS NOT NULL",
                    params![workspace, grant_digest],
                )?;
                // Counted from the time of the login: a row that was forgotten meanwhile must not
                // look older than what a running server has seen of it.
                transaction.execute(
                    "-- keep_login\nINSERT INTO connections (workspace, grant_digest, session, refresh_token, login, generation) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                     ON CONFLICT DO UPDATE SET session = excluded.session, refresh_token = excluded.refresh_token, login = excluded.login,
                        generation = max(generation + 1, excluded.generation), renewing_by = NULL, renewing_until = 0",
                    params![workspace, grant_digest, session, refresh_token, login, At(now)],
                )?;
                Ok(())
            })
            .await
    }

    /// The person's login, if there is one. For use at start: it waits.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub fn kept_login(&self, workspace: &str) -> Result<Option<KeptLogin>> {
        let workspace = workspace.to_owned();
        self.database.at_start(move |connection| {
            Ok(connection
                .query_row(
                    "-- kept_login\nSELECT grant_digest, login FROM connections WHERE workspace = ?1 AND login IS NOT NULL",
                    params![workspace],
                    |row| {
                        Ok(KeptLogin {
                            grant_digest: row.get(0)?,
                            login: row.get(1)?,
                        })
                    },
                )
                .optional()?)
        })
    }

    /// Forgets all tokens of a workspace, readable or not.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn forget_connections(&self, workspace: &str) -> Result<usize> {
        let workspace = workspace.to_owned();
        self.database
            .write_durably(move |transaction| {
                Ok(transaction.execute(
                    "-- forget_connections\nDELETE FROM connections WHERE workspace = ?1",
                    params![workspace],
                )?)
            })
            .await
    }

    /// Where the key is from that seals tokens, and its id; no id while there is no key file.
    ///
    /// # Errors
    ///
    /// When the key cannot be read or is none.
    pub fn sealing_key(&self) -> Result<(crate::KeySource, Option<String>)> {
        let vault = &self.database.vault;
        Ok((vault.source().clone(), vault.id()?))
    }
}

/// Where a token belongs.
pub(super) fn context<'a>(
    workspace: &'a str,
    grant_digest: &'a str,
    column: &'static str,
) -> Context<'a> {
    Context {
        workspace,
        grant_digest,
        column,
    }
}

fn load(
    transaction: &Transaction<'_>,
    vault: &Vault,
    workspace: &str,
    digest: &str,
) -> Result<Connection> {
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
    let Some(sealed) = found else {
        return Ok(Connection::default());
    };
    let open = |column, token: &Option<String>| {
        token
            .as_deref()
            .map(|token| vault.open(context(workspace, digest, column), token))
            .transpose()
    };
    let session = match open("session", &sealed.session) {
        // A session alone can be had again.
        Err(_) if sealed.refresh_token.is_none() => None,
        session => session?,
    };
    Ok(Connection {
        session,
        refresh_token: open("refresh_token", &sealed.refresh_token)?,
        generation: sealed.generation,
    })
}
