//! The papers that a person keeps, newest first.

use std::collections::BTreeMap;

use askama::Template;

use crate::dossiers::codes_by_dossier;
use crate::kernel::{DossierId, KeysetPage, KeysetPart, PaperId, rows_to_read};
use crate::portal::paths;
use crate::storage;
use crate::vault::{Paper, papers_of};
use crate::web::{
    AFTER, Frame, PageLink, PageRequest, PageResult, Pager, key_asked, page as answer,
};

/// Papers on a page.
const PER_PAGE: u16 = 30;

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

    /// What it is called, also where an agency's system gave it the name of a file.
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

pub(super) async fn page(request: PageRequest) -> PageResult {
    let before: Option<PaperId> = key_asked(&request, AFTER)?;
    let owner = request.viewer()?.account;
    let (papers, codes) = request
        .read(move |conn, _| -> storage::Result<_> {
            let papers = papers_of(conn, owner, before, rows_to_read(PER_PAGE))?;
            let origins = papers.iter().filter_map(|paper| paper.origin);
            let dossiers: Vec<DossierId> = origins.map(|origin| origin.dossier).collect();
            let codes = codes_by_dossier(conn, &dossiers)?;
            Ok((papers, codes))
        })
        .await?;
    let part = before.map_or(KeysetPart::First, KeysetPart::After);
    let found = KeysetPage::of(&part, papers, PER_PAGE, |paper| paper.id);
    let frame = request.frame();
    let pager = Pager::keyed(&frame, None, found.after.as_ref());
    answer(&VaultPage {
        frame,
        papers: found.rows,
        codes,
        pager,
    })
}
