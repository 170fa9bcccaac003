//! What asks once more who is there, and loses nothing by it.

use chrono::Duration;
use motcua::accounts::demonstration::PASSWORD;
use reqwest::Method;

use super::scene::{SET_UP, set_up};
use crate::access::objects::token;
use crate::exchange::scene::{Client, NOWHERE};
use crate::support::{Browser, Cast, Page, Portal, count, on_both_engines, says, words};

on_both_engines!(
    the_password_is_asked_for_again_and_the_form_is_kept,
    a_code_is_asked_for_where_there_is_one,
    every_act_that_weighs_most_asks_again,
    nobody_gives_themselves_a_role,
);

const PEOPLE: &str = "/mot-cua/nhan-su";

/// Longer than a session's word is taken, and shorter than it lives.
fn long_enough(portal: &Portal) {
    portal.clock.advance(Duration::minutes(11));
}

async fn the_password_is_asked_for_again_and_the_form_is_kept(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let huy = cast.signed_in(portal, "huy");
    let give = format!("{PEOPLE}/{}", cast.account("ha"));
    let form = huy.get(&give).await.is(200).form("main form");
    let form = form.choose("role", "cashier");
    long_enough(portal);
    let granted = "journal WHERE kind = 'granted_role'";
    let before = count(portal.storage(), granted);
    let asked = form.submit().await.is(200);
    assert_eq!(asked.text("h1"), words("second_factor.confirm.title"));
    assert_eq!(asked.markup_faults(), Vec::<String>::new());
    assert_eq!(asked.form("main form").value("role"), "cashier");
    let empty = asked.form("main form").submit().await.is(422);
    assert_eq!(empty.links("#faults a"), ["#_confirm"]);
    let wrong = empty.form("main form").fill("_confirm", "sai mật khẩu");
    let wrong = wrong.submit().await.is(422);
    assert!(says(
        &wrong.text("#_confirm-error"),
        "second_factor.fault.wrong_password"
    ));
    assert_eq!(count(portal.storage(), granted), before);
    let right = wrong.form("main form").fill("_confirm", PASSWORD);
    let people = right.submit().await.is(200);
    assert!(says(
        &people.text("[role=status]"),
        "manage.notice.role_given"
    ));
    assert_eq!(count(portal.storage(), granted), before + 1);

    // For a while nobody asks.
    portal.clock.advance(Duration::minutes(9));
    let end = format!("{give}/thoi/cashier");
    let sure = huy.get(&end).await.is(200);
    let people = sure.form(".confirm").submit().await.is(200);
    assert!(says(
        &people.text("[role=status]"),
        "manage.notice.role_ended"
    ));
    // The session of another browser was not asked.
    let other = cast.signed_in(portal, "huy");
    long_enough(portal);
    let form = other.get(&give).await.is(200).form("main form");
    let asked = form.choose("role", "cashier").submit().await.is(200);
    assert!(asked.has("[name=_confirm][type=password]"));
}

async fn a_code_is_asked_for_where_there_is_one(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let huy = cast.signed_in(portal, "huy");
    let (phone, codes) = set_up(portal, &huy).await;
    let give = format!("{PEOPLE}/{}", cast.account("ha"));
    long_enough(portal);
    let form = huy.get(&give).await.is(200).form("main form");
    let asked = form.choose("role", "cashier").submit().await.is(200);
    assert!(asked.has("[name=_confirm][autocomplete=one-time-code]"));
    let type_in = async |page: &Page, typed: &str| {
        let form = page.form("main form").fill("_confirm", typed);
        form.submit().await
    };
    // The password is not enough any more.
    type_in(&asked, PASSWORD).await.is(422);
    let wrong = type_in(&asked, &phone.wrong_code(portal)).await.is(422);
    assert!(says(
        &wrong.text("#_confirm-error"),
        "second_factor.fault.wrong"
    ));
    let code = phone.code(portal);
    let people = type_in(&wrong, &code).await.is(200);
    assert!(says(
        &people.text("[role=status]"),
        "manage.notice.role_given"
    ));

    // Each code counts once here too, and a recovery code counts.
    let other = cast.signed_in(portal, "huy");
    let form = other.get(&give).await.is(200).form("main form");
    long_enough(portal);
    let asked = form.choose("role", "approver").submit().await.is(200);
    let code = phone.code(portal);
    type_in(&asked, &code).await.is(200);
    let third = cast.signed_in(portal, "huy");
    let form = third.get(&give).await.is(200).form("main form");
    portal.clock.advance(Duration::minutes(10));
    let asked = form.choose("role", "manager").submit().await.is(200);
    type_in(&asked, &code).await.is(422);
    type_in(&asked, &codes[0]).await.is(200);
    type_in(&asked, &codes[0]).await;
    let used = "journal WHERE kind = 'recovery_code_used'";
    assert_eq!(count(portal.storage(), used), 1);

    // Guessing here waits too.
    let fourth = cast.signed_in(portal, "huy");
    let form = fourth.get(&give).await.is(200).form("main form");
    long_enough(portal);
    let asked = form.choose("role", "intake").submit().await.is(200);
    let mut last = 0;
    for _ in 0..6 {
        let page = type_in(&asked, &phone.wrong_code(portal)).await;
        last = page.status().as_u16();
    }
    assert_eq!(last, 429);
}

