//! The same application in two windows or on two devices: nothing that either saves is lost.

use std::sync::Barrier;
use std::thread;

use motcua::context::Context;
use motcua::dossiers::{OpenDraft, PostedSection, SavedSection, open_draft, save_section};
use motcua::kernel::DossierId;

use super::{PROCEDURE, begun, filled_in, id_of};
use crate::support::{Browser, Cast, Portal, on_both_engines};

on_both_engines!(
    sections_that_are_saved_at_once_both_stay,
    of_two_saves_of_a_question_at_once_one_is_told,
    whoever_would_overwrite_an_answer_is_told_first,
);

const STREET: &str = "dia_chi.street";
const CONTENT: &str = "noi_dung";

async fn lans_draft(portal: &Portal, cast: &Cast, lan: &Browser) -> DossierId {
    id_of(&filled_in(begun(lan, PROCEDURE, cast, portal).await).await)
}

/// The section's page as it was shown, with one control changed.
async fn changed(lan: &Browser, id: DossierId, page: [&str; 3]) -> PostedSection {
    let [key, control, typed] = page;
    let page = lan.get(&format!("/ho-so/{id}/to-khai/{key}")).await.is(200);
    let pairs = page.form("main form").fill(control, typed).pairs();
    let seen = pairs.iter().find(|(name, _)| name == "_version").unwrap();
    PostedSection {
        key: key.to_owned(),
        seen: seen.1.parse().unwrap(),
        pairs,
    }
}

/// Saves both in the same moment.
fn at_once(
    portal: &Portal,
    cx: &Context,
    id: DossierId,
    posts: &[PostedSection],
) -> Vec<SavedSection> {
    let start = Barrier::new(posts.len());
    let save = |post: &PostedSection| {
        start.wait();
        let storage = portal.storage();
        storage.write(|tx| save_section(tx, cx, id, post)).unwrap()
    };
    thread::scope(|scope| {
        let saving: Vec<_> = posts
            .iter()
            .map(|post| scope.spawn(|| save(post)))
            .collect();
        saving.into_iter().map(|one| one.join().unwrap()).collect()
    })
}

fn opened(portal: &Portal, cx: &Context, id: DossierId) -> OpenDraft {
    let found = portal.storage().read(|conn| open_draft(conn, cx, id));
    found.unwrap().unwrap()
}

fn stored(portal: &Portal, cx: &Context, id: DossierId) -> String {
    opened(portal, cx, id).draft.answers["values"].to_string()
}

async fn sections_that_are_saved_at_once_both_stay(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    let (id, cx) = (
        lans_draft(portal, &cast, &lan).await,
        cast.context(portal, "lan"),
    );
    for round in 0..6 {
        let (street, content) = (format!("Số {round}"), format!("Lần {round}"));
        let posts = [
            changed(&lan, id, ["lien-he", STREET, &street]).await,
            changed(&lan, id, ["noi-dung", CONTENT, &content]).await,
        ];
        for saved in at_once(portal, &cx, id, &posts) {
            assert!(saved.overwritten.is_empty() && saved.outcome.errors.is_empty());
        }
        let stored = stored(portal, &cx, id);
        assert!(
            stored.contains(&street) && stored.contains(&content),
            "{stored}"
        );
    }
}

async fn of_two_saves_of_a_question_at_once_one_is_told(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    let (id, cx) = (
        lans_draft(portal, &cast, &lan).await,
        cast.context(portal, "lan"),
    );
    for round in 0..6 {
        let streets = [format!("Số {round}A"), format!("Số {round}B")];
        let posts = [
            changed(&lan, id, ["lien-he", STREET, &streets[0]]).await,
            changed(&lan, id, ["lien-he", STREET, &streets[1]]).await,
        ];
        let saved = at_once(portal, &cx, id, &posts);
        let told = saved.iter().position(|one| !one.overwritten.is_empty());
        let told = told.expect("one of them is told");
        assert_eq!(saved[told].overwritten, ["dia_chi"]);
        assert!(saved[1 - told].overwritten.is_empty());
        let stored = stored(portal, &cx, id);
        assert!(stored.contains(&streets[1 - told]) && !stored.contains(&streets[told]));
    }
}

async fn whoever_would_overwrite_an_answer_is_told_first(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let (one, other) = (cast.signed_in(portal, "lan"), cast.signed_in(portal, "lan"));
    let id = lans_draft(portal, &cast, &one).await;
    let path = format!("/ho-so/{id}/to-khai/lien-he");
    let (first, second) = (one.get(&path).await.is(200), other.get(&path).await.is(200));
    let first = first.form("main form").fill(STREET, "Số 2");
    first.submit().await.is(200);

    let mut page = second;
    for button in ["_leave", "_next"] {
        let form = page
            .form("main form")
            .fill(STREET, "Số 3")
            .press(button, "1");
        // What the page before has told is not told again, unless it changes again.
        page = form
            .submit()
            .await
            .is(if button == "_leave" { 409 } else { 200 });
        if button == "_leave" {
            assert_eq!(page.form("main form").value(STREET), "Số 3");
            let told = page.text("#overwritten");
            assert!(told.contains("Số 2") && !told.contains("Số 3"), "{told}");
            let kept = one.get(&path).await.is(200);
            assert_eq!(kept.form("main form").value(STREET), "Số 2");
        }
    }
    let again = one.get(&path).await.is(200);
    assert_eq!(again.form("main form").value(STREET), "Số 3");
    // The same answer on both is nothing to tell.
    let (mine, theirs) = (again, other.get(&path).await.is(200));
    for page in [mine, theirs] {
        let form = page.form("main form").fill(STREET, "Số 4");
        form.submit().await.is(200);
    }
}
