-- Requests to call become a queue: they wait, are tried again, and end.
ALTER TABLE requests ADD COLUMN priority INTEGER NOT NULL DEFAULT 0;
-- When it is looked at next: while accepted, when it may be dialed; while placed, when the platform
-- is asked what became of a call of which nothing was heard.
ALTER TABLE requests ADD COLUMN due_at INTEGER NOT NULL DEFAULT 0;
-- What the time until `due_at` is for.
ALTER TABLE requests ADD COLUMN wait TEXT;
-- Which call of this request is being made, from 1: each is looked up by a name of its own.
ALTER TABLE requests ADD COLUMN attempt INTEGER NOT NULL DEFAULT 1;
-- Calls that rang at the lead's, and failures of the platform in a row.
ALTER TABLE requests ADD COLUMN tries INTEGER NOT NULL DEFAULT 0;
ALTER TABLE requests ADD COLUMN faults INTEGER NOT NULL DEFAULT 0;
-- What the newest call came to.
ALTER TABLE requests ADD COLUMN outcome TEXT;

CREATE INDEX requests_open ON requests (workspace, state, due_at) WHERE state IN ('accepted', 'dialing', 'placed');

-- Before there was a queue, a call that ended was the end of its request.
UPDATE requests SET state = 'done' WHERE state = 'placed' AND EXISTS
    (SELECT 1 FROM calls c WHERE c.workspace = requests.workspace AND c.call = requests.call AND c.is_over = 1);

-- What is known of the platform's lines, and whether calls are held back.
CREATE TABLE dialing (
    workspace  TEXT PRIMARY KEY,
    -- As the platform last said; NULL until it has.
    line_limit INTEGER,
    -- Lines that calls unknown here took, and when that was seen.
    others     INTEGER NOT NULL DEFAULT 0,
    seen_at    INTEGER NOT NULL DEFAULT 0,
    -- No call goes out until then, and why.
    held_until INTEGER NOT NULL DEFAULT 0,
    held_for   TEXT,
    -- Failures of the platform in a row.
    failures   INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- The words with which the prospect asked for no more calls (OptOut, JSON). Written by the fold.
ALTER TABLE calls ADD COLUMN opt_out TEXT;
CREATE INDEX calls_opted_out ON calls (workspace, phone) WHERE opt_out IS NOT NULL;

-- Leads on which Salesforce must be told that they are not to be called: once each.
CREATE TABLE do_not_call (
    workspace    TEXT NOT NULL,
    lead         TEXT NOT NULL,
    -- open, done, blocked.
    state        TEXT NOT NULL DEFAULT 'open',
    -- Why it is blocked, for a person.
    reason       TEXT,
    due_at       INTEGER NOT NULL,
    attempts     INTEGER NOT NULL DEFAULT 0,
    leased_until INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (workspace, lead)
) STRICT, WITHOUT ROWID;

CREATE INDEX do_not_call_due ON do_not_call (workspace, due_at) WHERE state = 'open';
