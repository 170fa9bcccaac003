//! Setting a second factor up, and signing in with it.

use chrono::Duration;
use futures_util::future::join_all;
use motcua::accounts::demonstration::give_second_factor;

use super::scene::{CODE, SET_UP, recovery_codes, set_up, show_password, type_code};
use crate::support::{
    Cast, Chromium, Portal, count, engine_free, on_both_engines, says, words_for,
};

on_both_engines!(
    what_is_set_up_is_asked_for_and_a_code_opens_once,
    of_two_who_show_one_code_at_once_one_gets_in,
    a_form_that_is_sent_twice_sets_one_factor,
    a_recovery_code_opens_once_and_new_ones_end_the_old,
    the_second_step_is_this_browsers_and_short,
    guesses_wait_and_a_known_browser_does_not,
    guesses_at_once_are_counted_one_after_the_other,
    a_citizen_goes_without_again,
);

engine_free!(
    the_pages_are_sound_in_both_languages,
    the_demonstration_shows_the_code,
);

const HOME: &str = "/mot-cua/nhan-su";

fn recorded(portal: &Portal, kind: &str) -> i64 {
    count(portal.storage(), &format!("journal WHERE kind = '{kind}'"))
}

async fn what_is_set_up_is_asked_for_and_a_code_opens_once(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let huy = cast.signed_in(portal, "huy");
    let own = huy.get("/tai-khoan").await.is(200);
    assert!(says(
        &own.text("#second-factor"),
        "second_factor.profile.text"
    ));
    let page = huy.get(SET_UP).await.is(200);
    assert!(page.attribute(".factor-qr img", "src").starts_with("data:"));
    let phone = super::scene::Authenticator::with_key_of(&page);
    let wrong = type_code(&page, &phone.wrong_code(portal)).await.is(422);
    assert!(says(
        &wrong.text("#code-error"),
        "second_factor.fault.wrong_set_up"
    ));
    assert_eq!(
        wrong.text("#secret"),
        page.text("#secret"),
        "it was scanned"
    );
    let nothing = type_code(&wrong, "").await.is(422);
    assert_eq!(nothing.links("#faults a"), ["#code"]);
    assert_eq!(recorded(portal, "second_factor_set"), 0);
    let code = phone.code(portal);
    let codes = recovery_codes(&type_code(&nothing, &code).await.is(200));
    assert_eq!(recorded(portal, "second_factor_set"), 1);
    let own = huy.get("/tai-khoan").await.is(200);
    let told = own.text("#second-factor");
    assert!(told.contains(&words_for("second_factor.profile.codes_left", 10)));
    assert!(!told.contains(&codes[0]));
    let letters = portal.letters().await;
    assert_eq!(letters.last().unwrap().recipient, "huy@motcua.example");

    let browser = portal.browser();
    let asked = show_password(&browser, "huy", HOME).await;
    assert!(asked.path().starts_with(CODE), "{}", asked.path());
    let field = |name| asked.attribute("main [name=code]", name);
    assert_eq!(field("autocomplete"), "one-time-code");
    assert_eq!(field("inputmode"), "numeric");
    let closed = browser.get("/mot-cua/ho-so").await.is(200);
    assert!(closed.path().starts_with("/dang-nhap?"), "no session yet");
    let replayed = type_code(&asked, &code).await.is(422);
    assert!(says(
        &replayed.text("#code-error"),
        "second_factor.fault.used"
    ));
    let wrong = type_code(&asked, &phone.wrong_code(portal)).await.is(422);
    assert!(says(
        &wrong.text("#code-error"),
        "second_factor.fault.wrong"
    ));
    assert_eq!(recorded(portal, "second_factor_refused"), 2);
    let inside = type_code(&wrong, &phone.next_code(portal)).await.is(200);
    assert_eq!(inside.path(), HOME);
    assert_eq!(browser.cookie("__Host-motcua-code"), None);
    // What this code had to show is shown once more to nobody.
    let again = show_password(&portal.browser(), "huy", HOME).await;
    type_code(&again, &phone.code(portal)).await.is(422);
}

