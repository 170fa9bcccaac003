//! Registering, and the link that opens an account.

use chrono::Duration;
use futures_util::future::join;
use motcua::accounts::demonstration::{self, DemonstrationAgencies};
use motcua::accounts::{
    AssuranceRecord, Creation, CreationRefusal, Error, Identity, ResetRefusal, TokenRefusal,
    confirmation_of, create_account, sweep,
};
use motcua::context::Principal;
use motcua::speech::Locale;
use motcua::storage::EngineKind;

use super::scene::{
    LAN, NUMBER, OTHER_NUMBER, OTHER_PASSWORD, PASSWORD, Scene, account_of, agency, password_of,
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
    of_two_who_take_an_address_at_once_the_second_is_told_the_first,
);

async fn an_account_opens_once_its_link_is_followed(scene: &Scene) {
    scene.register(NUMBER, LAN).await;
    assert!(scene.is_wrong(LAN, PASSWORD).await);
    let token = scene.link("/xac-minh/");
    let shown = scene
        .storage()
        .read(|conn| confirmation_of(conn, scene.now(), &token))
        .unwrap();
    assert_eq!(
        (shown.name.as_str(), shown.email.to_string().as_str()),
        ("Nguyễn Thị Lan", "l•••@example.vn")
    );
    assert_eq!(shown.phone_ending.as_deref(), Some("5678"));
    let unnamed = scene.confirm(&token);
    assert!(
        matches!(unnamed, Err(Error::Refused(TokenRefusal::Invalid))),
        "without a password nothing is opened"
    );
    let weak = scene.open(&token, "nguyenthilan90").await;
    assert!(matches!(
        weak,
        Err(Error::Refused(ResetRefusal::Password(_)))
    ));
    assert!(
        scene.is_wrong(LAN, PASSWORD).await,
        "looking at the link is not following it"
    );
    scene.open(&token, PASSWORD).await.unwrap();
    let used = ResetRefusal::Token(TokenRefusal::Used);
    let again = scene.open(&token, OTHER_PASSWORD).await;
    assert!(matches!(again, Err(Error::Refused(found)) if found == used));

    let lan = account_of(scene, "LAN@Example.VN", PASSWORD).await;
    let Identity::Citizen(citizen) = &lan.identity else {
        panic!("a citizen registered")
    };
    assert_eq!(citizen.number().expose(), NUMBER);
    assert_eq!(lan.standing, AssuranceRecord::Declared);
    assert_eq!(lan.tech_id.as_str().len(), 20);
    assert!(
        scene.is_wrong(NUMBER, PASSWORD).await,
        "a declared account does not own its number"
    );
}

async fn a_link_ends_after_a_day(scene: &Scene) {
    scene.register(NUMBER, LAN).await;
    let token = scene.link("/xac-minh/");
    scene.later(Duration::hours(24));
    let late = scene.open(&token, PASSWORD).await;
    let invalid = ResetRefusal::Token(TokenRefusal::Invalid);
    assert!(matches!(late, Err(Error::Refused(found)) if found == invalid));
}

async fn registering_a_taken_address_changes_nothing_and_tells_its_owner(scene: &Scene) {
    scene.settle(NUMBER, LAN, PASSWORD).await;
    let before = scene.count("accounts");
    scene.register(OTHER_NUMBER, LAN).await;
    assert_eq!(scene.count("accounts"), before);
    let letter = scene.newest_letter();
    assert_eq!(letter.recipient, LAN);
    assert!(letter.body.contains("/quen-mat-khau"), "{}", letter.body);
    assert!(!letter.body.contains("/xac-minh/"));
    assert!(scene.is_wrong(LAN, OTHER_PASSWORD).await);
    assert!(scene.sign_in(LAN, PASSWORD).await.is_ok());
}

