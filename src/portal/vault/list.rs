//! The papers that a person keeps, newest first.

use actix_web::web::{Data, Query};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde::Deserialize;

use crate::kernel::PaperId;
use crate::portal::paths;
use crate::vault::{Paper, papers_of};
use crate::web::{Frame, Ground, PageError, PageLink, Pager, SignedIn, page as answer};

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
    pager: Pager,
}

impl VaultPage {
    fn href(&self, paper: &Paper) -> String {
        self.frame.path(&format!("{}/{}", paths::VAULT, paper.id))
    }

    fn origin(&self, paper: &Paper) -> Option<String> {
        paper
            .origin
            .map(|origin| self.frame.path(&paths::dossier(origin.dossier)))
    }

    fn size(&self, paper: &Paper) -> String {
        self.frame
            .words
            .file_size(&u64::try_from(paper.file.size).unwrap_or(0))
    }
}

pub(super) async fn page(
    request: HttpRequest,
    ground: Data<Ground>,
    viewer: SignedIn,
    asked: Query<Asked>,
) -> Result<HttpResponse, PageError> {
    let before: Option<PaperId> = match &asked.sau {
        Some(key) => Some(key.parse().map_err(|_| PageError::NotFound)?),
        None => None,
    };
    let owner = viewer.0.account;
    let most = i64::try_from(PER_PAGE + 1).unwrap_or(i64::MAX);
    let mut papers = ground
        .storage
        .reading(move |conn| papers_of(conn, owner, before, most))
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
        pager,
    })
}
