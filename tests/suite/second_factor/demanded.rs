//! Of whom a second factor is demanded, and from when.

use chrono::{Days, Duration, NaiveDate};
use motcua::accounts::{second_factor_from, sessions};
use motcua::storage::EngineKind;
use reqwest::Method;

use super::scene::{Authenticator, SET_UP, recovery_codes, show_password, type_code};
use crate::support::{Cast, Database, Portal, Stage, on_both_engines, says, words_with};

on_both_engines!(
    staff_is_told_the_day_and_works_until_then,
    from_the_day_on_staff_sets_it_up_before_anything_else,
    whoever_comes_later_has_time_of_their_own,
    the_day_of_a_portal_is_reckoned_once,
);

/// The day from which this portal demands it: nine days after the clock's first.
const FROM: &str = "2026-12-02";

/// A portal that demands it.
struct Demanding(Portal);

impl Stage for Demanding {
    async fn set_up(kind: EngineKind) -> Self {
        let from = FROM.parse().unwrap();
        Self(Portal::open_with(kind, |config| config.second_factor_from = Some(from)).await)
    }

    async fn tear_down(self) {
        self.0.close().await;
    }
}

/// Past the day of the portal and the time that clerks have of their own.
fn past_the_day(portal: &Portal) {
    portal.clock.advance(Duration::days(15));
}

async fn staff_is_told_the_day_and_works_until_then(Demanding(portal): &Demanding) {
    let cast = Cast::of(portal).await;
    let day = "07/12/2026";
    for (who, path) in [("ha", "/mot-cua/ho-so"), ("vanhanh", "/quan-tri")] {
        let browser = cast.signed_in(portal, who);
        let page = browser.get(path).await.is(200);
        let told = page.text(".banner--due");
        assert!(
            told.contains(&words_with("second_factor.due.text", &[("day", &day)])),
            "{told}"
        );
        assert_eq!(page.markup_faults(), Vec::<String>::new());
        let page = page.click(".banner--due a").await.is(200);
        assert_eq!(page.path(), SET_UP);
        assert!(!page.has(".banner--due"));
        let phone = Authenticator::with_key_of(&page);
        type_code(&page, &phone.code(portal)).await.is(200);
        assert!(!browser.get(path).await.is(200).has(".banner--due"));
    }
    let lan = cast.signed_in(portal, "lan");
    assert!(!lan.get("/ho-so").await.is(200).has(".banner--due"));
}

async fn from_the_day_on_staff_sets_it_up_before_anything_else(Demanding(portal): &Demanding) {
    let cast = Cast::of(portal).await;
    past_the_day(portal);
    let midnight = portal.app.env.moment().now.vietnam_date();
    assert_eq!(midnight, "2026-12-08".parse::<NaiveDate>().unwrap());
    for (who, path) in [("ha", "/mot-cua/ho-so?q=1"), ("vanhanh", "/quan-tri")] {
        let browser = portal.browser();
        let page = show_password(&browser, who, path).await;
        assert!(page.path().starts_with(&format!("{SET_UP}?tiep=")));
        assert!(says(&page.text(".notice--warn"), "second_factor.set.led"));
        for other in ["/mot-cua/ho-so", "/quan-tri"] {
            let peeked = browser.peek(other).await;
            assert!([303, 403].contains(&peeked.status().as_u16()), "{other}");
        }
        // Their own account and the pages of everybody are not the desk.
        browser.get("/tai-khoan").await.is(200);
        let phone = Authenticator::with_key_of(&page);
        let codes = type_code(&page, &phone.code(portal)).await.is(200);
        recovery_codes(&codes);
        let inside = codes.click("main a.button").await.is(200);
        assert_eq!(inside.path(), path);
    }
    let lan = portal.browser();
    let inside = show_password(&lan, "lan", "/ho-so").await;
    assert_eq!(inside.path(), "/ho-so");

    // A form is led away too: no page gave it.
    let huy = cast.signed_in(portal, "huy");
    let (field, value) = crate::access::objects::token(portal, &huy);
    let request = huy.request(Method::POST, "/mot-cua/don-vi");
    let request = request.form(&[(field, value.as_str()), ("name", "Một cửa")]);
    let led = huy.send(request, "/mot-cua/don-vi").await.is(303);
    assert!(led.header("location").unwrap().starts_with(SET_UP));
}

async fn whoever_comes_later_has_time_of_their_own(Demanding(portal): &Demanding) {
    past_the_day(portal);
    let cast = Cast::of(portal).await;
    // They have come to work today, so they have fourteen days.
    let ha = portal.browser();
    let page = show_password(&ha, "ha", "/mot-cua/ho-so").await;
    assert_eq!(page.path(), "/mot-cua/ho-so");
    assert!(page.text(".banner--due").contains("22/12/2026"));
    // A session that began before the day goes on over midnight.
    portal
        .clock
        .advance(Duration::days(13) + Duration::hours(14));
    let late = portal.browser();
    show_password(&late, "ha", "/mot-cua/ho-so").await;
    for _ in 0..2 {
        portal.clock.advance(Duration::minutes(50));
        let page = late.get("/mot-cua/ho-so").await.is(200);
        assert_eq!(page.path(), "/mot-cua/ho-so");
    }
    let today = portal.app.env.moment().now.vietnam_date();
    assert_eq!(today, "2026-12-22".parse::<NaiveDate>().unwrap());
    let account = cast.account("ha");
    portal
        .storage()
        .write(|tx| sessions::close_all(tx, account))
        .unwrap();
    let page = show_password(&portal.browser(), "ha", "/mot-cua/ho-so").await;
    assert!(page.path().starts_with(SET_UP), "{}", page.path());
}

async fn the_day_of_a_portal_is_reckoned_once(database: &Database) {
    let moment = || database.context(motcua::context::Principal::System).moment;
    let day = || {
        let moment = moment();
        let day = database.storage.write(|tx| second_factor_from(tx, &moment));
        day.unwrap()
    };
    let first = day();
    let today = database.now().vietnam_date();
    assert_eq!(first, today + Days::new(30));
    database.clock.advance(Duration::days(40));
    assert_eq!(day(), first);
}
