//! The exchange about one dossier, by any of its codes. An operator is no clerk: what the dossier
//! says is not shown.

use askama::Template;

use super::exchanged::{Exchanged, Passed};
use super::pushes::{Course, Why};
use crate::console::failure::failure_text;
use crate::console::paths;
use crate::dossiers::{DossierCode, PushToPartner};
use crate::jobs::StoredJob;
use crate::kernel::PartnerId;
use crate::web::{Frame, NavLink, PageResult, StaffRequest, page as answer};

#[derive(Template)]
#[template(path = "console/history/page.html")]
struct HistoryPage {
    frame: Frame,
    typed: String,
    /// None before anything was sought.
    found: Option<Exchanged>,
}

impl HistoryPage {
    fn crumbs(&self) -> Vec<NavLink> {
        let title = self.frame.t("console.partners.title");
        vec![self.frame.link(paths::PARTNERS, title)]
    }

    fn own(&self) -> String {
        self.frame.path(paths::HISTORY)
    }

    /// What went wrong.
    fn failure(&self, kept: &str) -> String {
        failure_text(self.frame.words, kept)
    }

    /// Why a message waits.
    fn why(&self, why: &Why) -> String {
        let event = why.event().unwrap_or_default();
        let until = why.until().map(|until| self.frame.words.moment(&until));
        let until = until.unwrap_or_default();
        let key = format!("console.waiting.{}", why.key());
        self.frame.with(&key, &[("n", &event), ("time", &until)])
    }

    /// The event that the partner is not told of.
    fn event(&self, job: &StoredJob) -> Option<i32> {
        let push: PushToPartner = job.read().ok()?;
        Some(push.seq)
    }

    fn partner(&self, id: &PartnerId) -> String {
        self.frame.path(&paths::partner(*id))
    }
}

pub(in crate::console) async fn page(console: StaffRequest) -> PageResult {
    let typed = console.query(paths::CODE).unwrap_or_default();
    // A code is found however it is spelt; what is none may still stand in quarantine.
    let code = match typed.parse::<DossierCode>() {
        Ok(code) => code.to_string(),
        Err(_) => typed.replace('\0', ""),
    };
    let found = match code.is_empty() {
        true => None,
        false => {
            let storage = &console.env.storage;
            let now = console.cx.moment.now;
            let found = storage.reading(move |conn| Exchanged::about(conn, &code, now));
            Some(found.await?)
        }
    };
    answer(&HistoryPage {
        frame: console.frame(),
        typed,
        found,
    })
}
