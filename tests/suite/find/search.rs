//! The home page and the search.

use motcua::catalogue::{Details, Procedure, ProcedureKind};
use motcua::kernel::{Dong, FactStatus, is_cut};

use crate::support::{Page, Portal, engine_free, says, words};

engine_free!(
    the_home_page_leads_on,
    a_question_is_answered,
    what_was_understood_is_said_once,
    the_privacy_page_names_the_law_in_force,
    filters_narrow_and_are_kept,
    what_is_uncertain_says_so_in_the_list,
    what_makes_no_sense_is_left_aside,
    the_ways_to_browse_come_before_the_list,
    a_life_event_begins_with_what_is_asked_for_most,
    what_has_ended_is_shown_when_asked_for,
    nothing_good_is_said_to_be_nothing,
    english_words_find_the_launch_services,
    pages_tell_search_engines_what_they_are,
    programs_find_their_files,
    an_index_that_is_being_built_is_said_so,
    a_page_that_is_known_is_not_sent_again,
);

async fn the_home_page_leads_on(portal: &Portal) {
    let home = portal.browser().get("/").await.is(200);
    assert_eq!(home.attribute(".hero form", "action"), "/dich-vu");
    assert_eq!(home.links(".tile[href*=su-kien]").len(), 11);
    assert!(
        home.links(".tile[href*=su-kien]")
            .iter()
            .all(|link| link.starts_with("/dich-vu?su-kien="))
    );
    let business = portal
        .browser()
        .get("/?doi-tuong=doanh-nghiep")
        .await
        .is(200);
    assert_ne!(business.links(".tile"), home.links(".tile"));
    let english = portal.browser().get("/en").await.is(200);
    assert_eq!(english.attribute(".hero form", "action"), "/en/dich-vu");
}

async fn a_question_is_answered(portal: &Portal) {
    build(portal);
    let page = ask(portal, "?q=doi+bang+lai+xe").await;
    assert_eq!(codes(&page)[0], "3.000347");
    assert!(
        page.text("[role=status]").contains("giấy phép lái xe"),
        "what was understood"
    );
    assert!(page.has(".results mark"));
    let page = ask(portal, "?q=khia+sinh").await;
    assert_eq!(codes(&page)[0], "1.001193");
    assert!(
        page.text("[role=status]").contains("khai sinh"),
        "what was corrected"
    );
    let place = ask(portal, "?q=khai+sinh+da+nang").await;
    assert_eq!(codes(&place)[0], "1.001193");
    for spelling in ["1.001193", "1001193", "1.001193.000.00.00.H26"] {
        assert_eq!(
            codes(&ask(portal, &format!("?q={spelling}")).await),
            ["1.001193"]
        );
    }
    let nothing = ask(portal, "?q=qwertyuiop").await;
    assert!(nothing.has(".empty") && !nothing.links(".inline-list a").is_empty());
}

async fn filters_narrow_and_are_kept(portal: &Portal) {
    build(portal);
    let full = ask(portal, "?muc-do=toan-trinh").await;
    let shared_before = ask(portal, "?muc-do=4").await;
    assert_eq!(codes(&shared_before), codes(&full));
    assert_eq!(
        sorted(codes(&full)),
        ["1.002759", "2.000033", "3.000001", "3.000002"]
    );
    assert!(full.has(".filters[open]"));
    let page = ask(
        portal,
        "?su-kien=co-con-nho&doi-tuong=cong-dan&muc-do=mot-phan&q=khai+sinh",
    )
    .await;
    assert_eq!(codes(&page)[0], "1.001193");
    assert_eq!(
        page.attribute(".search [name=su-kien]", "value"),
        "co-con-nho"
    );
    assert_eq!(page.attribute(".search [name=muc-do]", "value"), "mot-phan");
    let of_commune = ask(portal, "?co-quan=00004&q=khai+sinh").await;
    assert_eq!(codes(&of_commune)[0], "1.001193");
    let of_ministry = ask(portal, "?co-quan=G12&q=khai+sinh").await;
    assert!(!codes(&of_ministry).contains(&"1.001193".to_owned()));
}

