//! Addresses of applications, dossiers and papers, without their language.

use std::fmt::Display;

use crate::kernel::DossierId;

/// The list of a person's dossiers.
pub const DOSSIERS: &str = "/ho-so";
/// The list of a person's papers.
pub const VAULT: &str = "/kho";
/// The public look-up.
pub const TRACK: &str = "/tra-cuu";

/// Where an application for a procedure begins.
pub fn start(procedure: impl Display) -> String {
    format!("/dich-vu/{procedure}/nop")
}

/// Where a procedure is filed at a place: online, or at which desk.
pub fn where_to_file(procedure: impl Display) -> String {
    format!("/dich-vu/{procedure}/noi-nop")
}

/// A procedure's own page.
pub fn service(procedure: impl Display) -> String {
    format!("/dich-vu/{procedure}")
}

/// The services of a life event.
pub fn life_event(slug: impl Display) -> String {
    format!("/dich-vu?su-kien={slug}")
}

/// A draft or dossier.
pub fn dossier(id: DossierId) -> String {
    format!("/ho-so/{id}")
}

/// A page below a draft or dossier.
pub fn below(id: DossierId, page: &str) -> String {
    format!("/ho-so/{id}/{page}")
}
