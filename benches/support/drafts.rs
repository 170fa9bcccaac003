//! Applications that wait for nothing but to be filed.

use std::collections::HashSet;

use chrono::NaiveDate;
use diesel::prelude::*;
use motcua::accounts::Appointment;
use motcua::agencies::{Agency, AgencyKind};
use motcua::app::App;
use motcua::catalogue::Snapshot;
use motcua::context::{Context, Principal};
use motcua::dossiers::{self, NewDraft, ResultDelivery};
use motcua::kernel::{AccountId, AgencyId, DossierId, Role};
use motcua::storage::schema::{accounts, drafts, rate_limits};
use motcua::storage::{self, Conn, Tx};

/// Drafts in a transaction; fewer than an account may begin in an hour.
const BATCH: usize = 50;

/// What acts in the account's name.
pub fn context_of(app: &App, account: AccountId) -> Result<Context, Box<dyn std::error::Error>> {
    let now = app.env.clock.now();
    let viewer = app
        .env
        .storage
        .read(|conn| app.recognise(conn, account, now))?;
    Ok(app.context(Principal::Account(viewer.ok_or("nobody")?)))
}

/// Drafts of the account for a commune of so many provinces in turn, with their versions. No account may have
/// so many: each batch is given to another one, until all are made.
pub fn make(
    app: &App,
    account: AccountId,
    many: usize,
    provinces: usize,
) -> Result<Vec<(DossierId, i32)>, Box<dyn std::error::Error>> {
    let cx = context_of(app, account)?;
    let snapshot = app.cache.current();
    let mut agencies = communes_of_series(&snapshot, cx.now().vietnam_date());
    agencies.truncate(provinces);
    let procedure: motcua::catalogue::ProcedureCode = "1.012538".parse()?;
    let mut drafts = Vec::new();
    let other = app.env.storage.read(|conn| other_than(conn, account))?;
    while drafts.len() < many {
        let batch = BATCH.min(many - drafts.len());
        drafts.extend(app.env.storage.write(|tx| {
            give(tx, account, other)?;
            let made = (drafts.len()..drafts.len() + batch).map(|at| {
                let new = NewDraft {
                    start_key: *cx.moment.id::<()>().uuid(),
                    procedure: procedure.clone(),
                    agency: agencies[at % agencies.len()],
                    form: None,
                };
                draft(tx, &cx, &new)
            });
            made.collect::<dossiers::Result<Vec<_>>>()
        })?);
    }
    app.env.storage.write(|tx| give(tx, other, account))?;
    Ok(drafts)
}

fn other_than(conn: &mut Conn, account: AccountId) -> storage::Result<AccountId> {
    let others = accounts::table.filter(accounts::id.ne(account));
    Ok(others.select(accounts::id).first(conn.engine())?)
}

/// Hands the drafts of one account to another, and forgets how fast they were begun.
fn give(tx: &mut Tx<'_>, from: AccountId, to: AccountId) -> storage::Result<()> {
    diesel::delete(rate_limits::table).execute(tx.engine())?;
    let theirs = drafts::table.filter(drafts::account_id.eq(from));
    let given = diesel::update(theirs).set(drafts::account_id.eq(to));
    given.execute(tx.engine())?;
    Ok(())
}

fn draft(tx: &mut Tx<'_>, cx: &Context, new: &NewDraft) -> dossiers::Result<(DossierId, i32)> {
    let answers = [
        ("tu_cach", "person"),
        ("ho_ten", "Nguyễn Thị Lan"),
        ("giay_to.kind", "id_card"),
        ("giay_to.number", "001190004017"),
        ("dien_thoai", "0912345678"),
        ("email", "lan@motcua.example"),
        ("dia_chi.province", "01"),
        ("dia_chi.ward", "Phường Ba Đình"),
        ("dia_chi.street", "Số 1"),
        ("noi_dung", "Xin giải quyết"),
    ];
    let answers = answers.map(|(name, value)| (name.to_owned(), value.to_owned()));
    // Nothing can be filed where nobody receives it.
    let account = cx.account().ok_or(dossiers::Error::NotFound)?;
    if !motcua::accounts::has_intake(tx, new.agency, cx.now())? {
        let receiver = Appointment {
            id: cx.id(),
            account,
            agency: new.agency,
            role: Role::Intake,
            from: cx.now(),
        };
        motcua::accounts::appointments_insert(tx, &[receiver])?;
    }
    let id = dossiers::start_draft(tx, cx, new)?;
    dossiers::answer_draft(tx, cx, id, &answers)?;
    let draft = dossiers::choose_delivery(tx, cx, id, Some(ResultDelivery::Portal), "")?;
    Ok((draft.id, draft.version))
}

/// A commune of each series of codes: whoever files in another series waits for no number of ours.
fn communes_of_series(snapshot: &Snapshot, today: NaiveDate) -> Vec<AgencyId> {
    let directory = &snapshot.catalogue.agencies;
    let mut series = HashSet::new();
    let communes = directory.agencies().iter().filter(|agency| {
        agency.kind == AgencyKind::Commune
            && directory
                .numbering_code(agency, today)
                .is_some_and(|code| series.insert(code.to_string()))
    });
    communes.map(Agency::id).collect()
}
