//! What the addresses of routes name, made fresh for each request.

use motcua::agencies::Calendar;
use motcua::dossiers::{
    self, DraftChange, Error, Filing, Handover, Holder, HolderKind, NewDraft, Submitted,
};
use motcua::forms::Answers;
use motcua::kernel::{AgencyId, DossierId};
use motcua::storage::Tx;
use motcua::web::csrf;
use serde_json::Value;
use uuid::Uuid;

use crate::support::{Browser, Cast, Portal};

/// A procedure with a form of its own, handled by communes.
const PROCEDURE: &str = "1.001193";

/// What `{id}` stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Object {
    /// Lan's draft, for the commune.
    Draft,
    /// Lan's dossier, filed at the commune.
    Dossier,
    /// Nothing that there is.
    Nothing,
    /// The route names no such thing.
    NotNamed,
}

impl Object {
    /// What a route is tried with.
    pub fn of(pattern: &str) -> &'static [Self] {
        if pattern.contains("{id}") {
            &[Self::Draft, Self::Dossier, Self::Nothing]
        } else {
            &[Self::NotNamed]
        }
    }

    /// What a route is made for: pages of an application for a draft, all others for a dossier.
    pub fn fitting(pattern: &str) -> Self {
        const OF_DRAFTS: [&str; 5] = ["/to-khai", "/nhan-ket-qua", "/kiem-tra", "/nop", "/xoa"];
        let (_, below) = pattern.split_once("{id}").unwrap_or_default();
        if !pattern.contains("{id}") {
            Self::NotNamed
        } else if OF_DRAFTS.iter().any(|page| below.starts_with(page))
            || ["/giay-to", "/giay-to/bo", "/giay-to/kho"].contains(&below)
        {
            Self::Draft
        } else {
            Self::Dossier
        }
    }

    /// The path of a route, with a fresh object of this kind in it.
    pub fn path(self, portal: &Portal, cast: &Cast, pattern: &str) -> String {
        let id = match self {
            Self::Draft => draft(portal, cast).to_string(),
            Self::Dossier => dossier(portal, cast).to_string(),
            Self::Nothing | Self::NotNamed => Uuid::from_u128(1).to_string(),
        };
        let nothing = Uuid::from_u128(2).to_string();
        let mut path = String::new();
        for segment in pattern.split('/').skip(1) {
            path.push('/');
            path.push_str(match segment {
                "{id}" => &id,
                "{code}" => PROCEDURE,
                "{step}" | "{token}" => "1",
                _ if segment.starts_with('{') => &nothing,
                _ => segment,
            });
        }
        path
    }
}

/// The field that lets a form of this browser pass.
pub fn token(portal: &Portal, browser: &Browser) -> (&'static str, String) {
    let ground = &portal.house.ground;
    let secret = browser
        .cookie("__Host-motcua")
        .or_else(|| browser.cookie("__Host-motcua-guest"))
        .unwrap_or_else(|| {
            browser.keep_cookie("__Host-motcua-guest", "a secret of this test");
            "a secret of this test".to_owned()
        });
    let token = csrf::token(ground.storage.keys(), &secret, &ground.moment());
    (csrf::FIELD, token)
}

pub fn draft(portal: &Portal, cast: &Cast) -> DossierId {
    draft_at(portal, cast, cast.commune)
}

fn draft_at(portal: &Portal, cast: &Cast, agency: AgencyId) -> DossierId {
    let lan = cast.account("lan");
    let moment = portal.house.ground.moment();
    let new = NewDraft {
        start_key: Uuid::from_bytes(moment.secret()),
        procedure: PROCEDURE.into(),
        revision: 1,
        form: portal_form(portal),
        form_revision: 1,
        agency,
        answers: new_answers(),
    };
    write(portal, |tx| {
        let id = dossiers::start_draft(tx, &moment, lan, &new)?;
        let change = DraftChange::Handover(Handover::Desk, None);
        dossiers::save_draft(tx, &moment, lan, id, &change)?;
        Ok(id)
    })
}

pub fn dossier(portal: &Portal, cast: &Cast) -> DossierId {
    dossier_at(portal, cast, cast.commune)
}

/// A dossier of Lan, filed with an agency as the pages file it.
pub fn dossier_at(portal: &Portal, cast: &Cast, agency: AgencyId) -> DossierId {
    let snapshot = portal.house.shelf.current();
    let directory = &snapshot.catalogue.agencies;
    let offices = directory.chain(snapshot.agency(agency).unwrap());
    let offices = offices.map(motcua::agencies::Agency::id).collect();
    let id = draft_at(portal, cast, agency);
    let lan = cast.account("lan");
    let moment = portal.house.ground.moment();
    let filing = Filing {
        offices,
        series: "H26.1".into(),
        procedure: "Đăng ký khai sinh".into(),
        term: "1 working_day".parse().ok(),
        fees: Vec::new(),
        answers: new_answers(),
        holder: Holder {
            account: Some(lan),
            kind: HolderKind::Citizen,
            name: "Nguyễn Thị Lan".into(),
            number: Some("001190004017".into()),
            phone: None,
            email: None,
        },
        summary: "Khai sinh".into(),
    };
    let filed: Submitted = write(portal, |tx| {
        dossiers::submit(tx, &moment, lan, id, &filing, &Calendar::default())
    });
    filed.dossier
}

fn new_answers() -> Value {
    serde_json::to_value(Answers::default()).unwrap()
}

/// The form of the procedure, by its key.
fn portal_form(portal: &Portal) -> String {
    let snapshot = portal.house.shelf.current();
    let code = PROCEDURE.parse().unwrap();
    let service = snapshot.service(&code).unwrap();
    service.form.clone()
}

fn write<T>(portal: &Portal, body: impl FnMut(&mut Tx<'_>) -> Result<T, Error>) -> T {
    portal.storage().write(body).unwrap()
}
