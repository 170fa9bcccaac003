-- When the count last leaked: since then each span of the bucket takes one failure away.
ALTER TABLE throttles ADD COLUMN counted_from timestamptz NOT NULL DEFAULT '-infinity';
UPDATE throttles SET counted_from = last_failure_at;
ALTER TABLE throttles ALTER COLUMN counted_from DROP DEFAULT;
