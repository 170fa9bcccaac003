//! Bringing a catalogue into the database: only what differs is written, and what was published
//! stays as it was.
//!
//! A procedure or form whose document differs gets a new revision. A procedure that the files no
//! longer hold gets a last revision that says it has ended, because old dossiers and addresses
//! lead to it; its form stays. The other files are replaced. All of it is one transaction, so that
//! nobody ever reads half a catalogue.

use std::collections::BTreeMap;
use std::fmt;

use chrono::NaiveDate;
use sha2::{Digest as _, Sha256};

use super::form_files::{FORMS, FormFiles, content_digest};
use super::search::{Synonyms, SynonymsError};
use super::source::{Catalogue, Files, SourceError};
use super::store::{self, Head, NewRevision};
use super::{
    Circumstances, Digest, Finding, ONLINE_PAYMENT, Procedure, ProcedureCode, ProcedureStatus,
    Severity, check, digest, document,
};
use crate::forms::LibraryError;
use crate::journal::{self, AuditAction, JournalEntry};
use crate::kernel::TimeAndChance;
use crate::storage::{self, Storage, Tx};

/// The folder of procedures within a catalogue.
const PROCEDURES: &str = "procedures/";
/// What people call things.
pub(super) const SYNONYMS: &str = "synonyms.toml";

/// Why nothing was imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// A file cannot be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// A form cannot be used.
    #[error(transparent)]
    Form(#[from] LibraryError),
    /// The synonyms cannot be used.
    #[error("{SYNONYMS}: {0}")]
    Synonyms(#[from] SynonymsError),
    /// What was read must not be published.
    #[error("{}", Lines(.0))]
    Unsound(Vec<Finding>),
    /// A procedure cannot be written as a document.
    #[error("a procedure cannot be written: {0}")]
    Document(#[from] serde_json::Error),
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] storage::Error),
}

struct Lines<'a>(&'a [Finding]);

impl fmt::Display for Lines<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&all.join("; "))
    }
}

/// What an import has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ImportReport {
    /// Procedures that were not there before.
    pub new: usize,
    /// Procedures with a new revision.
    pub changed: usize,
    /// Procedures that stand as before.
    pub unchanged: usize,
    /// Procedures that the files no longer hold.
    pub ended: usize,
    /// Forms with a new revision.
    pub forms: usize,
    /// Other files that were put, replaced or removed.
    pub files: usize,
}

impl ImportReport {
    /// Whether anything is different now.
    pub const fn has_changed_anything(&self) -> bool {
        self.new + self.changed + self.ended + self.forms + self.files > 0
    }
}

/// A catalogue read whole and found sound, before it is compared with what is stored.
struct Material {
    procedures: BTreeMap<ProcedureCode, String>,
    forms: FormFiles,
    files: BTreeMap<String, String>,
    built_in: Option<Digest>,
}

impl Material {
    fn read(files: &Files, today: NaiveDate) -> Result<Self, ImportError> {
        let (catalogue, forms, mut findings) = examined(files, today)?;
        findings.retain(|finding| finding.severity() == Severity::Error);
        if !findings.is_empty() {
            return Err(ImportError::Unsound(findings));
        }
        let procedures = catalogue
            .procedures
            .into_iter()
            .map(|(code, procedure)| Ok((code, document(&procedure)?)))
            .collect::<Result<_, ImportError>>()?;
        let form_paths = files.list(FORMS, "toml")?;
        let others = files.paths()?.into_iter();
        let others =
            others.filter(|path| !path.starts_with(PROCEDURES) && !form_paths.contains(path));
        Ok(Self {
            procedures,
            files: others
                .map(|path| Ok((path.clone(), files.text(&path)?.into_owned())))
                .collect::<Result<_, SourceError>>()?,
            forms,
            built_in: matches!(files, Files::BuiltIn).then(Files::built_in_digest),
        })
    }
}

/// Everything that does not fit together in these files, the worst first.
///
/// # Errors
/// A file that cannot be read or used at all.
pub fn examine(files: &Files, today: NaiveDate) -> Result<Vec<Finding>, ImportError> {
    examined(files, today).map(|(_, _, findings)| findings)
}

fn examined(
    files: &Files,
    today: NaiveDate,
) -> Result<(Catalogue, FormFiles, Vec<Finding>), ImportError> {
    let catalogue = Catalogue::read(files)?;
    Synonyms::parse(&files.text(SYNONYMS)?)?;
    let (forms, faults) = FormFiles::read(files)?;
    let circumstances = Circumstances {
        forms: &forms,
        online_payment: ONLINE_PAYMENT,
        today,
    };
    let mut findings = check(&catalogue, circumstances);
    findings.extend(faults);
    findings.sort_by(Finding::worst_first);
    Ok((catalogue, forms, findings))
}

/// Imports a catalogue; running processes notice by its version.
///
/// # Errors
/// A file that cannot be read or used, findings that forbid to publish it, and faults of storage;
/// nothing is changed then.
pub fn import(
    storage: &Storage,
    files: &Files,
    moment: &TimeAndChance,
) -> Result<ImportReport, ImportError> {
    let material = Material::read(files, moment.now.vietnam_date())?;
    let report = storage.write(|tx| record(tx, &material, moment))?;
    tracing::info!(
        new = report.new,
        changed = report.changed,
        unchanged = report.unchanged,
        ended = report.ended,
        forms = report.forms,
        files = report.files,
        "catalogue imported"
    );
    Ok(report)
}

