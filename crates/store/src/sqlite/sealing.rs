//! Brings tokens that stand in the database to their sealed form: what an older version wrote in
//! the clear, and what is sealed with a key that is being replaced.

use rusqlite::{Connection, params};

use super::{Database, connections::context};
use crate::{Error, Result, vault::Vault};

struct Row {
    workspace: String,
    grant_digest: String,
    session: Option<String>,
    refresh_token: Option<String>,
}

impl Database {
    /// Seals every token that is not sealed with the newest key.
    ///
    /// # Errors
    ///
    /// When the database fails, or when a refresh token is sealed with a key that is not there. A
    /// session alone can be had again and is no reason to refuse.
    pub(crate) fn seal_what_is_plain(&self) -> Result<()> {
        let vault = std::sync::Arc::clone(&self.vault);
        self.at_start(move |connection| seal_all(connection, &vault))
    }
}

fn seal_all(connection: &mut Connection, vault: &Vault) -> Result<()> {
    let rows: Vec<Row> = connection
        .prepare("SELECT workspace, grant_digest, session, refresh_token FROM connections")?
        .query_map([], |row| {
            Ok(Row {
                workspace: row.get(0)?,
                grant_digest: row.get(1)?,
                session: row.get(2)?,
                refresh_token: row.get(3)?,
            })
        })?
        .collect::<rusqlite::Result<_>>()?;
    let tokens = |row: &Row| [row.session.clone(), row.refresh_token.clone()];
    let had_plain = rows
        .iter()
        .flat_map(tokens)
        .flatten()
        .any(|token| Vault::is_plain(&token));
    // What is replaced must not stay readable in the free space of its page.
    connection.pragma_update(None, "secure_delete", had_plain)?;
    let transaction = connection.transaction()?;
    for row in &rows {
        let session = match sealed(vault, row, "session", row.session.as_deref()) {
            Err(Error::Key(_)) if row.refresh_token.is_none() => None,
            session => session?,
        };
        let refresh_token = sealed(vault, row, "refresh_token", row.refresh_token.as_deref())?;
        transaction.execute(
            "UPDATE connections SET session = ?3, refresh_token = ?4 WHERE workspace = ?1 AND grant_digest = ?2",
            params![row.workspace, row.grant_digest, session, refresh_token],
        )?;
    }
    transaction.commit()?;
    if had_plain {
        // Older ones may lie in pages that were freed long ago, and the log has the pages as they
        // were: both are written anew, once.
        connection.execute_batch(
            "VACUUM; PRAGMA wal_checkpoint(TRUNCATE); PRAGMA secure_delete = OFF;",
        )?;
    }
    Ok(())
}

/// A token, sealed with the newest key.
fn sealed(
    vault: &Vault,
    row: &Row,
    column: &'static str,
    stored: Option<&str>,
) -> Result<Option<String>> {
    let Some(stored) = stored else {
        return Ok(None);
    };
    let context = context(&row.workspace, &row.grant_digest, column);
    let token = vault.open(context, stored)?;
    if !Vault::is_plain(stored) && vault.is_newest(stored)? {
        return Ok(Some(stored.to_owned()));
    }
    Ok(Some(vault.seal(context, &token)?))
}
