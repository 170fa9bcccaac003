//! `/xa-phuong/{province}`: the communes of a province for the field in which one types its name, as
//! a fragment that `js/wards.js` adds to a form.

use actix_web::web::Path;
use askama::Template;

use crate::forms::{Entry, Lists};
use crate::web::{PageError, PageRequest, PageResult, public_page};

#[derive(Template)]
#[template(path = "portal/agencies/wards.html")]
struct Wards<'a> {
    province: String,
    wards: &'a [Entry],
}

pub(super) async fn fragment(request: PageRequest, province: Path<String>) -> PageResult {
    let snapshot = request.cx.catalogue.clone();
    let wards = snapshot.lists().wards(&province);
    if wards.is_empty() {
        return Err(PageError::NotFound);
    }
    let province = province.into_inner();
    public_page(&request.http, &Wards { province, wards })
}
