//! The agency for which a clerk works at the moment: the only one, or the one that the address
//! names (`?don-vi=`), so that a clerk of several has each in a tab of its own.

use crate::catalogue::Snapshot;
use crate::kernel::{AgencyId, Viewer};

/// An agency of the clerk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Office {
    pub(super) id: AgencyId,
    /// Its key in addresses.
    pub(super) key: String,
    pub(super) name: String,
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
    pub(super) fn of(viewer: &Viewer, catalogue: &Snapshot, key: Option<&str>) -> Option<Self> {
        let all: Vec<Office> = viewer
            .agencies()
            .into_iter()
            .map(|id| office(catalogue, id))
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

    /// Whether there is a choice.
    pub(super) fn are_several(&self) -> bool {
        self.all.len() > 1
    }
}

fn office(catalogue: &Snapshot, id: AgencyId) -> Office {
    Office {
        id,
        key: catalogue
            .agency(id)
            .map_or_else(|| id.to_string(), |agency| agency.key.to_string()),
        name: catalogue.agency_name(id),
    }
}
