-- Where an agency's desk is, and when and how it is reached, as its managers have written it. An empty
-- text has not been given.
CREATE TABLE agency_desks (
    agency_id BLOB NOT NULL PRIMARY KEY,
    address TEXT NOT NULL,
    phone TEXT NOT NULL,
    hours TEXT NOT NULL,
    set_at TEXT NOT NULL,
    set_by BLOB
) STRICT;
