//! The page of a service.

use motcua::catalogue::{PaperKind, ProcedureKind, is_citation};
use motcua::dossiers::PaperList;

use crate::support::{Portal, engine_free, says, words};

engine_free!(
    every_spelling_leads_to_one_address,
    a_service_that_is_taken_can_be_filed,
    levels_are_told_with_what_they_lack,
    a_name_that_promises_more_is_explained,
    what_has_ended_leads_on,
    what_is_not_taken_says_why,
    what_is_uncertain_says_so,
    one_rule_says_who_handles_a_service,
    internal_procedures_are_not_there_for_strangers,
    nothing_unread_stands_on_a_page,
    no_level_is_a_number,
    the_launch_services_have_english_names,
    the_act_comes_first_and_doubt_is_explained_once,
    the_papers_of_a_service_are_those_of_its_application,
);

async fn every_spelling_leads_to_one_address(portal: &Portal) {
    for spelling in [
        "1001193",
        "1.001193.H26",
        "1.001193.000.00.00.H26",
        "1.001193.01",
    ] {
        let browser = portal.browser();
        for (beginning, to) in [("", "/dich-vu/1.001193"), ("/en", "/en/dich-vu/1.001193")] {
            let page = browser
                .peek(&format!("{beginning}/dich-vu/{spelling}"))
                .await;
            assert_eq!(page.status(), 301, "{spelling}");
            assert_eq!(page.header("location"), Some(to));
        }
    }
    for path in ["/dich-vu/khai-sinh", "/dich-vu/9.999999", "/dich-vu/%FF"] {
        let status = portal.browser().get(path).await.status();
        assert!(status.is_client_error(), "{path}: {status}");
    }
}

async fn a_service_that_is_taken_can_be_filed(portal: &Portal) {
    for code in ["1.001193", "1.002759", "2.000033", "3.000347"] {
        let path = format!("/dich-vu/{code}");
        let page = portal.browser().get(&path).await.is(200);
        assert_eq!(page.links("aside .button"), [format!("{path}/nop")]);
    }
}

async fn levels_are_told_with_what_they_lack(portal: &Portal) {
    let level = async |code: &str| {
        let page = portal
            .browser()
            .get(&format!("/dich-vu/{code}"))
            .await
            .is(200);
        (
            page.text("h1 + p .tag"),
            page.texts("section[aria-labelledby=short-of-full] li")
                .len(),
        )
    };
    assert_eq!(level("2.000033").await, (words("find.level.toan-trinh"), 0));
    let (driving, lacks) = level("3.000347").await;
    assert_eq!((driving, lacks), (words("find.level.mot-phan"), 1));
    let (birth, lacks) = level("1.001193").await;
    assert_eq!((birth, lacks), (words("find.level.mot-phan"), 2));
}

async fn no_level_is_a_number(portal: &Portal) {
    super::search::build(portal);
    let browser = portal.browser();
    for (language, number) in [("", "Mức "), ("/en", "Level ")] {
        for path in [
            "/dich-vu/3.000347",
            "/dich-vu/2.000033",
            "/dich-vu/2.000986",
            "/dich-vu?q=xe",
            "/dich-vu?xem=tat-ca",
            "/huong-dan",
        ] {
            let page = browser.get(&format!("{language}{path}")).await.is(200);
            let said = page.text("main");
            for digit in 1..=4 {
                let named = format!("{number}{digit}");
                assert!(!said.contains(&named), "{language}{path}: {named}");
            }
        }
    }
}

async fn a_name_that_promises_more_is_explained(portal: &Portal) {
    super::search::build(portal);
    let browser = portal.browser();
    let page = browser.get("/dich-vu/1.012575").await.is(200);
    assert!(page.text("h1").contains("toàn trình"));
    assert_eq!(page.text("h1 + p .tag"), words("find.level.mot-phan"));
    assert!(says(&page.text("main header"), "find.promised.partial"));
    let list = browser.get("/dich-vu?q=1.012575").await.is(200);
    assert!(says(&list.text(".results li"), "find.promised.partial"));
}

async fn nothing_unread_stands_on_a_page(portal: &Portal) {
    let browser = portal.browser();
    let laws = async |code: &str| {
        let page = browser.get(&format!("/dich-vu/{code}")).await.is(200);
        (page.texts("#laws li"), page.texts("#laws .unsure"))
    };
    let (household, _) = laws("1.001612").await;
    assert!(
        household.contains(&"76/2025/QH15".to_owned()),
        "{household:?}"
    );
    let (passport, _) = laws("1.001456").await;
    assert!(!passport.is_empty());
    for law in household.iter().chain(&passport) {
        assert!(is_citation(law), "{law}");
    }
    // A number of which a part is lost is shown as what it is.
    let snapshot = portal.app.cache.current();
    let mut all = snapshot.catalogue.procedures.values();
    let unread = all.find(|procedure| {
        let details = procedure.details.as_ref();
        procedure.kind == ProcedureKind::National
            && details.is_some_and(|details| !details.laws_unread.is_empty())
    });
    let unread = unread.unwrap();
    let lost = &unread.details.as_ref().unwrap().laws_unread[0];
    let (_, unsure) = laws(unread.code.as_str()).await;
    assert!(unsure.contains(lost), "{unsure:?}");
    let fees = browser.get("/dich-vu/1.001612").await.is(200);
    let said = fees.text("main");
    for left in ["có vẻ là", "Việt Nam Đồng", "150,000"] {
        assert!(!said.contains(left), "{left}");
    }
}

