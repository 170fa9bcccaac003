//! What every handler of the console begins with: the operator, and what the process stands on.

use std::future::{Ready, ready};
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpMessage, HttpRequest, HttpResponse};

use super::paths;
use crate::catalogue::{CatalogueCache, Snapshot};
use crate::context::Environment;
use crate::context::{Context, Principal};
use crate::exchange::{self, Partner};
use crate::kernel::{PartnerId, TimeAndChance, Viewer};
use crate::web::{Frame, NavLink, PageError, query_value, see_other_saying};

/// The answer of a handler.
pub(super) type PageResult = Result<HttpResponse, PageError>;

/// A request of an operator.
pub(super) struct AtConsole {
    pub(super) request: HttpRequest,
    pub(super) viewer: Viewer,
    pub(super) env: Data<Environment>,
    pub(super) cache: Data<CatalogueCache>,
    /// Taken once, so that it does not change under the page.
    pub(super) catalogue: Arc<Snapshot>,
    /// One moment for all that the request reads and writes.
    pub(super) moment: TimeAndChance,
}

impl AtConsole {
    /// What operations are called with, by the operator.
    pub(super) fn context(&self) -> Context {
        Context::of(
            self.moment.clone(),
            Principal::Account(self.viewer.clone()),
            Arc::clone(&self.catalogue),
            Arc::clone(&self.env.base_url),
        )
    }

    /// The frame of the answer.
    pub(super) fn frame(&self) -> Frame {
        Frame::of(&self.request)
    }

    /// What the query says under `name`, trimmed.
    pub(super) fn query(&self, name: &str) -> Option<String> {
        query_value(&self.request, name)
    }

    /// The partner that an address names.
    pub(super) async fn partner(&self, id: PartnerId) -> Result<Partner, PageError> {
        let storage = &self.env.storage;
        let found = storage.reading(move |conn| exchange::partner(conn, id));
        found.await?.ok_or(PageError::NotFound)
    }

    /// Sends the browser on; the next page says once what stands under `notice`.
    pub(super) fn to_saying(&self, path: &str, notice: &str) -> HttpResponse {
        see_other_saying(&self.request, &self.env, path, notice)
    }
}

/// Where the pages below a partner stand.
pub(super) fn crumbs(frame: &Frame, partner: &Partner) -> Vec<NavLink> {
    vec![
        frame.link(paths::PARTNERS, frame.t("console.partners.title")),
        frame.link(&paths::partner(partner.id), &partner.name),
    ]
}

impl FromRequest for AtConsole {
    type Error = PageError;
    type Future = Ready<Result<Self, PageError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(arrive(request))
    }
}

fn arrive(request: &HttpRequest) -> Result<AtConsole, PageError> {
    let viewer = request.extensions().get::<Viewer>().cloned();
    let viewer = viewer
        .filter(|viewer| viewer.is_operator)
        .ok_or(PageError::Forbidden)?;
    let env = request
        .app_data::<Data<Environment>>()
        .cloned()
        .ok_or(PageError::Unavailable)?;
    let cache = request
        .app_data::<Data<CatalogueCache>>()
        .cloned()
        .ok_or(PageError::Unavailable)?;
    Ok(AtConsole {
        request: request.clone(),
        viewer,
        catalogue: cache.current(),
        moment: env.moment(),
        env,
        cache,
    })
}