/// Whoever registers for somebody else, knowing all about them, opens nothing: the letter goes to them, and
/// who reads it chooses the password.
async fn an_address_that_nobody_confirmed_blocks_nobody(scene: &Scene) {
    scene.register(NUMBER, LAN).await;
    let first = scene.link("/xac-minh/");
    scene.register(NUMBER, LAN).await;
    let second = scene.link("/xac-minh/");
    scene.open(&first, PASSWORD).await.unwrap();
    let invalid = ResetRefusal::Token(TokenRefusal::Invalid);
    let late = scene.open(&second, OTHER_PASSWORD).await;
    assert!(matches!(late, Err(Error::Refused(found)) if found == invalid));
    assert!(scene.sign_in(LAN, PASSWORD).await.is_ok());
    assert!(scene.is_wrong(LAN, OTHER_PASSWORD).await);
}

async fn registrations_that_nobody_confirmed_are_forgotten(scene: &Scene) {
    scene.settle(NUMBER, LAN, PASSWORD).await;
    scene.register(OTHER_NUMBER, "quen@example.vn").await;
    let swept = || {
        let now = scene.now();
        scene.storage().write(|tx| sweep(tx, now)).unwrap()
    };
    scene.later(Duration::days(13));
    assert_eq!(swept(), 0);
    scene.later(Duration::days(1));
    assert_eq!(swept(), 1);
    assert_eq!(scene.count("accounts"), 1);
    assert!(scene.sign_in(LAN, PASSWORD).await.is_ok());
}

async fn nothing_personal_is_stored_in_clear(scene: &Scene) {
    scene.settle(NUMBER, LAN, PASSWORD).await;
    let needles = [NUMBER, LAN, "912345678", "1990-03-08"];
    let tables = scene.count("accounts WHERE number IS NOT NULL AND email IS NOT NULL");
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
            let found = match scene.storage().kind() {
                EngineKind::Sqlite => format!("instr({column}, CAST('{needle}' AS BLOB))"),
                EngineKind::Postgres => format!("position('{needle}'::bytea IN {column})"),
            };
            let sql = format!("accounts WHERE {found} > 0");
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
    let cx = scene.database.context(Principal::CommandLine);
    let ensured = || demonstration::ensure(scene.storage(), &scene.hasher, &cx, &agencies);
    let made = ensured().await.unwrap();
    let letters = scene.letters().len();
    let again = ensured().await.unwrap();
    assert_eq!(made, again);
    assert_eq!(scene.letters().len(), letters, "nothing is done twice");
    let lan = account_of(scene, "lan@motcua.example", demonstration::PASSWORD).await;
    assert!(matches!(
        lan.standing,
        AssuranceRecord::Verified { by: None, .. }
    ));
    let minh = account_of(scene, "minh@motcua.example", demonstration::PASSWORD).await;
    assert_eq!(minh.standing, AssuranceRecord::Declared);
    let ha = scene
        .sign_in("ha@motcua.example", demonstration::PASSWORD)
        .await
        .unwrap();
    assert!(ha.works_for_agency);
    let operator = account_of(scene, "vanhanh@motcua.example", demonstration::PASSWORD).await;
    assert!(operator.is_operator);
}

async fn of_two_who_take_an_address_at_once_the_second_is_told_the_first(scene: &Scene) {
    const ROUNDS: usize = 8;
    let cx = scene.database.context(Principal::CommandLine);
    let hash = scene.hasher.hash(&cx.moment, password_of(PASSWORD)).await;
    let hash = hash.unwrap();
    for round in 0..ROUNDS {
        let made = || {
            let creation = Creation {
                identity: Identity::Clerk("Lê Thu Hà".parse().unwrap()),
                phone: None,
                email: format!("ha{round}@example.vn").parse().unwrap(),
                password: hash.clone(),
                locale: Locale::Vi,
                is_operator: false,
            };
            let cx = cx.clone();
            scene
                .storage()
                .writing(move |tx| create_account(tx, &cx, &creation))
        };
        let (first, second) = match join(made(), made()).await {
            (Ok(first), Err(second)) | (Err(second), Ok(first)) => (first, second),
            both => panic!("{both:?}"),
        };
        assert!(
            matches!(second, Error::Refused(CreationRefusal::EmailTaken(owner)) if owner == first),
            "round {round}: {second:?}"
        );
    }
}
