//! The extractors that handlers of pages take first: the request, what the process shares, and one
//! `Context` for everything that the request reads and writes.

use std::future::{Ready, ready};
use std::ops::Deref;

use actix_web::dev::Payload;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpMessage, HttpRequest, HttpResponse};

use super::access::Line;
use super::{Frame, PageError, query_value, see_other, see_other_saying};
use crate::catalogue::CatalogueCache;
use crate::context::{Context, Environment, Principal};
use crate::kernel::{Instant, Viewer};
use crate::speech::Words;
use crate::storage::{Conn, Error, StorageFailure, Tx};

/// The answer of a handler of pages.
pub type PageResult = Result<HttpResponse, PageError>;

/// A request of anybody whom the access table admits.
#[derive(Clone)]
pub struct PageRequest {
    /// The request itself.
    pub http: HttpRequest,
    /// What the process shares.
    pub env: Data<Environment>,
    /// The time, the viewer and the catalogue, taken once, so that none changes under the page.
    pub cx: Context,
}

impl PageRequest {
    /// The frame of the answer.
    pub fn frame(&self) -> Frame {
        Frame::of(&self.http)
    }

    /// The words in the language of the answer.
    pub fn words(&self) -> Words {
        self.frame().words
    }

    /// When the request is answered.
    pub const fn now(&self) -> Instant {
        self.cx.now()
    }

    /// What the query says under `name`, trimmed; none where it says nothing.
    pub fn query(&self, name: &str) -> Option<String> {
        query_value(&self.http, name)
    }

    /// The signed-in account.
    ///
    /// # Errors
    /// [`PageError::Forbidden`] for a visitor, whom the access table should have turned away.
    pub fn viewer(&self) -> Result<&Viewer, PageError> {
        self.cx.viewer().ok_or(PageError::Forbidden)
    }

    /// Runs a query on a thread that may block.
    ///
    /// # Errors
    /// Those of the query.
    pub async fn read<T, E>(
        &self,
        query: impl FnOnce(&mut Conn, &Context) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let cx = self.cx.clone();
        self.env.storage.reading(move |conn| query(conn, &cx)).await
    }

    /// Runs an operation in a transaction, on a thread that may block; once more if the transaction
    /// failed because of a concurrent one.
    ///
    /// # Errors
    /// Those of the operation.
    pub async fn write<T, E>(
        &self,
        mut operation: impl FnMut(&mut Tx<'_>, &Context) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: StorageFailure + Send + 'static,
    {
        let cx = self.cx.clone();
        self.env.storage.writing(move |tx| operation(tx, &cx)).await
    }

    /// Sends the browser on to `path`, which has no language.
    pub fn to(&self, path: &str) -> HttpResponse {
        see_other(&self.http, path)
    }

    /// Sends the browser on; the next page says once what stands under `notice`.
    pub fn to_saying(&self, path: &str, notice: &str) -> HttpResponse {
        see_other_saying(&self.http, &self.env, path, notice)
    }

    /// Takes it from the request, for extractors that add to it.
    ///
    /// # Errors
    /// [`PageError::Unavailable`] while the process is not set up.
    pub fn of(http: &HttpRequest) -> Result<Self, PageError> {
        let env = http.app_data::<Data<Environment>>().cloned();
        let env = env.ok_or(PageError::Unavailable)?;
        let cache = http.app_data::<Data<CatalogueCache>>();
        let cache = cache.ok_or(PageError::Unavailable)?;
        let viewer = http.extensions().get::<Viewer>().cloned();
        let principal = viewer.map_or(Principal::Visitor, Principal::Account);
        Ok(Self {
            cx: Context::new(&env, cache, principal),
            http: http.clone(),
            env,
        })
    }
}

impl FromRequest for PageRequest {
    type Error = PageError;
    type Future = Ready<Result<Self, PageError>>;

    fn from_request(http: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(http))
    }
}

/// A request of a clerk or an operator. It is refused on a route whose line in the access table
/// admits citizens, however it came there.
#[derive(Clone)]
pub struct StaffRequest {
    request: PageRequest,
    /// Who asks.
    pub viewer: Viewer,
}

impl StaffRequest {
    fn of(http: &HttpRequest) -> Result<Self, PageError> {
        let request = PageRequest::of(http)?;
        let viewer = request.viewer()?.clone();
        let extensions = http.extensions();
        let line = extensions.get::<Line>().ok_or(PageError::Forbidden)?;
        let is_admitted = line.audience.is_staff() && line.audience.admits(Some(&viewer));
        drop(extensions);
        is_admitted
            .then_some(Self { request, viewer })
            .ok_or(PageError::Forbidden)
    }
}

impl Deref for StaffRequest {
    type Target = PageRequest;

    fn deref(&self) -> &PageRequest {
        &self.request
    }
}

impl FromRequest for StaffRequest {
    type Error = PageError;
    type Future = Ready<Result<Self, PageError>>;

    fn from_request(http: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(http))
    }
}
