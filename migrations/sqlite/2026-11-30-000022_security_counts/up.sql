-- What looks like guessing or snooping, counted by the hour.
CREATE TABLE security_counts (
    hour TEXT NOT NULL,
    event TEXT NOT NULL,
    address TEXT NOT NULL,
    -- The account or partner that did it; empty for nobody known.
    actor TEXT NOT NULL,
    -- The page or service; empty where the event says it all.
    place TEXT NOT NULL,
    times INTEGER NOT NULL,
    PRIMARY KEY (hour, event, address, actor, place)
) STRICT;
