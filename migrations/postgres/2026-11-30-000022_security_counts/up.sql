-- What looks like guessing or snooping, counted by the hour.
CREATE TABLE security_counts (
    hour timestamptz NOT NULL,
    event text NOT NULL,
    address text NOT NULL,
    -- The account or partner that did it; empty for nobody known.
    actor text NOT NULL,
    -- The page or service; empty where the event says it all.
    place text NOT NULL,
    times bigint NOT NULL,
    PRIMARY KEY (hour, event, address, actor, place)
);
