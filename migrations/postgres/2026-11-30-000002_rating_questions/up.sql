-- A summary answers one question of the survey (NoiDung): several of one month, agency and procedure
-- stand beside each other. 500 characters of the question make it known.
ALTER TABLE partner_ratings ADD COLUMN question text COLLATE "C" NOT NULL DEFAULT '';
UPDATE partner_ratings SET question = left(coalesce(summary ->> 'content', ''), 500);
ALTER TABLE partner_ratings ALTER COLUMN question DROP DEFAULT;
ALTER TABLE partner_ratings DROP CONSTRAINT partner_ratings_pkey;
ALTER TABLE partner_ratings
    ADD PRIMARY KEY (partner_id, month, agency_code, procedure_code, question);
