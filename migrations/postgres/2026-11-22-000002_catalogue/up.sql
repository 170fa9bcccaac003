-- Procedures, forms, and the other files of the catalogue.

-- Units and counters inside an agency to which a dossier can be handed.
CREATE TABLE handling_units (
    id uuid PRIMARY KEY,
    agency_id uuid NOT NULL,
    name text NOT NULL,
    valid_until date
);
CREATE INDEX handling_units_by_agency ON handling_units (agency_id);

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

-- The other files of the catalogue (units, agencies, services, fields, holidays, synonyms), whole,
-- by their path below its folder. Each process reads them into memory.
CREATE TABLE catalogue_files (
    path text COLLATE "C" PRIMARY KEY,
    digest bytea NOT NULL,
    content text NOT NULL
);

-- One row; a higher version tells running processes to load the catalogue anew.
CREATE TABLE catalogue_version (
    id smallint PRIMARY KEY CHECK (id = 1),
    version bigint NOT NULL,
    changed_at timestamptz NOT NULL
);
