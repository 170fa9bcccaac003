//! What every page of an application begins with: the applicant's draft, brought to the standing
//! revision of its procedure. Whoever asks for the page of an application that is filed already is
//! sent on to the dossier.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::error::InternalError;
use actix_web::{Error, FromRequest, HttpRequest, HttpResponse};

use super::wizard;
use crate::dossiers::{OpenDraft, WizardStep, follow_procedure, is_behind, open_draft};
use crate::portal::person_request::PersonRequest;
use crate::web::{PageError, Step};

/// What a page of an application shows around its form.
pub(super) struct Surroundings {
    /// The procedure's name.
    pub service: String,
    pub agency: String,
    pub steps: Vec<Step>,
    /// The page before, as the form names it.
    pub back: Option<String>,
    /// Whether it was opened to change one answer, and leads back to the last look at everything.
    pub is_change: bool,
}

/// A request about an application that is being made.
pub(super) struct Applying {
    pub request: PersonRequest,
    pub application: OpenDraft,
}

impl PersonRequest {
    /// The application as it is now; none when it is filed.
    pub async fn draft(&self) -> Result<Option<OpenDraft>, PageError> {
        let id = self.id;
        let read = || self.read(move |conn, cx| open_draft(conn, cx, id));
        let found = read().await?;
        let is_behind = |open: &OpenDraft| is_behind(&open.draft, &self.cx.catalogue);
        if !found.as_ref().is_some_and(is_behind) {
            return Ok(found);
        }
        self.change(follow_procedure).await?;
        Ok(read().await?)
    }

    /// The application; else the way on to the dossier that it has become. Handlers of forms ask for
    /// it themselves, because an argument would be read before the form's token is checked.
    pub(super) async fn applying(self) -> Result<Result<Applying, HttpResponse>, PageError> {
        Ok(match self.draft().await? {
            Some(application) => Ok(Applying {
                request: self,
                application,
            }),
            None => Err(self.to_dossier()),
        })
    }

    /// Sends the browser on to a step.
    pub fn to_step(&self, step: &WizardStep) -> HttpResponse {
        self.to(&wizard::path(self.id, step))
    }
}

impl Applying {
    /// Where a browser is sent instead of to a step that is not reached yet, with a word about why.
    pub fn elsewhere(&self, step: &WizardStep) -> Option<HttpResponse> {
        let steps = self.application.steps();
        let first = wizard::path(self.request.id, steps.first_open());
        (!steps.is_reached(step)).then(|| {
            self.request
                .to_saying(&first, "apply.notice.info.earlier_first")
        })
    }

    /// What every page of it shows around its form.
    pub fn surroundings(&self, step: &WizardStep) -> Surroundings {
        let words = self.request.words();
        let is_change = self.request.is_change();
        let back = match is_change {
            true => Some(wizard::target(&WizardStep::Review)),
            false => wizard::back(&self.application, step),
        };
        Surroundings {
            service: self.application.procedure.name.clone(),
            agency: self.application.agency.name.clone(),
            steps: wizard::steps(&self.application, step, words),
            back,
            is_change,
        }
    }
}

impl FromRequest for Applying {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Error>>>>;

    fn from_request(http: &HttpRequest, _: &mut Payload) -> Self::Future {
        let arrived = PersonRequest::of(http);
        Box::pin(async move {
            let found = arrived?.applying().await?;
            found.map_err(|answer| InternalError::from_response("filed already", answer).into())
        })
    }
}
