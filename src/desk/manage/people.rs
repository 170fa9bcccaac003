//! Who works in the agency, as what, and who of them may do what.

use askama::Template;

use super::head::Head;
use super::person::people;
use crate::accounts::{OfficeRole, Person};
use crate::desk::paths;
use crate::kernel::{AccountId, Role};
use crate::web::{Frame, PageResult, StaffRequest, page as answer};

#[derive(Template)]
#[template(path = "desk/manage/people.html")]
struct PeoplePage {
    frame: Frame,
    head: Head,
    people: Vec<Person>,
    /// Whose page it is: nobody gives themselves a role, or takes their own second factor.
    own: AccountId,
}

/// A role, with those who have it.
struct Holders<'a> {
    role: &'static str,
    names: Vec<&'a str>,
}

impl PeoplePage {
    fn holders(&self) -> Vec<Holders<'_>> {
        let holders = |role: Role| Holders {
            role: role.key(),
            names: self
                .people
                .iter()
                .filter(|person| person.roles.iter().any(|held| held.role == role))
                .map(|person| person.name.as_str())
                .collect(),
        };
        Role::ALL.into_iter().map(holders).collect()
    }

    fn role(&self, held: &OfficeRole) -> String {
        self.frame.words.under("manage.role", held.role.key())
    }

    fn invite(&self) -> String {
        self.frame.path(&self.head.path(paths::INVITE))
    }

    fn give(&self, person: &Person) -> String {
        let path = paths::person(person.account);
        self.frame.path(&self.head.path(&path))
    }

    fn reset_factor(&self, person: &Person) -> String {
        let path = paths::reset_factor(person.account);
        self.frame.path(&self.head.path(&path))
    }

    fn end(&self, person: &Person, held: &OfficeRole) -> String {
        let path = paths::end_role(person.account, held.role);
        self.frame.path(&self.head.path(&path))
    }
}

pub(in crate::desk) async fn page(desk: StaffRequest) -> PageResult {
    let (head, frame) = Head::of(&desk, paths::PEOPLE)?;
    answer(&PeoplePage {
        people: people(&desk, &head).await?,
        own: desk.viewer.account,
        frame,
        head,
    })
}
