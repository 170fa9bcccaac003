-- A partner may own the subtrees of several codes, and an agency may have several partners. The one in
-- `partners` is its own code, which never changes and is among these too.
CREATE TABLE partner_codes (
    partner_id uuid NOT NULL,
    code text COLLATE "C" NOT NULL,
    PRIMARY KEY (partner_id, code)
);
INSERT INTO partner_codes (partner_id, code) SELECT id, agency_code FROM partners;

ALTER TABLE partners DROP CONSTRAINT partners_agency_code_key;
