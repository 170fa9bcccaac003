//! Where a procedure is filed: which agencies answer through the portal, and what is said of the desks of
//! those that do not.

use motcua::accounts::{Grant, grant_membership};
use motcua::context::Principal;
use motcua::kernel::{AgencyId, Role};

use crate::support::{Browser, Cast, Page, Portal, count, on_both_engines, says, words};

on_both_engines!(
    a_manager_says_where_the_desk_is,
    only_managers_say_where_the_desk_is,
    an_agency_that_nobody_answers_for_is_named_with_its_desk,
    an_application_begins_where_somebody_receives_it,
    every_launch_service_says_where_it_is_filed,
);

const OWN: &str = "/mot-cua/noi-tiep-nhan";
const BIRTH: &str = "1.001193";
/// Cao Bằng, where nobody works in the portal.
const ELSEWHERE: &str = "04";

fn key(portal: &Portal, agency: AgencyId) -> String {
    let snapshot = portal.app.cache.current();
    snapshot.agency(agency).unwrap().key.to_string()
}

/// How many lines about a desk a page says have not been given.
fn not_given(page: &Page) -> usize {
    let lines = page.texts("dd").into_iter();
    lines
        .filter(|line| *line == words("find.desk.not_given"))
        .count()
}

async fn a_manager_says_where_the_desk_is(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let huy = cast.signed_in(portal, "huy");
    let public = format!("/co-quan/{}", key(portal, cast.commune));
    let stranger = portal.browser();
    let before = stranger.get(&public).await.is(200);
    assert_eq!(not_given(&before), 3);

    let page = huy.get(OWN).await.is(200);
    assert!(says(
        &page.text(".notice--info"),
        "manage.desk_contact.nothing"
    ));
    let form = page.form("main form");
    let form = form.fill("address", " Số 126  phố Hàng Trống ");
    let wrong = form.fill("phone", "gọi bảo vệ").submit().await.is(422);
    assert_eq!(wrong.links("#faults a"), ["#phone"]);
    assert!(says(
        &wrong.text("#phone-error"),
        "manage.desk_contact.fault.no_phone"
    ));
    let form = wrong.form("main form");
    assert_eq!(form.value("phone"), "gọi bảo vệ");
    let saved = form.fill("phone", "024 3825 3536").submit().await.is(200);
    assert!(says(
        &saved.text("[role=status]"),
        "manage.notice.desk_contact_set"
    ));
    let journal = "journal WHERE kind = 'changed_desk'";
    assert_eq!(count(portal.storage(), journal), 1);

    // The page of a stranger says it at once, in both languages.
    for language in ["", "/en"] {
        let after = stranger.get(&format!("{language}{public}")).await.is(200);
        let said = after.text("section[aria-labelledby=desk]");
        assert!(said.contains("Số 126 phố Hàng Trống"), "{said}");
        assert!(said.contains("024 3825 3536"), "{said}");
    }
    assert_eq!(not_given(&stranger.get(&public).await.is(200)), 1);

    let form = huy.get(OWN).await.is(200).form("main form");
    form.fill("address", "")
        .fill("phone", "")
        .submit()
        .await
        .is(200);
    assert_eq!(not_given(&stranger.get(&public).await.is(200)), 3);
}

async fn only_managers_say_where_the_desk_is(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let ha = cast.signed_in(portal, "ha");
    assert_eq!(ha.get(OWN).await.status(), 403);
    let page = cast.signed_in(portal, "huy").get(OWN).await.is(200);
    let others = cast.signed_in(portal, "dung").get(OWN).await.is(200);
    assert_ne!(page.text("main p.soft"), others.text("main p.soft"));
}

/// Lan's page after she has chosen a commune.
async fn chosen(lan: &Browser, province: &str, commune: &str) -> Page {
    let page = lan.get(&format!("/dich-vu/{BIRTH}/nop")).await.is(200);
    let page = page.form("main form").choose("tinh", province).submit();
    let form = page.await.is(200).form("main form");
    form.choose("xa", commune).submit().await.is(200)
}

