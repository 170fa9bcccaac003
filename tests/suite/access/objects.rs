//! What the addresses of routes name, made fresh for each request.

use std::collections::BTreeMap;

use diesel::prelude::*;
use motcua::context::Context;
use motcua::dossiers::{
    self, ActInput, DraftChange, Error, FeeDue, FetchPartnerFile, Filing, Holder, HolderKind,
    MediaType, NewDraft, NewFee, NewPaper, OTHER_PAPERS, ResultDelivery, ResultFile, fees_of,
    results_of,
};
use motcua::exchange;
use motcua::forms::Answers;
use motcua::jobs::{self, Lane, NewJob};
use motcua::kernel::{
    AgencyId, AttachmentId, Dong, DossierId, Id, JobId, PaperId, PartnerId, QuarantineId, ResultId,
};
use motcua::storage::schema::{drafts, rate_limits};
use motcua::storage::{self, Tx};
use motcua::vault::{self, Paper};
use motcua::web::access::Audience;
use motcua::web::{ASSETS_ROUTE, Assets, csrf};
use serde_json::Value;
use uuid::Uuid;

use crate::exchange::scene::{Client, NOWHERE, row};
use crate::support::{Browser, Cast, Portal, somebody_receives};

/// A procedure with a form of its own, handled by communes.
const PROCEDURE: &str = "1.001193";
/// An id that nothing has.
const NOTHING: &str = "00000000-0000-0000-0000-000000000002";
const STYLE_SHEET: &str = "look.css";

/// What a route's address names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Object {
    /// Lan's draft, for the commune.
    Draft,
    /// Lan's dossier, filed at the commune.
    Dossier,
    /// A partner, with a message of its in quarantine.
    Partner,
    /// A paper in Lan's vault.
    Kept,
    /// Minh's account, which is declared and nothing more.
    Account,
    /// The commune.
    Agency,
    /// The style sheet.
    Asset,
    /// Nothing that there is.
    Nothing,
    /// The route names no such thing.
    NotNamed,
}

