//! What an applicant typed: it stays as it was typed, nothing of it is lost, and a place that was
//! chosen is the place the application goes to.

use super::{BIRTH, PROCEDURE, agreed, begun, filled_in};
use crate::support::{Browser, Cast, Page, Portal, engine_free, on_both_engines, says};

on_both_engines!(
    a_postal_address_stays_as_it_was_typed,
    another_place_begins_another_draft,
    what_is_saved_for_later_is_there_later,
    a_name_that_was_not_understood_stays_to_be_mended,
);

engine_free!(
    a_former_name_leads_to_the_one_place_it_can_mean,
    a_former_address_needs_no_province,
    a_former_name_finds_where_to_apply,
    what_can_be_changed_is_changed_where_the_link_leads,
    the_fee_is_told_before_filing_as_on_the_page_of_the_service,
);

/// A former ward that is part of one ward of today.
const FORMER: &str = "truc bach";

async fn a_postal_address_stays_as_it_was_typed(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    let papers = filled_in(begun(&lan, PROCEDURE, &cast, portal).await).await;
    let papers = papers.form("form[enctype]").press("_next", "1");
    let page = papers.submit().await.is(200);
    let form = page.form("main form").choose("way", "post");
    let typed = "  Số 5/2, Ngõ Huế; ĐT 0912-345 \r\n Phường Ba Đình\r\n";
    let page = form.fill("address", typed).submit().await.is(200);
    let kept = "Số 5/2, Ngõ Huế; ĐT 0912-345 Phường Ba Đình";
    assert!(page.text("main").contains(kept), "{}", page.text("main"));
    let delivery = page.path().replace("kiem-tra", "nhan-ket-qua");
    let again = lan.get(&delivery).await.is(200);
    let again = again.form("main form").value("address");
    assert_eq!(
        again.trim(),
        "Số 5/2, Ngõ Huế; ĐT 0912-345\n Phường Ba Đình"
    );
    let receipt = agreed(page).await;
    assert!(receipt.text("main").contains(kept));
}

async fn another_place_begins_another_draft(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    let path = format!("/dich-vu/{BIRTH}/nop?tinh=01");
    let page = lan.get(&path).await.is(200);
    let offered = page.form("main form").offered("xa")[1..3].to_vec();
    let begin = async |place: &str| {
        let form = page.form("main form").choose("xa", place);
        form.submit().await.is(200)
    };
    let first = begin(&offered[0]).await;
    // Back, and another place on the page that was shown before.
    let second = begin(&offered[1]).await;
    assert_ne!(first.path(), second.path());
    let agency = |page: &Page| page.text(".road__agency");
    assert_ne!(agency(&first), agency(&second));
    assert_eq!(begin(&offered[0]).await.path(), first.path());
    assert_eq!(begin(&offered[1]).await.path(), second.path());
}

/// Lan's draft on the page of her address, which is told already.
async fn with_address(portal: &Portal, cast: &Cast, lan: &Browser) -> Page {
    let page = begun(lan, PROCEDURE, cast, portal).await;
    let page = page.form("main form").submit().await.is(200);
    let path = page.path().to_owned();
    let form = page.form("main form").choose("dia_chi.province", "01");
    let form = form.fill("dia_chi.ward", "Phường Ba Đình");
    form.fill("dia_chi.street", "Số 1").submit().await.is(200);
    lan.get(&path).await.is(200)
}

fn address(page: &Page) -> [String; 3] {
    let form = page.form("main form");
    ["province", "ward", "street"].map(|part| form.value(&format!("dia_chi.{part}")))
}

async fn what_is_saved_for_later_is_there_later(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    let page = with_address(portal, &cast, &lan).await;
    let path = page.path().to_owned();
    for (ward, phone) in [("", "0912"), ("Ba Đình Xưa Nay", ""), (FORMER, "số nhà")] {
        let page = lan.get(&path).await.is(200);
        let form = page.form("main form").fill("dia_chi.ward", ward);
        let form = form
            .fill("dia_chi.street", "Số 9")
            .fill("dien_thoai", phone);
        form.press("_leave", "1").submit().await.is(200);
        let again = lan.get(&path).await.is(200);
        assert_eq!(address(&again), ["01", ward, "Số 9"]);
        if !phone.is_empty() {
            assert_eq!(again.form("main form").value("dien_thoai"), phone);
        }
    }
    // What is no answer is not filed: the way on begins at this page.
    let id = super::id_of(&page);
    let check = lan.get(&format!("/ho-so/{id}/kiem-tra")).await.is(200);
    assert_eq!(check.path(), path);
}

async fn a_name_that_was_not_understood_stays_to_be_mended(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    let page = with_address(portal, &cast, &lan).await;
    let form = page.form("main form").fill("dia_chi.ward", "zzzz");
    let wrong = form.submit().await.is(422);
    // It is a line to be typed into, so nothing speaks of a list to choose from.
    assert_eq!(address(&wrong)[1], "zzzz");
    assert!(!says(
        &wrong.text("#dia_chi-ward-error"),
        "forms.error.unknown_option"
    ));
    let form = wrong.form("main form").fill("dia_chi.ward", "Ba Đình");
    form.submit().await.is(200);
}

