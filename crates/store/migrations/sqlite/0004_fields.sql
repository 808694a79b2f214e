-- Fields that people work on too.

-- When the record was last read; NULL when somebody may have changed it since.
ALTER TABLE leads ADD COLUMN read_at INTEGER;
-- Blocked by field, JSON: fields that wait for a person while the rest of the lead is written.
ALTER TABLE leads ADD COLUMN fields_blocked TEXT;
-- Blocked, JSON: why the last attempt failed, while it is tried again.
ALTER TABLE leads ADD COLUMN trouble TEXT;
-- Whether a person asked for it to be tried again, so that the org is looked at anew.
ALTER TABLE leads ADD COLUMN is_retried INTEGER NOT NULL DEFAULT 0;

-- What Midcall has put into a lead, to tell its own words from other people's, and what those
-- changed. Beside the leads because it is noted before each write, and a lead's row is wide. This
-- cannot be rebuilt from the journal: without it what is in the org counts as other people's.
CREATE TABLE lead_writes (
    workspace TEXT NOT NULL,
    lead      TEXT NOT NULL,
    -- Written, JSON.
    written   TEXT NOT NULL,
    -- A list of Edit, JSON, the newest last.
    edits     TEXT NOT NULL DEFAULT '[]',
    PRIMARY KEY (workspace, lead)
) STRICT, WITHOUT ROWID;
