//! Who may see a dossier and what is noted about it, and in which lists it stands.

use motcua::context::Principal;
use motcua::dossiers::{
    self, Act, DeskList, Dossier, Error, LiesWith, Line, OwnList, Queue, QueueCursor, QueuePart,
    State,
};
use motcua::kernel::{AgencyId, DossierId, Role, Viewer};
use motcua::{jobs, journal};

use super::office::{Case, after, agency, filed, id, lan, read, viewer};
use crate::access::objects;
use crate::exchange::listener::Listener;
use crate::exchange::scene::{self, Client};
use crate::support::{Cast, Database, Portal, on_both_engines, says, words};

on_both_engines!(
    a_dossier_is_its_peoples_and_its_agencys,
    the_queue_is_paged_without_gaps_or_doubles,
    a_clerk_finds_by_name_without_diacritics_and_by_number,
    a_person_finds_all_that_is_theirs_page_by_page,
    colleagues_read_a_note_and_nobody_else,
    a_note_without_a_text_is_told_beside_the_field,
    a_note_takes_nothing_from_the_applicant,
);

async fn a_dossier_is_its_peoples_and_its_agencys(database: &Database) {
    let dossier = filed(database, &Case::default());
    let of_person = |account| {
        read(database, |conn| {
            dossiers::dossier_of_person(conn, dossier.id, account)
        })
    };
    assert!(of_person(lan().account).is_some());
    assert!(of_person(id(0xBAD)).is_none());
    let opens = |agencies: &[AgencyId]| {
        let roles: Vec<_> = agencies.iter().map(|one| (*one, Role::Intake)).collect();
        let cx = database.context(Principal::Account(viewer(id(0xC6), &roles)));
        let opened = database
            .storage
            .write(|tx| dossiers::open_for_staff(tx, &cx, dossier.id));
        match opened {
            Ok(opened) => opened.dossier().id == dossier.id,
            Err(Error::NotFound) => false,
            Err(error) => panic!("{error}"),
        }
    };
    let looks = || read(database, |conn| journal::looks_at(conn, dossier.id, 9)).len();
    assert!(opens(&[id(0xB), agency()]));
    assert_eq!(looks(), 1, "a look is a line of the journal");
    assert!(!opens(&[id(0xB)]));
    assert!(!opens(&[]));
    assert_eq!(looks(), 1);
}

fn everybodys(agency: AgencyId) -> Queue {
    Queue {
        agency,
        lies_with: LiesWith::Anybody,
    }
}

async fn the_queue_is_paged_without_gaps_or_doubles(database: &Database) {
    // All filed at one moment: the order must hold without the time.
    let mut wanted: Vec<DossierId> = (0..7)
        .map(|_| filed(database, &Case::default()).id)
        .collect();
    wanted.sort_unstable();
    let elsewhere = after(database, filed(database, &Case::default()), &[Act::Accept]);
    let cursor = |line: &Line| QueueCursor {
        sort_at: line.sort_at,
        id: line.id,
    };
    let page = |part| {
        read(database, |conn| {
            dossiers::queue(conn, everybodys(agency()), DeskList::ToAccept, part, 3)
        })
    };
    let (mut forward, mut backward) = (Vec::new(), Vec::new());
    let mut part = QueuePart::First;
    while let lines = page(part)
        && let Some(last) = lines.last()
    {
        part = QueuePart::After(cursor(last));
        forward.extend(lines.iter().map(|line| line.id));
        assert!(forward.len() <= wanted.len(), "in circles: {forward:?}");
    }
    assert_eq!(forward, wanted);
    while let QueuePart::After(place) | QueuePart::Before(place) = part
        && let lines = page(QueuePart::Before(place))
        && let Some(first) = lines.first()
    {
        part = QueuePart::Before(cursor(first));
        backward.splice(..0, lines.iter().map(|line| line.id));
        assert!(backward.len() <= wanted.len(), "in circles: {backward:?}");
    }
    assert_eq!(backward, wanted[..6], "all before the last");
    let due = elsewhere.times.due_at.unwrap();
    let counts = |list, at| {
        let all = read(database, |conn| {
            dossiers::queue_counts(conn, everybodys(agency()), at)
        });
        let count = all.into_iter().find(|count| count.list == list).unwrap();
        (count.total, count.overdue)
    };
    assert_eq!(counts(DeskList::ToAccept, database.now()), (7, 0));
    assert_eq!(counts(DeskList::InWork, due), (1, 0));
    assert_eq!(
        counts(DeskList::InWork, due + chrono::Duration::seconds(1)),
        (1, 1)
    );
    assert_eq!(counts(DeskList::ToReturn, due), (0, 0));
    let others = read(database, |conn| {
        dossiers::queue(
            conn,
            everybodys(id(0xB)),
            DeskList::ToAccept,
            QueuePart::First,
            10,
        )
    });
    assert!(others.is_empty(), "{others:?}");
}

async fn a_clerk_finds_by_name_without_diacritics_and_by_number(database: &Database) {
    let dossier = filed(database, &Case::default());
    for typed in [
        "Nguyễn Thị Lan",
        "nguyen thi",
        "NGUYEN",
        "Lan",
        "thi lan",
        "la",
    ] {
        let found = read(database, |conn| {
            dossiers::found_by_name(conn, agency(), typed, 10)
        });
        assert_eq!(found.len(), 1, "{typed}");
        assert_eq!(found[0].id, dossier.id);
    }
    for typed in ["", "thi", "Lan Nguyễn", "Nguyễn Thị Lanh"] {
        let found = read(database, |conn| {
            dossiers::found_by_name(conn, agency(), typed, 10)
        });
        assert!(found.is_empty(), "{typed}: {found:?}");
    }
    let by_number = |agency, number| {
        read(database, |conn| {
            dossiers::found_by_number(conn, agency, number, 10)
        })
    };
    assert_eq!(by_number(agency(), super::office::NUMBER).len(), 1);
    assert!(by_number(agency(), "001190004018").is_empty());
    assert!(by_number(id(0xB), super::office::NUMBER).is_empty());
}

