//! The citizen's road: choosing a place, filling in, sending papers, filing, and following what was
//! filed until the result is in the vault. Clerks act by the operations here.

use motcua::dossiers::{ActInput, MediaType, ResultFile, State};
use motcua::kernel::DossierId;

use crate::support::{Browser, Cast, Page, Portal, engine_free, on_both_engines};

mod at_once;
mod fees;
mod followed;
mod revisions;
mod typed;
mod ways;
mod without_pages;

/// A national procedure of communes without a form of its own, whose papers come in three cases.
pub const PROCEDURE: &str = "1.012538";
const BIRTH: &str = "1.001193";
/// A paper.
pub const PDF: &[u8] = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF";

on_both_engines!(
    a_dossier_goes_the_whole_road,
    pressing_begin_twice_begins_once,
    what_validates_is_saved_when_something_else_does_not,
    a_refused_file_takes_nothing_with_it,
    a_supplement_is_answered_with_a_paper,
    a_dossier_is_withdrawn_once,
    an_open_draft_is_thrown_away,
    others_see_nothing_of_it,
);

engine_free!(a_step_is_not_reached_early);

/// Lan's draft for the commune, on its first page.
pub async fn begun(lan: &Browser, procedure: &str, cast: &Cast, portal: &Portal) -> Page {
    let page = lan.get(&format!("/dich-vu/{procedure}/nop")).await.is(200);
    let page = page
        .form("main form")
        .choose("tinh", "01")
        .submit()
        .await
        .is(200);
    let snapshot = portal.app.cache.current();
    let unit = snapshot.agency(cast.commune).unwrap().unit.clone().unwrap();
    page.form("main form")
        .choose("xa", unit.as_str())
        .submit()
        .await
        .is(200)
}

fn id_of(page: &Page) -> DossierId {
    page.path().split('/').nth(2).unwrap().parse().unwrap()
}

/// Fills in the general application to the page of papers.
pub async fn filled_in(page: Page) -> Page {
    let page = page.form("main form").submit().await.is(200);
    assert!(page.path().ends_with("/to-khai/lien-he"), "{}", page.path());
    let form = page.form("main form").choose("dia_chi.province", "01");
    let form = form
        .fill("dia_chi.ward", "Phường Ba Đình")
        .fill("dia_chi.street", "Số 1");
    let page = form.submit().await.is(200);
    let form = page.form("main form").fill("noi_dung", "Xin giải quyết");
    let boxes = page.attributes("main input[type=checkbox]", "name");
    let form = boxes
        .iter()
        .fold(form, |form, name| form.tick(name, "true"));
    let page = form.submit().await.is(200);
    assert!(page.path().ends_with("/giay-to"), "{}", page.path());
    page
}

/// From the page of papers to the last look at everything.
pub async fn to_be_checked(page: Page) -> Page {
    let page = page.form("form[enctype]").press("_next", "1").submit();
    checked_after_papers(page.await.is(200)).await
}

/// From the page of the result to the last look at everything.
async fn checked_after_papers(page: Page) -> Page {
    // Where there is one way alone, nobody is asked.
    if page.path().ends_with("/kiem-tra") {
        return page;
    }
    page.form("main form")
        .choose("way", "portal")
        .submit()
        .await
        .is(200)
}

/// From the page of papers to the receipt.
async fn filed(page: Page) -> Page {
    agreed(to_be_checked(page).await).await
}

/// From the page of the result to the receipt.
async fn filed_after_papers(page: Page) -> Page {
    agreed(checked_after_papers(page).await).await
}

/// Files what was looked at, first without agreeing.
async fn agreed(page: Page) -> Page {
    let unsure = page.form("main form").submit().await.is(422);
    assert!(unsure.has("#faults a[href='#agreed']"));
    page.form("main form")
        .tick("agreed", "1")
        .submit()
        .await
        .is(200)
}

/// Lan's draft on its page of papers, with one of them sent.
pub async fn draft_with_a_paper(portal: &Portal, cast: &Cast, lan: &Browser) -> Page {
    let page = filled_in(begun(lan, PROCEDURE, cast, portal).await).await;
    let form = page.form("form[enctype]").choose("case", "c1");
    let page = form.press("_case", "1").submit().await.is(200);
    let form = page
        .form("form[enctype]")
        .attach("paper.p1", "giấy.pdf", PDF);
    form.press("_upload", "1").submit().await.is(200);
    lan.get(page.path()).await.is(200)
}

