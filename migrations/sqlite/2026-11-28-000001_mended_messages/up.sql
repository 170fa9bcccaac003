-- What an operator made of a message in quarantine is a message of its own beside the one that came:
-- `mends` names that, where it is known, and `mended_by` who did it.
ALTER TABLE partner_messages ADD COLUMN mends BLOB;
ALTER TABLE partner_messages ADD COLUMN mended_by BLOB;

-- The message that was recorded in the end, where it is another than the one that came.
ALTER TABLE quarantine ADD COLUMN recorded_id BLOB;
