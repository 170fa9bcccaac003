-- Since when a dossier is in the state of its newest snapshot. Rows of earlier versions have none
-- until a job has derived their views once more; it finds them by this index, which is empty
-- afterwards.
ALTER TABLE synced_dossiers ADD COLUMN stated_at TEXT;
CREATE INDEX synced_dossiers_undated ON synced_dossiers (dossier_id) WHERE stated_at IS NULL;

-- An agency's own system may ask for a supplement without saying what: then there is no note.
CREATE TABLE supplement_requests_new (
    dossier_id BLOB NOT NULL,
    id BLOB NOT NULL,
    asked_at TEXT NOT NULL,
    due_at TEXT NOT NULL,
    note_id BLOB,
    answer_note_id BLOB,
    answered_at TEXT,
    PRIMARY KEY (dossier_id, id)
) STRICT;
INSERT INTO supplement_requests_new (
    dossier_id, id, asked_at, due_at, note_id, answer_note_id, answered_at
)
SELECT dossier_id, id, asked_at, due_at, note_id, answer_note_id, answered_at
FROM supplement_requests;
DROP TABLE supplement_requests;
ALTER TABLE supplement_requests_new RENAME TO supplement_requests;
