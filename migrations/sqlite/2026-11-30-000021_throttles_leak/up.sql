-- When the count last leaked: since then each span of the bucket takes one failure away.
ALTER TABLE throttles ADD COLUMN counted_from TEXT NOT NULL DEFAULT '';
UPDATE throttles SET counted_from = last_failure_at;
