//! What the pages call operations with.

use actix_web::{HttpMessage, HttpRequest};

use crate::catalogue::CatalogueCache;
use crate::context::Environment;
use crate::context::{Context, Principal};
use crate::kernel::Viewer;

/// The context of whoever sent the request, signed in or not.
pub(super) fn context(request: &HttpRequest, env: &Environment, cache: &CatalogueCache) -> Context {
    let viewer = request.extensions().get::<Viewer>().cloned();
    Context::new(
        env,
        cache,
        viewer.map_or(Principal::Visitor, Principal::Account),
    )
}
