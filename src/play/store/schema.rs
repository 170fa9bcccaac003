//! The tables of the agency's own store.

pub(super) const SCHEMA: &str = "
    pragma busy_timeout = 10000;
    pragma journal_mode = wal;
    pragma synchronous = full;
    create table if not exists dossiers (
        code text primary key not null,
        portal_code text unique,
        state smallint not null,
        -- when the next step is due; nothing for what waits or is done
        next_at bigint,
        -- the portal has taken a snapshot, so that the next one is an update
        is_known integer not null default 0,
        result text unique,
        content text not null
    );
    create index if not exists dossiers_due on dossiers (next_at) where next_at is not null;
    create table if not exists outbox (
        id integer primary key autoincrement,
        dossier text not null references dossiers (code),
        kind smallint not null,
        body text not null
    );
    create index if not exists outbox_lanes on outbox (dossier, id);
    create table if not exists pushes (
        idempotency_key text primary key not null,
        portal_code text not null,
        sequence bigint not null,
        unique (portal_code, sequence)
    );
    create table if not exists attachments (
        portal_code text not null references dossiers (portal_code),
        id text not null,
        link text not null,
        custody smallint not null,
        -- how often it could not be fetched, and how often because the portal has no such thing
        failures integer not null default 0,
        absences integer not null default 0,
        next_at bigint not null,
        length bigint,
        digest text,
        primary key (portal_code, id)
    );
    create index if not exists attachments_awaited on attachments (next_at) where custody = 0;
    create table if not exists counters (name text primary key not null, last bigint not null);
";

diesel::table! {
    dossiers (code) {
        code -> Text,
        portal_code -> Nullable<Text>,
        state -> SmallInt,
        next_at -> Nullable<BigInt>,
        is_known -> Bool,
        result -> Nullable<Text>,
        content -> Text,
    }
}

diesel::table! {
    outbox (id) {
        id -> BigInt,
        dossier -> Text,
        kind -> SmallInt,
        body -> Text,
    }
}

diesel::table! {
    pushes (idempotency_key) {
        idempotency_key -> Text,
        portal_code -> Text,
        sequence -> BigInt,
    }
}

diesel::table! {
    attachments (portal_code, id) {
        portal_code -> Text,
        id -> Text,
        link -> Text,
        custody -> SmallInt,
        failures -> Integer,
        absences -> Integer,
        next_at -> BigInt,
        length -> Nullable<BigInt>,
        digest -> Nullable<Text>,
    }
}

diesel::table! {
    counters (name) {
        name -> Text,
        last -> BigInt,
    }
}

diesel::allow_tables_to_appear_in_same_query!(dossiers, attachments);
