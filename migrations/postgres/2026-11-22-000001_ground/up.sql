-- Jobs, journal, letters, sessions, files: what every room stands on.

-- Work to be done after a commit. While a job is leased, run_at is the end of its lease. A lane (a
-- dossier, a partner) is worked in order of (lane_position, id); finished jobs are deleted, dead
-- ones stay until a person decides.
CREATE TABLE jobs (
    id uuid PRIMARY KEY,
    kind text NOT NULL,
    payload jsonb NOT NULL,
    lane text NOT NULL,
    lane_position bigint NOT NULL,
    run_at timestamptz NOT NULL,
    state smallint NOT NULL CHECK (state BETWEEN 1 AND 3),
    attempts integer NOT NULL,
    lease uuid,
    last_error text,
    created_at timestamptz NOT NULL
);
CREATE INDEX jobs_by_time ON jobs (state, run_at);
CREATE INDEX jobs_by_lane ON jobs (lane, lane_position, id);

CREATE TABLE journal (
    id uuid PRIMARY KEY,
    at timestamptz NOT NULL,
    kind text NOT NULL,
    actor_id uuid,
    subject_id uuid,
    agency_id uuid,
    detail jsonb NOT NULL
);
CREATE INDEX journal_by_subject ON journal (subject_id, id);
CREATE INDEX journal_by_actor ON journal (actor_id, id);

-- Letters as they were written; recipient and text are sealed. `letter_key` makes a repeated job
-- write no second letter and gives the Message-ID.
CREATE TABLE letters (
    id uuid PRIMARY KEY,
    letter_key text NOT NULL UNIQUE,
    account_id uuid,
    kind text NOT NULL,
    recipient bytea NOT NULL,
    subject bytea NOT NULL,
    body bytea NOT NULL,
    state smallint NOT NULL CHECK (state BETWEEN 1 AND 3),
    created_at timestamptz NOT NULL,
    sent_at timestamptz
);
CREATE INDEX letters_by_account ON letters (account_id, id);

CREATE TABLE sessions (
    token_hash bytea PRIMARY KEY,
    account_id uuid NOT NULL,
    created_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX sessions_by_account ON sessions (account_id);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

-- How often something was tried in vain, by a keyed hash of what it was tried on.
CREATE TABLE throttles (
    bucket bytea PRIMARY KEY,
    failures integer NOT NULL,
    last_failure_at timestamptz NOT NULL,
    open_at timestamptz NOT NULL
);
CREATE INDEX throttles_by_age ON throttles (last_failure_at);

-- Contents of files, once each however many rows name them.
CREATE TABLE file_objects (
    digest bytea PRIMARY KEY,
    size bigint NOT NULL,
    media_type smallint NOT NULL,
    scan smallint NOT NULL CHECK (scan BETWEEN 0 AND 2),
    stored_at timestamptz NOT NULL
);
CREATE INDEX file_objects_by_age ON file_objects (stored_at);

-- Secrets and settings that every process of an installation shares.
CREATE TABLE settings (
    name text PRIMARY KEY,
    value text NOT NULL,
    changed_at timestamptz NOT NULL
);
