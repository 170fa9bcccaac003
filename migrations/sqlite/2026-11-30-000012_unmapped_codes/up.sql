-- Codes of DongBoTrangThaiHoSo that came from a partner for which they have no meaning, until they get
-- one: a handful of rows a partner.
CREATE TABLE unmapped_codes (
    partner_id BLOB NOT NULL,
    code TEXT NOT NULL,
    since TEXT NOT NULL,
    last_at TEXT NOT NULL,
    messages INTEGER NOT NULL,
    PRIMARY KEY (partner_id, code)
) STRICT;
