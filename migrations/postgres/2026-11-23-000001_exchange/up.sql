-- The wire: partners (agencies' own one-stop systems) and what passes between them and the portal.

-- A partner owns the agencies whose code is `agency_code` or stands below it. Secrets are random and
-- kept as keyed hashes; the one with which the portal calls the partner is sealed.
CREATE TABLE partners (
    id uuid PRIMARY KEY,
    username text COLLATE "C" NOT NULL UNIQUE,
    name text NOT NULL,
    agency_code text COLLATE "C" NOT NULL UNIQUE,
    agency_id uuid NOT NULL,
    password_index bytea NOT NULL,
    old_password_index bytea,
    old_password_until timestamptz,
    success_code text NOT NULL,
    push_url text,
    push_secret bytea,
    file_hosts text NOT NULL,
    private_files boolean NOT NULL,
    status_map jsonb NOT NULL,
    suspended_at timestamptz,
    created_at timestamptz NOT NULL
);

-- Since when a partner's word decides about what is filed with an agency (and those below it).
CREATE TABLE agency_authorities (
    agency_id uuid NOT NULL,
    since timestamptz NOT NULL,
    until timestamptz,
    partner_id uuid NOT NULL,
    PRIMARY KEY (agency_id, since)
);

CREATE TABLE partner_sessions (
    token_index bytea PRIMARY KEY,
    partner_id uuid NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX partner_sessions_by_expiry ON partner_sessions (expires_at);

-- Every message as it came, sealed, with what was answered. A message about one dossier names its
-- code.
CREATE TABLE partner_messages (
    partner_id uuid NOT NULL,
    id uuid NOT NULL,
    service text NOT NULL,
    dossier_code text COLLATE "C",
    elements integer NOT NULL,
    received_at timestamptz NOT NULL,
    answer_code text NOT NULL,
    answer text NOT NULL,
    body bytea NOT NULL,
    PRIMARY KEY (partner_id, id)
);
CREATE INDEX partner_messages_by_dossier ON partner_messages (dossier_code, id);

-- What is known of a dossier whose agency's own system decides: the newest snapshot's state and
-- dates, from which with the progress the state that is shown is derived. `identified` says that
-- the holder's number was given as an identification, so that its owner is the holder. What the
-- partner is told stands in the feed of `feed_agency_id`.
CREATE TABLE synced_dossiers (
    dossier_id uuid PRIMARY KEY,
    partner_id uuid NOT NULL,
    feed_agency_id uuid NOT NULL,
    message_id uuid,
    snapshot_digest bytea,
    snapshot_state smallint NOT NULL CHECK (snapshot_state BETWEEN 1 AND 10),
    submitted_at timestamptz,
    accepted_at timestamptz,
    due_at timestamptz,
    refused_at timestamptz,
    finished_at timestamptz,
    returned_at timestamptz,
    handled_by text NOT NULL,
    channel smallint NOT NULL,
    paid_online smallint NOT NULL,
    digitised boolean NOT NULL,
    vneid boolean NOT NULL,
    identified boolean NOT NULL
);

-- Papers (1) and results (2) that a partner offers by address, until they are fetched (2) or given
-- up (3).
CREATE TABLE partner_files (
    dossier_id uuid NOT NULL,
    id uuid NOT NULL,
    kind smallint NOT NULL CHECK (kind BETWEEN 1 AND 2),
    title text NOT NULL,
    component text COLLATE "C" NOT NULL,
    url bytea NOT NULL,
    state smallint NOT NULL CHECK (state BETWEEN 1 AND 3),
    reason text,
    PRIMARY KEY (dossier_id, id)
);

-- What the portal has to tell a partner: one row an event, in order of a dossier's events.
CREATE TABLE pushes (
    dossier_id uuid NOT NULL,
    seq integer NOT NULL,
    partner_id uuid NOT NULL,
    enqueued_at timestamptz NOT NULL,
    attempts integer NOT NULL,
    delivered_at timestamptz,
    last_error text,
    PRIMARY KEY (dossier_id, seq)
);
CREATE INDEX pushes_by_partner ON pushes (partner_id, enqueued_at);

-- Whether a partner can be reached: after failures in a row the breaker opens until a time.
CREATE TABLE partner_breakers (
    partner_id uuid PRIMARY KEY,
    failures integer NOT NULL,
    opened_at timestamptz,
    open_until timestamptz,
    last_success_at timestamptz,
    last_failure_at timestamptz,
    last_error text
);

-- Summaries of satisfaction by month and procedure, as agencies measured it themselves.
CREATE TABLE partner_ratings (
    partner_id uuid NOT NULL,
    month date NOT NULL,
    agency_code text COLLATE "C" NOT NULL,
    procedure_code text COLLATE "C" NOT NULL,
    summary jsonb NOT NULL,
    received_at timestamptz NOT NULL,
    PRIMARY KEY (partner_id, month, agency_code, procedure_code)
);

-- How a quarantined message ended: replayed, mended, discarded or overtaken; and by whom.
ALTER TABLE quarantine ADD COLUMN message_id uuid;
ALTER TABLE quarantine ADD COLUMN settlement text;
ALTER TABLE quarantine ADD COLUMN settled_by uuid;
CREATE INDEX quarantine_open ON quarantine (partner, received_at, id) WHERE settled_at IS NULL;

-- Whose machine a job needs, if another's: a partner that is slow or away then holds up its own
-- jobs alone.
ALTER TABLE jobs ADD COLUMN party_id uuid;
DROP INDEX jobs_by_time;
CREATE INDEX jobs_by_time ON jobs (party_id, state, run_at);
