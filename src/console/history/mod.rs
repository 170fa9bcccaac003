//! What passed between the portal and an agency's own system about one dossier.

mod exchanged;
pub(super) mod page;
mod pushes;
