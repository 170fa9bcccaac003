//! Forwarding a dossier to a unit or an officer of the same agency.

use actix_web::web::Path;
use askama::Template;

use super::act_page::ActPage;
use super::repeat::OwnStep;
use crate::accounts::{self, HandlingUnit};
use crate::desk::at_desk::{Answer, AtDesk};
use crate::dossiers::{Act, Dossier, EventKind, Forwarding, forward};
use crate::kernel::{AccountId, AgencyId, DossierId, HandlingUnitId, Instant, Role};
use crate::storage::{self, Conn};
use crate::web::{Choice, Frame, PageError, Posted};

#[derive(Template)]
#[template(path = "desk/acts/forward.html")]
struct ForwardPage {
    frame: Frame,
    sheet: ActPage,
    officers: Vec<Choice>,
    units: Vec<Choice>,
    form: Typed,
}

/// What was chosen and typed.
#[derive(Default)]
struct Typed {
    officer: String,
    unit: String,
    note: String,
}

/// Who can be given a dossier.
struct Receivers {
    officers: Vec<(AccountId, String)>,
    units: Vec<HandlingUnit>,
}

impl Receivers {
    fn officer_choices(&self) -> Vec<Choice> {
        let choice = |(id, name): &(AccountId, String)| Choice::new(id.to_string(), name.clone());
        self.officers.iter().map(choice).collect()
    }

    fn unit_choices(&self) -> Vec<Choice> {
        let choice = |unit: &HandlingUnit| Choice::new(unit.id.to_string(), unit.name.clone());
        self.units.iter().map(choice).collect()
    }

    /// The officer of a posted value; none where none is chosen.
    fn officer(&self, value: &str) -> Result<Option<AccountId>, Unknown> {
        chosen(self.officers.iter().map(|(id, _)| *id), value)
    }

    /// The unit of a posted value; none where none is chosen.
    fn unit(&self, value: &str) -> Result<Option<HandlingUnitId>, Unknown> {
        chosen(self.units.iter().map(|unit| unit.id), value)
    }
}

/// The value is not among the choices.
struct Unknown;

fn chosen<I: Copy + ToString>(
    known: impl Iterator<Item = I>,
    value: &str,
) -> Result<Option<I>, Unknown> {
    if value.is_empty() {
        return Ok(None);
    }
    let mut known = known.filter(|id| id.to_string() == value);
    known.next().map(Some).ok_or(Unknown)
}

pub(in crate::desk) async fn page(desk: AtDesk, id: Path<DossierId>) -> Answer {
    let sheet = ActPage::open(&desk, id.into_inner(), Act::Forward).await?;
    let receivers = receivers(&desk, &sheet.dossier).await?;
    let form = Typed {
        officer: text_of(sheet.dossier.place.officer),
        unit: text_of(sheet.dossier.place.unit),
        note: String::new(),
    };
    sheet.show(|sheet| ForwardPage {
        frame: desk.frame(),
        sheet,
        officers: receivers.officer_choices(),
        units: receivers.unit_choices(),
        form,
    })
}

pub(in crate::desk) async fn act(desk: AtDesk, id: Path<DossierId>, posted: Posted) -> Answer {
    let mut sheet = ActPage::posted(&desk, id.into_inner(), Act::Forward, &posted).await?;
    let receivers = receivers(&desk, &sheet.dossier).await?;
    let form = Typed {
        officer: posted.text("officer").to_owned(),
        unit: posted.text("unit").to_owned(),
        note: posted.raw("note").to_owned(),
    };
    let frame = desk.frame();
    let unknown = frame.words.under("desk.problem", "unknown_choice");
    let officer = receivers.officer(&form.officer);
    let unit = receivers.unit(&form.unit);
    if officer.is_err() {
        sheet.fault("officer", unknown.clone());
    }
    if unit.is_err() {
        sheet.fault("unit", unknown);
    }
    let note = form.note.clone();
    let view = |sheet| ForwardPage {
        frame,
        sheet,
        officers: receivers.officer_choices(),
        units: receivers.unit_choices(),
        form,
    };
    let (Ok(officer), Ok(unit)) = (officer, unit) else {
        return sheet.show(view);
    };
    let is_same = |own: &OwnStep| {
        own.kind == EventKind::Forwarded { unit, officer } && own.says(posted.raw("note"))
    };
    let handing = Forwarding {
        unit,
        officer,
        note,
    };
    let done = sheet
        .carry_out(&desk, move |it| {
            forward(it.tx, it.moment, it.viewer, it.at, &handing)
        })
        .await;
    sheet.finish(&desk, done, is_same, view).await
}

fn text_of(id: Option<impl ToString>) -> String {
    id.map_or_else(String::new, |id| id.to_string())
}

/// The agency's officers and approvers, without those whose own dossier it is, and its units.
async fn receivers(desk: &AtDesk, dossier: &Dossier) -> Result<Receivers, PageError> {
    let (agency, now) = (dossier.agency, desk.moment.now);
    let mut found = desk
        .env
        .storage
        .reading(move |conn| receivers_of(conn, agency, now))
        .await?;
    found.officers.retain(|(id, _)| !dossier.belongs_to(*id));
    Ok(found)
}

fn receivers_of(conn: &mut Conn, agency: AgencyId, now: Instant) -> storage::Result<Receivers> {
    let mut officers = accounts::members_of(conn, agency, Role::Officer, now)?;
    for (id, name) in accounts::members_of(conn, agency, Role::Approver, now)? {
        if !officers.iter().any(|(known, _)| *known == id) {
            officers.push((id, name));
        }
    }
    Ok(Receivers {
        officers,
        units: accounts::units_of(conn, agency, now.vietnam_date())?,
    })
}
