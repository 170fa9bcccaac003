//! The counter: accounts are found and verified.

use crate::support::{Cast, Portal, on_both_engines, says, words};

on_both_engines!(
    an_account_is_verified_at_the_counter,
    a_paper_of_another_kind_verifies_nobody,
    an_account_is_found_by_its_code_in_groups,
    nobody_learns_a_name_that_they_did_not_verify,
);

async fn an_account_is_verified_at_the_counter(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let (ha, huy) = (cast.signed_in(portal, "ha"), cast.signed_in(portal, "huy"));
    huy.get("/mot-cua/quay").await.is(403);
    let counter = ha.get("/mot-cua/quay").await.is(200);
    counter.form("main form").submit().await.is(422);
    let found = counter
        .form("main form")
        .fill("q", "minh@motcua.example")
        .submit();
    let found = found.await.is(200);
    let wrong = found.form("section form").submit().await.is(422);
    assert_eq!(wrong.links("#faults a"), ["#paper", "#seen"]);
    let form = wrong
        .form("section form")
        .choose("paper", "identity_card")
        .tick("seen", "1");
    let done = form.submit().await.is(200);
    let told = done.text("[role=status]");
    assert!(
        says(&told, "desk.counter.just_verified") && told.len() > 40,
        "{told}"
    );
    let again = done
        .form("main form")
        .fill("q", "minh@motcua.example")
        .submit();
    let again = again.await.is(200);
    assert!(again.has("section .tag--good") && !again.has("section form"));
}

async fn a_paper_of_another_kind_verifies_nobody(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let ha = cast.signed_in(portal, "ha");
    let counter = ha.get("/mot-cua/quay").await.is(200);
    let form = counter.form("main form").fill("q", "minh@motcua.example");
    let found = form.submit().await.is(200);
    let form = found.form("section form").tick("seen", "1");
    let mut pairs = form.pairs();
    pairs.retain(|(name, _)| name != "paper");
    pairs.push(("paper".to_owned(), "business_certificate".to_owned()));
    let address = found.attribute("section form", "action");
    let request = ha.request(reqwest::Method::POST, &address).form(&pairs);
    let told = ha.send(request, &address).await.is(422);
    assert!(says(
        &told.text("#faults a"),
        "desk.verification.wrong_paper"
    ));
    assert!(!told.has("section .tag--good"));
}

async fn an_account_is_found_by_its_code_in_groups(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let (ha, minh) = (cast.signed_in(portal, "ha"), cast.signed_in(portal, "minh"));
    let own = minh.get("/tai-khoan").await.is(200);
    let code = own.text(".facts .code");
    let how = own.text("section[aria-labelledby=assurance]");
    assert!(
        how.contains(&code),
        "the code stands where it is spoken of: {how}"
    );
    assert_eq!(own.text("#identity"), words("accounts.profile.said"));

    let counter = ha.get("/mot-cua/quay").await.is(200);
    assert!(says(&counter.text("label[for=q]"), "desk.counter.search"));
    let letters = code.replace(' ', "");
    let groups: Vec<&str> = [0, 5, 10, 15].map(|at| &letters[at..at + 5]).to_vec();
    for typed in [
        code.clone(),
        groups.join(" "),
        groups.join("  ").to_lowercase(),
    ] {
        let found = counter.form("main form").fill("q", &typed).submit();
        assert_eq!(found.await.is(200).texts("section h2").len(), 1, "{typed}");
    }
    let found = counter.form("main form").fill("q", "ha@motcua.example");
    let found = found.submit().await.is(200);
    assert_eq!(found.text("section .tag"), words("desk.counter.of_clerk"));
}

async fn nobody_learns_a_name_that_they_did_not_verify(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let ha = cast.signed_in(portal, "ha");
    for who in ["lan", "minh"] {
        let address = format!("/mot-cua/quay?da-xac-thuc={}", cast.account(who));
        assert!(
            !ha.get(&address).await.is(200).has("[role=status]"),
            "{who}"
        );
    }
}
