-- Drafts, dossiers and all that hangs on them. Tables that grow with the dossiers begin their
-- keys with the dossier's id (UUIDv7), so that they can be partitioned by its range.

CREATE TABLE drafts (
    id BLOB PRIMARY KEY,
    account_id BLOB NOT NULL,
    start_key BLOB NOT NULL,
    procedure_code TEXT NOT NULL,
    procedure_revision INTEGER NOT NULL,
    form_key TEXT NOT NULL,
    form_revision INTEGER NOT NULL,
    agency_id BLOB NOT NULL,
    answers BLOB NOT NULL,
    paper_case TEXT,
    delivery INTEGER,
    delivery_address BLOB,
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    version INTEGER NOT NULL,
    UNIQUE (account_id, start_key)
) STRICT;
CREATE INDEX drafts_by_account ON drafts (account_id, updated_at);
CREATE INDEX drafts_by_age ON drafts (updated_at);

CREATE TABLE dossiers (
    id BLOB PRIMARY KEY,
    version INTEGER NOT NULL,
    code TEXT NOT NULL,
    agency_id BLOB NOT NULL,
    authority INTEGER NOT NULL CHECK (authority BETWEEN 1 AND 2),
    source INTEGER NOT NULL CHECK (source BETWEEN 1 AND 3),
    state INTEGER NOT NULL CHECK (state BETWEEN 1 AND 10),
    resume_state INTEGER CHECK (resume_state IN (1, 2, 4)),
    last_seq INTEGER NOT NULL,
    last_digest BLOB NOT NULL,
    procedure_code TEXT NOT NULL,
    procedure_revision INTEGER,
    procedure_name TEXT NOT NULL,
    applicant_id BLOB,
    holder_id BLOB,
    holder_kind INTEGER NOT NULL CHECK (holder_kind BETWEEN 1 AND 4),
    holder_name TEXT NOT NULL,
    holder_key TEXT NOT NULL,
    holder_number BLOB,
    holder_number_index BLOB,
    holder_phone BLOB,
    holder_email BLOB,
    lookup_index BLOB,
    summary TEXT NOT NULL,
    delivery INTEGER NOT NULL CHECK (delivery BETWEEN 1 AND 3),
    delivery_address BLOB,
    term TEXT,
    submitted_at TEXT NOT NULL,
    clock_started_at TEXT NOT NULL,
    accepted_at TEXT,
    due_at TEXT,
    suspended_at TEXT,
    settled_at TEXT,
    returned_at TEXT,
    on_time INTEGER,
    desk INTEGER NOT NULL CHECK (desk BETWEEN 0 AND 6),
    sort_at TEXT NOT NULL,
    unit_id BLOB,
    officer_id BLOB,
    updated_at TEXT NOT NULL
) STRICT;
CREATE INDEX dossiers_by_desk ON dossiers (agency_id, desk, sort_at, id);
CREATE INDEX dossiers_by_applicant ON dossiers (applicant_id, id);
CREATE INDEX dossiers_by_holder ON dossiers (holder_id, id);
CREATE INDEX dossiers_by_holder_key ON dossiers (agency_id, holder_key, id);
CREATE INDEX dossiers_by_holder_number ON dossiers (holder_number_index, agency_id, id);

CREATE TABLE dossier_answers (
    dossier_id BLOB PRIMARY KEY,
    form_key TEXT NOT NULL,
    form_revision INTEGER NOT NULL,
    paper_case TEXT,
    answers BLOB NOT NULL
) STRICT;

-- Every code by which a dossier is known: ours (1) and the agency's (2).
CREATE TABLE dossier_codes (
    code TEXT PRIMARY KEY,
    dossier_id BLOB NOT NULL,
    kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 2)
) STRICT;
CREATE INDEX dossier_codes_by_dossier ON dossier_codes (dossier_id);

CREATE TABLE code_counters (
    code TEXT NOT NULL,
    day TEXT NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (code, day)
) STRICT;

