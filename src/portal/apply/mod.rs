//! Applying: the pages from the choice of a place to the filed dossier. What is decided on the way
//! stands in `dossiers::applying`; what follows after filing, in `portal::dossiers`; how questions
//! look and what they accept, in the forms room.

mod again;
mod applying;
mod begun;
mod delivery;
mod discard;
mod former;
mod leaving;
mod papers;
mod received;
mod review;
mod wizard;
mod section;
mod start;
mod submit;
mod vault_papers;

pub(super) use received::{file_fault, keep, receive_papers, take_away};
pub(super) use vault_papers::{FROM_VAULT, take_from_vault, vault_choices};

use crate::web::access::{Audience, Body, Routes};

/// The pages of an application.
pub(super) fn routes() -> Routes {
    let account = Audience::Account;
    Routes::new()
        .get("/dich-vu/{code}/nop", account, start::page)
        .post("/dich-vu/{code}/nop", account, Body::Form, start::begin)
        .get("/ho-so/{id}/to-khai", account, section::first)
        .get("/ho-so/{id}/to-khai/{step}", account, section::page)
        .post(
            "/ho-so/{id}/to-khai/{step}",
            account,
            Body::Answers,
            section::save,
        )
        .get("/ho-so/{id}/giay-to", account, papers::page)
        .post("/ho-so/{id}/giay-to", account, Body::Files, papers::add)
        .get("/ho-so/{id}/nhan-ket-qua", account, delivery::page)
        .post(
            "/ho-so/{id}/nhan-ket-qua",
            account,
            Body::Form,
            delivery::save,
        )
        .get("/ho-so/{id}/kiem-tra", account, review::page)
        .get("/ho-so/{id}/nop", account, submit::page)
        .post("/ho-so/{id}/nop", account, Body::Form, submit::file)
        .post("/ho-so/{id}/nop-lai", account, Body::Form, again::begin)
        .get("/ho-so/{id}/xoa", account, discard::page)
        .post("/ho-so/{id}/xoa", account, Body::Form, discard::discard)
}
