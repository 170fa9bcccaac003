//! A dossier as a clerk sees it: its page, its papers to download, the receipt to print.

pub(super) mod download;
pub(super) mod history;
pub(super) mod act_blocked;
mod open;
pub(super) mod page;
mod papers;
pub(super) mod receipt;
