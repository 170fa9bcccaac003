-- Administrative units, agencies, holidays, procedures and forms.

-- A unit's code means different places in different times, so the vintage is part of the key.
CREATE TABLE units (
    code TEXT NOT NULL,
    level INTEGER NOT NULL CHECK (level BETWEEN 1 AND 3),
    vintage INTEGER NOT NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    parent_code TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_until TEXT,
    PRIMARY KEY (level, code, vintage)
) STRICT;

CREATE TABLE unit_successors (
    old_level INTEGER NOT NULL,
    old_code TEXT NOT NULL,
    new_level INTEGER NOT NULL,
    new_code TEXT NOT NULL,
    relation INTEGER NOT NULL,
    is_default INTEGER NOT NULL,
    PRIMARY KEY (old_level, old_code, new_level, new_code)
) STRICT;

CREATE TABLE agencies (
    id BLOB PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    digest BLOB NOT NULL,
    document TEXT NOT NULL,
    valid_from TEXT,
    valid_until TEXT
) STRICT;

CREATE TABLE agency_codes (
    code TEXT NOT NULL,
    agency_id BLOB NOT NULL,
    form INTEGER NOT NULL,
    valid_from TEXT NOT NULL,
    valid_until TEXT,
    PRIMARY KEY (code, valid_from)
) STRICT;
CREATE INDEX agency_codes_by_agency ON agency_codes (agency_id);

-- Units and counters inside an agency to which a dossier can be handed.
CREATE TABLE handling_units (
    id BLOB PRIMARY KEY,
    agency_id BLOB NOT NULL,
    name TEXT NOT NULL,
    valid_until TEXT
) STRICT;
CREATE INDEX handling_units_by_agency ON handling_units (agency_id);

CREATE TABLE holidays (
    day TEXT PRIMARY KEY,
    kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 2),
    name_vi TEXT NOT NULL,
    name_en TEXT NOT NULL
) STRICT;

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

-- The smaller parts of the catalogue (fields, life events, synonyms, service rules), whole.
CREATE TABLE catalogue_parts (
    part TEXT PRIMARY KEY,
    digest BLOB NOT NULL,
    document TEXT NOT NULL
) STRICT;

-- One row; a higher version tells running processes to load the catalogue anew.
CREATE TABLE catalogue_version (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    version INTEGER NOT NULL,
    changed_at TEXT NOT NULL
) STRICT;
