-- How much of its limits an account has used: one row for each, swept when it has drained.
CREATE TABLE rate_limits (
    account_id BLOB NOT NULL,
    limited INTEGER NOT NULL,
    amount INTEGER NOT NULL,
    measured_at TEXT NOT NULL,
    PRIMARY KEY (account_id, limited)
) STRICT;
CREATE INDEX rate_limits_by_age ON rate_limits (measured_at);
