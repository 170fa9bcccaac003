//! A dossier as a clerk sees it: its page, its papers to download, the receipt to print.

pub(super) mod files;
pub(super) mod history;
pub(super) mod act_blocked;
pub(super) mod page;
pub(super) mod reading;
pub(super) mod receipt;
