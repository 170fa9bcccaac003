-- Since when a dossier is in the state of its newest snapshot. Rows of earlier versions have none
-- until a job has derived their views once more; it finds them by this index, which is empty
-- afterwards.
ALTER TABLE synced_dossiers ADD COLUMN stated_at timestamptz;
CREATE INDEX synced_dossiers_undated ON synced_dossiers (dossier_id) WHERE stated_at IS NULL;

-- An agency's own system may ask for a supplement without saying what: then there is no note.
ALTER TABLE supplement_requests ALTER COLUMN note_id DROP NOT NULL;
