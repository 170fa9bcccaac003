-- Days that differ from the week's rule, beside those of the catalogue and before them. `scope` is the
-- id of the agency that has the day, with all below it; empty: every agency. kind: 0 off, 1 worked.
CREATE TABLE calendar_days (
    scope text NOT NULL,
    day date NOT NULL,
    kind smallint NOT NULL,
    name text NOT NULL,
    set_at timestamptz NOT NULL,
    set_by uuid,
    PRIMARY KEY (scope, day)
);

-- Office hours that a scope keeps from a day on, to before another, with where that is laid down.
CREATE TABLE office_hours (
    scope text NOT NULL,
    valid_from date NOT NULL,
    valid_until date,
    hours text NOT NULL,
    source text NOT NULL,
    set_at timestamptz NOT NULL,
    set_by uuid,
    PRIMARY KEY (scope, valid_from)
);
