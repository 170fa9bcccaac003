//! Pages of clerks: the queue, a dossier with what can be done to it, the counter, and for managers
//! the people and units of the agency.
//!
//! What may be done is decided in `crate::dossiers` and `crate::accounts`; here stands what a clerk
//! sees. A clerk acts for the agency that has the dossier; dossiers of other agencies do not exist
//! for them (404). Each look at a dossier is a row of the journal.

mod acts;
mod at_desk;
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
        .and(act_routes())
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
            dossier::download::paper,
        )
        .get(
            "/mot-cua/ho-so/{id}/ket-qua/{result}",
            Clerk,
            dossier::download::result,
        )
        .get(
            "/mot-cua/ho-so/{id}/giay-tiep-nhan",
            Clerk,
            dossier::receipt::page,
        )
}

macro_rules! act {
    ($routes:expr, $pattern:literal, $act:ident, $body:ident) => {
        $routes.get($pattern, Clerk, acts::$act::page).post(
            $pattern,
            Clerk,
            Body::$body,
            acts::$act::act,
        )
    };
}

fn act_routes() -> Routes {
    let routes = Routes::new();
    let routes = act!(routes, "/mot-cua/ho-so/{id}/tiep-nhan", accept, Form);
    let routes = act!(routes, "/mot-cua/ho-so/{id}/tu-choi", refuse, Form);
    let routes = act!(
        routes,
        "/mot-cua/ho-so/{id}/yeu-cau-bo-sung",
        request_supplement,
        Form
    );
    let routes = act!(routes, "/mot-cua/ho-so/{id}/chuyen", forward, Form);
    let routes = act!(
        routes,
        "/mot-cua/ho-so/{id}/yeu-cau-nop-phi",
        request_payment,
        Form
    );
    let routes = act!(routes, "/mot-cua/ho-so/{id}/phi/{fee}", mark_fee_paid, Form);
    let routes = act!(routes, "/mot-cua/ho-so/{id}/dung", stop, Form);
    let routes = act!(routes, "/mot-cua/ho-so/{id}/ket-qua", decide, Files);
    act!(
        routes,
        "/mot-cua/ho-so/{id}/tra-ket-qua",
        return_result,
        Form
    )
}
