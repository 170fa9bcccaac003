-- How much of its limits an account has used: one row for each, swept when it has drained.
CREATE TABLE rate_limits (
    account_id uuid NOT NULL,
    limited smallint NOT NULL,
    amount bigint NOT NULL,
    measured_at timestamptz NOT NULL,
    PRIMARY KEY (account_id, limited)
);
CREATE INDEX rate_limits_by_age ON rate_limits (measured_at);
