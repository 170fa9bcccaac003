//! What a clerk does to a dossier: one page for all acts, with the form of each.
//!
//! Each act posts the version of the dossier that the clerk saw. Of two clerks the second gets the
//! same page again (409), with who did what meanwhile and with what they had typed. Of one clerk who
//! sends a form twice the second form is answered as the first was.

mod form;
mod page;

use super::paths;
use crate::dossiers::Act;
use crate::web::access::Audience::Clerk;
use crate::web::access::{Body, Routes};

/// The pages of every act that has one.
pub(super) fn routes() -> Routes {
    let with_pages = Act::ALL
        .into_iter()
        .filter_map(|act| Some((act, paths::act_pattern(act)?)));
    with_pages.fold(Routes::new(), |routes, (act, pattern)| {
        let show = move |desk| page::show(desk, act);
        let routes = routes.get(pattern, Clerk, show);
        if form::sends_file(act) {
            let post = move |desk, body| page::post_files(desk, act, body);
            routes.post(pattern, Clerk, Body::Files, post)
        } else {
            let post = move |desk, posted| page::post(desk, act, posted);
            routes.post(pattern, Clerk, Body::Form, post)
        }
    })
}
