//! What an applicant reads of what they have filed: the list and the page say the same, what can be
//! done comes first, and what has ended is not said to lie anywhere.

use motcua::dossiers::{self, ActInput};

use super::{PDF, PROCEDURE, accept, begun, filled_in, id_of, lans_dossier, to_be_checked};
use crate::support::{Cast, Page, Portal, engine_free, on_both_engines, words, words_with};

on_both_engines!(
    the_list_tells_the_date_that_the_page_tells,
    a_refused_dossier_has_ended_and_leads_to_a_new_one,
    papers_stand_in_the_order_of_the_procedure,
);

engine_free!(
    what_can_be_done_comes_before_what_is_told,
    the_ways_of_the_result_have_one_name,
);

/// Asks Lan for something more; gives back the path of her dossier.
async fn asked_for_more(portal: &Portal, cast: &Cast, lan: &crate::support::Browser) -> String {
    let id = lans_dossier(portal, cast, lan).await;
    accept(portal, cast, id);
    let input = ActInput::RequestSupplement {
        what: "Sổ hộ khẩu\nBản sao".into(),
    };
    cast.act(portal, id, &input);
    format!("/ho-so/{id}")
}

fn place_of(page: &Page, text: &str) -> usize {
    let body = String::from_utf8_lossy(page.body());
    body.find(text)
        .unwrap_or_else(|| panic!("no {text}: {body}"))
}

async fn the_list_tells_the_date_that_the_page_tells(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    let path = asked_for_more(portal, &cast, &lan).await;
    let said = lan.get(&path).await.is(200).text(".lead");
    let (_, by) = said.split_once("trước ").unwrap();
    let (by, _) = by.split_once(". ").unwrap();
    let list = lan.get("/ho-so").await.is(200);
    let line = list.text("li.todo");
    assert!(
        line.contains(&words_with("dossiers.todo.by", &[("at", &by)])),
        "{line}"
    );
    assert!(line.contains(&words("dossiers.todo.supplement")), "{line}");
    assert!(!list.has("li.todo--bad"), "{line}");
    let counts = list.texts(".tabs b");
    assert_eq!(counts, ["1", "0"], "one waits for her, none for the agency");
}

async fn what_can_be_done_comes_before_what_is_told(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    let path = asked_for_more(portal, &cast, &lan).await;
    let page = lan.get(&path).await.is(200);
    let act = place_of(&page, &format!("{path}/bo-sung"));
    assert!(act < place_of(&page, "class=\"facts"));
    // Withdrawing leads nowhere and waits at the end.
    assert!(place_of(&page, &format!("{path}/rut")) > place_of(&page, "class=\"trail"));
}

async fn a_refused_dossier_has_ended_and_leads_to_a_new_one(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    let id = lans_dossier(portal, &cast, &lan).await;
    let path = format!("/ho-so/{id}");
    let facts = |page: &Page| page.texts("dl.facts dt");
    assert!(facts(&lan.get(&path).await.is(200)).contains(&words("dossiers.show.at")));
    let input = ActInput::Refuse {
        reason: "Thiếu giấy tờ".into(),
    };
    cast.act(portal, id, &input);
    let page = lan.get(&path).await.is(200);
    assert_eq!(
        facts(&page),
        [
            words("dossiers.show.was_with"),
            words("dossiers.show.ended"),
            words("apply.step.delivery"),
        ]
    );
    let code = page.text("header .code");
    let known = portal.storage().read(|conn| dossiers::dossier(conn, id));
    let number = known.unwrap().unwrap().holder.number.unwrap();
    let track = lan.get("/tra-cuu").await.is(200);
    let form = track.form("main form").fill("code", &code);
    let found = form.fill("digits", &number[number.len() - 4..]).submit();
    let found = found.await.is(200);
    assert_eq!(facts(&found)[0], words("dossiers.show.was_with"));
}

async fn papers_stand_in_the_order_of_the_procedure(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    let page = filled_in(begun(&lan, PROCEDURE, &cast, portal).await).await;
    let form = page.form("form[enctype]").choose("case", "c1");
    let mut page = form.press("_case", "1").submit().await.is(200);
    let path = page.path().to_owned();
    // The free upload comes first, and the second paper before the first.
    for (control, name) in [
        ("paper.other", "khac.pdf"),
        ("paper.p2", "hai.pdf"),
        ("paper.p1", "mot.pdf"),
    ] {
        // Equal files would be one paper.
        let content = [PDF, name.as_bytes()].concat();
        let form = page.form("form[enctype]").attach(control, name, &content);
        form.press("_upload", "1").submit().await.is(200);
        page = lan.get(&path).await.is(200);
    }
    let check = to_be_checked(page).await;
    let in_order = |page: &Page| {
        let places = ["mot.pdf", "hai.pdf", "khac.pdf"].map(|name| place_of(page, name));
        assert!(places.is_sorted(), "{} {places:?}", page.path());
    };
    in_order(&check);
    let receipt = super::agreed(check).await;
    let shown = lan.get(&format!("/ho-so/{}", id_of(&receipt))).await;
    in_order(&shown.is(200));
}

async fn the_ways_of_the_result_have_one_name(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    let page = filled_in(begun(&lan, PROCEDURE, &cast, portal).await).await;
    let form = page.form("form[enctype]").press("_next", "1");
    let page = form.submit().await.is(200);
    let ways = page.texts(".choice > span:not(.hint)");
    assert_eq!(ways.len(), 3);
    let service = lan.get(&format!("/dich-vu/{PROCEDURE}")).await.is(200);
    assert!(service.text("dl.lead-facts").contains(&ways.join(" · ")));
}
