//! What the pages below a partner begin with.

use crate::console::paths;
use crate::exchange::{self, Partner};
use crate::kernel::PartnerId;
use crate::web::{Frame, NavLink, PageError, StaffRequest};

/// The partner that an address names.
///
/// # Errors
/// [`PageError::NotFound`] where there is none.
pub(in crate::console) async fn partner_named(
    console: &StaffRequest,
    id: PartnerId,
) -> Result<Partner, PageError> {
    let found = console.read(move |conn, _| exchange::partner(conn, id));
    found.await?.ok_or(PageError::NotFound)
}

/// Where the pages below a partner stand.
pub(in crate::console) fn crumbs(frame: &Frame, partner: &Partner) -> Vec<NavLink> {
    vec![
        frame.link(paths::PARTNERS, frame.t("console.partners.title")),
        frame.link(&paths::partner(partner.id), &partner.name),
    ]
}
