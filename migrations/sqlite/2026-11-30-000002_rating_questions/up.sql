-- A summary answers one question of the survey (NoiDung): several of one month, agency and procedure
-- stand beside each other. 500 characters of the question make it known.
CREATE TABLE partner_ratings_new (
    partner_id BLOB NOT NULL,
    month TEXT NOT NULL,
    agency_code TEXT NOT NULL,
    procedure_code TEXT NOT NULL,
    summary TEXT NOT NULL,
    received_at TEXT NOT NULL,
    question TEXT NOT NULL,
    PRIMARY KEY (partner_id, month, agency_code, procedure_code, question)
) STRICT;
INSERT INTO partner_ratings_new (
    partner_id, month, agency_code, procedure_code, summary, received_at, question
)
SELECT partner_id, month, agency_code, procedure_code, summary, received_at,
    substr(coalesce(json_extract(summary, '$.content'), ''), 1, 500)
FROM partner_ratings;
DROP TABLE partner_ratings;
ALTER TABLE partner_ratings_new RENAME TO partner_ratings;
