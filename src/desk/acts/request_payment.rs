//! Asking the applicant to pay before the work goes on.

use actix_web::web::Path;
use askama::Template;

use super::act_page::ActPage;
use super::repeat::OwnStep;
use crate::desk::at_desk::{Answer, AtDesk};
use crate::dossiers::{Act, EventKind, request_payment};
use crate::kernel::{Dong, DossierId};
use crate::web::{Frame, Posted};

#[derive(Template)]
#[template(path = "desk/acts/request_payment.html")]
struct RequestPaymentPage {
    frame: Frame,
    sheet: ActPage,
    form: Typed,
}

/// What was typed.
#[derive(Default)]
struct Typed {
    label: String,
    amount: String,
}

pub(in crate::desk) async fn page(desk: AtDesk, id: Path<DossierId>) -> Answer {
    let sheet = ActPage::open(&desk, id.into_inner(), Act::RequestPayment).await?;
    sheet.show(|sheet| RequestPaymentPage {
        frame: desk.frame(),
        sheet,
        form: Typed::default(),
    })
}

pub(in crate::desk) async fn act(desk: AtDesk, id: Path<DossierId>, posted: Posted) -> Answer {
    let mut sheet = ActPage::posted(&desk, id.into_inner(), Act::RequestPayment, &posted).await?;
    let form = Typed {
        label: posted.raw("label").to_owned(),
        amount: posted.text("amount").to_owned(),
    };
    let frame = desk.frame();
    let words = frame.words;
    if form.label.trim().is_empty() {
        sheet.fault("label", words.t("desk.missing.label"));
    }
    let amount = form.amount.parse::<Dong>();
    if let Err(error) = &amount {
        sheet.fault("amount", words.under("desk.amount", error.key()));
    }
    let label = form.label.clone();
    let view = |sheet| RequestPaymentPage { frame, sheet, form };
    let (Ok(amount), true) = (amount, sheet.faults.is_empty()) else {
        return sheet.show(view);
    };
    let sent = posted.text("label");
    let is_same = |own: &OwnStep| match own.kind {
        EventKind::PaymentRequested { fee, amount: asked } => {
            let mut fees = own.fees.iter();
            asked == amount && fees.any(|known| known.id == fee && known.label == sent)
        }
        _ => false,
    };
    let done = sheet
        .carry_out(&desk, move |it| {
            request_payment(it.tx, it.moment, it.viewer, it.at, &label, amount)
        })
        .await;
    sheet.finish(&desk, done, is_same, view).await
}
