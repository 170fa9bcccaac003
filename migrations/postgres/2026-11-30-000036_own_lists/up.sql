-- A person's own list is sorted by the time of filing; what is still open is few among many.
DROP INDEX dossiers_by_applicant;
DROP INDEX dossiers_by_holder;
CREATE INDEX dossiers_by_applicant ON dossiers (applicant_id, submitted_at, id);
CREATE INDEX dossiers_by_holder ON dossiers (holder_id, submitted_at, id);
CREATE INDEX dossiers_open_by_applicant ON dossiers (applicant_id, submitted_at, id)
    WHERE state NOT IN (3, 7, 8, 10);
CREATE INDEX dossiers_open_by_holder ON dossiers (holder_id, submitted_at, id)
    WHERE state NOT IN (3, 7, 8, 10);
