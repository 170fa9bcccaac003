//! Which part of this room answers a call.

use super::call::Call;
use super::context::{InboundContext, Trouble};
use super::order::Order;
use super::{apply, catalogue, keep, look_up};
use crate::exchange::wire::Answer;

/// Services that only look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Query {
    LookUpDossier,
    Procedure,
    OnlineServices,
    Procedures,
    Agencies,
    Fields,
    TechId,
    Feed,
}

impl Query {
    const ALL: [(&'static str, Self); 8] = [
        ("TraCuuHoSo", Self::LookUpDossier),
        ("LayThuTuc", Self::Procedure),
        ("LayDVC", Self::OnlineServices),
        ("LayDanhSachTTHC", Self::Procedures),
        ("LayDanhMucCoQuan", Self::Agencies),
        ("LayDanhMucLinhVuc", Self::Fields),
        ("TraCuuTechID", Self::TechId),
        ("LayHoSoTuDVCQG", Self::Feed),
    ];

    fn named(name: &str) -> Option<Self> {
        let mut all = Self::ALL.into_iter();
        all.find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, query)| query)
    }
}

/// Answers a call. What changes something is kept as it came, taken or not.
pub(super) fn answer(cx: &InboundContext<'_>, call: &Call<'_>) -> Result<Answer, Trouble> {
    if let Some(query) = Query::named(call.service) {
        return look(cx, call, query);
    }
    let order = Order::read(cx, call);
    let outcome = match order {
        Ok(order) => apply::apply(cx, call, &order),
        Err(fault) => Err(fault.into()),
    };
    match outcome {
        Ok(answer) => Ok(answer),
        Err(refusal) => keep::refused(cx, call, refusal),
    }
}

fn look(cx: &InboundContext<'_>, call: &Call<'_>, query: Query) -> Result<Answer, Trouble> {
    call.check_agency()?;
    match query {
        Query::LookUpDossier => look_up::dossier(cx, call),
        Query::TechId => look_up::tech_id(cx, call),
        Query::Feed => look_up::feed(cx, call),
        Query::Procedure => Ok(catalogue::procedure(cx, call)?),
        Query::OnlineServices => Ok(catalogue::online_services(cx, call)?),
        Query::Procedures => Ok(catalogue::procedures(cx, call)),
        Query::Agencies => Ok(catalogue::agencies(cx, call)),
        Query::Fields => Ok(catalogue::fields(cx, call)),
    }
}
