//! Agencies in force, as partners read them: down to the communes, with the codes that are known, since
//! when they exist and whose work they took over.

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::error::Error;
use super::open::InboundContext;
use super::services::ServiceCall;
use crate::agencies::{Agency, AgencyKind, Directory};

/// All agencies in force, or those of one province (`maTinh`).
pub(super) fn agencies(cx: &InboundContext<'_>, call: &ServiceCall<'_>) -> Result<Value, Error> {
    let today = cx.moment.now.vietnam_date();
    let province = call.object.text("maTinh")?;
    let writer = Writer {
        directory: &cx.catalogue.catalogue.agencies,
        caller: call.object.required("madonvi")?,
        today,
    };
    let directory = writer.directory;
    let asked = |agency: &&Agency| match &province {
        None => true,
        Some(province) => directory
            .province_of(agency)
            .is_some_and(|unit| unit.as_str() == province),
    };
    let in_force = |agency: &&Agency| agency.validity.holds_on(today);
    let all = directory.agencies().iter().filter(in_force).filter(asked);
    Ok(all.map(|agency| writer.line(agency)).collect())
}

struct Writer<'a> {
    directory: &'a Directory,
    /// The code by which the caller names itself, in whose form all others are written.
    caller: String,
    today: NaiveDate,
}

impl Writer<'_> {
    fn line(&self, agency: &Agency) -> Value {
        let (directory, today) = (self.directory, self.today);
        let parent = agency.parent.as_ref().and_then(|key| directory.by_key(key));
        let commune = match agency.kind {
            AgencyKind::Commune | AgencyKind::CommunePolice => agency.unit.as_ref(),
            _ => None,
        };
        let predecessors = directory.predecessors(&agency.key);
        let predecessors = predecessors.filter(|one| one.validity.has_ended_by(today));
        json!({
            "MADONVI": self.code(agency),
            "MADONVICU": old_code(agency),
            "LAMACHINHTHUC": if agency.codes.is_empty() { "0" } else { "1" },
            "TENDONVI": agency.name,
            "CAPDONVI": depth(agency),
            "MADONVICHA": parent.map(|parent| self.code(parent)).unwrap_or_default(),
            "MATINH": directory.province_of(agency).map_or("", |unit| unit.as_str()),
            "MAXA": commune.map_or("", |unit| unit.as_str()),
            "HIEULUCTU": day(agency.validity.from),
            "HIEULUCDEN": day(agency.validity.until),
            "DONVITRUOC": predecessors.map(|one| self.predecessor(one)).collect::<Vec<_>>(),
        })
    }

    fn predecessor(&self, agency: &Agency) -> Value {
        json!({
            "MADONVI": self.code(agency),
            "MADONVICU": old_code(agency),
            "TENDONVI": agency.name,
            "HIEULUCDEN": day(agency.validity.until),
        })
    }

    /// Its newest official code; where none is known, the key by which the portal has it, so that every
    /// line can be told from every other.
    fn code(&self, agency: &Agency) -> String {
        let newest = agency.codes.last();
        newest.map_or_else(
            || agency.key.to_string(),
            |known| known.code.in_form_of(&self.caller),
        )
    }
}

fn old_code(agency: &Agency) -> String {
    let newest = agency.codes.last();
    newest
        .and_then(|known| known.code.old_form())
        .unwrap_or_default()
}

/// A day as partners read it; empty where there is none.
pub(super) fn day(date: Option<NaiveDate>) -> String {
    date.map(|date| date.format("%Y%m%d").to_string())
        .unwrap_or_default()
}

/// 1 for the centre, 2 for provinces and what belongs to them, 3 for communes.
const fn depth(agency: &Agency) -> &'static str {
    match agency.kind {
        AgencyKind::Commune | AgencyKind::CommunePolice => "3",
        AgencyKind::Province | AgencyKind::Department => "2",
        AgencyKind::Ministry
        | AgencyKind::GovernmentBody
        | AgencyKind::StateEnterprise
        | AgencyKind::Court => "1",
    }
}
