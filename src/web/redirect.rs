//! Sending a browser on after an act: every POST that succeeds ends here.

use actix_web::http::header::LOCATION;
use actix_web::{HttpRequest, HttpResponse};

use super::cookies::{CookieKind, add_cookie};
use crate::context::Environment;
use crate::speech::Locale;

/// Sends the browser to `path`, which has no language, in the language of the request (303).
pub fn see_other(request: &HttpRequest, path: &str) -> HttpResponse {
    let address = Locale::of(request).path(path);
    HttpResponse::SeeOther()
        .insert_header((LOCATION, address))
        .finish()
}

/// The same, and the next page says once what stands under `notice`, a key with `.notice.` in it.
pub fn see_other_saying(
    request: &HttpRequest,
    env: &Environment,
    path: &str,
    notice: &str,
) -> HttpResponse {
    let mut answer = see_other(request, path);
    add_cookie(&mut answer, &CookieKind::Notice.with(&env.base_url, notice));
    answer
}
