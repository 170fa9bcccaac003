//! The public look-up: it tells state and dates to whoever has the receipt, and nothing to those
//! who guess.

use motcua::dossiers::{ActInput, code_spellings, dossier};
use motcua::speech::{Locale, Words};

use crate::apply::{accept, lans_dossier};
use crate::support::{
    Browser, Cast, Page, Portal, engine_free, on_both_engines, words, words_with,
};

on_both_engines!(
    the_receipt_opens_the_public_line,
    a_wrong_guess_looks_like_a_code_that_does_not_exist,
    guessing_is_slowed_whether_or_not_the_code_exists,
    the_other_form_of_the_agencys_code_is_the_same_code,
    codes_and_numbers_are_taken_as_people_type_them,
    who_must_do_something_is_told_what_and_by_when,
);

engine_free!(what_is_no_code_is_told_why);

const UNKNOWN: &str = "H26-261120-9999999";

async fn asked(browser: &Browser, code: &str, digits: &str) -> Page {
    let page = browser.get("/tra-cuu").await.is(200);
    page.form("main form")
        .fill("code", code)
        .fill("digits", digits)
        .submit()
        .await
}

/// Lan's dossier: its code and the digits that open it.
async fn filed(portal: &Portal, cast: &Cast) -> (String, String) {
    let lan = cast.signed_in(portal, "lan");
    let id = lans_dossier(portal, cast, &lan).await;
    let dossier = portal.storage().read(|conn| dossier(conn, id));
    let dossier = dossier.unwrap().unwrap();
    let number = dossier.holder.number.unwrap();
    (dossier.code, number.split_at(number.len() - 4).1.to_owned())
}

async fn the_receipt_opens_the_public_line(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let (code, digits) = filed(portal, &cast).await;
    let page = asked(&portal.browser(), &code.to_lowercase(), &digits)
        .await
        .is(200);
    assert_eq!(page.text("#found"), code);
    assert!(page.has(".tag--submitted"));
    assert!(
        !page.text("main").contains("Lan"),
        "the holder is not named"
    );
}

async fn a_wrong_guess_looks_like_a_code_that_does_not_exist(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let (code, digits) = filed(portal, &cast).await;
    let wrong = if digits == "0000" { "0001" } else { "0000" };
    let known = asked(&portal.browser(), &code, wrong).await.is(422);
    let unknown = asked(&portal.browser(), UNKNOWN, wrong).await.is(422);
    assert_eq!(known.text("main"), unknown.text("main"));
}

async fn guessing_is_slowed_whether_or_not_the_code_exists(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let (code, digits) = filed(portal, &cast).await;
    for guessed in [code.as_str(), UNKNOWN] {
        let mut status = 422;
        for _ in 0..6 {
            let page = asked(&portal.browser(), guessed, "0000").await;
            status = page.status().as_u16();
        }
        assert_eq!(status, 429, "{guessed}");
    }
    // Right digits wait like wrong ones; afterwards they open it.
    asked(&portal.browser(), &code, &digits).await.is(429);
    portal.clock.advance(chrono::Duration::minutes(6));
    asked(&portal.browser(), &code, &digits).await.is(200);
}

async fn the_other_form_of_the_agencys_code_is_the_same_code(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let (code, digits) = filed(portal, &cast).await;
    let spellings = code_spellings(&code);
    let other = spellings.iter().find(|spelling| **spelling != code);
    let other = other.unwrap().as_str();
    let page = asked(&portal.browser(), other, &digits).await.is(200);
    assert_eq!(page.text("#found"), code);
    let wrong = if digits == "0000" { "0001" } else { "0000" };
    let guessed = asked(&portal.browser(), other, wrong).await.is(422);
    let unknown = asked(&portal.browser(), UNKNOWN, wrong).await.is(422);
    assert_eq!(guessed.text("main"), unknown.text("main"));
    // Who guesses under both is slowed as who guesses under one.
    let mut status = 422;
    for spelling in [other, &code].into_iter().cycle().take(6) {
        let page = asked(&portal.browser(), spelling, wrong).await;
        status = page.status().as_u16();
    }
    assert_eq!(status, 429);
}

async fn what_is_no_code_is_told_why(portal: &Portal) {
    let stranger = portal.browser();
    let none = asked(&stranger, "", "0000").await.is(422);
    assert!(none.text("#code-error").contains(&words("track.no_code")));
    let long = asked(&stranger, &UNKNOWN.repeat(4), "0000").await.is(422);
    assert!(
        long.text("#code-error")
            .contains(&words_with("track.long_code", &[("most", &64)]))
    );
    // The example is the same wherever a code is asked for.
    let home = stranger.get("/").await.is(200);
    let example = words("track.code_example");
    assert!(home.text("#ma-hint").contains(&example));
    assert!(long.text("#code-hint").contains(&example));
}

async fn codes_and_numbers_are_taken_as_people_type_them(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let (code, digits) = filed(portal, &cast).await;
    let number = format!("00119000{digits}");
    for typed in [
        code.replace('-', ""),
        code.replacen('-', "", 1),
        code.replace('-', " "),
    ] {
        let page = asked(&portal.browser(), &typed, &number).await.is(200);
        assert_eq!(page.text("#found"), code, "{typed}");
    }
}

async fn who_must_do_something_is_told_what_and_by_when(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    let id = lans_dossier(portal, &cast, &lan).await;
    accept(portal, &cast, id);
    let what = "Giấy chứng sinh của con".to_owned();
    let waiting = cast.act(portal, id, &ActInput::RequestSupplement { what });
    let number = waiting.holder.number.clone().unwrap();
    let page = asked(&portal.browser(), &waiting.code, &number)
        .await
        .is(200);
    assert!(page.has(".tag--supplement_requested"));
    let told = page.text(".todo");
    let by = Words::new(Locale::Vi).day_and_time(&waiting.place.sort_at);
    let expected = words_with("track.give_by", &[("by", &by)]);
    assert!(told.contains(&expected), "{told}");
    assert_eq!(page.links(".todo a"), ["/ho-so"]);
    let said = page.text("main");
    assert!(
        !said.contains("chứng sinh"),
        "what is asked for is not public: {said}"
    );
    assert!(
        !said.contains(&words("dossiers.show.remaining")),
        "the clock stands still"
    );
}
