//! Who may see a dossier, and in which lists it stands.

use motcua::context::Principal;
use motcua::dossiers::{self, Act, DeskList, Error, Line, Queue, QueueCursor, QueuePart};
use motcua::journal;
use motcua::kernel::{AgencyId, DossierId, Role};

use super::office::{Case, after, agency, filed, id, lan, read, viewer};
use crate::support::{Database, on_both_engines};

on_both_engines!(
    a_dossier_is_its_peoples_and_its_agencys,
    the_queue_is_paged_without_gaps_or_doubles,
    a_clerk_finds_by_name_without_diacritics_and_by_number,
    a_person_finds_all_that_is_theirs_page_by_page,
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
        officer: None,
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
    }
    assert_eq!(forward, wanted);
    while let QueuePart::After(place) | QueuePart::Before(place) = part
        && let lines = page(QueuePart::Before(place))
        && let Some(first) = lines.first()
    {
        part = QueuePart::Before(cursor(first));
        backward.splice(..0, lines.iter().map(|line| line.id));
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
    loop {
        let before = read_so_far.last().copied();
        let page = read(database, |conn| {
            dossiers::dossiers_of(conn, lan().account, before, 2)
        });
        if page.is_empty() {
            break;
        }
        read_so_far.extend(page.iter().map(|line| line.id));
    }
    assert_eq!(read_so_far, wanted);
}
