//! Forms that are sent twice at the same moment: one act, and both are answered as one would be.

use motcua::dossiers::{ActInput, attachments_of, events};
use motcua::kernel::DossierId;

use crate::apply::{PDF, PROCEDURE, accept, begun, filled_in, lans_dossier, to_be_checked};
use crate::support::{Browser, Cast, Form, Page, Portal, on_both_engines};

on_both_engines!(
    an_application_is_filed_once,
    a_paper_is_kept_once,
    a_paper_of_a_supplement_is_kept_once,
    a_supplement_is_answered_once,
    a_dossier_is_withdrawn_once,
    a_clerk_acts_once,
    a_person_signs_in_as_often_as_they_press,
);

/// What happens only now and then at the same moment is tried so often.
const ROUNDS: usize = 5;

/// Sends it twice at once; both answers lead to the same place.
async fn twice(form: Form) -> String {
    let [first, second] = form.send_twice().await;
    let place = |page: Page| {
        let place = page.is(303).header("location").map(str::to_owned);
        place.unwrap()
    };
    let first = place(first);
    assert_eq!(place(second), first);
    first
}

fn number_of_events(portal: &Portal, id: DossierId) -> usize {
    let found = portal.storage().read(|conn| events(conn, id));
    found.unwrap().len()
}

fn number_of_papers(portal: &Portal, id: DossierId) -> usize {
    let found = portal.storage().read(|conn| attachments_of(conn, id));
    found.unwrap().len()
}

async fn an_application_is_filed_once(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    for round in 0..ROUNDS {
        let page = filled_in(begun(&lan, PROCEDURE, &cast, portal).await).await;
        let review = to_be_checked(page).await;
        let receipt = twice(review.form("main form").tick("agreed", "1")).await;
        let receipt = lan.get(&receipt).await.is(200);
        assert!(receipt.has(".receipt__code"));
        let list = lan.get("/ho-so").await.is(200);
        assert_eq!(list.texts(".lines .code").len(), round + 1);
    }
}

async fn a_paper_is_kept_once(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    let page = filled_in(begun(&lan, PROCEDURE, &cast, portal).await).await;
    let form = page.form("form[enctype]").choose("case", "c1");
    let page = form.press("_case", "1").submit().await;
    let id = page.path().split('/').nth(2).unwrap().parse().unwrap();
    for round in 0..ROUNDS {
        let page = lan.get(page.path()).await.is(200);
        let form = page
            .form("form[enctype]")
            .attach("paper.p1", "giấy.pdf", &numbered(round));
        twice(form.press("_upload", "1")).await;
        assert_eq!(number_of_papers(portal, id), round + 1);
    }
}

/// A file that differs from those of other rounds.
fn numbered(round: usize) -> Vec<u8> {
    let mut content = PDF.to_vec();
    content.extend(format!("% {round}\n").bytes());
    content
}

/// Lan's dossier that waits for a supplement, and the page on which it is answered.
async fn awaited(portal: &Portal, cast: &Cast, lan: &Browser) -> (DossierId, Page) {
    let id = lans_dossier(portal, cast, lan).await;
    accept(portal, cast, id);
    let what = "Giấy ra viện".to_owned();
    cast.act(portal, id, &ActInput::RequestSupplement { what });
    let page = lan.get(&format!("/ho-so/{id}/bo-sung")).await.is(200);
    (id, page)
}

async fn a_paper_of_a_supplement_is_kept_once(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    for round in 0..ROUNDS {
        let (id, page) = awaited(portal, &cast, &lan).await;
        // Without a word the papers stay and nothing is answered, so that only they are counted.
        let form = page
            .form("main form")
            .attach("papers", "giấy.pdf", &numbered(round))
            .fill("answer", &"a".repeat(5_000));
        let [first, second] = form.send_twice().await;
        assert_eq!(
            (first.status(), second.status()),
            (422.try_into().unwrap(), 422.try_into().unwrap())
        );
        assert_eq!(number_of_papers(portal, id), 1);
    }
}

async fn a_supplement_is_answered_once(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    for round in 0..ROUNDS {
        let (id, page) = awaited(portal, &cast, &lan).await;
        let before = number_of_events(portal, id);
        let form = page
            .form("main form")
            .attach("papers", "giấy.pdf", &numbered(round))
            .fill("answer", "Gửi giấy ra viện");
        assert_eq!(twice(form).await, format!("/ho-so/{id}"));
        assert_eq!(number_of_events(portal, id), before + 1);
        assert_eq!(number_of_papers(portal, id), 1);
    }
}

async fn a_dossier_is_withdrawn_once(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    for _ in 0..ROUNDS {
        let id = lans_dossier(portal, &cast, &lan).await;
        let before = number_of_events(portal, id);
        let page = lan.get(&format!("/ho-so/{id}/rut")).await.is(200);
        let form = page.form("main form").fill("reason", "Nhầm thủ tục");
        assert_eq!(twice(form).await, format!("/ho-so/{id}"));
        assert_eq!(number_of_events(portal, id), before + 1);
    }
}

async fn a_clerk_acts_once(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let (lan, ha) = (cast.signed_in(portal, "lan"), cast.signed_in(portal, "ha"));
    for _ in 0..ROUNDS {
        let id = lans_dossier(portal, &cast, &lan).await;
        let before = number_of_events(portal, id);
        let page = ha
            .get(&format!("/mot-cua/ho-so/{id}/tiep-nhan"))
            .await
            .is(200);
        twice(page.form("main form")).await;
        assert_eq!(number_of_events(portal, id), before + 1);
    }
}

async fn a_person_signs_in_as_often_as_they_press(portal: &Portal) {
    let cast = Cast::of(portal).await;
    drop(cast);
    for _ in 0..ROUNDS {
        let page = portal.browser().get("/dang-nhap").await.is(200);
        let form = page
            .form("main form")
            .fill("name", "lan@motcua.example")
            .fill("password", motcua::accounts::demonstration::PASSWORD);
        assert_eq!(twice(form).await, "/ho-so");
    }
}