async fn a_person_finds_all_that_is_theirs_page_by_page(database: &Database) {
    let mut wanted: Vec<DossierId> = (0..5)
        .map(|_| filed(database, &Case::default()).id)
        .collect();
    wanted.reverse();
    let mut read_so_far: Vec<DossierId> = Vec::new();
    let mut before = None;
    loop {
        let page = read(database, |conn| {
            dossiers::dossiers_of(conn, lan().account, OwnList::Open, before, 2)
        });
        if page.is_empty() {
            break;
        }
        before = page.last().map(Line::filed_key);
        read_so_far.extend(page.iter().map(|line| line.id));
        assert!(
            read_so_far.len() <= wanted.len(),
            "in circles: {read_so_far:?}"
        );
    }
    assert_eq!(read_so_far, wanted);
}

const NOTE: &str = "Đã gọi cho tổ dân phố, chờ trả lời";

fn noted_dossier(portal: &Portal, id: DossierId) -> Dossier {
    let read = portal.storage().read(|conn| dossiers::dossier(conn, id));
    read.unwrap().unwrap()
}

fn path(id: DossierId) -> String {
    format!("/mot-cua/ho-so/{id}")
}

async fn colleagues_read_a_note_and_nobody_else(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let listener = Listener::open();
    let id = objects::dossier(portal, &cast);
    let partner = motcua::exchange::NewPartner {
        push_url: listener.push_url().parse().ok(),
        ..scene::province()
    };
    let client = Client::sign_in(portal, &partner).await;
    let letters = portal.letters().await.len();
    let (ha, huy) = (cast.signed_in(portal, "ha"), cast.signed_in(portal, "huy"));
    let page = ha.get(&path(id)).await.is(200);
    let form = page.click(".doings a[href$=ghi-chu]").await.is(200);
    let done = form.form("main form").fill("text", NOTE).submit();
    let done = done.await.is(200);
    assert!(says(&done.text("[role=status]"), "desk.notice.add_note"));
    assert!(done.text(".said").contains(NOTE));
    assert!(
        huy.get(&path(id))
            .await
            .is(200)
            .text(".trail")
            .contains(NOTE)
    );
    let noted = noted_dossier(portal, id);
    assert_eq!((noted.state(), noted.chain.seq), (State::Submitted, 2));

    // Neither the text nor that there is one.
    let lan = cast.signed_in(portal, "lan");
    for page in ["", "/bien-nhan", "/rut"] {
        let page = lan.get(&format!("/ho-so/{id}{page}")).await.is(200);
        let body = String::from_utf8_lossy(page.body()).into_owned();
        assert!(!body.contains("tổ dân phố") && !body.contains("internal_note"));
        assert!(!body.contains(&words("desk.event.internal_note")), "{body}");
    }
    let form = lan.get(&format!("/ho-so/{id}/rut")).await.is(200);
    let form = String::from_utf8_lossy(form.body()).into_owned();
    assert!(
        form.contains(r#"name="version" value="1""#),
        "no version of the row: {form}"
    );
    // Who works at the agency but holds the dossier reads no more than other applicants.
    let own = Viewer {
        account: cast.account("lan"),
        ..cast.clerk_of_every_role()
    };
    let cx = portal.app.context(Principal::Account(own));
    let storage = portal.storage();
    let opened = storage.write(|tx| dossiers::open_for_staff(tx, &cx, id));
    assert_eq!(opened.unwrap().history.events.len(), 1);
    let shown = lan.get(&format!("/ho-so/{id}")).await;
    assert_eq!(shown.texts(".trail__title").len(), 1, "that it was filed");
    assert_eq!(portal.letters().await.len(), letters, "no letter");
    let open = portal.storage().read(jobs::counts).unwrap().open;
    assert_eq!(open, 0, "and no job for anybody");
    assert!(listener.heard().is_empty());
    assert_eq!(client.state_of(&noted.code).await, None, "not theirs");
    listener.close().await;
}

async fn a_note_without_a_text_is_told_beside_the_field(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let id = objects::dossier(portal, &cast);
    let (ha, huy) = (cast.signed_in(portal, "ha"), cast.signed_in(portal, "huy"));
    let address = format!("{}/ghi-chu", path(id));
    let page = ha.get(&address).await.is(200);
    let page = page.form("main form").fill("text", " ").submit().await;
    let page = page.is(422);
    assert_eq!(page.links("#faults a"), ["#text"]);
    assert_eq!(page.text("#faults a"), words("desk.missing.text"));
    let long = page.form("main form").fill("text", &"ô".repeat(4_001));
    let page = long.submit().await.is(422);
    assert_eq!(page.text("textarea").trim().chars().count(), 4_001);
    // Whoever decides and takes money has other ways to write.
    huy.get(&address).await.is(403);
}

async fn a_note_takes_nothing_from_the_applicant(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let id = objects::dossier(portal, &cast);
    let lan = cast.signed_in(portal, "lan");
    let page = lan.get(&format!("/ho-so/{id}/rut")).await.is(200);
    let note = dossiers::ActInput::AddNote { text: NOTE.into() };
    cast.act(portal, id, &note);
    // The dossier has another version, but nothing has changed for her.
    let form = page.form("form.confirm").fill("reason", "Nhầm");
    let done = form.submit().await.is(200);
    assert!(done.has(".tag--withdrawn"));
    assert_eq!(noted_dossier(portal, id).chain.seq, 3);
}
