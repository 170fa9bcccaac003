//! What every page of a manager has: the agency, and the way back to its people or its units.

use crate::desk::office::{Office, Offices};
use crate::desk::paths;
use crate::kernel::Role;
use crate::web::{Frame, NavLink, PageError, StaffRequest};

/// The head of a page.
pub(super) struct Head {
    pub(super) office: Office,
    /// The list to which a page below it leads back.
    pub(super) crumbs: Vec<NavLink>,
    /// The same list of the other agencies that the clerk manages.
    pub(super) others: Vec<NavLink>,
}

impl Head {
    /// The head and the frame of the list `page`, [`paths::PEOPLE`], [`paths::UNITS`] or [`paths::DESK_CONTACT`], and of what is
    /// below it.
    pub(super) fn of(desk: &StaffRequest, page: &str) -> Result<(Self, Frame), PageError> {
        let offices = Offices::with_role(desk, Role::Manager)?;
        let (frame, office) = (offices.frame(desk), offices.current);
        let title = match page {
            paths::UNITS => "manage.units.title",
            paths::DESK_CONTACT => "manage.desk_contact.title",
            _ => "manage.people.title",
        };
        let others = offices.all.iter().filter(|other| other.id != office.id);
        let others = others.map(|other| frame.link(&in_office(page, other), &other.name));
        let head = Self {
            others: others.collect(),
            crumbs: vec![frame.link(&in_office(page, &office), frame.t(title))],
            office,
        };
        Ok((head, frame))
    }

    /// The address of a page of this agency, without its language.
    pub(super) fn path(&self, path: &str) -> String {
        in_office(path, &self.office)
    }
}

fn in_office(path: &str, office: &Office) -> String {
    paths::with_query(path, &[(paths::OFFICE, &office.key)])
}
