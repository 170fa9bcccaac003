-- Jobs that somebody gave up, each with the reason: what is known of them when they are gone from
-- the job table. `discarded_by` is nobody when the command line did it.
CREATE TABLE discarded_jobs (
    id uuid PRIMARY KEY,
    kind text NOT NULL,
    payload jsonb NOT NULL,
    dossier_id uuid,
    attempts integer NOT NULL,
    last_error text,
    created_at timestamptz NOT NULL,
    discarded_at timestamptz NOT NULL,
    discarded_by uuid,
    reason text NOT NULL
);
CREATE INDEX discarded_jobs_by_dossier ON discarded_jobs (dossier_id, discarded_at)
    WHERE dossier_id IS NOT NULL;
CREATE INDEX discarded_jobs_by_time ON discarded_jobs (discarded_at);