pub async fn lans_dossier(portal: &Portal, cast: &Cast, lan: &Browser) -> DossierId {
    let page = filed(filled_in(begun(lan, PROCEDURE, cast, portal).await).await).await;
    assert!(page.path().ends_with("/bien-nhan"), "{}", page.path());
    id_of(&page)
}

/// Accepts a dossier of Lan's.
pub fn accept(portal: &Portal, cast: &Cast, id: DossierId) {
    let input = ActInput::Accept {
        due_on: None,
        note: String::new(),
    };
    cast.act(portal, id, &input);
}

async fn a_dossier_goes_the_whole_road(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    let id = lans_dossier(portal, &cast, &lan).await;
    let receipt = lan.get(&format!("/ho-so/{id}/bien-nhan")).await.is(200);
    let code = receipt.text(".receipt__code");
    assert!(
        receipt
            .attribute(".receipt__qr img", "src")
            .starts_with("data:image/svg+xml")
    );
    // The same request again finds the same dossier.
    let again = lan.get(&format!("/ho-so/{id}/kiem-tra")).await.is(200);
    assert_eq!(again.path(), format!("/ho-so/{id}"));
    assert_eq!(
        lan.get("/ho-so").await.is(200).texts(".lines .code"),
        std::slice::from_ref(&code)
    );
    accept(portal, &cast, id);
    let file = portal.app.env.files.store(PDF).await.unwrap();
    let decision = ActInput::Decide {
        title: "Quyết định".into(),
        file: Some(ResultFile {
            name: "quyet-dinh.pdf".into(),
            file,
            media: MediaType::Pdf,
        }),
        note: String::new(),
    };
    let done = cast.act(portal, id, &decision);
    assert_eq!(done.state(), State::Returned);
    let page = lan.get(&format!("/ho-so/{id}")).await.is(200);
    let result = page.click("main a[href*='/ket-qua/']").await.is(200);
    assert_eq!(result.body(), PDF);
    assert!(
        result
            .header("content-disposition")
            .unwrap()
            .starts_with("attachment")
    );
    let name = result.header("content-disposition").unwrap();
    assert!(name.contains(&code), "{name} says which dossier");
    assert_eq!(
        result.header("content-security-policy"),
        Some("sandbox; default-src 'none'")
    );
    let letters = portal.letters().await;
    let about = letters
        .iter()
        .filter(|letter| letter.subject.contains(&code))
        .count();
    assert_eq!(about, 3, "filed, accepted, handed over with its decision");
    assert!(
        letters
            .iter()
            .all(|letter| !letter.body.contains("Quyết định"))
    );
    let vault = lan.get("/kho").await.is(200);
    assert_eq!(vault.texts(".lines .title"), ["Quyết định"]);
    assert!(vault.text(".lines .meta").contains(&code));
    assert_eq!(vault.click(".lines .title").await.is(200).body(), PDF);
}

async fn a_step_is_not_reached_early(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    let first = begun(&lan, BIRTH, &cast, portal).await;
    let id = id_of(&first);
    for page in [
        "to-khai/nguoi-duoc-khai-sinh",
        "giay-to",
        "nhan-ket-qua",
        "kiem-tra",
        "to-khai",
    ] {
        let answer = lan.get(&format!("/ho-so/{id}/{page}")).await.is(200);
        assert_eq!(answer.path(), first.path(), "{page}");
    }
    lan.get(&format!("/ho-so/{id}/to-khai/nowhere"))
        .await
        .is(404);
}

async fn pressing_begin_twice_begins_once(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    let page = lan
        .get(&format!("/dich-vu/{BIRTH}/nop?tinh=01"))
        .await
        .is(200);
    let unit = page.form("main form").offered("xa")[1].clone();
    let wrong = page.form("main form").submit().await.is(422);
    assert!(wrong.has("#faults a[href='#xa']"));
    let once = page
        .form("main form")
        .choose("xa", &unit)
        .submit()
        .await
        .is(200);
    let twice = page
        .form("main form")
        .choose("xa", &unit)
        .submit()
        .await
        .is(200);
    assert_eq!(once.path(), twice.path());
}

async fn what_validates_is_saved_when_something_else_does_not(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    let page = begun(&lan, BIRTH, &cast, portal).await;
    let path = page.path().to_owned();
    let answer = page
        .form("main form")
        .choose("quan_he", "MeDe")
        .submit()
        .await
        .is(422);
    assert!(answer.has("#faults"));
    let again = lan.get(&path).await.is(200);
    assert_eq!(again.form("main form").value("quan_he"), "MeDe");
}