async fn an_agency_that_nobody_answers_for_is_named_with_its_desk(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    let snapshot = portal.app.cache.current();
    let units = &snapshot.catalogue.units;
    let commune = units
        .communes_of(&ELSEWHERE.parse().unwrap())
        .next()
        .unwrap();
    let page = chosen(&lan, ELSEWHERE, commune.code.as_str()).await;
    assert!(
        page.path()
            .starts_with(&format!("/dich-vu/{BIRTH}/noi-nop"))
    );
    assert_eq!(
        page.links("main h2 a"),
        [format!("/co-quan/{}", commune.code)]
    );
    assert!(says(&page.text("main"), "find.where.desk_only"));
    assert_eq!(not_given(&page), 3);
    assert_eq!(count(portal.storage(), "drafts"), 0);
    // The agency's own page says so as well.
    let agency = lan.get(&format!("/co-quan/{}", commune.code)).await.is(200);
    assert!(says(&agency.text(".notice--info"), "find.agency.not_open"));
}

async fn an_application_begins_where_somebody_receives_it(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    let snapshot = portal.app.cache.current();
    let units = &snapshot.catalogue.units;
    let commune = units
        .communes_of(&ELSEWHERE.parse().unwrap())
        .next()
        .unwrap();
    let key = commune.code.to_string().parse().unwrap();
    let agency = snapshot.agency_by_key(&key).unwrap().id();
    let give = |role| {
        let cx = portal.app.context(Principal::CommandLine);
        let grant = Grant {
            account: cast.account("chau"),
            agency,
            role,
            unit: None,
        };
        let given = portal
            .storage()
            .write(|tx| grant_membership(tx, &cx, grant));
        given.unwrap();
    };
    let where_to_file = format!(
        "/dich-vu/{BIRTH}/noi-nop?tinh={ELSEWHERE}&xa={}",
        commune.code
    );
    // Who decides receives nothing.
    give(Role::Approver);
    let page = chosen(&lan, ELSEWHERE, commune.code.as_str()).await;
    assert!(page.path().contains("/noi-nop"), "{}", page.path());
    give(Role::Intake);
    let page = portal.browser().get(&where_to_file).await.is(200);
    assert!(says(&page.text("main"), "find.where.online"));
    let apply = page.links("main a.button").remove(0);
    let form = lan.get(&apply).await.is(200).form("main form");
    assert_eq!(form.value("xa"), commune.code.as_str());
    let begun = form.submit().await.is(200);
    assert!(begun.path().contains("/to-khai"), "{}", begun.path());
}

async fn every_launch_service_says_where_it_is_filed(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    let hoa_sen = cast.signed_in(portal, "hoasen");
    // Paying for electricity and paying taxes are no procedures.
    for (code, is_business) in [
        ("3.000347", false),
        ("3.000353", false),
        ("2.000033", true),
        ("2.000004", true),
        ("1.002759", false),
        ("3.000001", false),
        ("3.000002", true),
        ("2.001372", true),
        ("1.001612", false),
        (BIRTH, false),
    ] {
        let page = portal
            .browser()
            .get(&format!("/dich-vu/{code}"))
            .await
            .is(200);
        assert_eq!(
            page.links("aside .button"),
            [format!("/dich-vu/{code}/nop")]
        );
        let own = format!("/dich-vu/{code}/noi-nop");
        assert!(page.links("main a").contains(&own), "{code}");
        let place = portal.browser().get(&own).await.is(200);
        let provinces = place.form("main form");
        if code.starts_with("3.00000") {
            assert!(says(&place.text("main"), "find.where.desk_only"), "{code}");
        } else {
            assert_eq!(provinces.offered("tinh").len(), 35, "{code}");
        }
        let who = if is_business { &hoa_sen } else { &lan };
        let start = who.get(&format!("/dich-vu/{code}/nop")).await.is(200);
        assert!(start.has("main form#chon"), "{code}");
    }
}
