//! What an address asks for behind its question mark.

use actix_web::HttpRequest;

/// The first value that the query gives to `name`, trimmed; none where it is empty.
pub fn query_value(request: &HttpRequest, name: &str) -> Option<String> {
    url::form_urlencoded::parse(request.query_string().as_bytes())
        .find(|(known, value)| known == name && !value.trim().is_empty())
        .map(|(_, value)| value.trim().to_owned())
}