CREATE TABLE dossier_events (
    dossier_id BLOB NOT NULL,
    seq INTEGER NOT NULL,
    name TEXT NOT NULL,
    source INTEGER NOT NULL CHECK (source BETWEEN 1 AND 4),
    actor_id BLOB,
    agency_id BLOB NOT NULL,
    occurred_at TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    state_after INTEGER NOT NULL CHECK (state_after BETWEEN 1 AND 10),
    body TEXT NOT NULL,
    note_id BLOB,
    source_key TEXT,
    digest BLOB NOT NULL,
    PRIMARY KEY (dossier_id, seq),
    UNIQUE (dossier_id, source_key)
) STRICT;

-- Free text of events. The chain holds its salted digest, which stays here when the law has the
-- text deleted, so that the chain can still be verified.
CREATE TABLE dossier_notes (
    dossier_id BLOB NOT NULL,
    id BLOB NOT NULL,
    text BLOB,
    salt BLOB NOT NULL,
    digest BLOB NOT NULL,
    PRIMARY KEY (dossier_id, id)
) STRICT;

CREATE TABLE dossier_agencies (
    dossier_id BLOB NOT NULL,
    agency_id BLOB NOT NULL,
    since TEXT NOT NULL,
    until TEXT,
    PRIMARY KEY (dossier_id, agency_id)
) STRICT;

CREATE TABLE attachments (
    dossier_id BLOB NOT NULL,
    id BLOB NOT NULL,
    component TEXT NOT NULL,
    file_name TEXT NOT NULL,
    digest BLOB NOT NULL,
    size INTEGER NOT NULL,
    media_type INTEGER NOT NULL,
    supplement_id BLOB,
    added_at TEXT NOT NULL,
    PRIMARY KEY (dossier_id, id)
) STRICT;
CREATE INDEX attachments_by_digest ON attachments (digest);

CREATE TABLE supplement_requests (
    dossier_id BLOB NOT NULL,
    id BLOB NOT NULL,
    asked_at TEXT NOT NULL,
    due_at TEXT NOT NULL,
    note_id BLOB NOT NULL,
    answer_note_id BLOB,
    answered_at TEXT,
    PRIMARY KEY (dossier_id, id)
) STRICT;

CREATE TABLE dossier_fees (
    dossier_id BLOB NOT NULL,
    id BLOB NOT NULL,
    label TEXT NOT NULL,
    amount INTEGER,
    moment INTEGER NOT NULL CHECK (moment BETWEEN 1 AND 3),
    paid_at TEXT,
    marked_by BLOB,
    PRIMARY KEY (dossier_id, id)
) STRICT;

CREATE TABLE dossier_results (
    dossier_id BLOB NOT NULL,
    id BLOB NOT NULL,
    title TEXT NOT NULL,
    file_name TEXT,
    digest BLOB,
    size INTEGER,
    media_type INTEGER,
    decided_at TEXT NOT NULL,
    PRIMARY KEY (dossier_id, id)
) STRICT;
CREATE INDEX dossier_results_by_digest ON dossier_results (digest);

-- What an agency's own system fetches; positions are dealt after commit by one job per agency.
CREATE TABLE agency_feed (
    agency_id BLOB NOT NULL,
    position INTEGER NOT NULL,
    dossier_id BLOB NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (agency_id, position),
    UNIQUE (agency_id, dossier_id, seq)
) STRICT;

-- Messages that could not be taken, with the reason; never dropped.
CREATE TABLE quarantine (
    id BLOB PRIMARY KEY,
    partner TEXT NOT NULL,
    service TEXT NOT NULL,
    natural_key TEXT NOT NULL,
    reason TEXT NOT NULL,
    message BLOB NOT NULL,
    received_at TEXT NOT NULL,
    settled_at TEXT
) STRICT;
CREATE INDEX quarantine_by_key ON quarantine (partner, natural_key);
