//! A person's own papers, reusable in later dossiers.
