-- A dossier is found under any spelling of its codes. The agency in a code has two written forms
-- (agencies/code.rs): from here on `code` holds the one from the top down, and `written` what was
-- sent where that is another.
ALTER TABLE dossier_codes ADD COLUMN written text;

-- Where both spellings had come they became two dossiers, which nothing here can make one: the
-- code then stays with the one that has it already.
UPDATE dossier_codes SET
    written = code,
    code = substr(code, 11, 3)
        || CASE WHEN substr(code, 1, 9) = '000.00.00' THEN '' ELSE '.' || substr(code, 8, 2) END
        || CASE WHEN substr(code, 1, 6) = '000.00' THEN '' ELSE '.' || substr(code, 5, 2) END
        || CASE WHEN substr(code, 1, 3) = '000' THEN ''
                WHEN substr(code, 1, 1) = '0' THEN '.' || substr(code, 2, 2)
                ELSE '.' || substr(code, 1, 3) END
        || substr(code, 14)
WHERE code ~ '^[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.[A-Z][0-9]{2}-'
    AND (substr(code, 8, 2) <> '00' OR substr(code, 1, 6) = '000.00')
    AND (substr(code, 5, 2) <> '00' OR substr(code, 1, 3) = '000')
    AND NOT EXISTS (SELECT 1 FROM dossier_codes other WHERE other.code = substr(dossier_codes.code, 11, 3)
        || CASE WHEN substr(dossier_codes.code, 1, 9) = '000.00.00' THEN '' ELSE '.' || substr(dossier_codes.code, 8, 2) END
        || CASE WHEN substr(dossier_codes.code, 1, 6) = '000.00' THEN '' ELSE '.' || substr(dossier_codes.code, 5, 2) END
        || CASE WHEN substr(dossier_codes.code, 1, 3) = '000' THEN ''
                WHEN substr(dossier_codes.code, 1, 1) = '0' THEN '.' || substr(dossier_codes.code, 2, 2)
                ELSE '.' || substr(dossier_codes.code, 1, 3) END
        || substr(dossier_codes.code, 14));

-- What waits for a dossier waits under the same spelling.
UPDATE quarantine SET
    natural_key = substr(natural_key, 11, 3)
        || CASE WHEN substr(natural_key, 1, 9) = '000.00.00' THEN '' ELSE '.' || substr(natural_key, 8, 2) END
        || CASE WHEN substr(natural_key, 1, 6) = '000.00' THEN '' ELSE '.' || substr(natural_key, 5, 2) END
        || CASE WHEN substr(natural_key, 1, 3) = '000' THEN ''
                WHEN substr(natural_key, 1, 1) = '0' THEN '.' || substr(natural_key, 2, 2)
                ELSE '.' || substr(natural_key, 1, 3) END
        || substr(natural_key, 14)
WHERE natural_key ~ '^[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.[A-Z][0-9]{2}-'
    AND (substr(natural_key, 8, 2) <> '00' OR substr(natural_key, 1, 6) = '000.00')
    AND (substr(natural_key, 5, 2) <> '00' OR substr(natural_key, 1, 3) = '000');
