-- Where an agency's desk is, and when and how it is reached, as its managers have written it. An empty
-- text has not been given.
CREATE TABLE agency_desks (
    agency_id uuid NOT NULL PRIMARY KEY,
    address text NOT NULL,
    phone text NOT NULL,
    hours text NOT NULL,
    set_at timestamptz NOT NULL,
    set_by uuid
);
