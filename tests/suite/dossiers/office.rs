//! An agency with its clerks and an applicant, who act by the operations.

use motcua::accounts::{self, Account, Appointment, AssuranceRecord, Identity, TechId};
use motcua::context::{Context, Principal};
use motcua::dossiers::{
    self, Act, At, Dossier, DraftChange, Error, Event, FeeDue, Filing, Holder, HolderKind,
    NewDraft, NewFee, Reader, ResultDelivery, Submitted,
};
use motcua::kernel::{
    AccountId, AccountKind, AgencyId, Assurance, Dong, DossierId, Id, Membership, Role,
    TimeAndChance, Viewer,
};
use motcua::speech::Locale;
use motcua::storage::{Conn, Tx};
use serde_json::json;
use uuid::Uuid;

use super::acts::input;
use crate::support::{Database, somebody_receives};

/// A personal number that passes every check of its structure.
pub const NUMBER: &str = "001190004017";

pub fn id<K>(number: u128) -> Id<K> {
    Id::from_uuid(Uuid::from_u128(number))
}

/// The agency that handles everything here.
pub fn agency() -> AgencyId {
    id(0xA)
}

/// The applicant.
pub fn lan() -> Viewer {
    viewer(id(0x1A), &[])
}

/// A clerk of the agency with every role.
pub fn clerk() -> Viewer {
    let all = Role::ALL.map(|role| (agency(), role));
    viewer(id(0xC1), &all)
}

/// An officer to whom dossiers are forwarded; their account is made with the first dossier.
pub fn officer() -> AccountId {
    id(0xC3)
}

/// Makes the officer's account, unless it is there.
pub fn officer_is_there(tx: &mut Tx<'_>, moment: &TimeAndChance) -> motcua::storage::Result<()> {
    if accounts::account(tx, officer())?.is_some() {
        return Ok(());
    }
    let account = Account {
        id: officer(),
        tech_id: TechId::new(moment),
        identity: Identity::Clerk("Trần Văn Huy".parse().unwrap()),
        standing: AssuranceRecord::Declared,
        phone: None,
        email: "huy@xa.example".parse().unwrap(),
        email_verified_at: None,
        locale: Locale::Vi,
        is_operator: false,
        created_at: moment.now,
        version: 1,
    };
    accounts::accounts_insert(tx, &[account])?;
    let appointment = Appointment {
        id: moment.id(),
        account: officer(),
        agency: agency(),
        role: Role::Officer,
        from: moment.now,
    };
    accounts::appointments_insert(tx, &[appointment])
}

/// A clerk with one role.
pub fn clerk_who_is(role: Role) -> Viewer {
    viewer(id(0xC2), &[(agency(), role)])
}

pub fn viewer(account: AccountId, roles: &[(AgencyId, Role)]) -> Viewer {
    Viewer {
        account,
        kind: AccountKind::Citizen,
        name: "Ai đó".into(),
        assurance: Assurance::Verified,
        is_operator: false,
        memberships: roles
            .iter()
            .map(|(agency, role)| Membership {
                agency: *agency,
                role: *role,
                unit: None,
            })
            .collect(),
    }
}

/// What the dossiers of a test have in common.
#[derive(Debug, Clone)]
pub struct Case {
    /// Its legal term.
    pub term: Option<&'static str>,
    /// When a fee falls due, if there is one.
    pub fee: Option<FeeDue>,
    /// How the result should come.
    pub delivery: ResultDelivery,
}

impl Default for Case {
    fn default() -> Self {
        Self {
            term: Some("3 working_day"),
            fee: None,
            delivery: ResultDelivery::Desk,
        }
    }
}

impl Case {
    pub fn filing(&self) -> Filing {
        let applicant = lan();
        Filing {
            offices: Vec::new(),
            series: "H26.1".into(),
            procedure: "Đăng ký khai sinh".into(),
            term: self.term.map(|term| term.parse().unwrap()),
            fees: self.fee.map(fee).into_iter().collect(),
            form: "general".into(),
            form_revision: 1,
            answers: json!({ "child": "Bé" }),
            holder: Holder {
                account: Some(applicant.account),
                kind: HolderKind::Citizen,
                name: "Nguyễn Thị Lan".into(),
                number: Some(NUMBER.into()),
                phone: None,
                email: None,
            },
            summary: "Khai sinh cho Bé".into(),
        }
    }
}

fn fee(due: FeeDue) -> NewFee {
    NewFee {
        label: "Lệ phí".into(),
        amount: Some(dong(8_000)),
        due,
    }
}