async fn of_two_who_show_one_code_at_once_one_gets_in(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let (phone, _) = set_up(portal, &cast.signed_in(portal, "huy")).await;
    let (mine, theirs) = (portal.browser(), portal.browser());
    let mine = show_password(&mine, "huy", HOME).await;
    let theirs = show_password(&theirs, "huy", HOME).await;
    let code = phone.next_code(portal);
    let before = count(portal.storage(), "sessions");
    let forms = [&mine, &theirs].map(|page| page.form("main form").fill("code", &code).send());
    let answers = join_all(forms).await;
    let mut statuses: Vec<u16> = answers.iter().map(|page| page.status().as_u16()).collect();
    statuses.sort_unstable();
    assert_eq!(statuses, [303, 422]);
    assert_eq!(count(portal.storage(), "sessions"), before + 1);

    // The same form twice: one session, and no fault of ours.
    let twice = show_password(&portal.browser(), "huy", HOME).await;
    let form = twice
        .form("main form")
        .fill("code", &phone.next_code(portal));
    for page in form.send_twice().await {
        assert!([303, 422].contains(&page.status().as_u16()));
    }
    assert_eq!(count(portal.storage(), "sessions"), before + 2);
}

async fn a_form_that_is_sent_twice_sets_one_factor(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let huy = cast.signed_in(portal, "huy");
    let page = huy.get(SET_UP).await.is(200);
    let phone = super::scene::Authenticator::with_key_of(&page);
    let form = page.form("main form").fill("code", &phone.code(portal));
    let [first, second] = form.send_twice().await;
    let codes = recovery_codes(&first.is(200));
    assert_eq!(recovery_codes(&second.is(200)), codes);
    assert_eq!(recorded(portal, "second_factor_set"), 1);
    let asked = show_password(&portal.browser(), "huy", HOME).await;
    type_code(&asked, &codes[9]).await.is(200);

    let renew = huy.get(&format!("{SET_UP}/ma-du-phong")).await.is(200);
    let [first, second] = renew.form("main form").send_twice().await;
    let codes = recovery_codes(&first.is(200));
    assert_eq!(recovery_codes(&second.is(200)), codes);
    assert_eq!(recorded(portal, "recovery_codes_made"), 1);
    let asked = show_password(&portal.browser(), "huy", HOME).await;
    type_code(&asked, &codes[9]).await.is(200);
}

async fn a_recovery_code_opens_once_and_new_ones_end_the_old(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let (_, codes) = set_up(portal, &cast.signed_in(portal, "huy")).await;
    let browser = portal.browser();
    let asked = show_password(&browser, "huy", HOME).await;
    let inside = type_code(&asked, &codes[0]).await.is(200);
    assert_eq!(inside.path(), HOME);
    assert!(says(
        &inside.text("[role=status]"),
        "second_factor.notice.recovery_code_used"
    ));
    assert_eq!(recorded(portal, "recovery_code_used"), 1);
    let own = browser.get("/tai-khoan").await.is(200);
    let left = words_for("second_factor.profile.codes_left", 9);
    assert!(own.text("#second-factor").contains(&left));
    let asked = show_password(&portal.browser(), "huy", HOME).await;
    let again = type_code(&asked, &codes[0]).await.is(422);
    assert!(says(&again.text("#code-error"), "second_factor.fault.used"));

    let renew = browser.get(&format!("{SET_UP}/ma-du-phong")).await.is(200);
    let new = recovery_codes(&renew.form("main form").submit().await.is(200));
    assert!(new.iter().all(|code| !codes.contains(code)));
    let old = type_code(&asked, &codes[1]).await.is(422);
    assert!(says(&old.text("#code-error"), "second_factor.fault.wrong"));
    let pasted = new[1].replace(' ', "-");
    assert_eq!(type_code(&asked, &pasted).await.is(200).path(), HOME);
}

async fn the_second_step_is_this_browsers_and_short(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let huy = cast.signed_in(portal, "huy");
    let (phone, _) = set_up(portal, &huy).await;
    let from_the_start = |page: &crate::support::Page| {
        let is_first_step = page.path().starts_with("/dang-nhap?");
        is_first_step && says(&page.text("[role=status]"), "second_factor.notice.too_late")
    };
    // Another browser knows nothing of it.
    let asked = show_password(&portal.browser(), "huy", HOME).await;
    let other = portal.browser().get(asked.path()).await.is(200);
    assert!(from_the_start(&other));
    let query = other.path().split_once('?').unwrap().1;
    let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query).unwrap();
    assert_eq!(pairs, [("tiep".to_owned(), HOME.to_owned())]);
    // Ten minutes later nobody does.
    portal.clock.advance(Duration::minutes(10));
    let late = type_code(&asked, &phone.next_code(portal)).await.is(200);
    assert!(from_the_start(&late));
    // What ends every session ends what waits for a code.
    let asked = show_password(&portal.browser(), "huy", HOME).await;
    let own = huy.get("/tai-khoan").await.is(200);
    own.form("main form[action$=moi-noi]")
        .submit()
        .await
        .is(200);
    let ended = type_code(&asked, &phone.next_code(portal)).await.is(200);
    assert!(from_the_start(&ended));
}

