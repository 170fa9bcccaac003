//! A request of a signed-in account about one draft or dossier of theirs, as the address names it.

use std::future::{Ready, ready};
use std::ops::Deref;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, HttpResponse};

use super::paths;
use crate::context::Context;
use crate::dossiers::{self, OpenDossier};
use crate::kernel::DossierId;
use crate::storage::Tx;
use crate::web::{PageError, PageRequest};

/// The request, with the id of its address.
pub(super) struct PersonRequest {
    request: PageRequest,
    /// The draft or dossier.
    pub id: DossierId,
}

/// What an address leads to.
pub(super) enum Own {
    /// A dossier, opened.
    Dossier(Box<OpenDossier>),
    /// A draft that is not filed yet.
    Draft,
}

impl PersonRequest {
    /// Opens the viewer's dossier, or finds that it is a draft still.
    ///
    /// # Errors
    /// [`PageError::NotFound`] where the viewer has neither.
    pub async fn own(&self) -> Result<Own, PageError> {
        let (id, account) = (self.id, self.viewer()?.account);
        let found = self.read(
            move |conn, cx| match dossiers::open_for_person(conn, cx, id) {
                Err(dossiers::Error::NotFound) => {
                    let draft = dossiers::draft_owned_by(conn, id, account)?;
                    draft.map(|_| Own::Draft).ok_or(dossiers::Error::NotFound)
                }
                opened => Ok(Own::Dossier(Box::new(opened?))),
            },
        );
        Ok(found.await?)
    }

    /// Runs an operation on the draft or dossier in a transaction.
    ///
    /// # Errors
    /// Those of the operation.
    pub async fn change<T: Send + 'static>(
        &self,
        mut operation: impl FnMut(&mut Tx<'_>, &Context, DossierId) -> dossiers::Result<T>
        + Send
        + 'static,
    ) -> dossiers::Result<T> {
        let id = self.id;
        self.write(move |tx, cx| operation(tx, cx, id)).await
    }

    /// Sends the browser on to a page below the draft or dossier.
    pub fn to_page(&self, page: &str) -> HttpResponse {
        self.to(&paths::below(self.id, page))
    }

    /// Sends the browser on to the dossier.
    pub fn to_dossier(&self) -> HttpResponse {
        self.to(&paths::dossier(self.id))
    }

    /// The same; the page says once what stands under `notice`.
    pub fn to_dossier_saying(&self, notice: &str) -> HttpResponse {
        self.to_saying(&paths::dossier(self.id), notice)
    }

    pub(super) fn of(http: &HttpRequest) -> Result<Self, PageError> {
        let request = PageRequest::of(http)?;
        request.viewer()?;
        let id = http.match_info().query("id").parse();
        Ok(Self {
            id: id.map_err(|_| PageError::NotFound)?,
            request,
        })
    }
}

impl Deref for PersonRequest {
    type Target = PageRequest;

    fn deref(&self) -> &PageRequest {
        &self.request
    }
}

impl FromRequest for PersonRequest {
    type Error = PageError;
    type Future = Ready<Result<Self, PageError>>;

    fn from_request(http: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(http))
    }
}
