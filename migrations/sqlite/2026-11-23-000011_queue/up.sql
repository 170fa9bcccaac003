-- Names are looked for from their beginning (holder_key) and from their end: Vietnamese people are
-- called by their given name, which comes last. The same folded words, the last one first.
ALTER TABLE dossiers ADD COLUMN holder_key_reversed TEXT NOT NULL DEFAULT '';
UPDATE dossiers SET holder_key_reversed = (
    WITH RECURSIVE words (rest, reversed) AS (
        SELECT holder_key || ' ', ''
        UNION ALL
        SELECT substr(rest, instr(rest, ' ') + 1),
               rtrim(substr(rest, 1, instr(rest, ' ')) || reversed)
        FROM words WHERE rest <> '')
    SELECT reversed FROM words WHERE rest = '');
CREATE INDEX dossiers_by_holder_key_reversed ON dossiers (agency_id, holder_key_reversed, id);

-- What lies with an officer; most dossiers lie with nobody here.
CREATE INDEX dossiers_by_officer ON dossiers (officer_id, agency_id, desk, sort_at, id)
    WHERE officer_id IS NOT NULL;
