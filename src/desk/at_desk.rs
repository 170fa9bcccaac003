//! What every handler of the desk begins with: the clerk, and what the process stands on.

use std::future::{Ready, ready};
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpMessage, HttpRequest, HttpResponse};

use super::paths::{FROM, with_query};
use super::queue::ListPosition;
use crate::catalogue::{CatalogueCache, Snapshot};
use crate::context::Environment;
use crate::context::{Context, Principal};
use crate::kernel::{TimeAndChance, Viewer};
use crate::speech::Words;
use crate::web::{Frame, PageError, query_value, see_other, see_other_saying};

/// The answer of a handler.
pub(super) type PageResult = Result<HttpResponse, PageError>;

/// A request of a clerk.
pub(super) struct AtDesk {
    pub(super) request: HttpRequest,
    pub(super) viewer: Viewer,
    pub(super) env: Data<Environment>,
    /// Taken once, so that it does not change under the page.
    pub(super) catalogue: Arc<Snapshot>,
    /// One moment for all that the request reads and writes.
    pub(super) moment: TimeAndChance,
}

impl AtDesk {
    /// The frame of the answer.
    pub(super) fn frame(&self) -> Frame {
        Frame::of(&self.request)
    }

    /// What the operations of this request are called with.
    pub(super) fn context(&self) -> Context {
        Context::of(
            self.moment.clone(),
            Principal::Account(self.viewer.clone()),
            Arc::clone(&self.catalogue),
            Arc::clone(&self.env.base_url),
        )
    }

    /// The words in the language of the answer.
    pub(super) fn words(&self) -> Words {
        self.frame().words
    }

    /// What the query says under `name`.
    pub(super) fn query(&self, name: &str) -> Option<String> {
        query_value(&self.request, name)
    }

    /// The place of the queue from which a dossier was opened, where the address names one.
    pub(super) fn place(&self) -> Option<ListPosition> {
        self.query(FROM)?.parse().ok()
    }

    /// Sends the browser on.
    pub(super) fn to(&self, path: &str, query: &[(&str, &str)]) -> HttpResponse {
        see_other(&self.request, &with_query(path, query))
    }

    /// Sends the browser on; the next page says once what stands under `notice`.
    pub(super) fn to_saying(
        &self,
        path: &str,
        query: &[(&str, &str)],
        notice: &str,
    ) -> HttpResponse {
        let address = with_query(path, query);
        see_other_saying(&self.request, &self.env, &address, notice)
    }
}

impl FromRequest for AtDesk {
    type Error = PageError;
    type Future = Ready<Result<Self, PageError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(arrive(request))
    }
}

fn arrive(request: &HttpRequest) -> Result<AtDesk, PageError> {
    let viewer = request.extensions().get::<Viewer>().cloned();
    let viewer = viewer
        .filter(Viewer::is_clerk)
        .ok_or(PageError::Forbidden)?;
    let env = request
        .app_data::<Data<Environment>>()
        .cloned()
        .ok_or(PageError::Unavailable)?;
    let cache = request
        .app_data::<Data<CatalogueCache>>()
        .ok_or(PageError::Unavailable)?;
    Ok(AtDesk {
        request: request.clone(),
        viewer,
        catalogue: cache.current(),
        moment: env.moment(),
        env,
    })
}
