-- The completed task that each finished call leaves at its lead. What it should say can be rebuilt
-- from the journal; without the rest, every task is written once more, which changes nothing.
CREATE TABLE activities (
    workspace  TEXT NOT NULL,
    call       TEXT NOT NULL,
    lead       TEXT NOT NULL,
    -- Activity, JSON: what the task should say.
    desired    TEXT NOT NULL,
    -- The same of what it was last written to say; NULL while that is not known, as under a lease.
    written    TEXT,
    -- Whether the task is known to be there: some of its fields can only be set as it is made.
    is_there   INTEGER NOT NULL DEFAULT 0,
    written_at INTEGER,
    -- NULL when nothing is to be done.
    due_at     INTEGER,
    attempts   INTEGER NOT NULL DEFAULT 0,
    -- Blocked, JSON: why a person is needed; NULL when none is.
    blocked    TEXT,
    PRIMARY KEY (workspace, call)
) STRICT, WITHOUT ROWID;

CREATE INDEX activities_by_lead ON activities (workspace, lead, call);
CREATE INDEX activities_due ON activities (workspace, lead, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX activities_blocked ON activities (workspace, lead) WHERE blocked IS NOT NULL;

-- What leads were found to say when they were read, beside what they were written to say.
CREATE TABLE readings (
    workspace  TEXT NOT NULL,
    lead       TEXT NOT NULL,
    -- Fields, JSON: what was found; NULL before the first look.
    found      TEXT,
    found_at   INTEGER,
    -- The generation of the desired lead at that time.
    generation INTEGER NOT NULL DEFAULT 0,
    -- When to look next; NULL when there is no need to.
    look_at    INTEGER,
    -- How often it was looked at since it was last written.
    looks      INTEGER NOT NULL DEFAULT 0,
    -- Drift, JSON: the newest difference that was found.
    drift      TEXT,
    PRIMARY KEY (workspace, lead)
) STRICT, WITHOUT ROWID;

CREATE INDEX readings_due ON readings (workspace, look_at) WHERE look_at IS NOT NULL;

-- How much of the day's requests the org had used, by its own count, once a minute for a day.
CREATE TABLE api_usage (
    workspace TEXT NOT NULL,
    at        INTEGER NOT NULL,
    used      INTEGER NOT NULL,
    allowed   INTEGER NOT NULL,
    PRIMARY KEY (workspace, at)
) STRICT, WITHOUT ROWID;

-- A first signal and the end of a call have an urgency each.
UPDATE leads SET urgency = urgency + 1 WHERE urgency >= 3;
UPDATE leads SET urgency_since_lease = urgency_since_lease + 1 WHERE urgency_since_lease >= 3;
