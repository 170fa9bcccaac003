-- The second factor of an account: the secret of its authenticator, sealed. A code is used once:
-- `last_step` is the latest time step of which a code was taken.
CREATE TABLE second_factors (
    account_id uuid PRIMARY KEY,
    secret bytea NOT NULL,
    confirmed_at timestamptz NOT NULL,
    last_step bigint NOT NULL
);

-- Codes for whoever has lost the authenticator, as keyed hashes; each opens once.
CREATE TABLE recovery_codes (
    account_id uuid NOT NULL,
    code_index bytea NOT NULL,
    used_at timestamptz,
    PRIMARY KEY (account_id, code_index)
);

-- Browsers that have shown a password and must still show a code. They are no sessions.
CREATE TABLE pending_sign_ins (
    token_hash bytea PRIMARY KEY,
    account_id uuid NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX pending_sign_ins_by_account ON pending_sign_ins (account_id);
CREATE INDEX pending_sign_ins_by_expiry ON pending_sign_ins (expires_at);

-- When the session last showed who it is; not since this column exists, where it is empty.
ALTER TABLE sessions ADD COLUMN confirmed_at timestamptz;
