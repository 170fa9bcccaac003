-- Days that differ from the week's rule, beside those of the catalogue and before them. `scope` is the
-- id of the agency that has the day, with all below it; empty: every agency. kind: 0 off, 1 worked.
CREATE TABLE calendar_days (
    scope TEXT NOT NULL,
    day TEXT NOT NULL,
    kind INTEGER NOT NULL,
    name TEXT NOT NULL,
    set_at TEXT NOT NULL,
    set_by BLOB,
    PRIMARY KEY (scope, day)
) STRICT;

-- Office hours that a scope keeps from a day on, to before another, with where that is laid down.
CREATE TABLE office_hours (
    scope TEXT NOT NULL,
    valid_from TEXT NOT NULL,
    valid_until TEXT,
    hours TEXT NOT NULL,
    source TEXT NOT NULL,
    set_at TEXT NOT NULL,
    set_by BLOB,
    PRIMARY KEY (scope, valid_from)
) STRICT;
