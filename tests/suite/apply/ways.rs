//! Ways through the pages of an application: whatever leads away keeps what was typed and chosen, a
//! change leads back to where it was asked for, and nothing has to be told twice.

use motcua::dossiers::{ActInput, attachments_of};
use reqwest::Method;

use super::{
    BIRTH, PDF, PROCEDURE, accept, agreed, begun, draft_with_a_paper, filled_in, id_of,
    to_be_checked,
};
use crate::access::objects;
use crate::support::{Cast, Page, Portal, engine_free, on_both_engines, says, words};

on_both_engines!(
    what_is_typed_is_kept_by_every_button_that_leads_away,
    chosen_files_are_kept_by_every_button_of_their_page,
    a_paper_of_the_vault_is_given,
    what_was_refused_begins_anew_with_what_was_declared,
    a_list_shows_first_what_waits_and_then_by_date,
);

engine_free!(
    an_address_that_is_half_typed_is_kept_and_not_filed,
    a_page_that_is_not_reached_says_why,
    the_check_is_found_under_the_address_of_its_button,
    a_draft_of_the_same_procedure_is_offered,
    enter_goes_on,
    a_change_that_asks_for_more_leads_there_first,
    a_reason_and_an_answer_are_kept_in_the_other_language,
);

/// Lan's draft on the page of her address.
async fn on_contact(portal: &Portal, cast: &Cast, lan: &crate::support::Browser) -> Page {
    let page = begun(lan, PROCEDURE, cast, portal).await;
    page.form("main form").submit().await.is(200)
}

async fn what_is_typed_is_kept_by_every_button_that_leads_away(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    let page = on_contact(portal, &cast, &lan).await;
    let path = page.path().to_owned();
    let buttons = [
        ("_go", "to-khai/nguoi-nop", "/to-khai/nguoi-nop"),
        ("_language", "1", "/en"),
        ("_leave", "1", "/ho-so"),
    ];
    for (round, (button, value, leads)) in buttons.into_iter().enumerate() {
        let page = lan.get(&path).await.is(200);
        // Neither is an answer: the phone is none, and the address has no commune.
        let (street, phone) = (format!("Số {round}"), format!("09{round}"));
        let form = page.form("main form").fill("dia_chi.street", &street);
        let form = form.fill("dien_thoai", &phone).press(button, value);
        let left = form.submit().await.is(200);
        assert!(left.path().contains(leads), "{button}: {}", left.path());
        let again = lan.get(&path).await.is(200).form("main form");
        assert_eq!(again.value("dia_chi.street"), street, "{button}");
        assert_eq!(again.value("dien_thoai"), phone, "{button}");
    }
}

async fn enter_goes_on(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    let page = draft_with_a_paper(portal, &cast, &lan).await;
    let id = id_of(&page);
    for below in ["to-khai/lien-he", "giay-to"] {
        let page = lan.get(&format!("/ho-so/{id}/{below}")).await.is(200);
        let owner = page.attribute("main form", "id");
        let first = page.attribute(&format!("button[form='{owner}']"), "name");
        assert_eq!(first, "_next", "{below}: what Enter presses comes first");
        let left = page.form("main form").submit().await.is(200);
        assert_ne!(left.path(), page.path());
    }
}

async fn chosen_files_are_kept_by_every_button_of_their_page(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    let page = filled_in(begun(&lan, PROCEDURE, &cast, portal).await).await;
    let (path, id) = (page.path().to_owned(), id_of(&page));
    let buttons = [
        ("_case", "1"),
        ("_go", "to-khai/lien-he"),
        ("_language", "1"),
        ("_leave", "1"),
        ("_upload", "1"),
    ];
    for (round, (button, value)) in buttons.into_iter().enumerate() {
        let page = lan.get(&path).await.is(200);
        let content = [PDF, format!("% {round}").as_bytes()].concat();
        let form = page.form("form[enctype]").choose("case", "c1");
        let form = form.attach("paper.other", &format!("{round}.pdf"), &content);
        form.press(button, value).submit().await.is(200);
        let kept = portal.storage().read(|conn| attachments_of(conn, id));
        assert_eq!(kept.unwrap().len(), round + 1, "{button}");
    }
    let page = lan.get(&path).await.is(200);
    assert_eq!(page.form("form[enctype]").value("case"), "c1");
    // Each control is named after its paper.
    let names = page.texts(".drop label");
    let distinct: std::collections::BTreeSet<_> = names.iter().collect();
    assert_eq!(distinct.len(), names.len(), "{names:?}");
}

