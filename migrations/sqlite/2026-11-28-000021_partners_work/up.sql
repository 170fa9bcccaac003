-- The next job of a kind for a partner is found without sorting all that are due.
CREATE INDEX jobs_by_party ON jobs (party_id, kind, run_at) WHERE state IN (1, 2);
-- What came from a partner is counted from the index, without the messages themselves.
CREATE INDEX partner_messages_by_service
    ON partner_messages (partner_id, id, service, answer_code, mended_by);