async fn what_is_uncertain_says_so_in_the_list(portal: &Portal) {
    build(portal);
    let snapshot = portal.app.cache.current();
    let marked = async |holds: &dyn Fn(&Procedure, &Details) -> bool| {
        let mut all = snapshot.catalogue.procedures.values();
        let found = all.find(|procedure| {
            let details = procedure.details.as_ref();
            procedure.kind == ProcedureKind::National
                && procedure.is_living()
                && details.is_some_and(|details| holds(procedure, details))
        });
        let page = ask(portal, &format!("?q={}", found.unwrap().code)).await;
        let explained = says(&page.text("main"), "find.unsure");
        assert_eq!(explained, page.has(".results .unsure"));
        page.has(".results .unsure")
    };
    // What an entry says of fees goes before what the procedure says.
    let has_entry = |procedure: &Procedure| {
        let entries = &snapshot.catalogue.services.definitions;
        entries.contains_key(&procedure.code)
    };
    let words = |details: &Details| details.fee.clone().and_then(|fee| fee.words);
    let costs = |details: &Details| {
        let amounts = details.fee.iter().flat_map(|fee| &fee.amounts);
        amounts.into_iter().any(|amount| *amount > Dong::ZERO)
    };
    assert!(
        marked(&|procedure, details| {
            !has_entry(procedure)
                && details.fee_status() == FactStatus::Verified
                && costs(details)
                && words(details).is_some_and(|words| is_cut(&words))
        })
        .await
    );
    let unofficial =
        |details: &Details| details.fee_status() == FactStatus::ThirdParty && costs(details);
    assert!(marked(&|procedure, details| !has_entry(procedure) && unofficial(details)).await);
    assert!(marked(&|_, details| details.terms_status == FactStatus::GeneralKnowledge).await);
    let is_sure = |procedure: &Procedure, details: &Details| {
        snapshot
            .service(&procedure.code)
            .is_some_and(|service| service.own_form)
            && details.terms_status == FactStatus::Verified
            && !costs(details)
    };
    assert!(!marked(&is_sure).await);
}

async fn what_makes_no_sense_is_left_aside(portal: &Portal) {
    build(portal);
    let all = ask(portal, "?xem=tat-ca").await;
    assert!(!codes(&all).is_empty());
    for query in [
        "?xem=tat-ca&trang=0",
        "?xem=tat-ca&trang=x",
        "?xem=tat-ca&muc-do=9",
        "?xem=tat-ca&co-quan=none",
        "?xem=tat-ca&su-kien=%FF",
        "?xem=tat-ca&=&&q",
    ] {
        let page = ask(portal, query).await;
        assert_eq!(codes(&page), codes(&all), "{query}");
    }
    assert!(codes(&ask(portal, "?trang=99999").await).is_empty());
    let long = "x".repeat(3_000);
    ask(portal, &format!("?q={long}")).await;
}

async fn an_index_that_is_being_built_is_said_so(portal: &Portal) {
    let ready = portal.browser().get("/readyz").await;
    // The suite shares one catalogue: another test may have built the index already.
    if portal.app.cache.current().index().is_none() {
        assert_eq!(ready.status(), 503);
        let page = ask(portal, "?q=khai+sinh").await;
        assert!(page.has(".notice--info") && !page.links(".inline-list a").is_empty());
    }
    build(portal);
    portal.browser().get("/readyz").await.is(200);
}

async fn a_page_that_is_known_is_not_sent_again(portal: &Portal) {
    build(portal);
    for path in [
        "/",
        "/dich-vu?q=khai+sinh",
        "/dich-vu/1.001193",
        "/co-quan",
        "/huong-dan",
        "/quyen-rieng-tu",
        "/dieu-khoan",
        "/kha-nang-tiep-can",
    ] {
        let browser = portal.browser();
        let page = browser.get(path).await.is(200);
        let tag = page.header("etag").expect("an ETag").to_owned();
        let request = browser
            .request(reqwest::Method::GET, path)
            .header("if-none-match", tag);
        let again = browser.send(request, path).await;
        assert_eq!(again.status(), 304, "{path}");
        assert!(again.body().is_empty());
    }
}

