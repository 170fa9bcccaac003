//! Finding a person of the agency.

use super::head::Head;
use crate::accounts::{self, Person};
use crate::kernel::AccountId;
use crate::web::{PageError, StaffRequest};

/// The people of the agency.
pub(super) async fn people(desk: &StaffRequest, head: &Head) -> Result<Vec<Person>, PageError> {
    let (agency, now) = (head.office.id, desk.cx.moment.now);
    let storage = &desk.env.storage;
    Ok(storage
        .reading(move |conn| accounts::people_of(conn, agency, now))
        .await?)
}

/// One of them; whoever works elsewhere, or nowhere, does not exist here.
pub(super) async fn person(
    desk: &StaffRequest,
    head: &Head,
    account: AccountId,
) -> Result<Person, PageError> {
    let mut people = people(desk, head).await?.into_iter();
    people
        .find(|person| person.account == account)
        .ok_or(PageError::NotFound)
}
