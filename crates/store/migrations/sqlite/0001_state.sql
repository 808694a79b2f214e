-- Everything here but requests and connections can be dropped and rebuilt from the journal.

-- Single facts about this database.
CREATE TABLE facts (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

-- A phone call and what it has come to. Rewritten by the fold, by nobody else.
CREATE TABLE calls (
    workspace       TEXT NOT NULL,
    call            TEXT NOT NULL,
    -- The Salesforce id of the lead the call belongs to; NULL until one is known.
    lead            TEXT,
    phone           TEXT,
    direction       TEXT,
    disposition     TEXT,
    is_over         INTEGER NOT NULL,
    score           INTEGER NOT NULL,
    created_at      INTEGER NOT NULL,
    last_contact_at INTEGER NOT NULL,
    -- Arrival of the newest delivery: a live call that has been silent for too long is settled.
    arrived_at      INTEGER NOT NULL,
    -- What the lead needs to know (CallSummary, JSON).
    summary         TEXT NOT NULL,
    -- The fold's state (CallState, JSON), as of journal entry `seq`.
    state           BLOB NOT NULL,
    seq             INTEGER NOT NULL,
    PRIMARY KEY (workspace, call)
) STRICT, WITHOUT ROWID;

CREATE INDEX calls_by_lead ON calls (workspace, lead, call);
CREATE INDEX calls_by_age ON calls (workspace, created_at DESC, call);
CREATE INDEX calls_live ON calls (workspace, arrived_at) WHERE is_over = 0;

-- A Lead: what it should say, what it was last seen to say, and when to look at it next.
CREATE TABLE leads (
    workspace          TEXT NOT NULL,
    lead               TEXT NOT NULL,
    -- The record that is written to when the lead was merged into another one.
    target             TEXT,
    -- DesiredLead, JSON. `generation` counts its changes and never goes down.
    desired            TEXT NOT NULL,
    generation         INTEGER NOT NULL,
    urgency            INTEGER NOT NULL,
    -- When the oldest change that is not yet in Salesforce was heard; NULL when in sync.
    changed_at         INTEGER,
    -- The same of what came in after the lease was taken: a write under way does not carry it.
    urgency_since_lease    INTEGER NOT NULL DEFAULT 0,
    changed_at_since_lease INTEGER,
    -- Fields, JSON; NULL when what Salesforce holds is not known.
    observed           TEXT,
    written_at         INTEGER,
    transcript_at      INTEGER,
    -- NULL when nothing is to be done.
    due_at             INTEGER,
    leased_by          TEXT,
    leased_until       INTEGER NOT NULL DEFAULT 0,
    attempts           INTEGER NOT NULL DEFAULT 0,
    -- Blocked, JSON: why a person is needed; NULL when none is.
    facts_blocked      TEXT,
    transcript_blocked TEXT,
    PRIMARY KEY (workspace, lead)
) STRICT, WITHOUT ROWID;

-- Holds all that decides whose turn it is: the rows themselves are wide and stay unread until then.
CREATE INDEX leads_due ON leads (workspace, due_at, urgency, leased_until, changed_at) WHERE due_at IS NOT NULL;

-- Deliveries that name no call. Their bytes are in the journal.
CREATE TABLE unattributed (
    workspace    TEXT NOT NULL,
    seq          INTEGER NOT NULL,
    message_type TEXT NOT NULL,
    received_at  INTEGER NOT NULL,
    PRIMARY KEY (workspace, seq)
) STRICT, WITHOUT ROWID;

-- A request to call a lead: carried out once. Durable before it is acted on.
CREATE TABLE requests (
    workspace    TEXT NOT NULL,
    -- The caller's idempotency key, or one of ours.
    request      TEXT NOT NULL,
    lead         TEXT NOT NULL,
    phone        TEXT NOT NULL,
    -- What the caller gave besides (JSON).
    details      TEXT NOT NULL,
    -- accepted, dialing, placed, refused, unknown.
    state        TEXT NOT NULL,
    -- The platform's call, once placed.
    call         TEXT,
    -- Why it was refused or cannot be known, for a person.
    reason       TEXT,
    created_at   INTEGER NOT NULL,
    -- When the platform was last asked to dial.
    dialed_at    INTEGER,
    leased_until INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (workspace, request)
) STRICT, WITHOUT ROWID;

CREATE INDEX requests_by_lead ON requests (workspace, lead, created_at DESC);

-- The connection to an org: its tokens and whose turn it is to renew them.
CREATE TABLE connections (
    workspace      TEXT PRIMARY KEY,
    -- Session, JSON.
    session        TEXT,
    -- A rotated refresh token; the configured one stands while this is NULL.
    refresh_token  TEXT,
    -- Digest of the configured grant this row belongs to: a new configuration starts anew.
    grant_digest   TEXT NOT NULL DEFAULT '',
    -- Counts renewals.
    generation     INTEGER NOT NULL DEFAULT 0,
    renewing_by    TEXT,
    renewing_until INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
