-- Citizens, businesses and clerks, and their papers.

CREATE TABLE accounts (
    id uuid PRIMARY KEY,
    kind smallint NOT NULL CHECK (kind BETWEEN 1 AND 3),
    name text NOT NULL,
    name_key text COLLATE "C" NOT NULL,
    representative text,
    assurance smallint NOT NULL CHECK (assurance BETWEEN 1 AND 2),
    verified_at timestamptz,
    verified_by uuid,
    tech_id text COLLATE "C" NOT NULL UNIQUE,
    number bytea,
    number_index bytea,
    birth_date bytea,
    phone bytea,
    phone_index bytea,
    email bytea NOT NULL,
    email_verified_at timestamptz,
    password_hash text,
    is_operator boolean NOT NULL,
    closed_at timestamptz,
    locale smallint NOT NULL,
    created_at timestamptz NOT NULL,
    version integer NOT NULL
);
CREATE INDEX accounts_by_number ON accounts (number_index);
CREATE INDEX accounts_by_phone ON accounts (phone_index);

-- The personal number or tax code that a verified account owns; a declared one blocks nobody.
CREATE TABLE verified_numbers (
    number_index bytea PRIMARY KEY,
    account_id uuid NOT NULL
);
CREATE INDEX verified_numbers_by_account ON verified_numbers (account_id);

-- The e-mail address that an account owns because its link was followed; until then it blocks
-- nobody, and nobody signs in with it.
CREATE TABLE verified_emails (
    email_index bytea PRIMARY KEY,
    account_id uuid NOT NULL
);
CREATE INDEX verified_emails_by_account ON verified_emails (account_id);

CREATE TABLE memberships (
    id uuid PRIMARY KEY,
    account_id uuid NOT NULL,
    agency_id uuid NOT NULL,
    role smallint NOT NULL CHECK (role BETWEEN 1 AND 5),
    unit_id uuid,
    valid_from timestamptz NOT NULL,
    valid_until timestamptz
);
CREATE INDEX memberships_by_account ON memberships (account_id);
CREATE INDEX memberships_by_agency ON memberships (agency_id);

-- Links that prove control of a mailbox: e-mail verification, password reset, invitation.
CREATE TABLE account_tokens (
    token_hash bytea PRIMARY KEY,
    account_id uuid NOT NULL,
    purpose smallint NOT NULL CHECK (purpose BETWEEN 1 AND 3),
    email bytea NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz
);
CREATE INDEX account_tokens_by_account ON account_tokens (account_id);
CREATE INDEX account_tokens_by_expiry ON account_tokens (expires_at);

CREATE TABLE vault_papers (
    account_id uuid NOT NULL,
    id uuid NOT NULL,
    title text NOT NULL,
    component_code text COLLATE "C",
    file_name text NOT NULL,
    digest bytea NOT NULL,
    size bigint NOT NULL,
    media_type smallint NOT NULL,
    dossier_id uuid,
    result_id uuid,
    added_at timestamptz NOT NULL,
    PRIMARY KEY (account_id, id),
    UNIQUE (account_id, result_id)
);
CREATE INDEX vault_papers_by_digest ON vault_papers (digest);
