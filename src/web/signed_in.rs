//! The signed-in account as a handler's argument.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest};

use super::PageError;
use crate::kernel::Viewer;

/// The signed-in account. A handler that takes it stands behind a line of the access table that
/// admits nobody else; should the line be wrong, the request is refused all the same.
#[derive(Debug, Clone)]
pub struct SignedIn(pub Viewer);

impl FromRequest for SignedIn {
    type Error = PageError;
    type Future = Ready<Result<Self, PageError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let viewer = request.extensions().get::<Viewer>().cloned();
        ready(viewer.map(Self).ok_or(PageError::Forbidden))
    }
}

/// The signed-in account, if anybody is signed in.
#[derive(Debug, Clone)]
pub struct MaybeSignedIn(pub Option<Viewer>);

impl FromRequest for MaybeSignedIn {
    type Error = PageError;
    type Future = Ready<Result<Self, PageError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self(request.extensions().get::<Viewer>().cloned())))
    }
}
