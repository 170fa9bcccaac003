-- What lies with a unit; most dossiers lie with none here.
CREATE INDEX dossiers_by_unit ON dossiers (unit_id, agency_id, desk, sort_at, id)
    WHERE unit_id IS NOT NULL;
