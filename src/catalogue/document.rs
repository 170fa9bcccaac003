//! The stored form of a revision. An import compares digests of it, so that it writes only what
//! differs; a dossier keeps the revision that it was filed under.

use sha2::{Digest as _, Sha256};

use super::Procedure;

/// Stands before the document in the digest; a change of the form of documents changes it, and
/// with it every digest.
const FORM: &[u8] = b"motcua/procedure/1\n";

/// The SHA-256 of a document.
pub type Digest = [u8; 32];

/// The document of a revision: JSON with its members in the order of the types, without what is
/// absent. Equal procedures have equal documents.
///
/// # Errors
/// Those of `serde_json`, which none of the types can cause.
pub fn document(procedure: &Procedure) -> Result<String, serde_json::Error> {
    serde_json::to_string(procedure)
}

/// The digest of a document.
pub fn digest(document: &str) -> Digest {
    Sha256::new_with_prefix(FORM)
        .chain_update(document)
        .finalize()
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_has_another_digest() {
        let line = r#"{"name":"A","code":"1.000001","details":{"source":"launch","channels":[["online","2.5 working_day"]]}}"#;
        let procedure: Procedure = serde_json::from_str(line).unwrap();
        let written = document(&procedure).unwrap();
        let again: Procedure = serde_json::from_str(&written).unwrap();
        assert_eq!(again, procedure);
        assert_eq!(digest(&document(&again).unwrap()), digest(&written));
        let other = Procedure {
            name: "B".to_owned(),
            ..procedure
        };
        assert_ne!(digest(&document(&other).unwrap()), digest(&written));
    }
}
