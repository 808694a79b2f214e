-- A gap that a live call's agent is to be told of: once, while it still matters. Where the call
-- takes commands is not kept: it is asked for when it is needed.
CREATE TABLE nudges (
    workspace    TEXT NOT NULL,
    call         TEXT NOT NULL,
    -- The signal that is not known.
    signal       TEXT NOT NULL,
    -- open, sending, sent, moot, failed. What was being sent when its node ended is not sent again.
    state        TEXT NOT NULL,
    due_at       INTEGER NOT NULL,
    attempts     INTEGER NOT NULL DEFAULT 0,
    leased_until INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (workspace, call, signal)
) STRICT, WITHOUT ROWID;

CREATE INDEX nudges_due ON nudges (workspace, due_at) WHERE state = 'open';
