//! Services that look something up: TraCuuHoSo, TraCuuTechID (docs/partners.md).

use serde_json::{Value, json};

use super::call::Call;
use super::context::{InboundContext, Trouble};
use crate::accounts;
use crate::dossiers::{self, DossierCode};
use crate::exchange::outbound::{self, Letterhead};
use crate::exchange::wire::{Answer, write_instant};
use crate::storage;

/// A dossier of the partner by any of its codes; clients ask only whether there is one.
pub(super) fn dossier(cx: &InboundContext<'_>, call: &Call<'_>) -> Result<Answer, Trouble> {
    let sent = call.object.required("mahoso")?;
    let code = sent
        .parse()
        .map_or(sent, |code: DossierCode| code.to_string());
    let known = cx.storage.read(|conn| {
        let Some(id) = dossiers::dossier_of_code(conn, &code)? else {
            return storage::Result::Ok(None);
        };
        let deciding = dossiers::partner_of(conn, id)?;
        if deciding.is_none_or(|one| one.partner != call.partner.id) {
            return Ok(None);
        }
        dossiers::dossier(conn, id)
    })?;
    let line = |dossier: dossiers::Dossier| {
        json!({
            "MaHoSo": code,
            "MaTTHC": dossier.procedure.code,
            "TrangThaiHoSo": dossier.state().number().to_string(),
            "NgayHenTra": dossier.times.due_at.map(write_instant).unwrap_or_default(),
        })
    };
    Ok(call.found(known.map(line).into_iter().collect()))
}

/// The TechID of the verified account that owns a personal number or tax code.
pub(super) fn tech_id(cx: &InboundContext<'_>, call: &Call<'_>) -> Result<Answer, Trouble> {
    let number = call.object.required("mstorcmnd")?;
    let known = cx.storage.read(|conn| {
        let Some(owner) = accounts::owner_of_number(conn, &number)? else {
            return storage::Result::Ok(None);
        };
        accounts::account(conn, owner)
    })?;
    let line = |account: accounts::Account| json!({ "TECHNICALID": account.tech_id.as_str() });
    Ok(call.found(known.map(line).into_iter().collect()))
}

/// What the partner would be pushed, after a position of its feed.
pub(super) fn feed(cx: &InboundContext<'_>, call: &Call<'_>) -> Result<Answer, Trouble> {
    let after = call.object.number("tuViTri")?;
    let most = call.object.number("soLuong")?;
    let messages = cx.storage.read(|conn| {
        let absolute = |path: &str| cx.absolute(path);
        let agency_name = |agency| cx.catalogue.agency_name(agency);
        let head = Letterhead {
            absolute: &absolute,
            agency_name: &agency_name,
            now: cx.moment.now,
        };
        outbound::feed(conn, call.partner, after, most, &head)
    })?;
    Ok(call.found(Value::Array(messages)))
}
