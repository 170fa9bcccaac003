-- Drafts, dossiers and all that hangs on them. Tables that grow with the dossiers begin their
-- keys with the dossier's id (UUIDv7), so that they can be partitioned by its range.

CREATE TABLE drafts (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL,
    start_key uuid NOT NULL,
    procedure_code text COLLATE "C" NOT NULL,
    procedure_revision integer NOT NULL,
    form_key text COLLATE "C" NOT NULL,
    form_revision integer NOT NULL,
    agency_id uuid NOT NULL,
    answers bytea NOT NULL,
    paper_case text,
    delivery smallint,
    delivery_address bytea,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    version integer NOT NULL,
    UNIQUE (account_id, start_key)
);
CREATE INDEX drafts_by_account ON drafts (account_id, updated_at);
CREATE INDEX drafts_by_age ON drafts (updated_at);

CREATE TABLE dossiers (
    id uuid PRIMARY KEY,
    version integer NOT NULL,
    code text COLLATE "C" NOT NULL,
    agency_id uuid NOT NULL,
    authority smallint NOT NULL CHECK (authority BETWEEN 1 AND 2),
    source smallint NOT NULL CHECK (source BETWEEN 1 AND 3),
    state smallint NOT NULL CHECK (state BETWEEN 1 AND 10),
    resume_state smallint CHECK (resume_state IN (1, 2, 4)),
    last_seq integer NOT NULL,
    last_digest bytea NOT NULL,
    procedure_code text COLLATE "C" NOT NULL,
    procedure_revision integer,
    procedure_name text NOT NULL,
    applicant_id uuid,
    holder_id uuid,
    holder_kind smallint NOT NULL CHECK (holder_kind BETWEEN 1 AND 4),
    holder_name text NOT NULL,
    holder_key text COLLATE "C" NOT NULL,
    holder_number bytea,
    holder_number_index bytea,
    holder_phone bytea,
    holder_email bytea,
    lookup_index bytea,
    summary text NOT NULL,
    delivery smallint NOT NULL CHECK (delivery BETWEEN 1 AND 3),
    delivery_address bytea,
    term text,
    submitted_at timestamptz NOT NULL,
    clock_started_at timestamptz NOT NULL,
    accepted_at timestamptz,
    due_at timestamptz,
    suspended_at timestamptz,
    settled_at timestamptz,
    returned_at timestamptz,
    on_time boolean,
    desk smallint NOT NULL CHECK (desk BETWEEN 0 AND 6),
    sort_at timestamptz NOT NULL,
    unit_id uuid,
    officer_id uuid,
    updated_at timestamptz NOT NULL
);
CREATE INDEX dossiers_by_desk ON dossiers (agency_id, desk, sort_at, id);
CREATE INDEX dossiers_by_applicant ON dossiers (applicant_id, id);
CREATE INDEX dossiers_by_holder ON dossiers (holder_id, id);
CREATE INDEX dossiers_by_holder_key ON dossiers (agency_id, holder_key, id);
CREATE INDEX dossiers_by_holder_number ON dossiers (holder_number_index, agency_id, id);

CREATE TABLE dossier_answers (
    dossier_id uuid PRIMARY KEY,
    form_key text COLLATE "C" NOT NULL,
    form_revision integer NOT NULL,
    paper_case text,
    answers bytea NOT NULL
);

-- Every code by which a dossier is known: ours (1) and the agency's (2).
CREATE TABLE dossier_codes (
    code text COLLATE "C" PRIMARY KEY,
    dossier_id uuid NOT NULL,
    kind smallint NOT NULL CHECK (kind BETWEEN 1 AND 2)
);
CREATE INDEX dossier_codes_by_dossier ON dossier_codes (dossier_id);

CREATE TABLE code_counters (
    code text COLLATE "C" NOT NULL,
    day date NOT NULL,
    last bigint NOT NULL,
    PRIMARY KEY (code, day)
);

CREATE TABLE dossier_events (
    dossier_id uuid NOT NULL,
    seq integer NOT NULL,
    name text NOT NULL,
    source smallint NOT NULL CHECK (source BETWEEN 1 AND 4),
    actor_id uuid,
    agency_id uuid NOT NULL,
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    state_after smallint NOT NULL CHECK (state_after BETWEEN 1 AND 10),
    body jsonb NOT NULL,
    note_id uuid,
    source_key text COLLATE "C",
    digest bytea NOT NULL,
    PRIMARY KEY (dossier_id, seq),
    UNIQUE (dossier_id, source_key)
);

-- Free text of events. The chain holds its salted digest, which stays here when the law has the
-- text deleted, so that the chain can still be verified.
CREATE TABLE dossier_notes (
    dossier_id uuid NOT NULL,
    id uuid NOT NULL,
    text bytea,
    salt bytea NOT NULL,
    digest bytea NOT NULL,
    PRIMARY KEY (dossier_id, id)
);

CREATE TABLE dossier_agencies (
    dossier_id uuid NOT NULL,
    agency_id uuid NOT NULL,
    since timestamptz NOT NULL,
    until timestamptz,
    PRIMARY KEY (dossier_id, agency_id)
);

CREATE TABLE attachments (
    dossier_id uuid NOT NULL,
    id uuid NOT NULL,
    component text COLLATE "C" NOT NULL,
    file_name text NOT NULL,
    digest bytea NOT NULL,
    size bigint NOT NULL,
    media_type smallint NOT NULL,
    supplement_id uuid,
    added_at timestamptz NOT NULL,
    PRIMARY KEY (dossier_id, id)
);
CREATE INDEX attachments_by_digest ON attachments (digest);

CREATE TABLE supplement_requests (
    dossier_id uuid NOT NULL,
    id uuid NOT NULL,
    asked_at timestamptz NOT NULL,
    due_at timestamptz NOT NULL,
    note_id uuid NOT NULL,
    answer_note_id uuid,
    answered_at timestamptz,
    PRIMARY KEY (dossier_id, id)
);

CREATE TABLE dossier_fees (
    dossier_id uuid NOT NULL,
    id uuid NOT NULL,
    label text NOT NULL,
    amount bigint,
    moment smallint NOT NULL CHECK (moment BETWEEN 1 AND 3),
    paid_at timestamptz,
    marked_by uuid,
    PRIMARY KEY (dossier_id, id)
);

CREATE TABLE dossier_results (
    dossier_id uuid NOT NULL,
    id uuid NOT NULL,
    title text NOT NULL,
    file_name text,
    digest bytea,
    size bigint,
    media_type smallint,
    decided_at timestamptz NOT NULL,
    PRIMARY KEY (dossier_id, id)
);
CREATE INDEX dossier_results_by_digest ON dossier_results (digest);

-- What an agency's own system fetches; positions are dealt after commit by one job per agency.
CREATE TABLE agency_feed (
    agency_id uuid NOT NULL,
    position bigint NOT NULL,
    dossier_id uuid NOT NULL,
    seq integer NOT NULL,
    PRIMARY KEY (agency_id, position),
    UNIQUE (agency_id, dossier_id, seq)
);

-- Messages that could not be taken, with the reason; never dropped.
CREATE TABLE quarantine (
    id uuid PRIMARY KEY,
    partner text COLLATE "C" NOT NULL,
    service text NOT NULL,
    natural_key text COLLATE "C" NOT NULL,
    reason text NOT NULL,
    message bytea NOT NULL,
    received_at timestamptz NOT NULL,
    settled_at timestamptz
);
CREATE INDEX quarantine_by_key ON quarantine (partner, natural_key);
