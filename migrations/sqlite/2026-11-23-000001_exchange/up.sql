-- The wire: partners (agencies' own one-stop systems) and what passes between them and the portal.

-- A partner owns the agencies whose code is `agency_code` or stands below it. Secrets are random and
-- kept as keyed hashes; the one with which the portal calls the partner is sealed.
CREATE TABLE partners (
    id BLOB PRIMARY KEY,
    username TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    agency_code TEXT NOT NULL UNIQUE,
    agency_id BLOB NOT NULL,
    password_index BLOB NOT NULL,
    old_password_index BLOB,
    old_password_until TEXT,
    success_code TEXT NOT NULL,
    push_url TEXT,
    push_secret BLOB,
    file_hosts TEXT NOT NULL,
    private_files INTEGER NOT NULL,
    status_map TEXT NOT NULL,
    suspended_at TEXT,
    created_at TEXT NOT NULL
) STRICT;

-- Since when a partner's word decides about what is filed with an agency (and those below it).
CREATE TABLE agency_authorities (
    agency_id BLOB NOT NULL,
    since TEXT NOT NULL,
    until TEXT,
    partner_id BLOB NOT NULL,
    PRIMARY KEY (agency_id, since)
) STRICT;

CREATE TABLE partner_sessions (
    token_index BLOB PRIMARY KEY,
    partner_id BLOB NOT NULL,
    expires_at TEXT NOT NULL
) STRICT;
CREATE INDEX partner_sessions_by_expiry ON partner_sessions (expires_at);

-- Every message as it came, sealed, with what was answered. A message about one dossier names its
-- code.
CREATE TABLE partner_messages (
    partner_id BLOB NOT NULL,
    id BLOB NOT NULL,
    service TEXT NOT NULL,
    dossier_code TEXT,
    elements INTEGER NOT NULL,
    received_at TEXT NOT NULL,
    answer_code TEXT NOT NULL,
    answer TEXT NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (partner_id, id)
) STRICT;
CREATE INDEX partner_messages_by_dossier ON partner_messages (dossier_code, id);

-- What is known of a dossier whose agency's own system decides: the newest snapshot's state and
-- dates, from which with the progress the state that is shown is derived. `identified` says that
-- the holder's number was given as an identification, so that its owner is the holder. What the
-- partner is told stands in the feed of `feed_agency_id`.
CREATE TABLE synced_dossiers (
    dossier_id BLOB PRIMARY KEY,
    partner_id BLOB NOT NULL,
    feed_agency_id BLOB NOT NULL,
    message_id BLOB,
    snapshot_digest BLOB,
    snapshot_state INTEGER NOT NULL CHECK (snapshot_state BETWEEN 1 AND 10),
    submitted_at TEXT,
    accepted_at TEXT,
    due_at TEXT,
    refused_at TEXT,
    finished_at TEXT,
    returned_at TEXT,
    handled_by TEXT NOT NULL,
    channel INTEGER NOT NULL,
    paid_online INTEGER NOT NULL,
    digitised INTEGER NOT NULL,
    vneid INTEGER NOT NULL,
    identified INTEGER NOT NULL
) STRICT;

-- Papers (1) and results (2) that a partner offers by address, until they are fetched (2) or given
-- up (3).
CREATE TABLE partner_files (
    dossier_id BLOB NOT NULL,
    id BLOB NOT NULL,
    kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 2),
    title TEXT NOT NULL,
    component TEXT NOT NULL,
    url BLOB NOT NULL,
    state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 3),
    reason TEXT,
    PRIMARY KEY (dossier_id, id)
) STRICT;

-- What the portal has to tell a partner: one row an event, in order of a dossier's events.
CREATE TABLE pushes (
    dossier_id BLOB NOT NULL,
    seq INTEGER NOT NULL,
    partner_id BLOB NOT NULL,
    enqueued_at TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    delivered_at TEXT,
    last_error TEXT,
    PRIMARY KEY (dossier_id, seq)
) STRICT;
CREATE INDEX pushes_by_partner ON pushes (partner_id, enqueued_at);

-- Whether a partner can be reached: after failures in a row the breaker opens until a time.
CREATE TABLE partner_breakers (
    partner_id BLOB PRIMARY KEY,
    failures INTEGER NOT NULL,
    opened_at TEXT,
    open_until TEXT,
    last_success_at TEXT,
    last_failure_at TEXT,
    last_error TEXT
) STRICT;

-- Summaries of satisfaction by month and procedure, as agencies measured it themselves.
CREATE TABLE partner_ratings (
    partner_id BLOB NOT NULL,
    month TEXT NOT NULL,
    agency_code TEXT NOT NULL,
    procedure_code TEXT NOT NULL,
    summary TEXT NOT NULL,
    received_at TEXT NOT NULL,
    PRIMARY KEY (partner_id, month, agency_code, procedure_code)
) STRICT;

-- How a quarantined message ended: replayed, mended, discarded or overtaken; and by whom.
ALTER TABLE quarantine ADD COLUMN message_id BLOB;
ALTER TABLE quarantine ADD COLUMN settlement TEXT;
ALTER TABLE quarantine ADD COLUMN settled_by BLOB;
CREATE INDEX quarantine_open ON quarantine (partner, received_at, id) WHERE settled_at IS NULL;

-- Whose machine a job needs, if another's: a partner that is slow or away then holds up its own
-- jobs alone.
ALTER TABLE jobs ADD COLUMN party_id BLOB;
DROP INDEX jobs_by_time;
CREATE INDEX jobs_by_time ON jobs (party_id, state, run_at);
