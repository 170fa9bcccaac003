//! Filing. Repeating the request finds the dossier that the first one made.

use actix_web::http::StatusCode;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};

use super::application::{Application, find};
use super::filing::filing;
use super::review;
use super::wizard::{self, WizardPage};
use crate::catalogue::CatalogueCache;
use crate::dossiers::{self, DraftChange, Filing};
use crate::forms::{Answers, Wizard};
use crate::kernel::DossierId;
use crate::portal::paths;
use crate::web::{
    Environment, Faults, Frame, Locale, PageError, Posted, SignedIn, Words, see_other,
};

pub(super) async fn file(
    request: HttpRequest,
    env: Data<Environment>,
    cache: Data<CatalogueCache>,
    viewer: SignedIn,
    path: Path<String>,
    posted: Posted,
) -> Result<HttpResponse, PageError> {
    let id: DossierId = path.parse().map_err(|_| PageError::NotFound)?;
    let receipt = paths::below(id, "bien-nhan");
    let Some(application) = find(&env, &cache, &viewer.0, &path).await? else {
        return Ok(see_other(&request, &receipt));
    };
    if !wizard::may_open(&application, &WizardPage::Review) {
        return Ok(wizard::to_first_open(&request, &application));
    }
    let frame = Frame::of(&request);
    let mut faults = Faults::default();
    if !posted.has("agreed") {
        faults.add("agreed", frame.t("apply.review.not_agreed"));
    }
    // Fee labels are kept with the dossier, which is an official document in Vietnamese.
    let Some(filing) = filing(
        &application,
        &finished(&application)?,
        Words::new(Locale::Vi),
    ) else {
        faults.add("agreed", frame.t("apply.start.no_code"));
        return review::show(
            &request,
            &application,
            faults,
            StatusCode::UNPROCESSABLE_ENTITY,
        );
    };
    if !faults.is_empty() {
        return review::show(
            &request,
            &application,
            faults,
            StatusCode::UNPROCESSABLE_ENTITY,
        );
    }
    if posted.text("version") != application.draft.version.to_string() {
        return review::show(&request, &application, faults, StatusCode::CONFLICT);
    }
    match submit(&env, &application, filing).await {
        Ok(()) => Ok(see_other(&request, &receipt)),
        Err(dossiers::Error::Stale) => {
            review::show(&request, &application, faults, StatusCode::CONFLICT)
        }
        Err(other) => Err(other.into()),
    }
}

/// The answers to every question that is asked, and to no other.
fn finished(application: &Application) -> Result<Answers, PageError> {
    let context = application.context();
    let wizard = Wizard::new(&application.form, &application.answers, &context);
    wizard.finish().map_err(|_| PageError::Conflict)
}

async fn submit(
    env: &Environment,
    application: &Application,
    filing: Filing,
) -> dossiers::Result<()> {
    let (account, id) = (application.account.id, application.draft.id);
    let seen = application.draft.version;
    let catalogue = std::sync::Arc::clone(&application.catalogue);
    let agency = application.agency.id();
    let answered = DraftChange::Form {
        key: application.form.key.clone(),
        revision: i32::try_from(application.form.revision).unwrap_or(i32::MAX),
    };
    let moment = env.moment();
    env.storage
        .writing(move |tx| {
            if let Some(draft) = dossiers::draft_owned_by(tx, id, account)? {
                if draft.version != seen {
                    return Err(dossiers::Error::Stale);
                }
                dossiers::save_draft(tx, &moment, account, id, &answered)?;
            }
            let calendar = catalogue.calendar(agency);
            dossiers::submit(tx, &moment, account, id, &filing, calendar)?;
            Ok(())
        })
        .await
}
