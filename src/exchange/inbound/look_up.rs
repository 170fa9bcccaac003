//! Services that look something up; each gives back the `result` of its answer (docs/partners.md).

use serde_json::{Value, json};

use super::error::Error;
use super::open::InboundContext;
use super::services::ServiceCall;
use crate::accounts::throttle::Bucket;
use crate::accounts::{self, TooManyTries, count_try};
use crate::agencies::AgencyCode;
use crate::catalogue::{Procedure, ProcedureCode};
use crate::dossiers::{self, DossierCode};
use crate::exchange::outbound;
use crate::exchange::wire::{
    MessageError, Object, write_instant, write_online_service, write_procedure,
};
use crate::journal::{Circumstances, SecurityEvent};
use crate::storage;

/// A dossier of the partner by any of its codes; clients ask only whether there is one.
pub(super) fn dossier(cx: &InboundContext<'_>, call: &ServiceCall<'_>) -> Result<Value, Error> {
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
    Ok(known.map(line).into_iter().collect())
}

/// The TechID of the verified account that owns a personal number or tax code.
pub(super) fn tech_id(cx: &InboundContext<'_>, call: &ServiceCall<'_>) -> Result<Value, Error> {
    let number = call.object.required("mstorcmnd")?;
    let partner = call.partner.username.as_str();
    let bucket = Bucket::partner(cx.storage.keys(), "partners.tech_id", partner);
    let counted = cx
        .storage
        .write(|tx| count_try(tx, std::slice::from_ref(&bucket), cx.now()));
    if let Err(error) = counted {
        let TooManyTries { seconds } = match error {
            accounts::Error::Refused(wait) => wait,
            accounts::Error::Storage(error) => return Err(error.into()),
            accounts::Error::Hasher(_) => TooManyTries { seconds: 1 },
        };
        return Err(MessageError::new("too_many_people")
            .with("seconds", seconds)
            .into());
    }
    let known = cx.storage.read(|conn| {
        let Some(owner) = accounts::owner_of_number(conn, &number)? else {
            return storage::Result::Ok(None);
        };
        accounts::account(conn, owner)
    })?;
    let event = match known {
        Some(_) => SecurityEvent::PartnerLookUp,
        None => SecurityEvent::PartnerMiss,
    };
    let by = Circumstances {
        actor: partner.to_owned(),
        ..Circumstances::default()
    };
    cx.security.note(event, by);
    let line = |account: accounts::Account| json!({ "TECHNICALID": account.tech_id.as_str() });
    Ok(known.map(line).into_iter().collect())
}

/// What the partner would be pushed, after a position of its feed.
pub(super) fn feed(cx: &InboundContext<'_>, call: &ServiceCall<'_>) -> Result<Value, Error> {
    let after = call.object.number("tuViTri")?;
    let most = call.object.number("soLuong")?;
    let messages = cx
        .storage
        .read(|conn| outbound::feed(conn, cx, call.partner, after, most))?;
    Ok(Value::Array(messages))
}

/// One procedure with all that is known of it.
pub(super) fn procedure(cx: &InboundContext<'_>, call: &ServiceCall<'_>) -> Result<Value, Error> {
    let procedure = asked(cx, &call.object)?;
    let result = procedure.map(|one| write_procedure(&cx.catalogue, one));
    Ok(result.into_iter().collect())
}

/// The online services, all or of one procedure. Here the result is an object.
pub(super) fn online_services(
    cx: &InboundContext<'_>,
    call: &ServiceCall<'_>,
) -> Result<Value, Error> {
    let catalogue = &cx.catalogue;
    let is_online = |one: &&Procedure| catalogue.service(&one.code).is_some();
    let services: Vec<Value> = match call.object.has("maTTHC")? {
        true => asked(cx, &call.object)?
            .filter(is_online)
            .map(write_online_service)
            .into_iter()
            .collect(),
        false => catalogue
            .catalogue
            .procedures
            .values()
            .filter(is_online)
            .map(write_online_service)
            .collect(),
    };
    Ok(json!({ "data": services }))
}

/// Codes and names of the procedures in force.
pub(super) fn procedures(cx: &InboundContext<'_>, _: &ServiceCall<'_>) -> Result<Value, Error> {
    let all = cx.catalogue.catalogue.procedures.values();
    let lines = all
        .filter(|one| one.is_living())
        .map(|one| json!({ "MATTHC": one.code, "TENTTHC": one.name }));
    Ok(lines.collect())
}

/// Fields that have a code, with their ministries in the caller's form.
pub(super) fn fields(cx: &InboundContext<'_>, call: &ServiceCall<'_>) -> Result<Value, Error> {
    let caller = call.object.required("madonvi")?;
    let in_form = |agency: &str| match agency.parse::<AgencyCode>() {
        Ok(code) => code.in_form_of(&caller),
        Err(_) => agency.to_owned(),
    };
    let all = cx.catalogue.catalogue.fields.all().iter();
    let lines = all.filter_map(|field| {
        Some(json!({
            "MALINHVUC": field.code.as_ref()?,
            "TENLINHVUC": field.name,
            "MANGANH": field.agency.as_deref().map(in_form).unwrap_or_default(),
        }))
    });
    Ok(lines.collect())
}

pub(super) fn asked<'a>(
    cx: &'a InboundContext<'_>,
    object: &Object<'_>,
) -> Result<Option<&'a Procedure>, MessageError> {
    let sent = object.required("maTTHC")?;
    let code: ProcedureCode = sent
        .parse()
        .map_err(|_| MessageError::new("procedure_code").with("code", &sent))?;
    Ok(cx.catalogue.procedure(&code))
}
