-- Administrative units, agencies, holidays, procedures and forms.

-- A unit's code means different places in different times, so the vintage is part of the key.
CREATE TABLE units (
    code text COLLATE "C" NOT NULL,
    level smallint NOT NULL CHECK (level BETWEEN 1 AND 3),
    vintage smallint NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    parent_code text COLLATE "C" NOT NULL,
    valid_from date NOT NULL,
    valid_until date,
    PRIMARY KEY (level, code, vintage)
);

CREATE TABLE unit_successors (
    old_level smallint NOT NULL,
    old_code text COLLATE "C" NOT NULL,
    new_level smallint NOT NULL,
    new_code text COLLATE "C" NOT NULL,
    relation smallint NOT NULL,
    is_default boolean NOT NULL,
    PRIMARY KEY (old_level, old_code, new_level, new_code)
);

CREATE TABLE agencies (
    id uuid PRIMARY KEY,
    key text COLLATE "C" NOT NULL UNIQUE,
    digest bytea NOT NULL,
    document text NOT NULL,
    valid_from date,
    valid_until date
);

CREATE TABLE agency_codes (
    code text COLLATE "C" NOT NULL,
    agency_id uuid NOT NULL,
    form smallint NOT NULL,
    valid_from date NOT NULL,
    valid_until date,
    PRIMARY KEY (code, valid_from)
);
CREATE INDEX agency_codes_by_agency ON agency_codes (agency_id);

-- Units and counters inside an agency to which a dossier can be handed.
CREATE TABLE handling_units (
    id uuid PRIMARY KEY,
    agency_id uuid NOT NULL,
    name text NOT NULL,
    valid_until date
);
CREATE INDEX handling_units_by_agency ON handling_units (agency_id);

CREATE TABLE holidays (
    day date PRIMARY KEY,
    kind smallint NOT NULL CHECK (kind BETWEEN 1 AND 2),
    name_vi text NOT NULL,
    name_en text NOT NULL
);

CREATE TABLE procedures (
    code text COLLATE "C" PRIMARY KEY,
    revision integer NOT NULL,
    digest bytea NOT NULL
);

-- Published revisions never change; `document` is our own bytes, over which `digest` is taken.
CREATE TABLE procedure_revisions (
    code text COLLATE "C" NOT NULL,
    revision integer NOT NULL,
    digest bytea NOT NULL,
    document text NOT NULL,
    published_at timestamptz NOT NULL,
    PRIMARY KEY (code, revision)
);

CREATE TABLE form_revisions (
    key text COLLATE "C" NOT NULL,
    revision integer NOT NULL,
    digest bytea NOT NULL,
    document text NOT NULL,
    published_at timestamptz NOT NULL,
    PRIMARY KEY (key, revision)
);

-- The smaller parts of the catalogue (fields, life events, synonyms, service rules), whole.
CREATE TABLE catalogue_parts (
    part text COLLATE "C" PRIMARY KEY,
    digest bytea NOT NULL,
    document text NOT NULL
);

-- One row; a higher version tells running processes to load the catalogue anew.
CREATE TABLE catalogue_version (
    id smallint PRIMARY KEY CHECK (id = 1),
    version bigint NOT NULL,
    changed_at timestamptz NOT NULL
);
