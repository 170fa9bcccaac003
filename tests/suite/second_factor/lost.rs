//! A second factor that is lost is taken away by somebody else, and never by its owner.

use motcua::accounts::{Grant, grant_membership};
use motcua::commands::account::{AccountCommand, run};
use motcua::context::Principal;
use motcua::kernel::Role;

use super::scene::{CODE, set_up, show_password};
use crate::support::{Cast, Portal, count, on_both_engines, says};

on_both_engines!(
    a_manager_resets_that_of_a_clerk_of_the_agency,
    an_operator_resets_that_of_anybody_else,
    nobody_resets_their_own,
    that_of_an_operator_is_for_operators,
    the_command_line_resets_that_of_the_last_operator,
);

const PEOPLE: &str = "/mot-cua/nhan-su";
const CONSOLE: &str = "/quan-tri/xac-thuc-hai-lop";

fn resets(portal: &Portal) -> i64 {
    count(
        portal.storage(),
        "journal WHERE kind = 'second_factor_reset'",
    )
}

fn of(cast: &Cast, name: &str) -> String {
    format!("{PEOPLE}/{}/xac-thuc-hai-lop", cast.account(name))
}

async fn a_manager_resets_that_of_a_clerk_of_the_agency(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let [ha, huy, dung] = ["ha", "huy", "dung"].map(|name| cast.signed_in(portal, name));
    let lost = of(&cast, "ha");
    let none = huy.get(&lost).await.is(409);
    assert!(says(
        &none.text("[role=alert]"),
        "second_factor.reset.no_factor"
    ));
    set_up(portal, &ha).await;
    // Managers elsewhere, and clerks who manage nothing, do not come near it.
    dung.get(&lost).await.is(404);
    cast.signed_in(portal, "chau").get(&lost).await.is(403);
    let waiting = show_password(&portal.browser(), "ha", "/mot-cua/ho-so").await;
    assert!(waiting.path().starts_with(CODE));

    let people = huy.get(PEOPLE).await.is(200);
    let link = people.links("tbody a").into_iter();
    let mut links = link.filter(|link| link.starts_with(&lost));
    let sure = huy.get(&links.next().unwrap()).await.is(200);
    assert_eq!(sure.markup_faults(), Vec::<String>::new());
    let people = sure.form(".confirm").submit().await.is(200);
    assert!(says(
        &people.text("[role=status]"),
        "second_factor.notice.reset"
    ));
    assert!(
        !people
            .links("tbody a")
            .iter()
            .any(|link| link.starts_with(&lost))
    );
    // A second press finds nothing left to do.
    sure.form(".confirm").submit().await.is(409);
    assert_eq!(resets(portal), 1);
    let letters = portal.letters().await;
    let letter = letters.last().unwrap();
    assert_eq!(letter.recipient, "ha@motcua.example");
    assert!(says(
        &letter.body,
        "accounts.letter.second_factor_reset.body"
    ));

    let out = ha.get("/mot-cua/ho-so").await.is(200);
    assert!(out.path().starts_with("/dang-nhap"), "her sessions ended");
    let late = waiting.form("main form").fill("code", "000 000");
    assert!(late.submit().await.path().starts_with("/dang-nhap?"));
    let inside = show_password(&portal.browser(), "ha", "/mot-cua/ho-so").await;
    assert_eq!(inside.path(), "/mot-cua/ho-so");
}

async fn an_operator_resets_that_of_anybody_else(portal: &Portal) {
    let cast = Cast::of(portal).await;
    set_up(portal, &cast.signed_in(portal, "huy")).await;
    set_up(portal, &cast.signed_in(portal, "lan")).await;
    let operator = cast.signed_in(portal, "vanhanh");
    let overview = operator.get("/quan-tri").await.is(200);
    assert!(overview.links("main a").contains(&CONSOLE.to_owned()));
    for (typed, name) in [("huy@motcua.example", "huy"), ("001190004017", "lan")] {
        let find = operator.get(CONSOLE).await.is(200);
        let nobody = find.form("main form").fill("name", "khong@motcua.example");
        let nobody = nobody.submit().await.is(422);
        assert_eq!(nobody.links("#faults a"), ["#name"]);
        let form = nobody.form("main form").fill("name", typed);
        let sure = form.submit().await.is(200);
        assert_eq!(sure.path(), format!("{CONSOLE}/{}", cast.account(name)));
        assert_eq!(sure.markup_faults(), Vec::<String>::new());
        let done = sure.form(".confirm").submit().await.is(200);
        assert!(says(
            &done.text("[role=status]"),
            "second_factor.notice.reset"
        ));
        let inside = show_password(&portal.browser(), name, "/tai-khoan").await;
        assert_eq!(inside.path(), "/tai-khoan");
    }
    assert_eq!(resets(portal), 2);
    let looks = "journal WHERE kind = 'looked_at_account'";
    assert_eq!(count(portal.storage(), looks), 2);
    cast.signed_in(portal, "huy").get(CONSOLE).await.is(403);
}

async fn nobody_resets_their_own(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let [huy, operator] = ["huy", "vanhanh"].map(|name| cast.signed_in(portal, name));
    for browser in [&huy, &operator] {
        set_up(portal, browser).await;
    }
    let barred = huy.get(&of(&cast, "huy")).await.is(409);
    assert!(says(
        &barred.text("[role=alert]"),
        "second_factor.reset.own"
    ));
    let people = huy.get(PEOPLE).await.is(200);
    let own = of(&cast, "huy");
    assert!(
        !people
            .links("tbody a")
            .iter()
            .any(|link| link.starts_with(&own))
    );
    let own = format!("{CONSOLE}/{}", cast.account("vanhanh"));
    let barred = operator.get(&own).await.is(409);
    assert!(says(
        &barred.text("[role=alert]"),
        "second_factor.reset.own"
    ));
    assert_eq!(resets(portal), 0);
}

async fn that_of_an_operator_is_for_operators(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let operator = cast.account("vanhanh");
    let cx = portal.app.context(Principal::CommandLine);
    let grant = Grant {
        account: operator,
        agency: cast.commune,
        role: Role::Intake,
        unit: None,
    };
    portal
        .storage()
        .write(|tx| grant_membership(tx, &cx, grant))
        .unwrap();
    set_up(portal, &cast.signed_in(portal, "vanhanh")).await;
    let huy = cast.signed_in(portal, "huy");
    let barred = huy.get(&of(&cast, "vanhanh")).await.is(409);
    assert!(says(
        &barred.text("[role=alert]"),
        "second_factor.reset.not_yours"
    ));
}

async fn the_command_line_resets_that_of_the_last_operator(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let operator = cast.signed_in(portal, "vanhanh");
    set_up(portal, &operator).await;
    let reset = |account: &str| {
        let account = account.to_owned();
        run(&portal.app, AccountCommand::ResetSecondFactor { account })
    };
    assert!(reset("khong@motcua.example").await.is_err());
    reset("vanhanh@motcua.example").await.unwrap();
    let again = reset("vanhanh@motcua.example").await.unwrap_err();
    assert!(again.to_string().contains("no second factor"), "{again}");
    assert_eq!(resets(portal), 1);
    let inside = show_password(&portal.browser(), "vanhanh", "/quan-tri").await;
    assert_eq!(inside.path(), "/quan-tri");
}