async fn the_launch_services_have_english_names(portal: &Portal) {
    let browser = portal.browser();
    let snapshot = portal.app.cache.current();
    for code in snapshot.catalogue.services.definitions.keys() {
        let english = snapshot.english_name(code).unwrap();
        let page = browser.get(&format!("/en/dich-vu/{code}")).await.is(200);
        assert_eq!(page.text("h1"), english);
        assert_eq!(page.attribute("h1 + p", "lang"), "vi");
        let vietnamese = browser.get(&format!("/dich-vu/{code}")).await.is(200);
        assert_eq!(vietnamese.text("h1 + p"), vietnamese.text("h1 + p.row"));
    }
}

async fn the_act_comes_first_and_doubt_is_explained_once(portal: &Portal) {
    let browser = portal.browser();
    let page = browser.get("/dich-vu/3.000347").await.is(200);
    assert_eq!(page.links(".sticky-act a"), page.links("aside .button"));
    assert_eq!(page.texts(".lead-facts dt").len(), 4);
    assert!(page.has(".unsure"));
    assert_eq!(page.texts("#tham-khao").len(), 1);
    assert!(!page.has(".tag--warn"), "doubt is quiet");
    let sure = browser.get("/dich-vu/2.000033").await.is(200);
    assert_eq!(sure.has("#tham-khao"), sure.has(".unsure"));
}

async fn what_has_ended_leads_on(portal: &Portal) {
    let page = portal.browser().get("/dich-vu/1.002809").await.is(200);
    assert_eq!(page.links(".notice--bad a"), ["/dich-vu/3.000347"]);
    assert!(page.links("aside .button").is_empty());
}

async fn what_is_not_taken_says_why(portal: &Portal) {
    let snapshot = portal.app.cache.current();
    let closed = snapshot.catalogue.procedures.keys().filter(|code| {
        let procedure = snapshot.procedure(code).unwrap();
        snapshot.service(code).is_none() && procedure.kind != ProcedureKind::Internal
    });
    for code in closed.step_by(500) {
        let page = portal
            .browser()
            .get(&format!("/dich-vu/{code}"))
            .await
            .is(200);
        assert!(page.links("aside .button").is_empty(), "{code}");
        assert!(!page.texts("aside .papers li").is_empty(), "{code}");
        assert!(!page.has(".sticky-act"), "{code}");
    }
}

async fn what_is_uncertain_says_so(portal: &Portal) {
    let snapshot = portal.app.cache.current();
    let ten_papers = snapshot.catalogue.procedures.values().find(|procedure| {
        let details = procedure.details.as_ref();
        details.is_some_and(|details| details.components_may_continue())
            && snapshot
                .service(&procedure.code)
                .is_none_or(|service| service.components.is_empty())
            && procedure.kind != ProcedureKind::Internal
    });
    let code = &ten_papers.unwrap().code;
    let page = portal
        .browser()
        .get(&format!("/dich-vu/{code}"))
        .await
        .is(200);
    assert!(
        page.has("section[aria-labelledby=papers] .notice--warn"),
        "{code}"
    );
}

async fn internal_procedures_are_not_there_for_strangers(portal: &Portal) {
    let snapshot = portal.app.cache.current();
    let internal = snapshot
        .catalogue
        .procedures
        .values()
        .find(|procedure| procedure.kind == ProcedureKind::Internal);
    let code = &internal.unwrap().code;
    portal
        .browser()
        .get(&format!("/dich-vu/{code}"))
        .await
        .is(404);
    super::search::build(portal);
    let found = portal
        .browser()
        .get(&format!("/dich-vu?q={code}"))
        .await
        .is(200);
    assert!(!found.texts(".results .code").contains(&code.to_string()));
}

async fn one_rule_says_who_handles_a_service(portal: &Portal) {
    super::search::build(portal);
    let browser = portal.browser();
    for code in ["3.000347", "3.000346", "1.000294", "1.001193"] {
        let page = browser.get(&format!("/dich-vu/{code}")).await.is(200);
        let handled_by = page.text(".lead-facts div:nth-child(3) dd b");
        let list = browser.get(&format!("/dich-vu?q={code}")).await.is(200);
        let line = list.text(".results li .meta");
        assert!(line.contains(&handled_by), "{code}: {handled_by} / {line}");
    }
}

async fn the_papers_of_a_service_are_those_of_its_application(portal: &Portal) {
    let snapshot = portal.app.cache.current();
    // Own forms with papers and without, and the general form with papers by case.
    for (code, has_papers) in [
        ("1.001193", true),
        ("2.000033", false),
        ("3.000347", true),
        ("1.012538", true),
    ] {
        let page = portal.browser().get(&format!("/dich-vu/{code}")).await;
        let page = page.is(200);
        let told = page.texts("section[aria-labelledby=papers] .need b");
        let code = code.parse().unwrap();
        let (service, procedure) = (snapshot.service(&code), snapshot.procedure(&code));
        let asked = PaperList::of(service.unwrap(), procedure.unwrap());
        let words = |name: &str| name.split_whitespace().collect::<Vec<_>>().join(" ");
        let asked: Vec<String> = asked.papers().map(|paper| words(&paper.name)).collect();
        // What is shown at the desk is told as well, and never uploaded.
        let own = service.unwrap().own_papers().unwrap_or_default();
        let shown = own.iter().filter(|paper| paper.kind == PaperKind::Show);
        let shown: Vec<String> = shown.map(|paper| words(&paper.name)).collect();
        let (at_desk, sent): (Vec<String>, Vec<String>) =
            told.into_iter().partition(|name| shown.contains(name));
        assert_eq!((sent, at_desk), (asked.clone(), shown), "{code}");
        assert_eq!(!asked.is_empty(), has_papers, "{code}");
    }
    let promotion = portal.browser().get("/dich-vu/2.000033").await.is(200);
    let papers = promotion.text("section[aria-labelledby=papers]");
    assert!(says(&papers, "find.service.form_alone"), "{papers}");
}
