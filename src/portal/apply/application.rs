//! A draft with all that its pages need: form, service, papers, and who applies.

use std::sync::Arc;

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use chrono::NaiveDate;

use super::applicant;
use crate::accounts::{self, Account};
use crate::agencies::Agency;
use crate::catalogue::{CatalogueCache, Procedure, ProcedureCode, Service, Snapshot};
use crate::dossiers::{self, Attachment, Draft, PaperList, ResultDelivery};
use crate::forms::{Answers, Context, FormDefinition, Known, Review, ReviewView};
use crate::kernel::{AccountId, DossierId, Instant, Viewer};
use crate::portal::paths;
use crate::storage::Conn;
use crate::web::{Environment, PageError, Words, see_other};

/// An application that is being made.
pub struct Application {
    pub draft: Draft,
    pub account: Account,
    pub attachments: Vec<Attachment>,
    pub answers: Answers,
    pub form: FormDefinition,
    pub service: Service,
    pub procedure: Procedure,
    pub papers: PaperList,
    pub agency: Agency,
    pub catalogue: Arc<Snapshot>,
    pub now: Instant,
    /// The form under which it was begun, where it has changed since.
    earlier_form: Option<FormDefinition>,
    known: Known,
    today: NaiveDate,
    province: Option<String>,
}

/// What is read of a draft.
struct Stored {
    draft: Draft,
    account: Account,
    attachments: Vec<Attachment>,
    /// The form under which it was begun, where that is no longer the standing one.
    earlier_form: Option<FormDefinition>,
}

/// The application of this id; none when it is filed already.
///
/// # Errors
/// `NotFound` where the viewer has neither; `Conflict` where the portal no longer takes it.
pub async fn find(
    env: &Environment,
    cache: &Data<CatalogueCache>,
    viewer: &Viewer,
    id: &str,
) -> Result<Option<Application>, PageError> {
    let id: DossierId = id.parse().map_err(|_| PageError::NotFound)?;
    let account = viewer.account;
    let catalogue = cache.current();
    let read = || {
        let catalogue = Arc::clone(&catalogue);
        let storage = &env.storage;
        storage.reading(move |conn| stored(conn, &catalogue, id, account))
    };
    let mut found = read().await?;
    if let Some(stored) = &found
        && dossiers::is_behind(&stored.draft, &catalogue)
    {
        let catalogue = Arc::clone(&catalogue);
        let storage = &env.storage;
        storage
            .writing(move |tx| dossiers::follow_procedure(tx, account, id, &catalogue))
            .await?;
        found = read().await?;
    }
    let Some(stored) = found else {
        return Ok(None);
    };
    let now = env.clock.now();
    let application = compose(
        catalogue,
        stored.draft,
        stored.account,
        stored.attachments,
        now,
    )?;
    Ok(Some(Application {
        earlier_form: stored.earlier_form,
        ..application
    }))
}

/// Sends on from a page of an application to the dossier that it has become.
pub fn already_filed(request: &HttpRequest, id: &str) -> HttpResponse {
    see_other(request, &format!("{}/{id}", paths::DOSSIERS))
}

/// The draft of this id; none when it is filed already.
fn stored(
    conn: &mut Conn,
    catalogue: &Snapshot,
    id: DossierId,
    account: AccountId,
) -> Result<Option<Stored>, PageError> {
    let Some(draft) = dossiers::draft_owned_by(conn, id, account)? else {
        let filed = dossiers::dossier_of_person(conn, id, account)?;
        return filed.map(|_| None).ok_or(PageError::NotFound);
    };
    Ok(Some(Stored {
        account: accounts::account(conn, account)?.ok_or(PageError::NotFound)?,
        attachments: dossiers::attachments_of(conn, id)?,
        earlier_form: earlier_form(conn, catalogue, &draft)?,
        draft,
    }))
}

/// The form under which a draft was begun, where its service has another by now.
fn earlier_form(
    conn: &mut Conn,
    catalogue: &Snapshot,
    draft: &Draft,
) -> Result<Option<FormDefinition>, PageError> {
    let code = draft.procedure.parse().ok();
    let service = code.and_then(|code| catalogue.service(&code));
    let standing = service.and_then(|service| catalogue.forms.get(&service.form));
    let is_standing = standing.is_none_or(|form| {
        form.key == draft.form && i32::try_from(form.revision) == Ok(draft.form_revision)
    });
    if is_standing {
        return Ok(None);
    }
    Ok(catalogue.form_at(conn, &draft.form, draft.form_revision)?)
}

pub(super) fn compose(
    catalogue: Arc<Snapshot>,
    draft: Draft,
    account: Account,
    mut attachments: Vec<Attachment>,
    now: Instant,
) -> Result<Application, PageError> {
    let code: ProcedureCode = draft.procedure.parse().map_err(PageError::internal)?;
    let closed = || PageError::Conflict;
    let procedure = catalogue.procedure(&code).ok_or_else(closed)?.clone();
    let service = catalogue.service(&code).ok_or_else(closed)?.clone();
    let form = catalogue
        .forms
        .get(&service.form)
        .ok_or_else(closed)?
        .clone();
    let agency = catalogue.agency(draft.agency).ok_or_else(closed)?.clone();
    let answers =
        Answers::from_document(draft.answers.clone(), &form).map_err(PageError::internal)?;
    let province = catalogue.catalogue.agencies.province_of(&agency);
    let papers = PaperList::of(&service, &procedure);
    papers.put_in_order(&mut attachments);
    Ok(Application {
        known: applicant::known(&account, &agency),
        today: now.vietnam_date(),
        province: province.map(|code| code.as_str().to_owned()),
        papers,
        draft,
        account,
        attachments,
        answers,
        form,
        service,
        procedure,
        agency,
        catalogue,
        now,
        earlier_form: None,
    })
}

impl Application {
    /// Whether the form has changed since the application was begun.
    pub const fn form_has_changed(&self) -> bool {
        self.earlier_form.is_some()
    }

    /// What was answered to questions that are no longer asked, as HTML.
    pub fn set_aside(&self, words: &Words) -> Option<String> {
        let earlier = self.earlier_form.as_ref()?;
        let review = Review::of_set_aside(earlier, &self.answers, words);
        let html = ReviewView::new(&review, None, words).render();
        html.ok().filter(|_| !review.sections.is_empty())
    }

    /// What the form is filled in against.
    pub fn context(&self) -> Context<'_> {
        Context {
            today: self.today,
            lists: self.catalogue.lists(),
            known: &self.known,
            province: self.province.as_deref(),
        }
    }

    /// The ways in which the result can come.
    pub fn deliveries(&self) -> Vec<ResultDelivery> {
        self.service.deliveries.clone()
    }

    /// Whether the papers without which it cannot be filed are there.
    pub fn has_required_papers(&self) -> bool {
        self.papers.missing(&self.given()).next().is_none()
    }

    /// The keys of the papers that are there.
    pub fn given(&self) -> Vec<String> {
        let keys = self.attachments.iter().map(|paper| paper.component.clone());
        keys.collect()
    }

    /// Whether it is said how the result should come, in a way that the service has.
    pub fn has_delivery(&self) -> bool {
        match self.draft.delivery {
            Some(ResultDelivery::Post) if self.draft.address.is_none() => false,
            Some(way) => self.deliveries().contains(&way),
            None => false,
        }
    }

    /// The page below it.
    pub fn below(&self, page: &str) -> String {
        paths::below(self.draft.id, page)
    }
}
