//! The receipt: what was filed, when it is due, and the code with its QR, to be kept and printed.
//! Until the agency accepts it says that the dossier arrived; from then on it is the "giấy tiếp
//! nhận hồ sơ và hẹn trả kết quả".

use askama::Template;

use crate::dossiers::{AsFiled, Attachment, CaseFile, Dossier, Fee};
use crate::portal::paths;
use crate::portal::person_request::{Own, PersonRequest};
use crate::web::{Frame, PageResult, page as answer, qr_image};

#[derive(Template)]
#[template(path = "portal/dossiers/receipt.html")]
struct ReceiptPage {
    frame: Frame,
    dossier: Dossier,
    agency: String,
    papers: Vec<Attachment>,
    filed: AsFiled,
    fees: Vec<Fee>,
    /// The address of the look-up, as people read it and as a QR.
    address: String,
    qr: String,
}

impl ReceiptPage {
    fn title(&self) -> &str {
        let key = match self.dossier.times.accepted_at {
            Some(_) => "dossiers.receipt.accepted_title",
            None => "dossiers.receipt.filed_title",
        };
        self.frame.t(key)
    }

    fn paper_name(&self, paper: &Attachment) -> &str {
        self.filed.paper_name(&paper.component).unwrap_or_default()
    }

    fn delivery(&self) -> String {
        let way = self.dossier.delivery.key();
        self.frame.words.under("common.delivery", way)
    }

    fn back(&self) -> String {
        self.frame.path(&paths::dossier(self.dossier.id))
    }
}

pub(super) async fn page(request: PersonRequest) -> PageResult {
    let Own::Dossier(opened) = request.own().await? else {
        return Ok(request.to_page("to-khai"));
    };
    let cx = &request.cx;
    let CaseFile { dossier, fees, .. } = opened.case;
    let address = cx.absolute(&format!("{}?ma={}", paths::TRACK, dossier.code));
    let frame = request.frame();
    let known = cx.catalogue.agency_name(dossier.agency, cx.now());
    answer(&ReceiptPage {
        agency: opened.office.agency(known, frame.words).to_owned(),
        filed: opened.filed,
        qr: qr_image(&address)?,
        address,
        dossier,
        papers: opened.papers,
        frame,
        fees,
    })
}
