-- Finds a partner's messages that wait for the same reason as one does, so that one decision settles
-- them all.
CREATE INDEX quarantine_alike ON quarantine (partner, reason, received_at, id)
    WHERE settled_at IS NULL;
