//! Pages of operators: what passes between the portal and agencies' own systems, what did not get
//! through and why, and what can be done about it.
//!
//! What may be done is decided in `crate::exchange`. An operator is no clerk: of a dossier its
//! exchange is shown and not its content, but for a message in quarantine, which has to be read to
//! be mended; each look at one is a row of the journal.

mod calendar;
mod failure;
mod history;
mod journal;
mod overview;
mod partners;
mod paths;
mod quarantine;
mod second_factor;
mod security;

use crate::web::access::Audience::Operator;
use crate::web::access::{Body, Routes};

/// Every page of operators. Fixed addresses stand before partners, because the first pattern that
/// fits a path takes it.
pub fn routes() -> Routes {
    Routes::new()
        .get(paths::OVERVIEW, Operator, overview::page)
        .get(paths::PARTNERS, Operator, partners::list::page)
        .get(paths::ADD, Operator, partners::add::page)
        .post(paths::ADD, Operator, Body::Form, partners::add::act)
        .get(paths::HISTORY, Operator, history::page::page)
        .get(paths::SECOND_FACTOR, Operator, second_factor::find_page)
        .post(
            paths::SECOND_FACTOR,
            Operator,
            Body::Form,
            second_factor::find,
        )
        .get(
            "/quan-tri/xac-thuc-hai-lop/{account}",
            Operator,
            second_factor::page,
        )
        .post(
            "/quan-tri/xac-thuc-hai-lop/{account}",
            Operator,
            Body::Form,
            second_factor::act,
        )
        .get(paths::SECURITY, Operator, security::page)
        .get(paths::JOURNAL, Operator, journal::page)
        .get(paths::CALENDAR, Operator, calendar::page)
        .post(paths::CALENDAR, Operator, Body::Form, calendar::set_day)
        .post(
            paths::CALENDAR_DAY,
            Operator,
            Body::Form,
            calendar::unset_day,
        )
        .post(
            paths::CALENDAR_HOURS,
            Operator,
            Body::Form,
            calendar::set_hours,
        )
        .post(
            paths::CALENDAR_NO_HOURS,
            Operator,
            Body::Form,
            calendar::unset_hours,
        )
        .and(partner_routes())
        .and(quarantine_routes())
}

fn partner_routes() -> Routes {
    Routes::new()
        .get(
            "/quan-tri/lien-thong/{partner}",
            Operator,
            partners::show::page,
        )
        .get(
            "/quan-tri/lien-thong/{partner}/cai-dat",
            Operator,
            partners::change::page,
        )
        .post(
            "/quan-tri/lien-thong/{partner}/cai-dat",
            Operator,
            Body::Form,
            partners::change::act,
        )
        .get(
            "/quan-tri/lien-thong/{partner}/ma-trang-thai",
            Operator,
            partners::meanings::page,
        )
        .post(
            "/quan-tri/lien-thong/{partner}/ma-trang-thai",
            Operator,
            Body::Form,
            partners::meanings::act,
        )
        .get(
            "/quan-tri/lien-thong/{partner}/doi-mat-khau",
            Operator,
            partners::rotate::page,
        )
        .post(
            "/quan-tri/lien-thong/{partner}/doi-mat-khau",
            Operator,
            Body::Form,
            partners::rotate::act,
        )
        .post(
            "/quan-tri/lien-thong/{partner}/thu-ngay",
            Operator,
            Body::Form,
            partners::try_now::act,
        )
        .post(
            "/quan-tri/lien-thong/{partner}/ket-noi",
            Operator,
            Body::Form,
            partners::admission::act,
        )
        .get(
            "/quan-tri/lien-thong/{partner}/viec/{job}",
            Operator,
            partners::dead_job::page,
        )
        .post(
            "/quan-tri/lien-thong/{partner}/viec/{job}/gui-lai",
            Operator,
            Body::Form,
            partners::dead_job::retry,
        )
        .post(
            "/quan-tri/lien-thong/{partner}/viec/{job}/bo",
            Operator,
            Body::Form,
            partners::dead_job::discard,
        )
}

fn quarantine_routes() -> Routes {
    Routes::new()
        .get(
            "/quan-tri/lien-thong/{partner}/cach-ly/{id}",
            Operator,
            quarantine::show::page,
        )
        .post(
            "/quan-tri/lien-thong/{partner}/cach-ly/{id}/ghi-nhan",
            Operator,
            Body::Message,
            quarantine::replay::act,
        )
        .post(
            "/quan-tri/lien-thong/{partner}/cach-ly/{id}/ghi-nhan-tat-ca",
            Operator,
            Body::Form,
            quarantine::replay_alike::act,
        )
        .post(
            "/quan-tri/lien-thong/{partner}/cach-ly/{id}/bo",
            Operator,
            Body::Form,
            quarantine::discard::act,
        )
}
