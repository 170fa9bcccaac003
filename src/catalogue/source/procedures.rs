//! The procedures: a line of JSON each, a file per promulgator, sorted by code.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::{Files, Procedure, ProcedureCode, SourceError};

const FOLDER: &str = "procedures";

/// The procedures by code, and the codes that occur again.
pub(super) fn read(
    files: &Files,
) -> Result<(BTreeMap<ProcedureCode, Procedure>, Vec<ProcedureCode>), SourceError> {
    let mut procedures = BTreeMap::new();
    let mut duplicates = Vec::new();
    for file in files.list(FOLDER, "jsonl")? {
        let text = files.text(&file)?;
        for (at, line) in text.lines().enumerate() {
            let procedure: Procedure = serde_json::from_str(line)
                .map_err(|error| SourceError::at(&file, at + 1, error))?;
            match procedures.entry(procedure.code.clone()) {
                Entry::Vacant(place) => {
                    place.insert(procedure);
                }
                Entry::Occupied(taken) => duplicates.push(taken.key().clone()),
            }
        }
    }
    Ok((procedures, duplicates))
}
