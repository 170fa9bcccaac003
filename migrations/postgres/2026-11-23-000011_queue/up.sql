-- Names are looked for from their beginning (holder_key) and from their end: Vietnamese people are
-- called by their given name, which comes last. The same folded words, the last one first.
ALTER TABLE dossiers ADD COLUMN holder_key_reversed text COLLATE "C" NOT NULL DEFAULT '';
UPDATE dossiers SET holder_key_reversed = coalesce(
    (SELECT string_agg(word, ' ' ORDER BY place DESC)
     FROM unnest(string_to_array(holder_key, ' ')) WITH ORDINALITY AS words(word, place)), '');
CREATE INDEX dossiers_by_holder_key_reversed ON dossiers (agency_id, holder_key_reversed, id);

-- What lies with an officer; most dossiers lie with nobody here.
CREATE INDEX dossiers_by_officer ON dossiers (officer_id, agency_id, desk, sort_at, id)
    WHERE officer_id IS NOT NULL;
