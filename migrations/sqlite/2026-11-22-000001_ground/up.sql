-- Jobs, journal, letters, sessions, files: what every room stands on.

-- Work to be done after a commit. While a job is leased, run_at is the end of its lease. A lane (a
-- dossier, a partner) is worked in order of (lane_position, id); finished jobs are deleted, dead
-- ones stay until a person decides.
CREATE TABLE jobs (
    id BLOB PRIMARY KEY,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    lane TEXT NOT NULL,
    lane_position INTEGER NOT NULL,
    run_at TEXT NOT NULL,
    state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 3),
    attempts INTEGER NOT NULL,
    lease BLOB,
    last_error TEXT,
    created_at TEXT NOT NULL
) STRICT;
CREATE INDEX jobs_by_time ON jobs (state, run_at);
CREATE INDEX jobs_by_lane ON jobs (lane, lane_position, id);

CREATE TABLE journal (
    id BLOB PRIMARY KEY,
    at TEXT NOT NULL,
    kind TEXT NOT NULL,
    actor_id BLOB,
    subject_id BLOB,
    agency_id BLOB,
    detail TEXT NOT NULL
) STRICT;
CREATE INDEX journal_by_subject ON journal (subject_id, id);
CREATE INDEX journal_by_actor ON journal (actor_id, id);

-- Letters as they were written; recipient and text are sealed. `letter_key` makes a repeated job
-- write no second letter and gives the Message-ID.
CREATE TABLE letters (
    id BLOB PRIMARY KEY,
    letter_key TEXT NOT NULL UNIQUE,
    account_id BLOB,
    kind TEXT NOT NULL,
    recipient BLOB NOT NULL,
    subject BLOB NOT NULL,
    body BLOB NOT NULL,
    state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 3),
    created_at TEXT NOT NULL,
    sent_at TEXT
) STRICT;
CREATE INDEX letters_by_account ON letters (account_id, id);

CREATE TABLE sessions (
    token_hash BLOB PRIMARY KEY,
    account_id BLOB NOT NULL,
    created_at TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    expires_at TEXT NOT NULL
) STRICT;
CREATE INDEX sessions_by_account ON sessions (account_id);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

-- How often something was tried in vain, by a keyed hash of what it was tried on.
CREATE TABLE throttles (
    bucket BLOB PRIMARY KEY,
    failures INTEGER NOT NULL,
    last_failure_at TEXT NOT NULL,
    open_at TEXT NOT NULL
) STRICT;
CREATE INDEX throttles_by_age ON throttles (last_failure_at);

-- Contents of files, once each however many rows name them.
CREATE TABLE file_objects (
    digest BLOB PRIMARY KEY,
    size INTEGER NOT NULL,
    media_type INTEGER NOT NULL,
    scan INTEGER NOT NULL CHECK (scan BETWEEN 0 AND 2),
    stored_at TEXT NOT NULL
) STRICT;
CREATE INDEX file_objects_by_age ON file_objects (stored_at);

-- Secrets and settings that every process of an installation shares.
CREATE TABLE settings (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL,
    changed_at TEXT NOT NULL
) STRICT;
