//! Following what one has filed: the list, a dossier's page, its papers and results, the receipt,
//! and the two things that an applicant can still do: answer a supplement request, and withdraw.

mod act;
mod fetch;
mod lines;
mod list;
mod receipt;
mod show;
mod standing;
mod supplement;
mod time_line;
mod todo;
mod withdraw;

pub(super) use lines::{FiledLine, Lines, WaitingLine};
pub(super) use standing::{at, remaining_in_words};

use crate::web::access::{Audience, Body, Routes};

/// The pages of dossiers.
pub(super) fn routes() -> Routes {
    let account = Audience::Account;
    Routes::new()
        .get("/ho-so", account, list::page)
        .get("/ho-so/{id}", account, show::page)
        .get("/ho-so/{id}/giay-to/{paper}", account, fetch::paper)
        .get("/ho-so/{id}/ket-qua/{result}", account, fetch::result)
        .get("/ho-so/{id}/bien-nhan", account, receipt::page)
        .get("/ho-so/{id}/bo-sung", account, supplement::page)
        .post(
            "/ho-so/{id}/bo-sung",
            account,
            Body::Files,
            supplement::answer,
        )
        .get("/ho-so/{id}/rut", account, withdraw::page)
        .post("/ho-so/{id}/rut", account, Body::Form, withdraw::withdraw)
}