impl Object {
    /// What a route is tried with.
    pub fn of(pattern: &str) -> &'static [Self] {
        if pattern.contains("{partner}") {
            &[Self::Partner, Self::Nothing]
        } else if pattern.contains("{id}") {
            &[Self::Draft, Self::Dossier, Self::Nothing]
        } else if pattern == "/kho/{paper}" {
            &[Self::Kept, Self::Nothing]
        } else if pattern.contains("{key}") {
            &[Self::Agency, Self::Nothing]
        } else if pattern == ASSETS_ROUTE {
            &[Self::Asset, Self::Nothing]
        } else if pattern.contains("{account}") {
            &[Self::Account]
        } else {
            &[Self::NotNamed]
        }
    }

    /// What a route is made for: pages of an application for a draft, all others for a dossier.
    pub fn fitting(pattern: &str) -> Self {
        const OF_DRAFTS: [&str; 5] = ["/to-khai", "/nhan-ket-qua", "/kiem-tra", "/nop", "/xoa"];
        let (_, below) = pattern.split_once("{id}").unwrap_or_default();
        let is_of_draft =
            OF_DRAFTS.iter().any(|page| below.starts_with(page)) || ["/giay-to"].contains(&below);
        match Self::of(pattern) {
            [Self::Draft, ..] if is_of_draft => Self::Draft,
            [Self::Draft, ..] => Self::Dossier,
            objects => objects[0],
        }
    }

    /// Whether somebody may see it, or act on it, who may enter the route at all.
    pub fn is_of(self, audience: Audience, who: &str) -> bool {
        match self {
            Self::Account | Self::Agency | Self::Asset | Self::NotNamed => true,
            Self::Nothing => false,
            Self::Partner => audience == Audience::Operator,
            Self::Dossier if audience == Audience::Clerk => ["ha", "huy"].contains(&who),
            Self::Draft | Self::Dossier | Self::Kept => audience != Audience::Clerk && who == "lan",
        }
    }

    /// The path of a route, with a fresh object of this kind in it, and in that what else the route
    /// names.
    pub async fn path(self, portal: &Portal, cast: &Cast, pattern: &'static str) -> String {
        if self == Self::Asset {
            return Assets::built_in().address(STYLE_SHEET);
        }
        let mut names = self.names(portal, cast, pattern);
        if self == Self::Partner {
            let (partner, message) = quarantined(portal).await;
            names.insert("{partner}", partner.to_string());
            names.insert("{id}", message.to_string());
            if pattern.contains("{job}") {
                names.insert("{job}", dead_job(portal, partner).to_string());
            }
        }
        let mut path = String::new();
        for segment in pattern.split('/').skip(1) {
            path.push('/');
            path.push_str(match segment {
                _ if names.contains_key(segment) => &names[segment],
                "{code}" => PROCEDURE,
                "{token}" => "1",
                "{part}" => "1.xml",
                _ if segment.starts_with('{') => NOTHING,
                _ => segment,
            });
        }
        path
    }

    fn names(self, portal: &Portal, cast: &Cast, pattern: &str) -> BTreeMap<&'static str, String> {
        let mut names = BTreeMap::from([("{step}", first_step(portal))]);
        match self {
            Self::Draft => {
                let id = draft(portal, cast);
                names.insert("{paper}", paper_of(portal, cast, id).to_string());
                names.insert("{id}", id.to_string());
            }
            Self::Dossier if pattern.contains("{paper}") => {
                let id = draft(portal, cast);
                names.insert("{paper}", paper_of(portal, cast, id).to_string());
                file(portal, cast, id, cast.commune, Vec::new());
                names.insert("{id}", id.to_string());
            }
            Self::Dossier if pattern.contains("{fee}") => {
                let id = draft(portal, cast);
                file(portal, cast, id, cast.commune, vec![fee()]);
                let fees = portal.storage().read(|conn| fees_of(conn, id)).unwrap();
                names.insert("{fee}", fees[0].id.to_string());
                names.insert("{id}", id.to_string());
            }
            Self::Dossier => {
                let id = dossier(portal, cast);
                if pattern.contains("{result}") {
                    names.insert("{result}", result_of(portal, cast, id).to_string());
                } else if pattern.ends_with("/ket-qua") {
                    accepted(portal, cast, id);
                } else if pattern.ends_with("/bo-sung") {
                    asked_for_more(portal, cast, id);
                }
                names.insert("{id}", id.to_string());
            }
            Self::Kept => {
                names.insert("{paper}", kept(portal, cast).to_string());
            }
            Self::Account => {
                names.insert("{account}", cast.account("minh").to_string());
            }
            Self::Agency => {
                let snapshot = portal.app.cache.current();
                let commune = snapshot.agency(cast.commune).unwrap();
                names.insert("{key}", commune.key.as_str().to_owned());
            }
            Self::Partner | Self::Asset | Self::Nothing | Self::NotNamed => {}
        }
        names
    }
}

/// The field that lets a form of this browser pass.
pub fn token(portal: &Portal, browser: &Browser) -> (&'static str, String) {
    let env = &portal.app.env;
    let secret = browser
        .cookie("__Host-motcua")
        .or_else(|| browser.cookie("__Host-motcua-guest"))
        .unwrap_or_else(|| {
            browser.keep_cookie("__Host-motcua-guest", "a secret of this test");
            "a secret of this test".to_owned()
        });
    let token = csrf::token(env.storage.keys(), &secret, &env.moment());
    (csrf::FIELD, token)
}

