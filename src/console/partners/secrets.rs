//! The one page that shows a partner's secrets, in the very answer that made them.

use actix_web::HttpResponse;
use askama::Template;

use crate::console::partners::lookup;
use crate::console::paths;
use crate::exchange::{Partner, Secrets};
use crate::web::{Frame, PageError, page};

#[derive(Template)]
#[template(path = "console/partners/secrets.html")]
struct SecretsPage {
    frame: Frame,
    partner: Partner,
    secrets: Secrets,
    /// Whether the password before opens for another day.
    has_old: bool,
    back: String,
}

/// Shows them.
pub(super) fn show(
    frame: Frame,
    partner: Partner,
    secrets: Secrets,
    has_old: bool,
) -> Result<HttpResponse, PageError> {
    page(&SecretsPage {
        back: frame.path(&paths::partner(partner.id)),
        frame,
        partner,
        secrets,
        has_old,
    })
}
