//! A person's own papers, which stay theirs after the dossier that brought them is closed. What a
//! dossier is, and which of its results come here, is the dossiers room's to say.

mod keep;
mod paper;
mod store;

pub use keep::keep;
pub use paper::{Origin, Paper, telling_title};
pub use store::{FILE_REFERENCES, paper_owned_by, papers_of};
