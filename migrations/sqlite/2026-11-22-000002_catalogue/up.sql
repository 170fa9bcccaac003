-- Procedures, forms, and the other files of the catalogue.

-- Units and counters inside an agency to which a dossier can be handed.
CREATE TABLE handling_units (
    id BLOB PRIMARY KEY,
    agency_id BLOB NOT NULL,
    name TEXT NOT NULL,
    valid_until TEXT
) STRICT;
CREATE INDEX handling_units_by_agency ON handling_units (agency_id);

CREATE TABLE procedures (
    code TEXT PRIMARY KEY,
    revision INTEGER NOT NULL,
    digest BLOB NOT NULL
) STRICT;

-- Published revisions never change; `document` is our own bytes, over which `digest` is taken.
CREATE TABLE procedure_revisions (
    code TEXT NOT NULL,
    revision INTEGER NOT NULL,
    digest BLOB NOT NULL,
    document TEXT NOT NULL,
    published_at TEXT NOT NULL,
    PRIMARY KEY (code, revision)
) STRICT;

CREATE TABLE form_revisions (
    key TEXT NOT NULL,
    revision INTEGER NOT NULL,
    digest BLOB NOT NULL,
    document TEXT NOT NULL,
    published_at TEXT NOT NULL,
    PRIMARY KEY (key, revision)
) STRICT;

-- The other files of the catalogue (units, agencies, services, fields, holidays, synonyms), whole,
-- by their path below its folder. Each process reads them into memory.
CREATE TABLE catalogue_files (
    path TEXT PRIMARY KEY,
    digest BLOB NOT NULL,
    content TEXT NOT NULL
) STRICT;

-- One row; a higher version tells running processes to load the catalogue anew.
CREATE TABLE catalogue_version (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    version INTEGER NOT NULL,
    changed_at TEXT NOT NULL
) STRICT;
