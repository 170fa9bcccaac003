-- What the newest snapshot tells beside state and dates, sealed: the fees and supplements that the
-- agency's own system keeps. Most snapshots tell of neither and have nothing here. It stands in the
-- snapshot's own row, so that it is replaced with it and never asks for a statement of its own.
ALTER TABLE synced_dossiers ADD COLUMN details bytea;
