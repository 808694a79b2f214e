//! Who has which number, as Salesforce last said.

use midcall_domain::{
    identity::{Candidate, CandidateKind},
    time::Timestamp,
};
use rusqlite::{OptionalExtension, Transaction, params};

use super::{At, moment};
use crate::{Caller, KnownCallers, Result, Store, lookup::KINDS};

impl Store {
    /// Who is known by a number.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn known_callers(&self, workspace: &str, number: &str) -> Result<KnownCallers> {
        let (workspace, number) = (workspace.to_owned(), number.to_owned());
        self.database
            .read(move |transaction| {
                let asked_at: Option<At> = transaction
                    .prepare_cached("-- number_asked_at\nSELECT asked_at FROM asked_numbers WHERE workspace = ?1 AND number = ?2")?
                    .query_row(params![workspace, number], |row| row.get(0))
                    .optional()?;
                let callers = transaction
                    .prepare_cached("-- callers_of_number\nSELECT record, kind, created_at, name, company FROM callers WHERE workspace = ?1 AND number = ?2 ORDER BY record")?
                    .query_map(params![workspace, number], |row| {
                        let kind: String = row.get(1)?;
                        let known = KINDS.iter().find(|(_, word)| *word == kind);
                        Ok(Caller {
                            candidate: Candidate {
                                record: row.get(0)?,
                                kind: known.map_or(CandidateKind::ClosedLead, |(kind, _)| *kind),
                                created_at: row.get::<_, At>(2)?.0,
                            },
                            name: row.get(3)?,
                            company: row.get(4)?,
                        })
                    })?
                    .collect::<rusqlite::Result<_>>()?;
                Ok(KnownCallers { asked_at: moment(asked_at), callers })
            })
            .await
    }

    /// Keeps what Salesforce answered for some numbers: those named have a number, nobody else.
    ///
    /// # Errors
    ///
    /// When the database fails; then nothing is kept.
    pub async fn save_answers(
        &self,
        workspace: &str,
        answers: Vec<(String, Vec<Caller>)>,
        asked_at: Timestamp,
    ) -> Result<()> {
        let workspace = workspace.to_owned();
        self.database
            .write(move |transaction| {
                for (number, callers) in &answers {
                    transaction
                        .prepare_cached("-- forget_callers_of_number\nDELETE FROM callers WHERE workspace = ?1 AND number = ?2")?
                        .execute(params![workspace, number])?;
                    transaction
                        .prepare_cached("-- note_number_asked\nINSERT INTO asked_numbers (workspace, number, asked_at) VALUES (?1, ?2, ?3) ON CONFLICT (workspace, number) DO UPDATE SET asked_at = excluded.asked_at")?
                        .execute(params![workspace, number, At(asked_at)])?;
                    for caller in callers {
                        save_caller(transaction, &workspace, number, caller, asked_at)?;
                    }
                }
                Ok(())
            })
            .await
    }

    /// Keeps records that Salesforce showed with their numbers. A record's other numbers are no
    /// longer its own; of a record without numbers, none is.
    ///
    /// # Errors
    ///
    /// When the database fails; then nothing is kept.
    pub async fn save_callers(
        &self,
        workspace: &str,
        shown: Vec<(Caller, Vec<String>)>,
        seen_at: Timestamp,
    ) -> Result<()> {
        let workspace = workspace.to_owned();
        self.database
            .write(move |transaction| {
                for (caller, numbers) in &shown {
                    transaction
                        .prepare_cached("-- forget_numbers_of_caller\nDELETE FROM callers WHERE workspace = ?1 AND record = ?2")?
                        .execute(params![workspace, caller.candidate.record])?;
                    for number in numbers {
                        save_caller(transaction, &workspace, number, caller, seen_at)?;
                    }
                }
                Ok(())
            })
            .await
    }

    /// Forgets whom Salesforce has not shown since `before`, and that numbers were asked for.
    /// Returns how many callers.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub async fn forget_callers(&self, workspace: &str, before: Timestamp) -> Result<usize> {
        let workspace = workspace.to_owned();
        self.database
            .write(move |transaction| {
                transaction
                    .prepare_cached("-- forget_asked_numbers\nDELETE FROM asked_numbers WHERE workspace = ?1 AND asked_at < ?2")?
                    .execute(params![workspace, At(before)])?;
                Ok(transaction
                    .prepare_cached("-- forget_callers\nDELETE FROM callers WHERE workspace = ?1 AND seen_at < ?2")?
                    .execute(params![workspace, At(before)])?)
            })
            .await
    }
}

fn save_caller(
    transaction: &Transaction<'_>,
    workspace: &str,
    number: &str,
    caller: &Caller,
    seen_at: Timestamp,
) -> Result<()> {
    let Caller {
        candidate,
        name,
        company,
    } = caller;
    let kind = KINDS.iter().find(|(kind, _)| *kind == candidate.kind);
    transaction
        .prepare_cached(
            "-- save_caller\nINSERT INTO callers (workspace, number, record, kind, name, company, created_at, seen_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             ON CONFLICT (workspace, number, record) DO UPDATE SET kind = excluded.kind, name = excluded.name, company = excluded.company, created_at = excluded.created_at, seen_at = excluded.seen_at",
        )?
        .execute(params![
            workspace,
            number,
            candidate.record,
            kind.map_or("closed_lead", |(_, word)| word),
            name,
            company,
            At(candidate.created_at),
            At(seen_at),
        ])?;
    Ok(())
}
