//! The tables, as diesel sees them: the same on both engines but for the column types of
//! `columns.rs`. What a column means stands beside it in `migrations/`.

diesel::table! {
    use diesel::sql_types::*;
    use crate::storage::{DocumentColumn, IdColumn, InstantColumn};

    jobs (id) {
        id -> IdColumn,
        kind -> Text,
        payload -> DocumentColumn,
        lane -> Text,
        lane_position -> BigInt,
        run_at -> InstantColumn,
        state -> SmallInt,
        attempts -> Integer,
        lease -> Nullable<IdColumn>,
        last_error -> Nullable<Text>,
        created_at -> InstantColumn,
        party_id -> Nullable<IdColumn>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::storage::{DocumentColumn, IdColumn, InstantColumn};

    discarded_jobs (id) {
        id -> IdColumn,
        kind -> Text,
        payload -> DocumentColumn,
        dossier_id -> Nullable<IdColumn>,
        attempts -> Integer,
        last_error -> Nullable<Text>,
        created_at -> InstantColumn,
        discarded_at -> InstantColumn,
        discarded_by -> Nullable<IdColumn>,
        reason -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::storage::InstantColumn;

    security_counts (hour, event, address, actor, place) {
        hour -> InstantColumn,
        event -> Text,
        address -> Text,
        actor -> Text,
        place -> Text,
        times -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::storage::{DocumentColumn, IdColumn, InstantColumn};

    journal (id) {
        id -> IdColumn,
        at -> InstantColumn,
        kind -> Text,
        actor_id -> Nullable<IdColumn>,
        subject_id -> Nullable<IdColumn>,
        agency_id -> Nullable<IdColumn>,
        detail -> DocumentColumn,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::storage::{DocumentColumn, IdColumn, InstantColumn};

    letters (id) {
        id -> IdColumn,
        letter_key -> Text,
        account_id -> Nullable<IdColumn>,
        kind -> Text,
        recipient -> Binary,
        subject -> Binary,
        body -> Binary,
        state -> SmallInt,
        created_at -> InstantColumn,
        sent_at -> Nullable<InstantColumn>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::storage::{DocumentColumn, IdColumn, InstantColumn};

    sessions (token_hash) {
        token_hash -> Binary,
        account_id -> IdColumn,
        created_at -> InstantColumn,
        seen_at -> InstantColumn,
        expires_at -> InstantColumn,
        confirmed_at -> Nullable<InstantColumn>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::storage::{DocumentColumn, IdColumn, InstantColumn};

    throttles (bucket) {
        bucket -> Binary,
        failures -> Integer,
        last_failure_at -> InstantColumn,
        open_at -> InstantColumn,
        counted_from -> InstantColumn,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::storage::{DocumentColumn, IdColumn, InstantColumn};

    rate_limits (account_id, limited) {
        account_id -> IdColumn,
        limited -> SmallInt,
        amount -> BigInt,
        measured_at -> InstantColumn,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::storage::{DocumentColumn, IdColumn, InstantColumn};

    file_objects (digest) {
        digest -> Binary,
        size -> BigInt,
        media_type -> SmallInt,
        scan -> SmallInt,
        stored_at -> InstantColumn,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::storage::{DocumentColumn, IdColumn, InstantColumn};

    settings (name) {
        name -> Text,
        value -> Text,
        changed_at -> InstantColumn,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::storage::{DocumentColumn, IdColumn, InstantColumn};

    handling_units (id) {
        id -> IdColumn,
        agency_id -> IdColumn,
        name -> Text,
        valid_until -> Nullable<Date>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::storage::{DocumentColumn, IdColumn, InstantColumn};

    calendar_days (scope, day) {
        scope -> Text,
        day -> Date,
        kind -> SmallInt,
        name -> Text,
        set_at -> InstantColumn,
        set_by -> Nullable<IdColumn>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::storage::{DocumentColumn, IdColumn, InstantColumn};

    office_hours (scope, valid_from) {
        scope -> Text,
        valid_from -> Date,
        valid_until -> Nullable<Date>,
        hours -> Text,
        source -> Text,
        set_at -> InstantColumn,
        set_by -> Nullable<IdColumn>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::storage::{DocumentColumn, IdColumn, InstantColumn};

    procedures (code) {
        code -> Text,
        revision -> Integer,
        digest -> Binary,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::storage::{DocumentColumn, IdColumn, InstantColumn};

    procedure_revisions (code, revision) {
        code -> Text,
        revision -> Integer,
        digest -> Binary,
        document -> Text,
        published_at -> InstantColumn,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::storage::{DocumentColumn, IdColumn, InstantColumn};

    form_revisions (key, revision) {
        key -> Text,
        revision -> Integer,
        digest -> Binary,
        document -> Text,
        published_at -> InstantColumn,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::storage::{DocumentColumn, IdColumn, InstantColumn};

    catalogue_files (path) {
        path -> Text,
        digest -> Binary,
        content -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::storage::{DocumentColumn, IdColumn, InstantColumn};

    catalogue_version (id) {
        id -> SmallInt,
        version -> BigInt,
        changed_at -> InstantColumn,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::storage::{DocumentColumn, IdColumn, InstantColumn};

    agency_desks (agency_id) {
        agency_id -> IdColumn,
        address -> Text,
        phone -> Text,
        hours -> Text,
        set_at -> InstantColumn,
        set_by -> Nullable<IdColumn>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::storage::{DocumentColumn, IdColumn, InstantColumn};

    accounts (id) {
        id -> IdColumn,
        kind -> SmallInt,
        name -> Text,
        name_key -> Text,
        representative -> Nullable<Text>,
        assurance -> SmallInt,
        verified_at -> Nullable<InstantColumn>,
        verified_by -> Nullable<IdColumn>,
        tech_id -> Text,
        number -> Nullable<Binary>,
        number_index -> Nullable<Binary>,
        birth_date -> Nullable<Binary>,
        phone -> Nullable<Binary>,
        phone_index -> Nullable<Binary>,
        email -> Binary,
        email_verified_at -> Nullable<InstantColumn>,
        password_hash -> Nullable<Text>,
        is_operator -> Bool,
        closed_at -> Nullable<InstantColumn>,
        locale -> SmallInt,
        created_at -> InstantColumn,
        version -> Integer,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::storage::{DocumentColumn, IdColumn, InstantColumn};

    verified_numbers (number_index) {
        number_index -> Binary,
        account_id -> IdColumn,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::storage::{DocumentColumn, IdColumn, InstantColumn};

    verified_emails (email_index) {
        email_index -> Binary,
        account_id -> IdColumn,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::storage::{DocumentColumn, IdColumn, InstantColumn};

    memberships (id) {
        id -> IdColumn,
        account_id -> IdColumn,
        agency_id -> IdColumn,
        role -> SmallInt,
        unit_id -> Nullable<IdColumn>,
        valid_from -> InstantColumn,
        valid_until -> Nullable<InstantColumn>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::storage::{DocumentColumn, IdColumn, InstantColumn};

    account_tokens (token_hash) {
        token_hash -> Binary,
        account_id -> IdColumn,
        purpose -> SmallInt,
        email -> Binary,
        expires_at -> InstantColumn,
        used_at -> Nullable<InstantColumn>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::storage::{DocumentColumn, IdColumn, InstantColumn};

    vault_papers (account_id, id) {
        account_id -> IdColumn,
        id -> IdColumn,
        title -> Text,
        component_code -> Nullable<Text>,
        file_name -> Text,
        digest -> Binary,
        size -> BigInt,
        media_type -> SmallInt,
        dossier_id -> Nullable<IdColumn>,
        result_id -> Nullable<IdColumn>,
        added_at -> InstantColumn,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::storage::{DocumentColumn, IdColumn, InstantColumn};

    drafts (id) {
        id -> IdColumn,
        account_id -> IdColumn,
        start_key -> IdColumn,
        procedure_code -> Text,
        procedure_revision -> Integer,
        form_key -> Text,
        form_revision -> Integer,
        agency_id -> IdColumn,
        answers -> Binary,
        paper_case -> Nullable<Text>,
        delivery -> Nullable<SmallInt>,
        delivery_address -> Nullable<Binary>,
        created_at -> InstantColumn,
        updated_at -> InstantColumn,
        version -> Integer,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::storage::{DocumentColumn, IdColumn, InstantColumn};

    dossiers (id) {
        id -> IdColumn,
        version -> Integer,
        code -> Text,
        agency_id -> IdColumn,
        authority -> SmallInt,
        source -> SmallInt,
        state -> SmallInt,
        resume_state -> Nullable<SmallInt>,
        last_seq -> Integer,
        last_digest -> Binary,
        procedure_code -> Text,
        procedure_revision -> Nullable<Integer>,
        procedure_name -> Text,
        applicant_id -> Nullable<IdColumn>,
        holder_id -> Nullable<IdColumn>,
        holder_kind -> SmallInt,
        holder_name -> Text,
        holder_key -> Text,
        holder_number -> Nullable<Binary>,
        holder_number_index -> Nullable<Binary>,
        holder_phone -> Nullable<Binary>,
        holder_email -> Nullable<Binary>,
        lookup_index -> Nullable<Binary>,
        summary -> Text,
        delivery -> SmallInt,
        delivery_address -> Nullable<Binary>,
        term -> Nullable<Text>,
        submitted_at -> InstantColumn,
        clock_started_at -> InstantColumn,
        accepted_at -> Nullable<InstantColumn>,
        due_at -> Nullable<InstantColumn>,
        suspended_at -> Nullable<InstantColumn>,
        settled_at -> Nullable<InstantColumn>,
        returned_at -> Nullable<InstantColumn>,
        on_time -> Nullable<Bool>,
        desk -> SmallInt,
        sort_at -> InstantColumn,
        unit_id -> Nullable<IdColumn>,
        officer_id -> Nullable<IdColumn>,
        updated_at -> InstantColumn,
        holder_key_reversed -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::storage::{DocumentColumn, IdColumn, InstantColumn};

    dossier_answers (dossier_id) {
        dossier_id -> IdColumn,
        form_key -> Text,
        form_revision -> Integer,
        paper_case -> Nullable<Text>,
        answers -> Binary,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::storage::{DocumentColumn, IdColumn, InstantColumn};

    dossier_codes (code) {
        code -> Text,
        dossier_id -> IdColumn,
        kind -> SmallInt,
        written -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::storage::{DocumentColumn, IdColumn, InstantColumn};

    code_counters (code, day) {
        code -> Text,
        day -> Date,
        last -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::storage::{DocumentColumn, IdColumn, InstantColumn};

    dossier_events (dossier_id, seq) {
        dossier_id -> IdColumn,
        seq -> Integer,
        name -> Text,
        source -> SmallInt,
        actor_id -> Nullable<IdColumn>,
        agency_id -> IdColumn,
        occurred_at -> InstantColumn,
        recorded_at -> InstantColumn,
        state_after -> SmallInt,
        body -> DocumentColumn,
        note_id -> Nullable<IdColumn>,
        source_key -> Nullable<Text>,
        digest -> Binary,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::storage::{DocumentColumn, IdColumn, InstantColumn};

    dossier_notes (dossier_id, id) {
        dossier_id -> IdColumn,
        id -> IdColumn,
        text -> Nullable<Binary>,
        salt -> Binary,
        digest -> Binary,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::storage::{DocumentColumn, IdColumn, InstantColumn};

    dossier_agencies (dossier_id, agency_id) {
        dossier_id -> IdColumn,
        agency_id -> IdColumn,
        since -> InstantColumn,
        until -> Nullable<InstantColumn>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::storage::{DocumentColumn, IdColumn, InstantColumn};

    attachments (dossier_id, id) {
        dossier_id -> IdColumn,
        id -> IdColumn,
        component -> Text,
        file_name -> Text,
        digest -> Binary,
        size -> BigInt,
        media_type -> SmallInt,
        supplement_id -> Nullable<IdColumn>,
        added_at -> InstantColumn,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::storage::{DocumentColumn, IdColumn, InstantColumn};

    supplement_requests (dossier_id, id) {
        dossier_id -> IdColumn,
        id -> IdColumn,
        asked_at -> InstantColumn,
        due_at -> InstantColumn,
        note_id -> Nullable<IdColumn>,
        answer_note_id -> Nullable<IdColumn>,
        answered_at -> Nullable<InstantColumn>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::storage::{DocumentColumn, IdColumn, InstantColumn};

    dossier_fees (dossier_id, id) {
        dossier_id -> IdColumn,
        id -> IdColumn,
        label -> Text,
        amount -> Nullable<BigInt>,
        moment -> SmallInt,
        paid_at -> Nullable<InstantColumn>,
        marked_by -> Nullable<IdColumn>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::storage::{DocumentColumn, IdColumn, InstantColumn};

    dossier_results (dossier_id, id) {
        dossier_id -> IdColumn,
        id -> IdColumn,
        title -> Text,
        file_name -> Nullable<Text>,
        digest -> Nullable<Binary>,
        size -> Nullable<BigInt>,
        media_type -> Nullable<SmallInt>,
        decided_at -> InstantColumn,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::storage::{DocumentColumn, IdColumn, InstantColumn};

    agency_feed (agency_id, position) {
        agency_id -> IdColumn,
        position -> BigInt,
        dossier_id -> IdColumn,
        seq -> Integer,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::storage::{DocumentColumn, IdColumn, InstantColumn};

    quarantine (id) {
        id -> IdColumn,
        partner -> Text,
        service -> Text,
        natural_key -> Text,
        reason -> Text,
        message -> Binary,
        received_at -> InstantColumn,
        settled_at -> Nullable<InstantColumn>,
        message_id -> Nullable<IdColumn>,
        settlement -> Nullable<Text>,
        settled_by -> Nullable<IdColumn>,
        recorded_id -> Nullable<IdColumn>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::storage::{DocumentColumn, IdColumn, InstantColumn};

    partners (id) {
        id -> IdColumn,
        username -> Text,
        name -> Text,
        agency_code -> Text,
        agency_id -> IdColumn,
        password_index -> Binary,
        old_password_index -> Nullable<Binary>,
        old_password_until -> Nullable<InstantColumn>,
        success_code -> Text,
        push_url -> Nullable<Text>,
        push_secret -> Nullable<Binary>,
        file_hosts -> Text,
        private_files -> Bool,
        status_map -> DocumentColumn,
        suspended_at -> Nullable<InstantColumn>,
        created_at -> InstantColumn,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::storage::{IdColumn, InstantColumn};

    agency_authorities (agency_id, since) {
        agency_id -> IdColumn,
        since -> InstantColumn,
        until -> Nullable<InstantColumn>,
        partner_id -> IdColumn,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::storage::{IdColumn, InstantColumn};

    partner_sessions (token_index) {
        token_index -> Binary,
        partner_id -> IdColumn,
        expires_at -> InstantColumn,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::storage::{IdColumn, InstantColumn};

    partner_messages (partner_id, id) {
        partner_id -> IdColumn,
        id -> IdColumn,
        service -> Text,
        dossier_code -> Nullable<Text>,
        elements -> Integer,
        received_at -> InstantColumn,
        answer_code -> Text,
        answer -> Text,
        body -> Binary,
        mends -> Nullable<IdColumn>,
        mended_by -> Nullable<IdColumn>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::storage::{IdColumn, InstantColumn};

    synced_dossiers (dossier_id) {
        dossier_id -> IdColumn,
        partner_id -> IdColumn,
        feed_agency_id -> IdColumn,
        message_id -> Nullable<IdColumn>,
        snapshot_digest -> Nullable<Binary>,
        snapshot_state -> SmallInt,
        submitted_at -> Nullable<InstantColumn>,
        accepted_at -> Nullable<InstantColumn>,
        due_at -> Nullable<InstantColumn>,
        refused_at -> Nullable<InstantColumn>,
        finished_at -> Nullable<InstantColumn>,
        returned_at -> Nullable<InstantColumn>,
        handled_by -> Text,
        channel -> SmallInt,
        paid_online -> SmallInt,
        digitised -> Bool,
        vneid -> Bool,
        identified -> Bool,
        details -> Nullable<Binary>,
        stated_at -> Nullable<InstantColumn>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::storage::IdColumn;

    partner_files (dossier_id, id) {
        dossier_id -> IdColumn,
        id -> IdColumn,
        kind -> SmallInt,
        title -> Text,
        component -> Text,
        url -> Binary,
        state -> SmallInt,
        reason -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::storage::{IdColumn, InstantColumn};

    pushes (dossier_id, seq) {
        dossier_id -> IdColumn,
        seq -> Integer,
        partner_id -> IdColumn,
        enqueued_at -> InstantColumn,
        attempts -> Integer,
        delivered_at -> Nullable<InstantColumn>,
        last_error -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::storage::{IdColumn, InstantColumn};

    partner_breakers (partner_id) {
        partner_id -> IdColumn,
        failures -> Integer,
        opened_at -> Nullable<InstantColumn>,
        open_until -> Nullable<InstantColumn>,
        last_success_at -> Nullable<InstantColumn>,
        last_failure_at -> Nullable<InstantColumn>,
        last_error -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::storage::{DocumentColumn, IdColumn, InstantColumn};

    partner_ratings (partner_id, month, agency_code, procedure_code, question) {
        partner_id -> IdColumn,
        month -> Date,
        agency_code -> Text,
        procedure_code -> Text,
        summary -> DocumentColumn,
        received_at -> InstantColumn,
        question -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::storage::IdColumn;

    partner_codes (partner_id, code) {
        partner_id -> IdColumn,
        code -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::storage::{IdColumn, InstantColumn};

    unmapped_codes (partner_id, code) {
        partner_id -> IdColumn,
        code -> Text,
        since -> InstantColumn,
        last_at -> InstantColumn,
        messages -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::storage::{IdColumn, InstantColumn};

    second_factors (account_id) {
        account_id -> IdColumn,
        secret -> Binary,
        confirmed_at -> InstantColumn,
        last_step -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::storage::{IdColumn, InstantColumn};

    recovery_codes (account_id, code_index) {
        account_id -> IdColumn,
        code_index -> Binary,
        used_at -> Nullable<InstantColumn>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::storage::{IdColumn, InstantColumn};

    pending_sign_ins (token_hash) {
        token_hash -> Binary,
        account_id -> IdColumn,
        expires_at -> InstantColumn,
    }
}

diesel::allow_tables_to_appear_in_same_query!(
    jobs,
    discarded_jobs,
    journal,
    security_counts,
    letters,
    sessions,
    throttles,
    rate_limits,
    file_objects,
    settings,
    handling_units,
    procedures,
    procedure_revisions,
    form_revisions,
    catalogue_files,
    catalogue_version,
    calendar_days,
    office_hours,
    agency_desks,
    accounts,
    verified_numbers,
    verified_emails,
    memberships,
    account_tokens,
    vault_papers,
    drafts,
    dossiers,
    dossier_answers,
    dossier_codes,
    code_counters,
    dossier_events,
    dossier_notes,
    dossier_agencies,
    attachments,
    supplement_requests,
    dossier_fees,
    dossier_results,
    agency_feed,
    quarantine,
    partners,
    agency_authorities,
    partner_sessions,
    partner_messages,
    synced_dossiers,
    partner_files,
    pushes,
    partner_breakers,
    partner_ratings,
    partner_codes,
    unmapped_codes,
    second_factors,
    recovery_codes,
    pending_sign_ins,
);