async fn a_former_name_leads_to_the_one_place_it_can_mean(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    let page = with_address(portal, &cast, &lan).await;
    let form = page.form("main form").fill("dia_chi.ward", FORMER);
    let asked = form.submit().await.is(422);
    let chosen = asked.text("#dia_chi-ward option[selected]");
    assert_eq!(chosen, "Phường Ba Đình");
    assert!(says(
        &asked.text("#dia_chi-ward-hint"),
        "forms.part_hint.ward_list"
    ));
    // Whoever chooses none loses nothing: the same is asked again.
    let form = asked.form("main form").choose("dia_chi.ward", FORMER);
    let asked = form.submit().await.is(422);
    assert_eq!(
        asked.text("#dia_chi-ward option[selected]"),
        "Phường Ba Đình"
    );
    let path = asked.path().to_owned();
    asked.form("main form").submit().await.is(200);
    let again = lan.get(&path).await.is(200);
    assert_eq!(address(&again), ["01", "Phường Ba Đình", "Số 1"]);
}

async fn a_former_address_needs_no_province(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    let page = begun(&lan, PROCEDURE, &cast, portal).await;
    let page = page.form("main form").submit().await.is(200);
    let path = page.path().to_owned();
    let form = page.form("main form").choose("dia_chi.province", "");
    let form = form.fill("dia_chi.ward", "P.14 Q.10 TPHCM");
    let asked = form.fill("dia_chi.street", "Số 1").submit().await.is(422);
    let offered = asked.form("main form").offered("dia_chi.ward");
    assert_eq!(
        offered[1..],
        ["79/27169", "79/27163"].map(str::to_owned)[..],
        "{offered:?}"
    );
    // It was split, so nothing is chosen for her, and leaving it loses nothing.
    assert!(!asked.has("#dia_chi-ward option[selected]"));
    let form = asked.form("main form");
    assert_eq!(form.value("dia_chi.ward"), "P.14 Q.10 TPHCM");
    let form = form
        .choose("dia_chi.ward", "79/27163")
        .fill("dien_thoai", "số nhà");
    let wrong = form.submit().await.is(422);
    assert_eq!(address(&wrong), ["79", "Phường Hòa Hưng", "Số 1"]);
    let form = wrong.form("main form").fill("dien_thoai", "");
    form.press("_leave", "1").submit().await.is(200);
    let again = lan.get(&path).await.is(200);
    assert_eq!(address(&again), ["79", "Phường Hòa Hưng", "Số 1"]);
}

async fn a_former_name_finds_where_to_apply(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    let start = format!("/dich-vu/{BIRTH}/nop");
    let page = lan.get(&start).await.is(200);
    let form = page.form("main form").fill("cu", "Cống Vị, Ba Đình");
    let found = form.submit().await.is(422);
    let links = found.links("main form li a");
    assert_eq!(links.len(), 2, "{links:?}");
    let there = lan.get(&links[0]).await.is(200);
    assert_eq!(there.text("#xa option[selected]"), "Ngọc Hà (phường)");

    let page = lan.get(&format!("{start}?tinh=01")).await.is(200);
    let form = page.form("main form").fill("cu", "phường Cống Vị");
    let several = form.submit().await.is(422);
    let offered = several.texts("#xa option");
    assert_eq!(offered[1..3], ["Ngọc Hà (phường)", "Giảng Võ (phường)"]);
    assert!(several.has("#faults a[href='#xa']"));
    let form = several
        .form("main form")
        .fill("cu", FORMER)
        .press("_find", "1");
    let one = form.submit().await.is(422);
    assert_eq!(one.text("#xa option[selected]"), "Ba Đình (phường)");
    let begun = one.form("main form").submit().await.is(200);
    assert!(begun.text(".road__agency").contains("Ba Đình"));

    let form = page
        .form("main form")
        .fill("cu", "zzzz")
        .press("_find", "1");
    let nothing = form.submit().await.is(422);
    assert!(nothing.text("#cu-error").contains("zzzz"));
    assert_eq!(nothing.form("main form").value("cu"), "zzzz");
}

async fn to_be_checked(portal: &Portal, cast: &Cast, lan: &Browser) -> Page {
    super::to_be_checked(filled_in(begun(lan, PROCEDURE, cast, portal).await).await).await
}

async fn what_can_be_changed_is_changed_where_the_link_leads(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    let check = to_be_checked(portal, &cast, &lan).await;
    let links = check.links("main .head a[href*='/to-khai/']");
    assert_eq!(links.len(), 3);
    for link in links {
        let page = lan.get(&link).await.is(200);
        assert!(page.has("main form input, main form textarea"), "{link}");
        let back = page.form("main form").submit().await.is(200);
        assert_eq!(back.path(), check.path(), "{link} leads back");
    }
    // The agency and her own facts are told, and nothing of them can be changed.
    assert!(check.text("main .summary").contains("Nguyễn Thị Lan"));
}

async fn the_fee_is_told_before_filing_as_on_the_page_of_the_service(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    let check = to_be_checked(portal, &cast, &lan).await;
    let service = lan.get(&format!("/dich-vu/{PROCEDURE}")).await.is(200);
    let told = service.text("dl.lead-facts");
    let fees = check.texts("[aria-labelledby=phan-phi] li");
    assert!(!fees.is_empty());
    for fee in fees {
        let amount = fee.split(" · ").next().unwrap_or_default();
        assert!(told.contains(amount), "{amount} in {told}");
    }
    let birth = lan.get(&format!("/dich-vu/{BIRTH}")).await.is(200);
    let fees = birth.text("section[aria-labelledby=fees]");
    assert_eq!(fees.matches("hộ nghèo").count(), 1, "{fees}");
}
