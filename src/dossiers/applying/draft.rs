//! An application before it is filed.

use serde_json::Value;

use crate::catalogue::{ProcedureCode, ResultDelivery, Service, Snapshot};
use crate::dossiers::error::{Error, Result};
use crate::forms::{Answers, FormDefinition};
use crate::kernel::{AccountId, AgencyId, DossierId, Instant, TimeAndChance};
use crate::storage;

/// What an applicant has begun. Its id becomes the dossier's.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    pub id: DossierId,
    pub account: AccountId,
    /// The procedure's code.
    pub procedure: String,
    /// The revision whose papers its uploads are for.
    pub revision: i32,
    /// The key of the form to which its answers belong.
    pub form: String,
    /// The form's revision. Its pages always show the standing one, to which it is brought first.
    pub form_revision: i32,
    /// The agency that will handle it.
    pub agency: AgencyId,
    /// The answers so far: the forms room's document.
    pub answers: Value,
    /// The case of the procedure that the papers are for.
    pub case: Option<String>,
    /// How the result should come.
    pub delivery: Option<ResultDelivery>,
    /// Where the post should bring it.
    pub address: Option<String>,
    /// When it was begun.
    pub created_at: Instant,
    /// When it was last saved.
    pub updated_at: Instant,
    /// The version that a save asks for.
    pub version: i32,
}

impl Draft {
    /// An empty application for a service, under the standing procedure and form.
    ///
    /// # Errors
    /// `NotTaken` where the catalogue has no such form.
    pub fn begin(
        moment: &TimeAndChance,
        catalogue: &Snapshot,
        service: &Service,
        account: AccountId,
        agency: AgencyId,
    ) -> Result<Self> {
        let form = form_of(catalogue, service)?;
        Ok(Self {
            id: moment.id(),
            account,
            procedure: service.procedure.to_string(),
            revision: catalogue.revision(&service.procedure),
            form: form.key.clone(),
            form_revision: revision_of(form),
            agency,
            answers: document(&Answers::default())?,
            case: None,
            delivery: only_delivery(service),
            address: None,
            created_at: moment.now,
            updated_at: moment.now,
            version: 1,
        })
    }

    /// The procedure's code, read.
    pub(super) fn code(&self) -> Result<ProcedureCode> {
        let code = self.procedure.parse();
        code.map_err(|error| storage::Error::nonsense("drafts", "procedure_code", error).into())
    }

    /// How the portal takes it.
    pub(super) fn service<'a>(&self, catalogue: &'a Snapshot) -> Result<&'a Service> {
        let service = catalogue.service_with(&self.code()?, &self.form);
        service.ok_or(Error::NotTaken)
    }
}

/// The only way the result can come, where there is one that needs nothing from the applicant: then
/// nobody is asked.
pub(super) fn only_delivery(service: &Service) -> Option<ResultDelivery> {
    match service.deliveries.as_slice() {
        [only] if *only != ResultDelivery::Post => Some(*only),
        _ => None,
    }
}

/// The standing form of a service.
pub(super) fn form_of<'a>(
    catalogue: &'a Snapshot,
    service: &Service,
) -> Result<&'a FormDefinition> {
    catalogue.forms.get(&service.form).ok_or(Error::NotTaken)
}

/// The form's revision as it is stored.
pub(super) fn revision_of(form: &FormDefinition) -> i32 {
    i32::try_from(form.revision).unwrap_or(i32::MAX)
}

/// Answers as they are stored.
pub(super) fn document(answers: &Answers) -> Result<Value> {
    let document = answers.to_document();
    document.map_err(|error| storage::Error::nonsense("drafts", "answers", error).into())
}