pub fn dong(amount: i64) -> Dong {
    Dong::new(amount).unwrap()
}

/// What an operation of the applicant is called with.
pub fn by_lan(database: &Database) -> Context {
    database.context(Principal::Account(lan()))
}

/// What a draft of the tests is begun with.
pub fn new_draft(start_key: Uuid) -> NewDraft {
    NewDraft {
        start_key,
        form: None,
        procedure: "1.001193".parse().unwrap(),
        agency: agency(),
    }
}

/// A draft, ready to be filed.
pub fn draft(database: &Database, case: &Case) -> DossierId {
    let cx = by_lan(database);
    let delivery = case.delivery;
    write(database, |tx, _| {
        officer_is_there(tx, &cx.moment)?;
        somebody_receives(tx, &cx.moment, agency())?;
        let new = new_draft(Uuid::from_bytes(cx.moment.secret()));
        let id = dossiers::start_draft(tx, &cx, &new)?;
        let change = DraftChange::ResultDelivery(delivery, None);
        dossiers::save_draft(tx, &cx, id, &change)?;
        Ok(id)
    })
    .unwrap()
}

/// Files a draft.
pub fn submit(database: &Database, id: DossierId, case: &Case) -> Result<Submitted, Error> {
    let (filing, cx) = (case.filing(), by_lan(database));
    write(database, |tx, _| dossiers::file(tx, &cx, id, &filing))
}

/// A dossier that was just filed.
pub fn filed(database: &Database, case: &Case) -> Dossier {
    let id = draft(database, case);
    assert!(submit(database, id, case).unwrap().is_new);
    dossier(database, id)
}

/// Does an act as `viewer`, on the dossier as they see it, with what such an act needs.
pub fn act(
    database: &Database,
    viewer: &Viewer,
    dossier: &Dossier,
    act: Act,
) -> Result<Dossier, Error> {
    let at = At {
        dossier: dossier.id,
        version: match is_applicants(act) {
            true => seen_by_applicant(database, dossier),
            false => dossier.version,
        },
    };
    let cx = database.context(Principal::Account(viewer.clone()));
    database.storage.write(|tx| {
        let input = input(tx, at.dossier, act)?;
        dossiers::carry_out(tx, &cx, at, &input)
    })
}

/// Does acts one after the other, each by whom it belongs to.
pub fn after(database: &Database, mut dossier: Dossier, acts: &[Act]) -> Dossier {
    for step in acts {
        let by = if is_applicants(*step) { lan() } else { clerk() };
        dossier = act(database, &by, &dossier, *step).unwrap();
    }
    dossier
}

/// How many events the applicant could read when the dossier was seen.
fn seen_by_applicant(database: &Database, dossier: &Dossier) -> i32 {
    let events = read(database, |conn| dossiers::events(conn, dossier.id));
    let is_visible = |event: &Event| {
        event.seq <= dossier.chain.seq && event.kind.rule().readers.include(Reader::Applicant)
    };
    let visible = events.iter().filter(|recorded| is_visible(&recorded.event));
    i32::try_from(visible.count()).unwrap()
}

pub fn is_applicants(act: Act) -> bool {
    matches!(act, Act::AnswerSupplement | Act::Withdraw)
}

/// Lets the clock end the term of the last supplement that was asked for when the dossier was seen.
pub fn end_term(database: &Database, dossier: &Dossier) {
    let events = read(database, |conn| dossiers::events(conn, dossier.id));
    let asked = events.iter().rfind(|recorded| {
        recorded.event.seq <= dossier.chain.seq
            && recorded.event.kind.name() == "supplement_requested"
    });
    let seq = asked.map_or(1, |recorded| recorded.event.seq);
    let cx = database.context(Principal::System);
    let ended = database
        .storage
        .write(|tx| dossiers::end_supplement_term(tx, &cx, dossier.id, seq));
    ended.unwrap();
}

/// The dossier as it is stored.
pub fn dossier(database: &Database, id: DossierId) -> Dossier {
    read(database, |conn| dossiers::dossier(conn, id)).unwrap()
}

/// Runs an operation in a transaction, at the present.
pub fn write<T>(
    database: &Database,
    mut body: impl FnMut(&mut Tx<'_>, &TimeAndChance) -> Result<T, Error>,
) -> Result<T, Error> {
    let moment = database.moment();
    database.storage.write(|tx| body(tx, &moment))
}

pub fn read<T>(
    database: &Database,
    body: impl FnOnce(&mut Conn) -> motcua::storage::Result<T>,
) -> T {
    database.storage.read(body).unwrap()
}