/// Sees to it at start that there is a catalogue: imports the built-in one when there is none, and
/// when the last import was of a built-in one that differs from this program's. A catalogue that
/// was imported from a folder is left alone.
///
/// # Errors
/// Those of [`import`].
pub fn import_if_due(storage: &Storage, moment: &TimeAndChance) -> Result<(), ImportError> {
    let (version, imported) = storage.read(|conn| {
        storage::Result::Ok((store::version(conn)?, store::built_in_imported(conn)?))
    })?;
    let is_due = match (version, imported) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(_), Some(imported)) => imported != hex::encode(Files::built_in_digest()),
    };
    if is_due {
        import(storage, &Files::BuiltIn, moment)?;
    }
    Ok(())
}

fn record(
    tx: &mut Tx<'_>,
    material: &Material,
    moment: &TimeAndChance,
) -> Result<ImportReport, storage::Error> {
    store::hold_version(tx, moment.now)?;
    let mut report = ImportReport::default();
    record_procedures(tx, material, moment, &mut report)?;
    record_forms(tx, material, moment, &mut report)?;
    record_files(tx, material, &mut report)?;
    store::note_built_in(tx, material.built_in.as_ref(), moment.now)?;
    if report.has_changed_anything() {
        store::raise_version(tx, moment.now)?;
        let entry = JournalEntry {
            action: AuditAction::ImportedCatalogue,
            actor: None,
            subject: None,
            agency: None,
            basis: None,
        };
        journal::record(tx, moment, &entry)?;
    }
    Ok(report)
}

/// What is to be written of one procedure or form: nothing, where the stored digest is the same.
fn next_revision<'a>(
    of: &'a str,
    document: &'a str,
    digest: Digest,
    head: Option<&Head>,
) -> Option<NewRevision<'a>> {
    let last = match head {
        Some((_, known)) if known.as_slice() == digest.as_slice() => return None,
        Some((last, _)) => *last,
        None => 0,
    };
    Some(NewRevision {
        of,
        revision: last.saturating_add(1),
        digest,
        document,
    })
}

fn record_procedures(
    tx: &mut Tx<'_>,
    material: &Material,
    moment: &TimeAndChance,
    report: &mut ImportReport,
) -> Result<(), storage::Error> {
    let heads = store::procedure_heads(tx)?;
    let mut revisions = Vec::new();
    for (code, document) in &material.procedures {
        let head = heads.get(code.as_str());
        match next_revision(code.as_str(), document, digest(document), head) {
            None => report.unchanged += 1,
            Some(revision) => {
                let count = if head.is_some() {
                    &mut report.changed
                } else {
                    &mut report.new
                };
                *count += 1;
                revisions.push(revision);
            }
        }
    }
    store::add_procedure_revisions(tx, &revisions, moment.now)?;
    let ended = ended(tx, material, &heads)?;
    report.ended = ended.len();
    let revisions: Vec<NewRevision<'_>> = ended
        .iter()
        .filter_map(|(code, document)| {
            next_revision(code, document, digest(document), heads.get(code))
        })
        .collect();
    store::add_procedure_revisions(tx, &revisions, moment.now)
}

/// The last documents of procedures that the files no longer hold and that have not ended yet.
fn ended(
    tx: &mut Tx<'_>,
    material: &Material,
    heads: &BTreeMap<String, Head>,
) -> Result<Vec<(String, String)>, storage::Error> {
    let nonsense = |error: String| storage::Error::nonsense("procedures", "code", error);
    let mut ended = Vec::new();
    for (code, (revision, _)) in heads {
        let code: ProcedureCode = code
            .parse()
            .map_err(|error| nonsense(format!("{code}: {error}")))?;
        if material.procedures.contains_key(&code) {
            continue;
        }
        let Some(last) = store::procedure_revision(tx, &code, *revision)? else {
            return Err(nonsense(format!("{code} has no revision {revision}")));
        };
        if matches!(last.standing, ProcedureStatus::Ended { .. }) {
            continue;
        }
        let last = Procedure {
            standing: ProcedureStatus::Ended { successor: None },
            ..last
        };
        let document = document(&last).map_err(|error| nonsense(error.to_string()))?;
        ended.push((code.into(), document));
    }
    Ok(ended)
}

fn record_forms(
    tx: &mut Tx<'_>,
    material: &Material,
    moment: &TimeAndChance,
    report: &mut ImportReport,
) -> Result<(), storage::Error> {
    let heads = store::form_heads(tx)?;
    let mut revisions = Vec::new();
    for file in material.forms.iter() {
        let digest = content_digest(&file.published);
        let head = heads.get(&file.definition.key);
        if head.is_some_and(|(_, document)| content_digest(document) == digest) {
            continue;
        }
        revisions.push(NewRevision {
            of: &file.definition.key,
            revision: head.map_or(0, |(last, _)| *last).saturating_add(1),
            digest,
            document: &file.published,
        });
    }
    report.forms = revisions.len();
    store::add_form_revisions(tx, &revisions, moment.now)
}

fn record_files(
    tx: &mut Tx<'_>,
    material: &Material,
    report: &mut ImportReport,
) -> Result<(), storage::Error> {
    let known = store::file_digests(tx)?;
    for (path, content) in &material.files {
        let digest = plain_digest(content);
        if known.get(path).map(Vec::as_slice) != Some(digest.as_slice()) {
            store::put_file(tx, path, &digest, content)?;
            report.files += 1;
        }
    }
    for path in known
        .keys()
        .filter(|path| !material.files.contains_key(*path))
    {
        store::remove_file(tx, path)?;
        report.files += 1;
    }
    Ok(())
}

fn plain_digest(text: &str) -> Digest {
    Sha256::digest(text).into()
}