async fn a_paper_of_the_vault_is_given(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    let page = filled_in(begun(&lan, PROCEDURE, &cast, portal).await).await;
    assert!(!page.has("select[name='vault.other']"), "she has none");
    let paper = objects::kept(portal, &cast).to_string();
    let page = lan.get(page.path()).await.is(200);
    let form = page
        .form("form[enctype]")
        .choose("vault.other", &paper)
        .press("_upload", "1");
    let page = form.submit().await.is(200);
    assert_eq!(page.texts(".file__name"), ["Giấy khai sinh.pdf"]);
    // What is another's is nobody else's to give.
    let minh = cast.signed_in(portal, "minh");
    let page = filled_in(begun(&minh, PROCEDURE, &cast, portal).await).await;
    let (field, value) = objects::token(portal, &minh);
    let form = reqwest::multipart::Form::new().text(field, value);
    let form = form.text("vault.other", paper);
    let request = minh.request(Method::POST, page.path()).multipart(form);
    minh.send(request, page.path()).await.is(404);
}

async fn an_address_that_is_half_typed_is_kept_and_not_filed(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    let page = filled_in(begun(&lan, PROCEDURE, &cast, portal).await).await;
    let page = page.form("form[enctype]").press("_next", "1").submit();
    let page = page.await.is(200);
    let path = page.path().to_owned();
    // The address of the form is not asked for again.
    let known = page.form("main form").value("address");
    assert!(known.contains("Số 1, Phường Ba Đình"), "{known}");
    let form = page.form("main form").choose("way", "post");
    let form = form.fill("address", "").press("_go", "giay-to");
    form.submit().await.is(200);
    let check = lan
        .get(&path.replace("nhan-ket-qua", "kiem-tra"))
        .await
        .is(200);
    assert_eq!(check.path(), path, "the step is not done");
    let form = check.form("main form").fill("address", "Số 7");
    let english = form.press("_language", "1").submit().await.is(200);
    assert!(english.path().starts_with("/en/"), "{}", english.path());
    let form = english.form("main form");
    assert_eq!(
        (form.value("way").as_str(), form.value("address").trim()),
        ("post", "Số 7")
    );
}

async fn a_page_that_is_not_reached_says_why(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    let first = begun(&lan, BIRTH, &cast, portal).await;
    let id = id_of(&first);
    let sent = lan.get(&format!("/ho-so/{id}/kiem-tra")).await.is(200);
    assert_eq!(sent.path(), first.path());
    assert!(says(
        &sent.text(".notice--info"),
        "apply.notice.info.earlier_first"
    ));
    assert!(!lan.get(first.path()).await.has(".notice--info"), "once");
}

async fn the_check_is_found_under_the_address_of_its_button(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    let page = filled_in(begun(&lan, PROCEDURE, &cast, portal).await).await;
    let check = to_be_checked(page).await;
    let unsure = check.form("main form").press("_next", "1").submit();
    let unsure = unsure.await.is(422);
    assert!(unsure.path().ends_with("/nop"), "{}", unsure.path());
    for language in ["", "/en"] {
        let again = lan
            .get(&format!("{language}{}", unsure.path()))
            .await
            .is(200);
        assert_eq!(again.path(), format!("{language}{}", check.path()));
    }
    let form = unsure.form("main form").press("_language", "1");
    let english = form.submit().await.is(200);
    assert_eq!(english.path(), format!("/en{}", check.path()));
}

async fn a_draft_of_the_same_procedure_is_offered(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    let path = format!("/dich-vu/{BIRTH}/nop");
    assert!(!lan.get(&path).await.is(200).has(".todo"));
    let draft = begun(&lan, BIRTH, &cast, portal).await;
    let page = lan.get(&path).await.is(200);
    assert!(says(&page.text(".todo h2"), "apply.start.begun"));
    assert_eq!(page.click(".todo a").await.is(200).path(), draft.path());
    let other = lan.get(&format!("/dich-vu/{PROCEDURE}/nop")).await;
    assert!(!other.is(200).has(".todo"));
}

async fn a_change_that_asks_for_more_leads_there_first(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    let page = filled_in(begun(&lan, PROCEDURE, &cast, portal).await).await;
    let check = to_be_checked(page).await;
    let links = check.links("main .head a");
    assert!(
        links.iter().all(|link| link.ends_with("?ve=kiem-tra")),
        "{links:?}"
    );
    for link in links {
        let page = lan.get(&link).await.is(200);
        let back = page.form("main form").submit().await.is(200);
        assert_eq!(back.path(), check.path(), "{link}");
        let form = lan.get(&link).await.is(200).form("main form");
        let unchanged = form.press("_go", "kiem-tra").submit().await.is(200);
        assert_eq!(unchanged.path(), check.path(), "{link}");
    }
    let contact = check
        .path()
        .replace("kiem-tra", "to-khai/lien-he?ve=kiem-tra");
    let page = lan.get(&contact).await.is(200);
    let form = page.form("main form").fill("dien_thoai", "12");
    let wrong = form.submit().await.is(422);
    let form = wrong.form("main form").fill("dien_thoai", "0912 345 678");
    let back = form.submit().await.is(200);
    assert_eq!(back.path(), check.path(), "also after a fault");
    assert!(back.text("main").contains("0912345678"));
}

