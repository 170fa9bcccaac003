-- A partner may own the subtrees of several codes, and an agency may have several partners. The one in
-- `partners` is its own code, which never changes and is among these too.
CREATE TABLE partner_codes (
    partner_id BLOB NOT NULL,
    code TEXT NOT NULL,
    PRIMARY KEY (partner_id, code)
) STRICT;
INSERT INTO partner_codes (partner_id, code) SELECT id, agency_code FROM partners;

CREATE TABLE partners_new (
    id BLOB PRIMARY KEY,
    username TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    agency_code TEXT NOT NULL,
    agency_id BLOB NOT NULL,
    password_index BLOB NOT NULL,
    old_password_index BLOB,
    old_password_until TEXT,
    success_code TEXT NOT NULL,
    push_url TEXT,
    push_secret BLOB,
    file_hosts TEXT NOT NULL,
    private_files INTEGER NOT NULL,
    status_map TEXT NOT NULL,
    suspended_at TEXT,
    created_at TEXT NOT NULL
) STRICT;
INSERT INTO partners_new (
    id, username, name, agency_code, agency_id, password_index, old_password_index,
    old_password_until, success_code, push_url, push_secret, file_hosts, private_files, status_map,
    suspended_at, created_at
)
SELECT
    id, username, name, agency_code, agency_id, password_index, old_password_index,
    old_password_until, success_code, push_url, push_secret, file_hosts, private_files, status_map,
    suspended_at, created_at
FROM partners;
DROP TABLE partners;
ALTER TABLE partners_new RENAME TO partners;