async fn guesses_wait_and_a_known_browser_does_not(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let (phone, _) = set_up(portal, &cast.signed_in(portal, "huy")).await;
    let known = portal.browser();
    let asked = show_password(&known, "huy", HOME).await;
    type_code(&asked, &phone.next_code(portal)).await.is(200);
    let out = known.get(HOME).await.form("header form");
    out.submit().await.is(200);

    let guessing = show_password(&portal.browser(), "huy", HOME).await;
    let mut tries = 0;
    let waits = loop {
        let page = type_code(&guessing, &phone.wrong_code(portal)).await;
        if page.status() == 429 {
            break page;
        }
        tries += 1;
        assert!(tries < 10, "guessing goes on");
    };
    assert!(tries >= 4, "everybody mistypes");
    assert!(says(&waits.text("#code-error"), "accounts.wait.seconds"));
    let right = phone.code_ahead(portal);
    type_code(&guessing, &right).await.is(429);
    assert_eq!(recorded(portal, "second_factor_refused"), tries);
    let asked = show_password(&known, "huy", HOME).await;
    assert_eq!(type_code(&asked, &right).await.is(200).path(), HOME);
}

async fn guesses_at_once_are_counted_one_after_the_other(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let (phone, _) = set_up(portal, &cast.signed_in(portal, "huy")).await;
    let asked = show_password(&portal.browser(), "huy", HOME).await;
    let form = asked
        .form("main form")
        .fill("code", &phone.wrong_code(portal));
    let guesses = (0..30).map(|_| form.clone().send());
    let statuses: Vec<u16> = join_all(guesses)
        .await
        .iter()
        .map(|page| page.status().as_u16())
        .collect();
    let looked_at = statuses.iter().filter(|status| **status == 422).count();
    let waited = statuses.iter().filter(|status| **status == 429).count();
    assert_eq!(looked_at + waited, 30, "{statuses:?}");
    assert!(looked_at <= 5, "{looked_at} guesses were looked at");
}

async fn a_citizen_goes_without_again(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    set_up(portal, &lan).await;
    let remove = format!("{SET_UP}/bo");
    let sure = lan.get(&remove).await.is(200);
    let own = sure.form(".confirm").submit().await.is(200);
    assert!(says(
        &own.text("[role=status]"),
        "second_factor.notice.removed"
    ));
    assert_eq!(recorded(portal, "second_factor_removed"), 1);
    assert_eq!(count(portal.storage(), "recovery_codes"), 0);
    let inside = show_password(&portal.browser(), "lan", "/ho-so").await;
    assert_eq!(inside.path(), "/ho-so");

    let huy = cast.signed_in(portal, "huy");
    set_up(portal, &huy).await;
    let barred = huy.get(&remove).await.is(200);
    assert!(barred.has("[role=alert]") && !barred.has(".confirm"));
    let own = huy.get("/tai-khoan").await.is(200);
    assert!(!own.links("#second-factor a").contains(&remove));
}

async fn the_pages_are_sound_in_both_languages(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    set_up(portal, &lan).await;
    for language in ["", "/en"] {
        for path in ["", "/ma-du-phong", "/bo"] {
            let page = lan.get(&format!("{language}{SET_UP}{path}")).await.is(200);
            assert_eq!(page.markup_faults(), Vec::<String>::new(), "{path}");
        }
        let browser = portal.browser();
        show_password(&browser, "lan", "/ho-so").await;
        let page = browser.get(&format!("{language}{CODE}")).await.is(200);
        assert_eq!(page.markup_faults(), Vec::<String>::new());
    }
}

/// In a real browser, from the password to the console.
async fn the_demonstration_shows_the_code(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let now = portal.app.env.moment().now;
    give_second_factor(portal.storage(), now, cast.account("vanhanh")).unwrap();
    for _ in 0..2 {
        // The second sign-in is within the same half minute.
        let browser = Chromium::open(portal.base_url().clone()).await;
        browser.go("/dang-nhap").await;
        browser.type_in("name", "vanhanh@motcua.example").await;
        browser
            .type_in("password", motcua::accounts::demonstration::PASSWORD)
            .await;
        browser.press("main form button:not([type=button])").await;
        assert_eq!(browser.path().await, CODE);
        let text = browser.text().await;
        let digits: Vec<&str> = text
            .split_whitespace()
            .filter(|word| word.len() == 6 && word.bytes().all(|byte| byte.is_ascii_digit()))
            .collect();
        browser.type_in("code", digits[0]).await;
        browser.press("main form button").await;
        assert_eq!(browser.path().await, "/quan-tri");
        browser.close().await;
    }
}