async fn what_was_refused_begins_anew_with_what_was_declared(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    let page = draft_with_a_paper(portal, &cast, &lan).await;
    let receipt = agreed(to_be_checked(page).await).await;
    let id = id_of(&receipt);
    let input = ActInput::Refuse {
        reason: "Thiếu giấy tờ".into(),
    };
    cast.act(portal, id, &input);
    let page = lan.get(&format!("/ho-so/{id}")).await.is(200);
    let check = page.form("form.todo").submit().await.is(200);
    assert!(check.path().ends_with("/kiem-tra"), "{}", check.path());
    assert_ne!(id_of(&check), id);
    let told = check.text("main");
    for said in ["Xin giải quyết", "Số 1, Phường Ba Đình", "giấy.pdf"] {
        assert!(told.contains(said), "{said}: {told}");
    }
    assert!(says(&told, "apply.notice.again"));
    // Pressed twice, one draft; and nobody else begins with it.
    let again = page.form("form.todo").submit().await.is(200);
    assert_eq!(again.path(), check.path());
    let minh = cast.signed_in(portal, "minh");
    let (field, value) = objects::token(portal, &minh);
    let path = format!("/ho-so/{id}/nop-lai");
    let request = minh.request(Method::POST, &path).form(&[(field, value)]);
    minh.send(request, &path).await.is(404);
    let filed = agreed(check).await;
    assert!(filed.path().ends_with("/bien-nhan"), "{}", filed.path());
    let kept = portal.storage().read(|conn| attachments_of(conn, id));
    assert_eq!(kept.unwrap().len(), 1, "the old dossier keeps its papers");
}

async fn a_list_shows_first_what_waits_and_then_by_date(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    let mut ids = Vec::new();
    for _ in 0..4 {
        portal.clock.advance(chrono::Duration::minutes(5));
        ids.push(super::lans_dossier(portal, &cast, &lan).await);
    }
    accept(portal, &cast, ids[0]);
    let ask = ActInput::RequestSupplement {
        what: "Xin bản sao".into(),
    };
    cast.act(portal, ids[0], &ask);
    let refuse = ActInput::Refuse {
        reason: "Sai nơi nộp".into(),
    };
    cast.act(portal, ids[2], &refuse);
    let addresses = |places: &[usize]| -> Vec<String> {
        places
            .iter()
            .map(|at| format!("/ho-so/{}", ids[*at]))
            .collect()
    };
    let shown = async |query: &str| {
        let page = lan.get(&format!("/ho-so{query}")).await.is(200);
        (page.links("li.todo h3 a"), page.links(".lines a.title"))
    };
    assert_eq!(shown("").await, (addresses(&[0]), addresses(&[3, 2, 1])));
    assert_eq!(shown("?loc=can-xu-ly").await, (addresses(&[0]), vec![]));
    assert_eq!(shown("?loc=dang-xu-ly").await, (vec![], addresses(&[3, 1])));
    assert_eq!(shown("?loc=da-xong").await, (vec![], addresses(&[2])));
    lan.get("/ho-so?loc=khac").await.is(404);
    let page = lan.get("/ho-so").await.is(200);
    assert_eq!(page.texts(".tabs b"), ["1", "2"]);
    assert_eq!(
        page.text(".tabs [aria-current]"),
        words("dossiers.list.all")
    );
}

async fn a_reason_and_an_answer_are_kept_in_the_other_language(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    let id = super::lans_dossier(portal, &cast, &lan).await;
    let page = lan.get(&format!("/ho-so/{id}/rut")).await.is(200);
    let form = page.form("form.confirm").fill("reason", "Nhầm nơi nộp");
    let english = form.press("_show", "1").submit().await.is(200);
    // The test's browser posts to the form's own address, as pages without the attribute would.
    assert_eq!(
        english.form("form.confirm").value("reason").trim(),
        "Nhầm nơi nộp"
    );
    assert_eq!(
        page.attribute("button[name=_show]", "formaction"),
        format!("/en/ho-so/{id}/rut")
    );
    accept(portal, &cast, id);
    let ask = ActInput::RequestSupplement {
        what: "Xin bản sao".into(),
    };
    cast.act(portal, id, &ask);
    let page = lan.get(&format!("/ho-so/{id}/bo-sung")).await.is(200);
    let form = page.form("form[enctype]").fill("answer", "Xin gửi kèm");
    let form = form.attach("papers", "so.pdf", PDF).press("_show", "1");
    let shown = form.submit().await.is(200);
    assert_eq!(
        shown.form("form[enctype]").value("answer").trim(),
        "Xin gửi kèm"
    );
    assert_eq!(shown.texts(".file__name"), ["so.pdf"]);
    // All that is wrong is said at once.
    let form = shown
        .form("form[enctype]")
        .fill("answer", &"a".repeat(4_001));
    let wrong = form
        .attach("papers", "a.exe", b"MZ\0\0")
        .submit()
        .await
        .is(422);
    assert_eq!(wrong.links("#faults a"), ["#papers", "#answer"]);
}
