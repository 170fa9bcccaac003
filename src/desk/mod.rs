//! Pages of clerks: the queue, a dossier with what can be done to it, the counter, and for managers
//! the people and units of the agency.
//!
//! What may be done is decided in `crate::dossiers` and `crate::accounts`; here stands what a clerk
//! sees. A clerk acts for the agency that has the dossier; dossiers of other agencies do not exist
//! for them (404). Each look at a dossier is a row of the journal.

mod acts;
mod counter;
mod dossier;
mod due;
mod manage;
mod office;
mod paths;
mod queue;

use crate::web::access::Audience::Clerk;
use crate::web::access::{Body, Routes};

/// Every page of clerks.
pub fn routes() -> Routes {
    Routes::new()
        .get("/mot-cua", Clerk, queue::offices::page)
        .get("/mot-cua/ho-so", Clerk, queue::list::page)
        .post("/mot-cua/ho-so", Clerk, Body::Form, queue::search::act)
        // It stands before the dossiers, because the first pattern that fits a path takes it.
        .get("/mot-cua/ho-so/ke-tiep", Clerk, queue::next::page)
        .and(dossier_routes())
        .and(acts::routes())
        .and(manage::routes())
        .get("/mot-cua/quay", Clerk, counter::search::page)
        .post("/mot-cua/quay", Clerk, Body::Form, counter::search::act)
        .post(
            "/mot-cua/quay/{account}/xac-minh",
            Clerk,
            Body::Form,
            counter::verify::act,
        )
}

fn dossier_routes() -> Routes {
    Routes::new()
        .get("/mot-cua/ho-so/{id}", Clerk, dossier::page::page)
        .get(
            "/mot-cua/ho-so/{id}/giay-to/{paper}",
            Clerk,
            dossier::files::paper,
        )
        .get(
            "/mot-cua/ho-so/{id}/giay-to/{paper}/xem",
            Clerk,
            dossier::files::show_paper,
        )
        .get(
            "/mot-cua/ho-so/{id}/ket-qua/{result}",
            Clerk,
            dossier::files::result,
        )
        .get(
            "/mot-cua/ho-so/{id}/ket-qua/{result}/xem",
            Clerk,
            dossier::files::show_result,
        )
        .get(
            "/mot-cua/ho-so/{id}/giay-tiep-nhan",
            Clerk,
            dossier::receipt::page,
        )
}
