-- A question about a call for a language model: asked once, while it still matters.
CREATE TABLE asks (
    workspace    TEXT NOT NULL,
    call         TEXT NOT NULL,
    -- Why it is asked, and about which words: the same reason is one question.
    reason       TEXT NOT NULL,
    -- open, answered, failed.
    state        TEXT NOT NULL,
    created_at   INTEGER NOT NULL,
    due_at       INTEGER NOT NULL,
    attempts     INTEGER NOT NULL DEFAULT 0,
    leased_until INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (workspace, call, reason)
) STRICT, WITHOUT ROWID;

CREATE INDEX asks_due ON asks (workspace, due_at) WHERE state = 'open';
