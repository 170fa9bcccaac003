//! A draft with all that decides about it: form, service, papers, and who applies.

use std::sync::Arc;

use chrono::NaiveDate;

use super::applicant;
use super::draft::{Draft, form_of, only_delivery};
use super::save_draft::LONGEST_ADDRESS;
use super::wizard::{WizardStep, WizardSteps};
use crate::accounts::{self, Account};
use crate::agencies::Agency;
use crate::catalogue::{Procedure, ResultDelivery, Service, Snapshot};
use crate::context::Context;
use crate::dossiers::error::{Error, Result};
use crate::dossiers::papers::{AskedPaper, PaperList};
use crate::dossiers::store::{self, Attachment};
use crate::forms::{self, Answers, FormChanges, FormDefinition, Known, Wizard};
use crate::kernel::DossierId;
use crate::speech::Words;
use crate::storage::{self, Conn};

/// An application that is being made.
pub struct OpenDraft {
    /// The draft as it is stored.
    pub draft: Draft,
    /// Who applies.
    pub account: Account,
    /// The papers that were sent, in the order of those that are asked for.
    pub attachments: Vec<Attachment>,
    /// The answers, as far as the standing form asks for them.
    pub answers: Answers,
    /// The standing form.
    pub form: FormDefinition,
    /// How the portal takes the procedure.
    pub service: Service,
    pub procedure: Procedure,
    /// The papers that go with it.
    pub papers: PaperList,
    /// The agency that will handle it.
    pub agency: Agency,
    catalogue: Arc<Snapshot>,
    known: Known,
    today: NaiveDate,
    province: Option<String>,
}

/// The viewer's application of this id; none when it is filed already.
///
/// # Errors
/// `NotFound` where the viewer has neither; `NotTaken` where the portal no longer takes it.
pub fn open_draft(conn: &mut Conn, cx: &Context, id: DossierId) -> Result<Option<OpenDraft>> {
    let account = super::applicant(cx)?;
    let Some(draft) = store::draft_owned_by(conn, id, account)? else {
        let filed = store::dossier_of_person(conn, id, account)?;
        return filed.map(|_| None).ok_or(Error::NotFound);
    };
    OpenDraft::load(conn, cx, draft).map(Some)
}

impl OpenDraft {
    /// The application of a draft that was read in the same transaction.
    pub(super) fn load(conn: &mut Conn, cx: &Context, draft: Draft) -> Result<Self> {
        let catalogue = Arc::clone(&cx.catalogue);
        let service = draft.service(&catalogue)?;
        let procedure = catalogue.procedure(&service.procedure);
        let agency = catalogue.agency(draft.agency);
        let (Some(procedure), Some(agency)) = (procedure, agency) else {
            return Err(Error::NotTaken);
        };
        let form = form_of(&catalogue, service)?;
        let account = accounts::account(conn, draft.account)?.ok_or(Error::NotFound)?;
        let answers = Answers::from_document(draft.answers.clone(), form)
            .map_err(|error| storage::Error::nonsense("drafts", "answers", error))?
            .situated(forms::Situation {
                today: Some(cx.now().vietnam_date()),
                procedure: Some(draft.procedure.clone()),
            })
            .settled(form);
        let papers = PaperList::following(service, procedure, &answers);
        let mut attachments = store::attachments_of(conn, draft.id)?;
        papers.put_in_order(&mut attachments);
        let province = catalogue.catalogue.agencies.province_of(agency);
        Ok(Self {
            known: applicant::known(&account, agency),
            today: cx.now().vietnam_date(),
            province: province.map(|code| code.as_str().to_owned()),
            form: form.clone(),
            service: service.clone(),
            procedure: procedure.clone(),
            agency: agency.clone(),
            draft,
            account,
            attachments,
            answers,
            papers,
            catalogue,
        })
    }

    /// What the form asks differently since the application was begun, if anything.
    pub fn form_changes(&self) -> Option<&FormChanges> {
        let changes = self.answers.form_changes();
        (!changes.is_none()).then_some(changes)
    }