/// A message that waits, of a partner with whose agency nobody files.
async fn quarantined(portal: &Portal) -> (PartnerId, QuarantineId) {
    let known = portal
        .storage()
        .read(|conn| exchange::partner_by_username(conn, "h99"));
    let client = match known.unwrap() {
        Some(partner) => Client::again(portal, partner).await,
        None => Client::of(portal, "h99", NOWHERE).await,
    };
    let partner = client.partner.id;
    let step = row("H99-260105-0001", "20260105083000", 4, "Chuyển xử lý");
    assert_eq!(client.progress(&[step]).await["error_code"], "-1");
    let open = portal
        .storage()
        .read(|conn| exchange::open_quarantine(conn, partner, None, 1));
    (partner, open.unwrap()[0].id)
}

/// Something that was to be fetched from a partner, and was given up.
fn dead_job(portal: &Portal, partner: PartnerId) -> JobId {
    let moment = portal.app.env.moment();
    let nothing = Uuid::from_u128(1);
    let job = FetchPartnerFile {
        partner,
        dossier: Id::from_uuid(nothing),
        file: Id::from_uuid(nothing),
    };
    let new = NewJob::of(&job, Lane::alone(nothing), moment.now);
    write(portal, |tx| {
        let id = jobs::enqueue(tx, &moment, &new)?;
        let dead = "UPDATE jobs SET state = 3, last_error = 'gone' WHERE party_id IS NOT NULL";
        diesel::sql_query(dead)
            .execute(tx.engine())
            .map_err(storage::Error::from)?;
        Ok(id)
    })
}

pub fn draft(portal: &Portal, cast: &Cast) -> DossierId {
    draft_at(portal, cast, cast.commune)
}

fn draft_at(portal: &Portal, cast: &Cast, agency: AgencyId) -> DossierId {
    let cx = cast.context(portal, "lan");
    let new = NewDraft {
        start_key: Uuid::from_bytes(cx.moment.secret()),
        form: None,
        procedure: PROCEDURE.parse().unwrap(),
        agency,
    };
    write(portal, |tx| {
        make_room(tx, &cx)?;
        somebody_receives(tx, &cx.moment, agency)?;
        let id = dossiers::start_draft(tx, &cx, &new)?;
        let change = DraftChange::ResultDelivery(ResultDelivery::Desk, None);
        dossiers::save_draft(tx, &cx, id, &change)?;
        Ok(id)
    })
}

/// Lan begins more than anybody does: what she has begun in the last hour is forgotten, and so is the first
/// of her many drafts.
fn make_room(tx: &mut Tx<'_>, cx: &Context) -> Result<(), Error> {
    let engine = tx.engine();
    let drafts: Vec<DossierId> = diesel::delete(rate_limits::table)
        .execute(engine)
        .and_then(|_| {
            let oldest_first = drafts::table.order((drafts::created_at, drafts::id));
            oldest_first.select(drafts::id).load(engine)
        })
        .map_err(storage::Error::from)?;
    match drafts.first() {
        Some(first) if drafts.len() >= 90 => dossiers::discard_draft(tx, cx, *first),
        _ => Ok(()),
    }
}

pub fn dossier(portal: &Portal, cast: &Cast) -> DossierId {
    dossier_at(portal, cast, cast.commune)
}

/// A dossier of Lan, filed with an agency as the pages file it.
pub fn dossier_at(portal: &Portal, cast: &Cast, agency: AgencyId) -> DossierId {
    let id = draft_at(portal, cast, agency);
    file(portal, cast, id, agency, Vec::new());
    id
}

