//! What an address asks for behind its question mark. Addresses are shortened, pasted and put together
//! by others: what in them means nothing is left aside, and a parameter that is repeated counts once.

use actix_web::HttpRequest;

use crate::kernel::clean;

/// The pairs of a query string, each value cleaned (`kernel::clean`) and trimmed.
pub fn query_pairs(query: &str) -> impl Iterator<Item = (String, String)> {
    let pairs = url::form_urlencoded::parse(query.as_bytes());
    pairs.map(|(name, value)| (name.into_owned(), clean(&value).trim().to_owned()))
}

/// The first value that the query gives to `name`; none where all are empty.
pub fn query_value(request: &HttpRequest, name: &str) -> Option<String> {
    query_pairs(request.query_string())
        .find(|(known, value)| known == name && !value.is_empty())
        .map(|(_, value)| value)
}