    /// What the form is filled in against.
    pub fn context(&self) -> forms::Context<'_> {
        forms::Context {
            today: self.today,
            procedure: Some(&self.draft.procedure),
            lists: self.catalogue.lists(),
            known: &self.known,
            province: self.province.as_deref(),
            calendar: self.catalogue.calendar(self.draft.agency),
        }
    }

    /// The papers without which it cannot be filed and that are not there.
    pub fn missing_papers(&self) -> impl Iterator<Item = &AskedPaper> {
        let given = self.attachments.iter().map(|paper| &paper.component);
        self.papers
            .missing(move |key| given.clone().any(|it| it == key))
    }

    /// Whether it is said how the result should come, in a way that the service has.
    fn has_delivery(&self) -> bool {
        let has_address = self
            .draft
            .address
            .as_ref()
            .is_some_and(|address| address.chars().count() <= LONGEST_ADDRESS);
        match self.draft.delivery {
            Some(ResultDelivery::Post) if !has_address => false,
            Some(way) => self.service.deliveries.contains(&way),
            None => false,
        }
    }

    /// Every step of its way, with whether it is done.
    pub fn steps(&self) -> WizardSteps {
        let context = self.context();
        let wizard = Wizard::new(&self.form, &self.answers, &context);
        let section = |section: &forms::Section| {
            let step = WizardStep::Section(section.key.clone());
            (step, wizard.is_complete(section))
        };
        let sections = wizard.sections().map(section);
        WizardSteps(sections.chain(self.after_the_form()).collect())
    }

    /// The same for a page that shows how far it is: with the sections that may still be asked.
    pub fn outline(&self) -> WizardSteps {
        let context = self.context();
        let wizard = Wizard::new(&self.form, &self.answers, &context);
        let section = |section: &forms::Section| {
            let is_asked = wizard.section(&section.key).is_some();
            let step = WizardStep::Section(section.key.clone());
            (step, is_asked && wizard.is_complete(section))
        };
        let sections = wizard.outline().map(section);
        WizardSteps(sections.chain(self.after_the_form()).collect())
    }

    fn after_the_form(&self) -> Vec<(WizardStep, bool)> {
        let mut steps = vec![(WizardStep::Papers, self.missing_papers().next().is_none())];
        let only = only_delivery(&self.service);
        if only.is_none() || only != self.draft.delivery {
            steps.push((WizardStep::ResultDelivery, self.has_delivery()));
        }
        steps.push((WizardStep::Review, false));
        steps
    }

    /// Where the post would bring the result, as the form has it.
    pub fn known_address(&self, words: Words) -> Option<String> {
        let mut fields = self.form.post_to.iter();
        fields.find_map(|field| self.answers.in_one_line(&self.form, field, words))
    }

    /// Admits a step when all before it are done.
    ///
    /// # Errors
    /// `Incomplete`: the step where something is left to do, with its first faulty question.
    pub fn reached(&self, step: &WizardStep) -> Result<()> {
        let steps = self.steps();
        if steps.is_reached(step) {
            return Ok(());
        }
        let open = steps.first_open().clone();
        let section = match &open {
            WizardStep::Section(key) => self.form.section(key),
            _ => None,
        };
        let context = self.context();
        let wizard = Wizard::new(&self.form, &self.answers, &context);
        let faults = section.map(|section| wizard.faults(section));
        Err(Error::Incomplete {
            field: faults.and_then(|faults| Some(faults.first()?.field.clone())),
            step: open,
        })
    }

    /// The answers to every question that is asked, and to no other.
    pub(super) fn finished(&self) -> Result<Answers> {
        let context = self.context();
        let wizard = Wizard::new(&self.form, &self.answers, &context);
        wizard.finish().map_err(|section| Error::Incomplete {
            step: WizardStep::Section(section.key.clone()),
            field: None,
        })
    }
}
