//! Registering, and the link that opens an account.

use chrono::Duration;
use motcua::accounts::demonstration::{self, DemonstrationAgencies};
use motcua::accounts::{
    Failure, Identity, Standing, TokenRefusal, confirmation_of, sweep, verify_email,
};
use motcua::storage::EngineKind;

use super::scene::{
    LAN, NUMBER, OTHER_NUMBER, OTHER_PASSWORD, PASSWORD, Scene, account_of, agency,
};
use crate::support::on_both_engines;

on_both_engines!(
    an_account_opens_once_its_link_is_followed,
    a_link_ends_after_a_day,
    registering_a_taken_address_changes_nothing_and_tells_its_owner,
    an_address_that_nobody_confirmed_blocks_nobody,
    registrations_that_nobody_confirmed_are_forgotten,
    nothing_personal_is_stored_in_clear,
    the_demonstration_is_made_once,
);

async fn an_account_opens_once_its_link_is_followed(scene: &Scene) {
    scene.register(NUMBER, LAN, PASSWORD).await;
    assert!(scene.is_wrong(LAN, PASSWORD).await);
    let token = scene.link("/xac-minh/");
    let shown = confirmation_of(&scene.accounts, &scene.moment(), token.clone())
        .await
        .unwrap();
    assert_eq!(
        (shown.name.as_str(), shown.email.as_str()),
        ("Nguyễn Thị Lan", "l•••@example.vn")
    );
    assert!(
        scene.is_wrong(LAN, PASSWORD).await,
        "looking at the link is not following it"
    );
    verify_email(&scene.accounts, &scene.moment(), token.clone())
        .await
        .unwrap();
    let again = verify_email(&scene.accounts, &scene.moment(), token).await;
    assert!(matches!(again, Err(Failure::Refused(TokenRefusal::Used))));

    let lan = account_of(scene, "LAN@Example.VN", PASSWORD).await;
    let Identity::Citizen(citizen) = &lan.identity else {
        panic!("a citizen registered")
    };
    assert_eq!(citizen.number().expose(), NUMBER);
    assert_eq!(lan.standing, Standing::Declared);
    assert_eq!(lan.tech_id.as_str().len(), 20);
    assert!(
        scene.is_wrong(NUMBER, PASSWORD).await,
        "a declared account does not own its number"
    );
}

async fn a_link_ends_after_a_day(scene: &Scene) {
    scene.register(NUMBER, LAN, PASSWORD).await;
    let token = scene.link("/xac-minh/");
    scene.later(Duration::hours(24));
    let late = verify_email(&scene.accounts, &scene.moment(), token).await;
    assert!(matches!(late, Err(Failure::Refused(TokenRefusal::Invalid))));
}

async fn registering_a_taken_address_changes_nothing_and_tells_its_owner(scene: &Scene) {
    scene.settle(NUMBER, LAN, PASSWORD).await;
    let before = scene.count("SELECT count(*) AS n FROM accounts");
    scene.register(OTHER_NUMBER, LAN, OTHER_PASSWORD).await;
    assert_eq!(scene.count("SELECT count(*) AS n FROM accounts"), before);
    let letter = scene.newest_letter();
    assert_eq!(letter.recipient, LAN);
    assert!(letter.body.contains("/quen-mat-khau"), "{}", letter.body);
    assert!(!letter.body.contains("/xac-minh/"));
    assert!(scene.is_wrong(LAN, OTHER_PASSWORD).await);
    assert!(scene.sign_in(LAN, PASSWORD).await.is_ok());
}

async fn an_address_that_nobody_confirmed_blocks_nobody(scene: &Scene) {
    scene.register(NUMBER, LAN, OTHER_PASSWORD).await;
    let squatter = scene.link("/xac-minh/");
    scene.settle(NUMBER, LAN, PASSWORD).await;
    let outcome = verify_email(&scene.accounts, &scene.moment(), squatter).await;
    assert!(matches!(
        outcome,
        Err(Failure::Refused(TokenRefusal::Invalid))
    ));
    assert!(scene.sign_in(LAN, PASSWORD).await.is_ok());
    assert!(scene.is_wrong(LAN, OTHER_PASSWORD).await);
}

async fn registrations_that_nobody_confirmed_are_forgotten(scene: &Scene) {
    scene.settle(NUMBER, LAN, PASSWORD).await;
    scene
        .register(OTHER_NUMBER, "quen@example.vn", OTHER_PASSWORD)
        .await;
    let swept = || {
        let now = scene.moment().now;
        scene.accounts.storage.write(|tx| sweep(tx, now)).unwrap()
    };
    scene.later(Duration::days(13));
    assert_eq!(swept(), 0);
    scene.later(Duration::days(1));
    assert_eq!(swept(), 1);
    assert_eq!(scene.count("SELECT count(*) AS n FROM accounts"), 1);
    assert!(scene.sign_in(LAN, PASSWORD).await.is_ok());
}

async fn nothing_personal_is_stored_in_clear(scene: &Scene) {
    scene.settle(NUMBER, LAN, PASSWORD).await;
    let needles = [NUMBER, LAN, "912345678", "1990-03-08"];
    let tables = scene
        .count("SELECT count(*) AS n FROM accounts WHERE number IS NOT NULL AND email IS NOT NULL");
    assert_eq!(tables, 1);
    for needle in needles {
        for column in [
            "number",
            "birth_date",
            "phone",
            "email",
            "number_index",
            "phone_index",
        ] {
            let found = match scene.accounts.storage.kind() {
                EngineKind::Sqlite => format!("instr({column}, CAST('{needle}' AS BLOB))"),
                EngineKind::Postgres => format!("position('{needle}'::bytea IN {column})"),
            };
            let sql = format!("SELECT count(*) AS n FROM accounts WHERE {found} > 0");
            assert_eq!(scene.count(&sql), 0, "{needle} in {column}");
        }
    }
}

async fn the_demonstration_is_made_once(scene: &Scene) {
    let agencies = DemonstrationAgencies {
        commune: agency(1),
        department: agency(2),
        social_insurance: agency(3),
        public_security: agency(4),
    };
    let made = demonstration::ensure(&scene.accounts, &scene.moment(), &agencies)
        .await
        .unwrap();
    let letters = scene.letters().len();
    let again = demonstration::ensure(&scene.accounts, &scene.moment(), &agencies)
        .await
        .unwrap();
    assert_eq!(made, again);
    assert_eq!(scene.letters().len(), letters, "nothing is done twice");
    let lan = account_of(scene, "lan@motcua.example", demonstration::PASSWORD).await;
    assert!(matches!(lan.standing, Standing::Verified { by: None, .. }));
    let minh = account_of(scene, "minh@motcua.example", demonstration::PASSWORD).await;
    assert_eq!(minh.standing, Standing::Declared);
    let ha = scene
        .sign_in("ha@motcua.example", demonstration::PASSWORD)
        .await
        .unwrap();
    assert!(ha.works_for_agency);
    let operator = account_of(scene, "vanhanh@motcua.example", demonstration::PASSWORD).await;
    assert!(operator.is_operator);
}
