//! The papers that a person keeps, newest first.

use std::collections::BTreeMap;

use actix_web::web::{Data, Query};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;

use crate::context::Environment;
use crate::dossiers::codes_by_dossier;
use crate::kernel::{DossierId, PaperId};
use crate::portal::paths;
use crate::storage;
use crate::vault::{Paper, papers_of};
use crate::web::{Frame, PageError, PageLink, Pager, SignedIn, page as answer};

/// Papers on a page.
const PER_PAGE: usize = 30;

#[derive(Deserialize)]
pub(super) struct Asked {
    sau: Option<String>,
}

#[derive(Template)]
#[template(path = "portal/vault/list.html")]
struct VaultPage {
    frame: Frame,
    papers: Vec<Paper>,
    /// The codes of the dossiers that they came from.
    codes: BTreeMap<DossierId, String>,
    pager: Pager,
}

impl VaultPage {
    fn href(&self, paper: &Paper) -> String {
        self.frame.path(&format!("{}/{}", paths::VAULT, paper.id))
    }

    /// Where it came from: the dossier's page and code.
    fn origin(&self, paper: &Paper) -> Option<(String, &str)> {
        let dossier = paper.origin?.dossier;
        let code = self.codes.get(&dossier)?;
        Some((self.frame.path(&paths::dossier(dossier)), code))
    }

    fn size(&self, paper: &Paper) -> String {
        self.frame
            .words
            .file_size(&u64::try_from(paper.file.size).unwrap_or(0))
    }
}

pub(super) async fn page(
    request: HttpRequest,
    env: Data<Environment>,
    viewer: SignedIn,
    asked: Query<Asked>,
) -> Result<HttpResponse, PageError> {
    let before: Option<PaperId> = match &asked.sau {
        Some(key) => Some(key.parse().map_err(|_| PageError::NotFound)?),
        None => None,
    };
    let owner = viewer.0.account;
    let most = i64::try_from(PER_PAGE + 1).unwrap_or(i64::MAX);
    let (mut papers, codes) = env
        .storage
        .reading(move |conn| -> storage::Result<_> {
            let papers = papers_of(conn, owner, before, most)?;
            let origins = papers.iter().filter_map(|paper| paper.origin);
            let dossiers: Vec<DossierId> = origins.map(|origin| origin.dossier).collect();
            let codes = codes_by_dossier(conn, &dossiers)?;
            Ok((papers, codes))
        })
        .await?;
    let goes_on = papers.len() > PER_PAGE;
    papers.truncate(PER_PAGE);
    let last = papers
        .last()
        .filter(|_| goes_on)
        .map(|paper| paper.id.to_string());
    let frame = Frame::of(&request);
    let pager = Pager::keyed(&frame, None, last.as_deref());
    answer(&VaultPage {
        frame,
        papers,
        codes,
        pager,
    })
}
