-- A call whose messages name no lead: whose it is is looked up by its number, until it is known.
-- Can be dropped: the fold opens it again, and what was found is in the journal.
CREATE TABLE lookups (
    workspace    TEXT NOT NULL,
    call         TEXT NOT NULL,
    -- E.164.
    number       TEXT NOT NULL,
    -- open, found, nobody, blocked.
    state        TEXT NOT NULL,
    -- Blocked, JSON: why a person is needed; NULL when none is.
    blocked      TEXT,
    created_at   INTEGER NOT NULL,
    due_at       INTEGER NOT NULL,
    -- Answers that left it open.
    looks        INTEGER NOT NULL DEFAULT 0,
    -- Failures in a row.
    attempts     INTEGER NOT NULL DEFAULT 0,
    leased_until INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (workspace, call)
) STRICT, WITHOUT ROWID;

CREATE INDEX lookups_due ON lookups (workspace, due_at) WHERE state = 'open';
CREATE INDEX lookups_by_number ON lookups (workspace, number);

-- Who has which number, as Salesforce last said. A copy: dropping it costs requests, not truth.
CREATE TABLE callers (
    workspace  TEXT NOT NULL,
    -- E.164.
    number     TEXT NOT NULL,
    -- The Salesforce id of a lead or a contact.
    record     TEXT NOT NULL,
    -- open_lead, closed_lead, contact.
    kind       TEXT NOT NULL,
    name       TEXT,
    company    TEXT,
    created_at INTEGER NOT NULL,
    -- When Salesforce said so.
    seen_at    INTEGER NOT NULL,
    PRIMARY KEY (workspace, number, record)
) STRICT, WITHOUT ROWID;

CREATE INDEX callers_by_record ON callers (workspace, record);
CREATE INDEX callers_by_age ON callers (workspace, seen_at);

-- When Salesforce was last asked who has a number, whatever it said.
CREATE TABLE asked_numbers (
    workspace TEXT NOT NULL,
    number    TEXT NOT NULL,
    asked_at  INTEGER NOT NULL,
    PRIMARY KEY (workspace, number)
) STRICT, WITHOUT ROWID;

-- A person's word on whose call it is, on its way into the journal.
CREATE TABLE attachments (
    workspace TEXT NOT NULL,
    call      TEXT NOT NULL,
    lead      TEXT NOT NULL,
    who       TEXT NOT NULL,
    at        INTEGER NOT NULL,
    PRIMARY KEY (workspace, call, at, lead)
) STRICT, WITHOUT ROWID;
