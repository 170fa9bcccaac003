-- Codes of DongBoTrangThaiHoSo that came from a partner for which they have no meaning, until they get
-- one: a handful of rows a partner.
CREATE TABLE unmapped_codes (
    partner_id uuid NOT NULL,
    code text COLLATE "C" NOT NULL,
    since timestamptz NOT NULL,
    last_at timestamptz NOT NULL,
    messages bigint NOT NULL,
    PRIMARY KEY (partner_id, code)
);
