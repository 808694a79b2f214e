-- A row for each grant, so that a person's login stands beside a configured grant. Session and
-- refresh token are sealed (see src/vault.rs); what an older version wrote is sealed at the next
-- start of a server.
CREATE TABLE connections_by_grant (
    workspace      TEXT NOT NULL,
    -- Digest of the grant this row belongs to. Of configured grants only the newest has a row.
    grant_digest   TEXT NOT NULL,
    -- Session, JSON, sealed.
    session        TEXT,
    -- The newest refresh token, sealed; the configured one stands while this is NULL.
    refresh_token  TEXT,
    -- Of a person's login: where and as whom, JSON, without secrets. NULL for configured grants.
    login          TEXT,
    -- Counts renewals.
    generation     INTEGER NOT NULL DEFAULT 0,
    renewing_by    TEXT,
    renewing_until INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (workspace, grant_digest)
) STRICT, WITHOUT ROWID;

INSERT INTO connections_by_grant (workspace, grant_digest, session, refresh_token, generation)
SELECT workspace, grant_digest, session, refresh_token, generation FROM connections;

DROP TABLE connections;
ALTER TABLE connections_by_grant RENAME TO connections;
