//! Views that an earlier version of the portal derived are derived once more, by a job.

use chrono::Duration;
use diesel::prelude::*;
use motcua::dossiers::{self, Dossier, RecomputeViews, State};
use motcua::jobs;
use motcua::kernel::{Clock as _, DossierId, Instant};
use motcua::storage::schema::{dossier_events, dossier_notes, dossiers as dossier_rows};
use motcua::storage::{Conn, EngineKind, Error, Result, Sealed};
use serde_json::json;

use super::scene::{Client, NOWHERE, is_success, province, row, snapshot};
use crate::access::objects;
use crate::support::{Cast, Portal, count, on_both_engines, words};

on_both_engines!(
    a_view_of_before_is_derived_once_more,
    invented_words_are_forgotten,
    nothing_is_asked_for_where_nothing_is_to_do,
);

const CODE: &str = "000.00.00.H99-261102-0001";
const UNDATED: &str = "synced_dossiers WHERE stated_at IS NULL";

/// What earlier versions of the portal stored: no state in the events of snapshots, which were dated
/// by the last date that they carried, and no date of the newest one's state.
fn as_before(conn: &mut Conn, kind: EngineKind, occurred: Instant) -> Result<()> {
    let body = match kind {
        EngineKind::Postgres => "body - 'state'",
        EngineKind::Sqlite => "json_remove(body, '$.state')",
    };
    let synced = dossier_events::table.filter(dossier_events::name.eq("synced"));
    diesel::update(synced)
        .set(dossier_events::occurred_at.eq(occurred))
        .execute(conn.engine())?;
    for statement in [
        format!("UPDATE dossier_events SET body = {body} WHERE name = 'synced'"),
        "UPDATE synced_dossiers SET stated_at = NULL".to_owned(),
    ] {
        diesel::sql_query(statement).execute(conn.engine())?;
    }
    Ok(())
}

fn ask(portal: &Portal) {
    let moment = portal.app.env.moment();
    let asked = portal
        .storage()
        .write(|tx| RecomputeViews::ask(tx, &moment, moment.now));
    asked.unwrap();
}

fn dossier(portal: &Portal, id: DossierId) -> Dossier {
    let found = portal.storage().read(|conn| dossiers::dossier(conn, id));
    found.unwrap().unwrap()
}

fn id_of(portal: &Portal) -> DossierId {
    let found = portal
        .storage()
        .read(|conn| dossiers::dossier_of_code(conn, CODE));
    found.unwrap().unwrap()
}

async fn a_view_of_before_is_derived_once_more(portal: &Portal) {
    let mut client = Client::of(portal, "h99-test", NOWHERE).await;
    let mut element = snapshot(CODE, 2);
    element["NgayTiepNhan"] = json!("20261102083000");
    element["NgayHenTra"] = json!("20261001083000");
    assert!(is_success(&client.insert(&[element.clone()]).await));
    let given = row(CODE, "20261103090000", 4, "Chuyển xử lý");
    assert!(is_success(&client.progress(&[given]).await));
    portal.clock.advance(Duration::hours(3));
    client.login().await;
    element["TrangThaiHoSo"] = json!("5");
    assert!(is_success(&client.update(&[element]).await));
    let arrival = portal.clock.now();
    let id = id_of(portal);
    let right = dossier(portal, id);
    assert_eq!(right.state(), State::SupplementRequested);
    portal.clock.advance(Duration::hours(3));

    // What the rule of before made of it.
    let accepted: Instant = "2026-11-02T08:30:00+07:00".parse().unwrap();
    let kind = portal.storage().kind();
    let written = portal.storage().write(|tx| {
        as_before(tx, kind, accepted)?;
        diesel::update(dossier_rows::table.find(id))
            .set((
                dossier_rows::state.eq(State::Processing),
                dossier_rows::resume_state.eq(None::<State>),
                dossier_rows::suspended_at.eq(None::<Instant>),
                dossier_rows::due_at.eq("2026-10-01T08:30:00+07:00".parse::<Instant>().ok()),
            ))
            .execute(tx.engine())?;
        Ok::<_, Error>(())
    });
    written.unwrap();
    assert_eq!(count(portal.storage(), UNDATED), 1);
    ask(portal);
    portal.work_off().await;
    assert_eq!(count(portal.storage(), UNDATED), 0);
    let derived = dossier(portal, id);
    assert_eq!(derived.times, right.times);
    assert_eq!(derived.times.suspended_at, Some(arrival));
    assert_eq!(derived.times.due_at, None);
    assert_eq!(derived.standing, right.standing);
    assert_eq!(
        derived.chain, right.chain,
        "nothing is added to the history"
    );
    assert!(
        derived.version > right.version,
        "who is about to act sees it"
    );
    // A second run finds nothing.
    ask(portal);
    assert_eq!(portal.storage().read(jobs::counts).unwrap().open, 0);
}

/// What an earlier version of the portal wrote where an agency asked without words.
const INVENTED: &str =
    "Cơ quan yêu cầu bổ sung hồ sơ nhưng không ghi rõ nội dung; hãy liên hệ cơ quan để biết.";

async fn invented_words_are_forgotten(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let client = Client::sign_in(portal, &province()).await;
    let id = objects::dossier_at(portal, &cast, cast.commune);
    let mut waits = snapshot(&dossier(portal, id).code, 5);
    waits["NoiNopHoSo"] = json!("1");
    waits["GhiChu"] = json!("Lời của cơ quan");
    assert!(is_success(&client.update(&[waits]).await));
    // An earlier version of the portal put words of its own there.
    let unsaid = words("dossiers.asked_without_words");
    let keys = portal.storage().keys().clone();
    let written = portal.storage().write(|tx| {
        let sealed = Sealed::seal(&keys, "dossier_notes.text", &INVENTED.to_owned())?;
        diesel::update(dossier_notes::table.filter(dossier_notes::dossier_id.eq(id)))
            .set(dossier_notes::text.eq(Some(sealed)))
            .execute(tx.engine())?;
        diesel::sql_query("UPDATE synced_dossiers SET stated_at = NULL").execute(tx.engine())?;
        Ok::<_, Error>(())
    });
    written.unwrap();
    ask(portal);
    portal.work_off().await;
    let citizen = cast.signed_in(portal, "lan");
    for (page, wanted) in [
        ("", unsaid.as_str()),
        ("/en", "without saying what is needed"),
    ] {
        let asked = citizen.get(&format!("{page}/ho-so/{id}/bo-sung")).await;
        let text = asked.is(200).text("main");
        assert!(text.contains(wanted), "{text}");
    }
    assert_eq!(
        count(portal.storage(), "dossier_notes WHERE text IS NOT NULL"),
        0
    );
}

async fn nothing_is_asked_for_where_nothing_is_to_do(portal: &Portal) {
    let client = Client::of(portal, "h99-test", NOWHERE).await;
    assert!(is_success(&client.insert(&[snapshot(CODE, 4)]).await));
    assert_eq!(count(portal.storage(), UNDATED), 0);
    ask(portal);
    assert_eq!(portal.storage().read(jobs::counts).unwrap().open, 0);
}
