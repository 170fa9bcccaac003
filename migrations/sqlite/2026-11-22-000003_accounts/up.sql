-- Citizens, businesses and clerks, and their papers.

CREATE TABLE accounts (
    id BLOB PRIMARY KEY,
    kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 3),
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    representative TEXT,
    assurance INTEGER NOT NULL CHECK (assurance BETWEEN 1 AND 2),
    verified_at TEXT,
    verified_by BLOB,
    tech_id TEXT NOT NULL UNIQUE,
    number BLOB,
    number_index BLOB,
    birth_date BLOB,
    phone BLOB,
    phone_index BLOB,
    email BLOB NOT NULL,
    email_verified_at TEXT,
    password_hash TEXT,
    is_operator INTEGER NOT NULL,
    closed_at TEXT,
    locale INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    version INTEGER NOT NULL
) STRICT;
CREATE INDEX accounts_by_number ON accounts (number_index);
CREATE INDEX accounts_by_phone ON accounts (phone_index);

-- The personal number or tax code that a verified account owns; a declared one blocks nobody.
CREATE TABLE verified_numbers (
    number_index BLOB PRIMARY KEY,
    account_id BLOB NOT NULL
) STRICT;
CREATE INDEX verified_numbers_by_account ON verified_numbers (account_id);

-- The e-mail address that an account owns because its link was followed; until then it blocks
-- nobody, and nobody signs in with it.
CREATE TABLE verified_emails (
    email_index BLOB PRIMARY KEY,
    account_id BLOB NOT NULL
) STRICT;
CREATE INDEX verified_emails_by_account ON verified_emails (account_id);

CREATE TABLE memberships (
    id BLOB PRIMARY KEY,
    account_id BLOB NOT NULL,
    agency_id BLOB NOT NULL,
    role INTEGER NOT NULL CHECK (role BETWEEN 1 AND 5),
    unit_id BLOB,
    valid_from TEXT NOT NULL,
    valid_until TEXT
) STRICT;
CREATE INDEX memberships_by_account ON memberships (account_id);
CREATE INDEX memberships_by_agency ON memberships (agency_id);

-- Links that prove control of a mailbox: e-mail verification, password reset, invitation.
CREATE TABLE account_tokens (
    token_hash BLOB PRIMARY KEY,
    account_id BLOB NOT NULL,
    purpose INTEGER NOT NULL CHECK (purpose BETWEEN 1 AND 3),
    email BLOB NOT NULL,
    expires_at TEXT NOT NULL,
    used_at TEXT
) STRICT;
CREATE INDEX account_tokens_by_account ON account_tokens (account_id);
CREATE INDEX account_tokens_by_expiry ON account_tokens (expires_at);

CREATE TABLE vault_papers (
    account_id BLOB NOT NULL,
    id BLOB NOT NULL,
    title TEXT NOT NULL,
    component_code TEXT,
    file_name TEXT NOT NULL,
    digest BLOB NOT NULL,
    size INTEGER NOT NULL,
    media_type INTEGER NOT NULL,
    dossier_id BLOB,
    result_id BLOB,
    added_at TEXT NOT NULL,
    PRIMARY KEY (account_id, id),
    UNIQUE (account_id, result_id)
) STRICT;
CREATE INDEX vault_papers_by_digest ON vault_papers (digest);
