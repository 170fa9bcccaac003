//! Pages of managers: who works in the agency and as what, and the units to which dossiers are
//! handed, and what it says about its desk. Whoever comes to the agency can be told who at its desk may do what (Decree 61/2018).

mod desk_contact;
mod end_role;
mod end_unit;
mod give_role;
mod head;
mod invite;
mod people;
mod person;
mod rename_unit;
mod reset_factor;
mod role_choices;
mod units;

use crate::web::access::Audience::Clerk;
use crate::web::access::{Body, Routes};

/// The pages of managers.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/mot-cua/nhan-su", Clerk, people::page)
        // It stands before the people, because the first pattern that fits a path takes it.
        .get("/mot-cua/nhan-su/moi", Clerk, invite::page)
        .post("/mot-cua/nhan-su/moi", Clerk, Body::Form, invite::act)
        .get("/mot-cua/nhan-su/{account}", Clerk, give_role::page)
        .post(
            "/mot-cua/nhan-su/{account}",
            Clerk,
            Body::Form,
            give_role::act,
        )
        .get(
            "/mot-cua/nhan-su/{account}/thoi/{role}",
            Clerk,
            end_role::page,
        )
        .post(
            "/mot-cua/nhan-su/{account}/thoi/{role}",
            Clerk,
            Body::Form,
            end_role::act,
        )
        .get(
            "/mot-cua/nhan-su/{account}/xac-thuc-hai-lop",
            Clerk,
            reset_factor::page,
        )
        .post(
            "/mot-cua/nhan-su/{account}/xac-thuc-hai-lop",
            Clerk,
            Body::Form,
            reset_factor::act,
        )
        .get("/mot-cua/noi-tiep-nhan", Clerk, desk_contact::page)
        .post(
            "/mot-cua/noi-tiep-nhan",
            Clerk,
            Body::Form,
            desk_contact::act,
        )
        .get("/mot-cua/don-vi", Clerk, units::page)
        .post("/mot-cua/don-vi", Clerk, Body::Form, units::act)
        .get("/mot-cua/don-vi/{unit}", Clerk, rename_unit::page)
        .post(
            "/mot-cua/don-vi/{unit}",
            Clerk,
            Body::Form,
            rename_unit::act,
        )
        .get("/mot-cua/don-vi/{unit}/thoi", Clerk, end_unit::page)
        .post(
            "/mot-cua/don-vi/{unit}/thoi",
            Clerk,
            Body::Form,
            end_unit::act,
        )
}
