-- The second factor of an account: the secret of its authenticator, sealed. A code is used once:
-- `last_step` is the latest time step of which a code was taken.
CREATE TABLE second_factors (
    account_id BLOB PRIMARY KEY,
    secret BLOB NOT NULL,
    confirmed_at TEXT NOT NULL,
    last_step INTEGER NOT NULL
) STRICT;

-- Codes for whoever has lost the authenticator, as keyed hashes; each opens once.
CREATE TABLE recovery_codes (
    account_id BLOB NOT NULL,
    code_index BLOB NOT NULL,
    used_at TEXT,
    PRIMARY KEY (account_id, code_index)
) STRICT;

-- Browsers that have shown a password and must still show a code. They are no sessions.
CREATE TABLE pending_sign_ins (
    token_hash BLOB PRIMARY KEY,
    account_id BLOB NOT NULL,
    expires_at TEXT NOT NULL
) STRICT;
CREATE INDEX pending_sign_ins_by_account ON pending_sign_ins (account_id);
CREATE INDEX pending_sign_ins_by_expiry ON pending_sign_ins (expires_at);

-- When the session last showed who it is; not since this column exists, where it is empty.
ALTER TABLE sessions ADD COLUMN confirmed_at TEXT;