/// Sends a form with its token and these fields.
async fn sent(portal: &Portal, browser: &Browser, path: &str, fields: &[(&str, &str)]) -> Page {
    let (field, value) = token(portal, browser);
    let mut pairs = vec![(field, value.as_str())];
    pairs.extend(fields);
    let request = browser.request(Method::POST, path).form(&pairs);
    browser.send(request, path).await
}

async fn every_act_that_weighs_most_asks_again(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let client = Client::of(portal, "h99", NOWHERE).await;
    let partner = client.partner.id;
    let [huy, ha, operator, lan] =
        ["huy", "ha", "vanhanh", "lan"].map(|name| cast.signed_in(portal, name));
    set_up(portal, &lan).await;
    set_up(portal, &ha).await;
    long_enough(portal);
    let (hers, of_lan) = (cast.account("ha"), cast.account("lan"));
    let minh = cast.account("minh");
    let seen = [("paper", "identity_card"), ("seen", "1")];
    let console = "/quan-tri/lien-thong";
    let asking = [
        (&huy, format!("{PEOPLE}/moi"), &[][..]),
        (&huy, format!("{PEOPLE}/{hers}"), &[]),
        (&huy, format!("{PEOPLE}/{hers}/thoi/intake"), &[]),
        (&huy, format!("{PEOPLE}/{hers}/xac-thuc-hai-lop"), &[]),
        (&ha, format!("/mot-cua/quay/{minh}/xac-minh"), &seen),
        (&operator, format!("{console}/moi"), &[]),
        (&operator, format!("{console}/{partner}/cai-dat"), &[]),
        (&operator, format!("{console}/{partner}/doi-mat-khau"), &[]),
        (
            &operator,
            format!("/quan-tri/xac-thuc-hai-lop/{of_lan}"),
            &[],
        ),
        (&huy, SET_UP.to_owned(), &[]),
        (&lan, format!("{SET_UP}/ma-du-phong"), &[]),
        (&lan, format!("{SET_UP}/bo"), &[]),
    ];
    let journal = count(portal.storage(), "journal");
    for (browser, path, fields) in asking {
        let page = sent(portal, browser, &path, fields).await.is(200);
        assert!(page.has("main [name=_confirm]"), "{path}");
        for (field, value) in fields {
            assert_eq!(page.form("main form").value(field), *value, "{path}");
        }
    }
    assert_eq!(
        count(portal.storage(), "journal"),
        journal,
        "nothing is done"
    );
}

async fn nobody_gives_themselves_a_role(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let huy = cast.signed_in(portal, "huy");
    let own = format!("{PEOPLE}/{}", cast.account("huy"));
    let people = huy.get(PEOPLE).await.is(200);
    assert!(
        !people
            .links("tbody a")
            .iter()
            .any(|link| link.split('?').next() == Some(&*own))
    );
    let form = huy.get(&own).await.is(200).form("main form");
    let refused = form.choose("role", "intake").submit().await.is(422);
    assert!(says(&refused.text("#role-error"), "manage.fault.own_role"));
    assert_eq!(refused.form("main form").value("role"), "intake");
    let invite = huy.get(&format!("{PEOPLE}/moi")).await.is(200);
    let form = invite.form("main form").fill("name", "Đỗ Quang Huy");
    let form = form.fill("email", "huy@motcua.example");
    let refused = form.tick("roles", "officer").submit().await.is(422);
    assert!(says(&refused.text("#email-error"), "manage.fault.own_role"));
    // What they have they keep, and another manager gives what they lack.
    let give = format!("{PEOPLE}/{}", cast.account("ha"));
    let form = huy.get(&give).await.is(200).form("main form");
    form.choose("role", "manager").submit().await.is(200);
    let ha = cast.signed_in(portal, "ha");
    let form = ha.get(&own).await.is(200).form("main form");
    form.choose("role", "intake").submit().await.is(200);
    huy.get("/mot-cua/quay").await.is(200);
}