async fn a_refused_file_takes_nothing_with_it(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    let page = filled_in(begun(&lan, PROCEDURE, &cast, portal).await).await;
    let form = page.form("form[enctype]").choose("case", "c1");
    let page = form.press("_case", "1").submit().await.is(200);
    let form = page
        .form("form[enctype]")
        .attach("paper.p1", "../giấy.PDF", PDF);
    let form = form.attach("paper.other", "virus.pdf", b"MZ\0\0not a paper at all");
    let refused = form.press("_next", "1").submit().await.is(422);
    assert!(refused.has("#faults a[href='#paper.other']"));
    assert_eq!(refused.texts(".file__name"), ["giấy.pdf"]);
    let paper = refused.click(".file__name").await.is(200);
    assert_eq!(paper.body(), PDF);
    let gone = lan.get(refused.path()).await.is(200);
    let remove = gone.attribute("button[name=_remove]", "value");
    // A file that was chosen before is not lost by it.
    let form =
        gone.form("form[enctype]")
            .attach("paper.other", "khac.pdf", b"%PDF-1.4\n%another\n%%EOF");
    let after = form.press("_remove", &remove).submit().await.is(200);
    assert_eq!(after.texts(".file__name"), ["khac.pdf"]);
    let remove = after.attribute("button[name=_remove]", "value");
    let form = after.form("form[enctype]").press("_remove", &remove);
    let after = form.submit().await.is(200);
    assert!(!after.has(".file__name"));
}

async fn a_supplement_is_answered_with_a_paper(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    let id = lans_dossier(portal, &cast, &lan).await;
    accept(portal, &cast, id);
    let input = ActInput::RequestSupplement {
        what: "Xin bản sao sổ".into(),
    };
    cast.act(portal, id, &input);
    let page = lan.get(&format!("/ho-so/{id}/bo-sung")).await.is(200);
    assert!(page.text(".reason").contains("Xin bản sao sổ"));
    let empty = page.form("form[enctype]").submit().await.is(422);
    assert!(empty.has("#faults a[href='#answer']"));
    let form = page.form("form[enctype]").fill("answer", "Xin gửi kèm");
    let refused = form
        .attach("papers", "a.exe", b"MZ\0\0")
        .submit()
        .await
        .is(422);
    assert_eq!(
        refused.form("form[enctype]").value("answer").trim(),
        "Xin gửi kèm"
    );
    let form = refused
        .form("form[enctype]")
        .attach("papers", "so.pdf", PDF);
    let page = form.submit().await.is(200);
    assert_eq!(page.path(), format!("/ho-so/{id}"));
    assert!(page.text(".trail .now").contains("Xin gửi kèm"));
    assert!(
        page.texts("[aria-labelledby=giay-to] a")
            .contains(&"so.pdf".to_owned())
    );
}

async fn a_dossier_is_withdrawn_once(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    let id = lans_dossier(portal, &cast, &lan).await;
    let page = lan.get(&format!("/ho-so/{id}/rut")).await.is(200);
    accept(portal, &cast, id);
    let stale = page
        .form("form.confirm")
        .fill("reason", "Nhầm")
        .submit()
        .await
        .is(409);
    assert_eq!(stale.form("form.confirm").value("reason").trim(), "Nhầm");
    let done = stale.form("form.confirm").submit().await.is(200);
    assert!(done.has(".tag--withdrawn"));
    let again = lan.get(&format!("/ho-so/{id}/rut")).await.is(200);
    assert_eq!(again.path(), format!("/ho-so/{id}"));
}

async fn an_open_draft_is_thrown_away(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    let id = id_of(&begun(&lan, BIRTH, &cast, portal).await);
    let page = lan.get(&format!("/ho-so/{id}/xoa")).await.is(200);
    let list = page.form("form.confirm").submit().await.is(200);
    assert!(list.has(".empty"));
    lan.get(&format!("/ho-so/{id}/to-khai")).await.is(404);
}

async fn others_see_nothing_of_it(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    let minh = cast.signed_in(portal, "minh");
    let id = lans_dossier(portal, &cast, &lan).await;
    let draft = id_of(&begun(&lan, BIRTH, &cast, portal).await);
    for page in [
        "",
        "/bien-nhan",
        "/bo-sung",
        "/rut",
        "/to-khai",
        "/giay-to",
        "/xoa",
    ] {
        minh.get(&format!("/ho-so/{id}{page}")).await.is(404);
        minh.get(&format!("/ho-so/{draft}{page}")).await.is(404);
    }
    assert!(minh.get("/ho-so").await.is(200).has(".empty"));
}
