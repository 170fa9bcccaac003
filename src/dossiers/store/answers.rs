//! What was answered in the form of a dossier: one sealed document.

use diesel::prelude::*;

use crate::kernel::DossierId;
use crate::storage::schema::dossier_answers;
use crate::storage::{Conn, KeyRing, Result, Sealed, Tx};

const ANSWERS: &str = "dossiers.answers";

/// The answers as they were filed, with their form.
#[derive(Debug, Clone, PartialEq)]
pub struct FiledAnswers {
    /// The form's key.
    pub form: String,
    /// The form's revision.
    pub revision: i32,
    /// The case of the procedure that the papers are for.
    pub case: Option<String>,
    /// The answers' document.
    pub answers: serde_json::Value,
}

/// Answers as they are written.
#[derive(Insertable)]
#[diesel(table_name = dossier_answers, treat_none_as_default_value = false)]
pub(super) struct AnswersRow<'a> {
    dossier_id: DossierId,
    form_key: &'a str,
    form_revision: i32,
    paper_case: Option<&'a str>,
    answers: Sealed<serde_json::Value>,
}

impl<'a> AnswersRow<'a> {
    pub(super) fn of(keys: &KeyRing, dossier: DossierId, filed: &'a FiledAnswers) -> Result<Self> {
        Ok(Self {
            dossier_id: dossier,
            form_key: &filed.form,
            form_revision: filed.revision,
            paper_case: filed.case.as_deref(),
            answers: Sealed::seal(keys, ANSWERS, &filed.answers)?,
        })
    }
}

/// Stores what was answered; it is one document and never changes.
pub fn answers_insert(tx: &mut Tx<'_>, dossier: DossierId, filed: &FiledAnswers) -> Result<()> {
    let row = AnswersRow::of(&tx.keys(), dossier, filed)?;
    diesel::insert_into(dossier_answers::table)
        .values(row)
        .execute(tx.engine())?;
    Ok(())
}

/// What was answered; nothing for a dossier that began in an agency's own system.
pub fn answers(conn: &mut Conn, dossier: DossierId) -> Result<Option<FiledAnswers>> {
    type Stored = (String, i32, Option<String>, Sealed<serde_json::Value>);
    let found: Option<Stored> = dossier_answers::table
        .find(dossier)
        .select((
            dossier_answers::form_key,
            dossier_answers::form_revision,
            dossier_answers::paper_case,
            dossier_answers::answers,
        ))
        .first(conn.engine())
        .optional()?;
    let keys = conn.keys();
    found
        .map(|(form, revision, case, answers)| {
            Ok(FiledAnswers {
                form,
                revision,
                case,
                answers: answers.open(&keys, ANSWERS)?,
            })
        })
        .transpose()
}
