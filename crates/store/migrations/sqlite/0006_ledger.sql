-- What the ledger says of a call: open, closing, complete, recovered or incomplete; NULL for calls
-- that were saved before there was one.
ALTER TABLE calls ADD COLUMN ledger TEXT;
-- What of it arrived by itself (`heard`, and words, end, report), separated by blanks.
ALTER TABLE calls ADD COLUMN seen TEXT NOT NULL DEFAULT '';
CREATE INDEX calls_by_ledger ON calls (workspace, ledger, created_at);

-- A call that Vapi is to be asked about: durable before the look that found it counts as done.
CREATE TABLE reads (
    workspace    TEXT NOT NULL,
    call         TEXT NOT NULL,
    -- Why: unknown, unfinished, silent, asked.
    reason       TEXT NOT NULL,
    -- open, done, failed.
    state        TEXT NOT NULL,
    created_at   INTEGER NOT NULL,
    due_at       INTEGER NOT NULL,
    attempts     INTEGER NOT NULL DEFAULT 0,
    leased_until INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (workspace, call)
) STRICT, WITHOUT ROWID;

CREATE INDEX reads_due ON reads (workspace, due_at) WHERE state = 'open';

-- Every change that Vapi recorded up to here has been looked at.
CREATE TABLE looks (
    workspace TEXT PRIMARY KEY,
    through   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
