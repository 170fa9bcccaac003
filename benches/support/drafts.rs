//! Applications that wait for nothing but to be filed.

use motcua::app::App;
use motcua::context::{Context, Principal};
use motcua::dossiers::{self, NewDraft, ResultDelivery};
use motcua::kernel::{AccountId, DossierId};
use motcua::storage::Tx;

/// Drafts in a transaction.
const BATCH: usize = 100;

/// What acts in the account's name.
pub fn context_of(app: &App, account: AccountId) -> Result<Context, Box<dyn std::error::Error>> {
    let now = app.env.clock.now();
    let viewer = app
        .env
        .storage
        .read(|conn| app.recognise(conn, account, now))?;
    Ok(app.context(Principal::Account(viewer.ok_or("nobody")?)))
}

/// Drafts of the account, with their versions.
pub fn make(
    app: &App,
    account: AccountId,
    many: usize,
) -> Result<Vec<(DossierId, i32)>, Box<dyn std::error::Error>> {
    let cx = context_of(app, account)?;
    let snapshot = app.cache.current();
    let commune = snapshot.agency_by_key(&"00070".parse()?);
    let agency = commune.ok_or("no commune")?.id();
    let procedure: motcua::catalogue::ProcedureCode = "1.012538".parse()?;
    let mut drafts = Vec::new();
    while drafts.len() < many {
        let batch = BATCH.min(many - drafts.len());
        drafts.extend(app.env.storage.write(|tx| {
            let made = (0..batch).map(|_| {
                let new = NewDraft {
                    start_key: *cx.moment.id::<()>().uuid(),
                    procedure: procedure.clone(),
                    agency,
                };
                draft(tx, &cx, &new)
            });
            made.collect::<dossiers::Result<Vec<_>>>()
        })?);
    }
    Ok(drafts)
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
        ("cam_doan", "true"),
    ];
    let answers = answers.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let id = dossiers::start_draft(tx, cx, new)?;
    dossiers::answer_draft(tx, cx, id, &answers)?;
    let draft = dossiers::choose_delivery(tx, cx, id, Some(ResultDelivery::Portal), "")?;
    Ok((draft.id, draft.version))
}
