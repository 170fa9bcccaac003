//! What every page of an application begins with: the applicant's draft, brought to the standing
//! revision of its procedure. Whoever asks for the page of an application that is filed already is
//! sent on to the dossier.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::error::InternalError;
use actix_web::web::Data;
use actix_web::{Error, FromRequest, HttpMessage, HttpRequest, HttpResponse};

use super::wizard;
use crate::catalogue::CatalogueCache;
use crate::context::Environment;
use crate::context::{Context, Principal};
use crate::dossiers::{self, OpenDraft, WizardStep, follow_procedure, is_behind, open_draft};
use crate::kernel::{DossierId, Viewer};
use crate::portal::paths;
use crate::storage::Tx;
use crate::web::{Frame, PageError, see_other};

/// A request of a signed-in account about one draft or dossier of theirs, as the address names it.
pub(in crate::portal) struct PersonRequest {
    pub http: HttpRequest,
    pub env: Data<Environment>,
    /// One context for all that the request reads and writes.
    pub cx: Context,
    pub id: DossierId,
}

/// A request about an application that is being made.
pub(super) struct Applying {
    pub request: PersonRequest,
    pub application: OpenDraft,
}

impl PersonRequest {
    /// Runs an operation in a transaction.
    pub async fn write<T: Send + 'static>(
        &self,
        mut operation: impl FnMut(&mut Tx<'_>, &Context, DossierId) -> dossiers::Result<T>
        + Send
        + 'static,
    ) -> dossiers::Result<T> {
        let (cx, id) = (self.cx.clone(), self.id);
        let storage = &self.env.storage;
        storage.writing(move |tx| operation(tx, &cx, id)).await
    }

    /// The application as it is now; none when it is filed.
    pub async fn open(&self) -> Result<Option<OpenDraft>, PageError> {
        let read = || {
            let (cx, id) = (self.cx.clone(), self.id);
            let storage = &self.env.storage;
            storage.reading(move |conn| open_draft(conn, &cx, id))
        };
        let found = read().await?;
        let is_behind = |open: &OpenDraft| is_behind(&open.draft, &self.cx.catalogue);
        if !found.as_ref().is_some_and(is_behind) {
            return Ok(found);
        }
        self.write(follow_procedure).await?;
        Ok(read().await?)
    }

    /// The application; else the way on to the dossier that it has become. Handlers of forms ask for
    /// it themselves, because an argument would be read before the form's token is checked.
    pub async fn applying(self) -> Result<Result<Applying, HttpResponse>, PageError> {
        Ok(match self.open().await? {
            Some(application) => Ok(Applying {
                request: self,
                application,
            }),
            None => Err(self.to_dossier()),
        })
    }

    /// The frame of the answer.
    pub fn frame(&self) -> Frame {
        Frame::of(&self.http)
    }

    /// Sends the browser on to a page below the draft or dossier.
    pub fn to(&self, page: &str) -> HttpResponse {
        see_other(&self.http, &paths::below(self.id, page))
    }

    /// Sends the browser on to a step.
    pub fn to_step(&self, step: &WizardStep) -> HttpResponse {
        see_other(&self.http, &wizard::path(self.id, step))
    }

    /// Sends the browser on to the dossier that an application has become.
    pub fn to_dossier(&self) -> HttpResponse {
        see_other(&self.http, &paths::dossier(self.id))
    }
}

impl Applying {
    /// Where a browser is sent instead of to a step that is not reached yet.
    pub fn elsewhere(&self, step: &WizardStep) -> Option<HttpResponse> {
        let steps = self.application.steps();
        (!steps.is_reached(step)).then(|| self.request.to_step(steps.first_open()))
    }
}

impl FromRequest for PersonRequest {
    type Error = PageError;
    type Future = std::future::Ready<Result<Self, PageError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(person_request(request))
    }
}

fn person_request(request: &HttpRequest) -> Result<PersonRequest, PageError> {
    let viewer = request.extensions().get::<Viewer>().cloned();
    let viewer = viewer.ok_or(PageError::Forbidden)?;
    let env = request.app_data::<Data<Environment>>().cloned();
    let env = env.ok_or(PageError::Unavailable)?;
    let cache = request.app_data::<Data<CatalogueCache>>();
    let cache = cache.ok_or(PageError::Unavailable)?;
    let id = request.match_info().query("id").parse();
    Ok(PersonRequest {
        cx: Context::new(&env, cache, Principal::Account(viewer)),
        id: id.map_err(|_| PageError::NotFound)?,
        http: request.clone(),
        env,
    })
}

impl FromRequest for Applying {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Error>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let arrived = person_request(request);
        Box::pin(async move {
            let found = arrived?.applying().await?;
            found.map_err(|answer| InternalError::from_response("filed already", answer).into())
        })
    }
}
