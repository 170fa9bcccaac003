-- Jobs that somebody gave up, each with the reason: what is known of them when they are gone from
-- the job table. `discarded_by` is nobody when the command line did it.
CREATE TABLE discarded_jobs (
    id BLOB PRIMARY KEY,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    dossier_id BLOB,
    attempts INTEGER NOT NULL,
    last_error TEXT,
    created_at TEXT NOT NULL,
    discarded_at TEXT NOT NULL,
    discarded_by BLOB,
    reason TEXT NOT NULL
) STRICT;
CREATE INDEX discarded_jobs_by_dossier ON discarded_jobs (dossier_id, discarded_at)
    WHERE dossier_id IS NOT NULL;
CREATE INDEX discarded_jobs_by_time ON discarded_jobs (discarded_at);
