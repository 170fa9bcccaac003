//! Pages and acts that somebody signed in may not have, counted for operators.

use actix_web::web::Data;
use actix_web::{HttpMessage, HttpRequest};

use super::caller_address;
use crate::context::Environment;
use crate::journal::{Circumstances, SecurityEvent};
use crate::kernel::Viewer;

/// Somebody who is signed in asked for what is not theirs: once by a stale link, often by looking around.
pub(super) fn note_refusal(request: &HttpRequest) {
    let extensions = request.extensions();
    let (Some(viewer), Some(env)) = (
        extensions.get::<Viewer>(),
        request.app_data::<Data<Environment>>(),
    ) else {
        return;
    };
    let by = Circumstances {
        place: request.match_pattern().unwrap_or_default(),
        ..Circumstances::from_address(caller_address(request)).by(viewer.account)
    };
    env.security.note(SecurityEvent::RefusedPage, by);
}
