//! Marking a fee as paid at the desk, or as waived.

use actix_web::web::Path;
use askama::Template;

use super::act_page::ActPage;
use super::repeat::OwnStep;
use crate::desk::at_desk::{Answer, AtDesk};
use crate::desk::paths;
use crate::dossiers::{Act, EventKind, Fee, mark_fee_paid};
use crate::kernel::{Dong, DossierId, FeeId};
use crate::web::{Frame, PageError, Posted};

#[derive(Template)]
#[template(path = "desk/acts/mark_fee_paid.html")]
struct MarkFeePage {
    frame: Frame,
    sheet: ActPage,
    fee: Fee,
    form: Typed,
}

/// What was typed.
struct Typed {
    amount: String,
    is_exempt: bool,
}

type Address = Path<(DossierId, FeeId)>;

pub(in crate::desk) async fn page(desk: AtDesk, address: Address) -> Answer {
    let (id, fee) = address.into_inner();
    let sheet = ActPage::open(&desk, id, Act::MarkFeePaid).await?;
    let fee = fee_of(&sheet, fee)?;
    if fee.paid_at.is_some() {
        return Ok(desk.to(&paths::dossier(id), &[]));
    }
    let form = Typed {
        amount: fee
            .amount
            .map_or_else(String::new, |amount| amount.amount().to_string()),
        is_exempt: false,
    };
    sheet.show(|sheet| MarkFeePage {
        frame: desk.frame(),
        sheet,
        fee,
        form,
    })
}

pub(in crate::desk) async fn act(desk: AtDesk, address: Address, posted: Posted) -> Answer {
    let (id, fee) = address.into_inner();
    let mut sheet = ActPage::posted(&desk, id, Act::MarkFeePaid, &posted).await?;
    let fee = fee_of(&sheet, fee)?;
    let form = Typed {
        amount: posted.text("amount").to_owned(),
        is_exempt: posted.has("exempt"),
    };
    let frame = desk.frame();
    let amount = paid(&form).map_err(|key| frame.words.under("desk.amount", key));
    let fee_id = fee.id;
    let view = |sheet| MarkFeePage {
        frame,
        sheet,
        fee,
        form,
    };
    let amount = match amount {
        Ok(amount) => amount,
        Err(message) => {
            sheet.fault("amount", message);
            return sheet.show(view);
        }
    };
    let asked = EventKind::FeePaid {
        fee: fee_id,
        amount,
    };
    let is_same = |own: &OwnStep| own.kind == asked;
    let done = sheet
        .carry_out(&desk, move |it| {
            mark_fee_paid(
                it.tx,
                it.moment,
                it.viewer,
                it.at,
                fee_id,
                amount,
                it.calendar,
            )
        })
        .await;
    sheet.finish(&desk, done, is_same, view).await
}

fn fee_of(sheet: &ActPage, id: FeeId) -> Result<Fee, PageError> {
    let found = sheet.fees.iter().find(|fee| fee.id == id);
    found.cloned().ok_or(PageError::NotFound)
}

/// What was paid: nothing by whom the law exempts, and by nobody else. The error is a key of
/// `desk.amount`.
fn paid(form: &Typed) -> Result<Dong, &'static str> {
    if form.is_exempt {
        return Ok(Dong::ZERO);
    }
    match form.amount.parse::<Dong>() {
        Ok(Dong::ZERO) => Err("dong.zero"),
        Ok(amount) => Ok(amount),
        Err(error) => Err(error.key()),
    }
}
