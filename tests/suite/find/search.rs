//! The home page and the search.

use motcua::catalogue::{Details, Procedure, ProcedureKind};
use motcua::kernel::{Dong, FactStatus, is_cut};

use crate::support::{Page, Portal, engine_free, words};

engine_free!(
    the_home_page_leads_on,
    a_question_is_answered,
    what_was_understood_is_said_once,
    the_privacy_page_names_the_law_in_force,
    filters_narrow_and_are_kept,
    what_is_uncertain_says_so_in_the_list,
    what_makes_no_sense_is_left_aside,
    an_index_that_is_being_built_is_said_so,
    a_page_that_is_known_is_not_sent_again,
);

async fn the_home_page_leads_on(portal: &Portal) {
    let home = portal.browser().get("/").await.is(200);
    assert_eq!(home.attribute(".hero form", "action"), "/dich-vu");
    assert_eq!(home.links(".tile").len(), 11);
    assert!(
        home.links(".tile")
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
    let full = ask(portal, "?muc-do=4").await;
    assert_eq!(sorted(codes(&full)), ["1.002759", "2.000033"]);
    assert!(full.has(".filters[open]"));
    let page = ask(
        portal,
        "?su-kien=co-con-nho&doi-tuong=cong-dan&muc-do=3&q=khai+sinh",
    )
    .await;
    assert_eq!(codes(&page)[0], "1.001193");
    assert_eq!(
        page.attribute(".search [name=su-kien]", "value"),
        "co-con-nho"
    );
    assert_eq!(page.attribute(".search [name=muc-do]", "value"), "3");
    let of_commune = ask(portal, "?co-quan=00004&q=khai+sinh").await;
    assert_eq!(codes(&of_commune)[0], "1.001193");
    let of_ministry = ask(portal, "?co-quan=G12&q=khai+sinh").await;
    assert!(!codes(&of_ministry).contains(&"1.001193".to_owned()));
}

/// What a line adds to what is not certain.
fn in_brackets(key: &str) -> String {
    format!("({})", words(key))
}

async fn what_is_uncertain_says_so_in_the_list(portal: &Portal) {
    build(portal);
    let snapshot = portal.app.cache.current();
    let line = async |holds: &dyn Fn(&Procedure, &Details) -> bool| {
        let mut all = snapshot.catalogue.procedures.values();
        let found = all.find(|procedure| {
            let details = procedure.details.as_ref();
            procedure.kind == ProcedureKind::National
                && details.is_some_and(|details| holds(procedure, details))
        });
        let page = ask(portal, &format!("?q={}", found.unwrap().code)).await;
        page.text(".results li")
    };
    let words = |details: &Details| details.fee.clone().and_then(|fee| fee.words);
    let costs = |details: &Details| {
        let amounts = details.fee.iter().flat_map(|fee| &fee.amounts);
        amounts.into_iter().any(|amount| *amount > Dong::ZERO)
    };
    let cut = line(&|_, details| {
        details.fee_status() == FactStatus::Verified
            && costs(details)
            && words(details).is_some_and(|words| is_cut(&words))
    })
    .await;
    assert!(cut.contains(&in_brackets("find.cut_short")));
    let unofficial =
        line(&|_, details| details.fee_status() == FactStatus::ThirdParty && costs(details)).await;
    assert!(unofficial.contains(&in_brackets("find.fact.third_party")));
    let unconfirmed =
        line(&|_, details| details.terms_status == FactStatus::GeneralKnowledge).await;
    assert!(unconfirmed.contains(&in_brackets("find.fact.general_knowledge")));
    let sure = line(&|procedure, details| {
        snapshot
            .service(&procedure.code)
            .is_some_and(|service| service.own_form)
            && details.terms_status == FactStatus::Verified
            && !costs(details)
    })
    .await;
    assert!(!sure.contains('('), "{sure}");
}

async fn what_makes_no_sense_is_left_aside(portal: &Portal) {
    build(portal);
    let all = ask(portal, "").await;
    for query in [
        "?trang=0",
        "?trang=x",
        "?muc-do=9",
        "?co-quan=none",
        "?su-kien=%FF",
        "?=&&q",
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

async fn what_was_understood_is_said_once(portal: &Portal) {
    build(portal);
    let page = ask(portal, "?q=th%C3%A0nh+l%E1%BA%ADp+c%C3%B4ng+ty").await;
    let said = page.text("[role=status]");
    assert_eq!(said.matches("đã hiểu").count(), 1, "{said}");
}

async fn the_privacy_page_names_the_law_in_force(portal: &Portal) {
    for path in ["/quyen-rieng-tu", "/en/quyen-rieng-tu"] {
        let page = portal.browser().get(path).await.is(200);
        let said = page.text("main");
        assert!(said.contains("356/2025/NĐ-CP") && said.contains("91/2025/QH15"));
        assert!(!said.contains("13/2023"), "{path}: it was replaced");
    }
}
