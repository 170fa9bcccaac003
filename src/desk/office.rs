//! The agency for which a clerk works at the moment: the only one, or the one that the address
//! names (`?don-vi=`), so that a clerk of several has each in a tab of its own.

use super::paths;
use crate::kernel::{AgencyId, Role};
use crate::web::{DeskFrame, Frame, PageError, StaffRequest};

/// An agency of the clerk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Office {
    pub(super) id: AgencyId,
    /// Its key in addresses.
    pub(super) key: String,
    pub(super) name: String,
}

impl Office {
    /// The frame of a page of this office: where the clerk works in several, the head names it and
    /// the navigation stays in it.
    pub(super) fn frame(&self, desk: &StaffRequest) -> Frame {
        let frame = desk.frame();
        if desk.viewer.agencies().len() < 2 {
            return frame;
        }
        let memberships = desk.viewer.memberships.iter();
        let roles = memberships
            .filter(|membership| membership.agency == self.id)
            .map(|membership| membership.role);
        let at = DeskFrame {
            name: self.name.clone(),
            query: format!("{}={}", paths::OFFICE, self.key),
        };
        frame.at_desk(at, roles.collect())
    }
}

/// The clerk's agencies, and which of them the page is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Offices {
    pub(super) all: Vec<Office>,
    pub(super) current: Office,
}

impl Offices {
    /// The offices of the viewer, with the one named `key`, else the first, as the current one.
    /// None when the viewer does not work in the one that is named.
    pub(super) fn of(desk: &StaffRequest, key: Option<&str>) -> Option<Self> {
        let all: Vec<Office> = desk
            .viewer
            .agencies()
            .into_iter()
            .map(|id| office(desk, id))
            .collect();
        let current = match key {
            Some(key) => all.iter().find(|office| office.key == key),
            None => all.first(),
        };
        Some(Self {
            current: current?.clone(),
            all,
        })
    }

    /// The offices in which the clerk has `role`, with the one that the address names, else the
    /// first of them, as the current one.
    ///
    /// # Errors
    /// `NotFound` where the clerk does not work in the one that is named, `Forbidden` where they
    /// work there as something else.
    pub(super) fn with_role(desk: &StaffRequest, role: Role) -> Result<Self, PageError> {
        let key = desk.query(paths::OFFICE);
        let mut offices = Self::of(desk, key.as_deref()).ok_or(PageError::NotFound)?;
        offices.all.retain(|office| desk.viewer.is(role, office.id));
        if key.is_none()
            && let Some(first) = offices.all.first()
        {
            offices.current = first.clone();
        }
        if offices.all.contains(&offices.current) {
            Ok(offices)
        } else {
            Err(PageError::Forbidden)
        }
    }

    /// The frame of a page of the current office.
    pub(super) fn frame(&self, desk: &StaffRequest) -> Frame {
        self.current.frame(desk)
    }

    /// Whether there is a choice.
    pub(super) fn are_several(&self) -> bool {
        self.all.len() > 1
    }
}

fn office(desk: &StaffRequest, id: AgencyId) -> Office {
    let catalogue = &desk.cx.catalogue;
    let known = catalogue.agency_name(id, desk.cx.now());
    Office {
        id,
        key: catalogue
            .agency(id)
            .map_or_else(|| id.to_string(), |agency| agency.key.to_string()),
        name: known
            .unwrap_or(desk.frame().t("common.unknown_agency"))
            .to_owned(),
    }
}