/// Files Lan's draft.
pub fn file(portal: &Portal, cast: &Cast, id: DossierId, agency: AgencyId, fees: Vec<NewFee>) {
    let snapshot = portal.app.cache.current();
    let directory = &snapshot.catalogue.agencies;
    let offices = directory.chain(snapshot.agency(agency).unwrap());
    let offices = offices.map(motcua::agencies::Agency::id).collect();
    let lan = cast.account("lan");
    let cx = cast.context(portal, "lan");
    let filing = Filing {
        offices,
        series: "H26.1".into(),
        procedure: "Đăng ký khai sinh".into(),
        term: "1 working_day".parse().ok(),
        fees,
        form: portal_form(portal),
        form_revision: 1,
        answers: new_answers(),
        holder: Holder {
            account: Some(lan),
            kind: HolderKind::Citizen,
            name: "Nguyễn Thị Lan".into(),
            number: Some("001190004017".into()),
            phone: Some("+84912000017".into()),
            email: None,
        },
        summary: "Khai sinh".into(),
    };
    write(portal, |tx| dossiers::file(tx, &cx, id, &filing));
}

/// What is paid when the result is handed over.
pub fn fee() -> NewFee {
    NewFee {
        label: "Lệ phí".into(),
        amount: Some(Dong::from(8_000_u32)),
        due: FeeDue::AtReturn,
    }
}

/// Sends a paper to Lan's draft.
pub fn paper_of(portal: &Portal, cast: &Cast, draft: DossierId) -> AttachmentId {
    let cx = cast.context(portal, "lan");
    let paper = NewPaper {
        component: OTHER_PAPERS.into(),
        file_name: "giay-to.pdf".into(),
        file: cast.file.clone(),
        media: MediaType::Pdf,
    };
    let attached = write(portal, |tx| dossiers::attach(tx, &cx, draft, &paper));
    attached.into_paper().id
}

/// Accepts Lan's dossier.
fn accepted(portal: &Portal, cast: &Cast, id: DossierId) {
    let input = ActInput::Accept {
        due_on: None,
        note: String::new(),
    };
    cast.act(portal, id, &input);
}

/// Asks Lan for what is missing.
fn asked_for_more(portal: &Portal, cast: &Cast, id: DossierId) {
    accepted(portal, cast, id);
    let input = ActInput::RequestSupplement {
        what: "Xin bản sao".into(),
    };
    cast.act(portal, id, &input);
}

/// Accepts Lan's dossier, decides it with a file and returns that.
pub fn result_of(portal: &Portal, cast: &Cast, id: DossierId) -> ResultId {
    accepted(portal, cast, id);
    let decision = ActInput::Decide {
        title: "Giấy khai sinh".into(),
        file: Some(ResultFile {
            name: "giay-khai-sinh.pdf".into(),
            file: cast.file.clone(),
            media: MediaType::Pdf,
        }),
        note: String::new(),
    };
    cast.act(portal, id, &decision);
    cast.act(portal, id, &ActInput::Return);
    let results = portal.storage().read(|conn| results_of(conn, id)).unwrap();
    results[0].id
}

/// Puts a paper into Lan's vault.
pub fn kept(portal: &Portal, cast: &Cast) -> PaperId {
    let moment = portal.app.env.moment();
    let paper = Paper {
        id: moment.id(),
        owner: cast.account("lan"),
        title: "Giấy khai sinh".into(),
        file_name: "giay-khai-sinh.pdf".into(),
        file: cast.file.clone(),
        media: MediaType::Pdf,
        origin: None,
        added_at: moment.now,
    };
    write(portal, |tx| Ok(vault::keep(tx, &paper)?));
    paper.id
}

fn new_answers() -> Value {
    serde_json::to_value(Answers::default()).unwrap()
}

/// The form of the procedure, by its key.
fn portal_form(portal: &Portal) -> String {
    let snapshot = portal.app.cache.current();
    let code = PROCEDURE.parse().unwrap();
    let service = snapshot.service(&code).unwrap();
    service.form.clone()
}

/// The first section of that form.
fn first_step(portal: &Portal) -> String {
    let snapshot = portal.app.cache.current();
    let form = snapshot.forms.get(&portal_form(portal)).unwrap();
    form.sections[0].key.clone()
}

fn write<T>(portal: &Portal, body: impl FnMut(&mut Tx<'_>) -> Result<T, Error>) -> T {
    portal.storage().write(body).unwrap()
}