/// The index is built in the background of a real start; here when a test needs it.
pub fn build(portal: &Portal) {
    portal.app.cache.current().build_index();
}

async fn ask(portal: &Portal, query: &str) -> Page {
    portal
        .browser()
        .get(&format!("/dich-vu{query}"))
        .await
        .is(200)
}

fn codes(page: &Page) -> Vec<String> {
    page.texts(".results .code")
}

fn sorted(mut codes: Vec<String>) -> Vec<String> {
    codes.sort();
    codes
}

async fn the_ways_to_browse_come_before_the_list(portal: &Portal) {
    build(portal);
    for query in ["", "?q=", "?trang=1", "?muc-do=9"] {
        let page = ask(portal, query).await;
        assert!(codes(&page).is_empty(), "{query}");
        assert_eq!(page.links(".tile").len(), 22, "{query}");
    }
    let slash = portal.browser().peek("/dich-vu/").await;
    assert_eq!(slash.header("location"), Some("/dich-vu"));
    let list = ask(portal, "?xem=tat-ca").await;
    assert_eq!(codes(&list).len(), 20);
}

async fn a_life_event_begins_with_what_is_asked_for_most(portal: &Portal) {
    build(portal);
    let snapshot = portal.app.cache.current();
    for (slug, first) in [
        ("co-con-nho", "1.001193"),
        ("hon-nhan-gia-dinh", "1.000894"),
        ("phuong-tien-nguoi-lai", "3.000347"),
        ("nguoi-than-qua-doi", "1.000656"),
        ("suc-khoe-y-te", "1.002759"),
        ("thuong-mai-quang-cao", "2.000033"),
    ] {
        let page = ask(portal, &format!("?su-kien={slug}")).await;
        let mut events = snapshot.catalogue.life_events.iter();
        let event = events.find(|event| event.slug == slug).unwrap();
        assert_eq!(page.text("h1"), event.name);
        assert_eq!(codes(&page)[0], first, "{slug}");
        let groups = page.texts("h2.ruled");
        let names: Vec<&String> = event.groups.iter().map(|group| &group.name).collect();
        assert!(groups.iter().zip(&names).all(|(told, name)| told == *name));
        assert!(groups.len() >= names.len().min(2), "{groups:?}");
        let path = format!("/en/dich-vu?su-kien={slug}");
        let english = portal.browser().get(&path).await.is(200);
        assert_eq!(Some(english.text("h1")), event.name_en, "{slug}");
    }
}

async fn what_has_ended_is_shown_when_asked_for(portal: &Portal) {
    build(portal);
    let page = ask(portal, "?q=doi+giay+phep+lai+xe").await;
    assert!(!codes(&page).contains(&"1.002809".to_owned()));
    let more = page.links("section a[href*=het-hieu-luc]");
    let all = portal.browser().get(&more[0]).await.is(200);
    assert!(codes(&all).contains(&"1.002809".to_owned()));
    assert!(all.has("[name=het-hieu-luc][checked]"));
    let by_code = ask(portal, "?q=1.002809").await;
    assert_eq!(codes(&by_code), ["1.002809"]);
}

async fn nothing_good_is_said_to_be_nothing(portal: &Portal) {
    build(portal);
    for question in ["qwertyuiop", "mua+ve+may+bay", "phat+nguoi"] {
        let page = ask(portal, &format!("?q={question}")).await;
        assert!(
            says(&page.text(".empty"), "find.search.nothing"),
            "{question}"
        );
        assert!(
            !page.has("[role=status]") && codes(&page).len() <= 5,
            "{question}"
        );
        assert!(!page.links(".inline-list a").is_empty(), "{question}");
    }
}

