//! Numbered migrations, embedded and run at start.

use rusqlite::Connection;

use crate::{Error, Result};

const MIGRATIONS: [&str; 9] = [
    include_str!("../../migrations/sqlite/0001_state.sql"),
    include_str!("../../migrations/sqlite/0002_asks.sql"),
    include_str!("../../migrations/sqlite/0003_logins.sql"),
    include_str!("../../migrations/sqlite/0004_fields.sql"),
    include_str!("../../migrations/sqlite/0005_identity.sql"),
    include_str!("../../migrations/sqlite/0006_ledger.sql"),
    include_str!("../../migrations/sqlite/0007_queue.sql"),
    include_str!("../../migrations/sqlite/0008_nudges.sql"),
    include_str!("../../migrations/sqlite/0009_activities.sql"),
];

/// Brings the schema up to date, each migration in a transaction of its own.
pub(super) fn migrate(connection: &mut Connection) -> Result<()> {
    let known = i64::try_from(MIGRATIONS.len()).expect("a handful of migrations");
    let found: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if found > known {
        return Err(Error::NewerSchema { found, known });
    }
    for (number, migration) in (1_i64..)
        .zip(MIGRATIONS)
        .filter(|(number, _)| *number > found)
    {
        let transaction = connection.transaction()?;
        transaction.execute_batch(migration)?;
        transaction.pragma_update(None, "user_version", number)?;
        transaction.commit()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_newer_schema_is_refused() {
        let mut connection = Connection::open_in_memory().unwrap();
        connection.pragma_update(None, "user_version", 99).unwrap();
        assert!(matches!(
            migrate(&mut connection),
            Err(Error::NewerSchema { found: 99, .. })
        ));
    }

    #[test]
    fn migrating_twice_changes_nothing() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection).unwrap();
        migrate(&mut connection).unwrap();
    }
}