async fn english_words_find_the_launch_services(portal: &Portal) {
    build(portal);
    for (question, code) in [
        ("birth+certificate", "1.001193"),
        ("driving+licence", "3.000347"),
        ("marriage", "1.000894"),
        ("health+insurance", "1.002759"),
        ("sales+promotion", "2.000033"),
    ] {
        let path = format!("/en/dich-vu?q={question}");
        let page = portal.browser().get(&path).await.is(200);
        assert_eq!(codes(&page)[0], code, "{question}");
    }
}

async fn pages_tell_search_engines_what_they_are(portal: &Portal) {
    build(portal);
    for path in [
        "/dich-vu",
        "/dich-vu?su-kien=co-con-nho",
        "/dich-vu/1.001193",
        "/co-quan",
        "/co-quan/H26",
        "/tra-cuu",
        "/huong-dan",
        "/quyen-rieng-tu",
        "/dieu-khoan",
        "/kha-nang-tiep-can",
    ] {
        for (language, other) in [("", "/en"), ("/en", "")] {
            let page = portal
                .browser()
                .get(&format!("{language}{path}"))
                .await
                .is(200);
            let description = page.attribute("meta[name=description]", "content");
            assert!(description.len() > 40, "{language}{path}: {description}");
            let address = |selector: &str| page.attribute(selector, "href");
            assert!(address("link[rel=canonical]").ends_with(&format!("{language}{path}")));
            let tag = if other.is_empty() { "vi" } else { "en" };
            let alternate = address(&format!("link[hreflang={tag}]"));
            assert!(
                alternate.ends_with(&format!("{other}{path}")),
                "{alternate}"
            );
            assert!(alternate.starts_with("http"), "{alternate}");
        }
    }
    let asked = ask(portal, "?q=khai+sinh").await;
    assert!(
        asked
            .attribute("meta[name=robots]", "content")
            .contains("noindex")
    );
}

async fn programs_find_their_files(portal: &Portal) {
    let browser = portal.browser();
    let robots = browser.get("/robots.txt").await.is(200);
    assert!(String::from_utf8_lossy(robots.body()).starts_with("User-agent: *"));
    let index = browser.get("/sitemap.xml").await.is(200);
    let index = String::from_utf8_lossy(index.body()).into_owned();
    let parts = index.matches("<loc>").count();
    assert!(parts >= 1, "{index}");
    for part in 1..=parts {
        let file = browser.get(&format!("/sitemap/{part}.xml")).await.is(200);
        let addresses = String::from_utf8_lossy(file.body())
            .matches("<url>")
            .count();
        assert!((1..=50_000).contains(&addresses), "{addresses}");
    }
    for missing in ["0", "x", "99"] {
        browser
            .get(&format!("/sitemap/{missing}.xml"))
            .await
            .is(404);
    }
    for (path, kind) in [
        ("/favicon.ico", "image/x-icon"),
        ("/apple-touch-icon.png", "image/png"),
    ] {
        let icon = browser.get(path).await.is(200);
        assert_eq!(icon.header("content-type"), Some(kind));
        assert!(icon.body().len() > 100);
    }
}

async fn what_was_understood_is_said_once(portal: &Portal) {
    build(portal);
    let page = ask(portal, "?q=th%C3%A0nh+l%E1%BA%ADp+c%C3%B4ng+ty").await;
    let said = page.text("[role=status]");
    let told = said.matches(&words("find.search.understood")).count();
    assert_eq!(told, 1, "{said}");
}

async fn the_privacy_page_names_the_law_in_force(portal: &Portal) {
    for path in ["/quyen-rieng-tu", "/en/quyen-rieng-tu"] {
        let page = portal.browser().get(path).await.is(200);
        let said = page.text("main");
        assert!(said.contains("356/2025/NĐ-CP") && said.contains("91/2025/QH15"));
        assert!(!said.contains("13/2023"), "{path}: it was replaced");
    }
}
