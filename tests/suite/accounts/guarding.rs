//! Signing in, guessing, and changing what guards an account.

use chrono::Duration;
use motcua::accounts::{
    EmailChange, Failure, PasswordAttempt, PasswordChange, ReauthenticationRefusal, ResetRefusal,
    SignInRefusal, TokenRefusal, change_email, change_password, change_phone, reset_password,
    sign_in, verify_email,
};
use motcua::web::sessions;

use super::scene::{
    LAN, NUMBER, OTHER_NUMBER, OTHER_PASSWORD, PASSWORD, Scene, account_of, password_of,
    reset_link, wish,
};
use crate::support::on_both_engines;

on_both_engines!(
    guessing_is_slowed_down_and_a_known_browser_is_not,
    unknown_names_are_slowed_down_alike,
    a_forgotten_password_is_set_by_link_and_ends_every_session,
    a_reset_link_ends_after_an_hour_and_when_the_address_changes,
    changing_to_a_taken_address_answers_alike,
    a_password_change_asks_for_the_old_one_and_keeps_this_browser_alone,
    a_phone_number_is_replaced,
);

async fn guessing_is_slowed_down_and_a_known_browser_is_not(scene: &Scene) {
    scene.settle(NUMBER, LAN, PASSWORD).await;
    let known = scene.sign_in(LAN, PASSWORD).await.unwrap().browser;
    let mut tries = 0;
    let seconds = loop {
        match scene.sign_in(LAN, "sai mật khẩu").await {
            Err(Failure::Refused(SignInRefusal::Wrong)) => tries += 1,
            Err(Failure::Refused(SignInRefusal::Wait { seconds })) => break seconds,
            other => panic!("{other:?}"),
        }
        assert!(tries < 20, "guessing goes on");
    };
    assert!(tries >= 4, "everybody mistypes");
    let waits = scene.sign_in(LAN, PASSWORD).await;
    assert!(matches!(
        waits,
        Err(Failure::Refused(SignInRefusal::Wait { .. }))
    ));
    let at_home = motcua::accounts::SignIn {
        browser: Some(known),
        ..wish(LAN, PASSWORD)
    };
    assert!(
        sign_in(&scene.accounts, &scene.moment(), at_home)
            .await
            .is_ok()
    );
    scene.later(Duration::seconds(seconds));
    assert!(scene.sign_in(LAN, PASSWORD).await.is_ok());
    assert!(
        scene.is_wrong(LAN, "sai mật khẩu").await,
        "the right password clears the count"
    );
}

async fn unknown_names_are_slowed_down_alike(scene: &Scene) {
    let mut tries = 0;
    while scene.is_wrong("khong-co@example.vn", PASSWORD).await {
        tries += 1;
        assert!(tries < 20, "guessing goes on");
    }
    assert!(tries >= 4);
}

async fn a_forgotten_password_is_set_by_link_and_ends_every_session(scene: &Scene) {
    scene.settle(NUMBER, LAN, PASSWORD).await;
    let session = scene.sign_in(LAN, PASSWORD).await.unwrap().session;
    let before = scene.letters().len();
    reset_link(scene, "khong-co@example.vn").await;
    reset_link(scene, NUMBER).await;
    assert_eq!(scene.letters().len(), before, "nobody is called so");
    reset_link(scene, LAN).await;
    let token = scene.link("/dat-lai-mat-khau/");

    let (accounts, moment) = (&scene.accounts, scene.moment());
    let weak = reset_password(accounts, &moment, token.clone(), "nguyenthilan90").await;
    assert!(matches!(
        weak,
        Err(Failure::Refused(ResetRefusal::Password(_)))
    ));
    reset_password(accounts, &moment, token.clone(), OTHER_PASSWORD)
        .await
        .unwrap();
    assert!(scene.is_wrong(LAN, PASSWORD).await);
    assert!(scene.sign_in(LAN, OTHER_PASSWORD).await.is_ok());
    let open = accounts
        .storage
        .read(|conn| sessions::find(conn, &session, moment.now))
        .unwrap();
    assert_eq!(open, None);
    let again = reset_password(accounts, &moment, token, PASSWORD).await;
    assert!(matches!(
        again,
        Err(Failure::Refused(ResetRefusal::Token(TokenRefusal::Used)))
    ));
}

async fn a_reset_link_ends_after_an_hour_and_when_the_address_changes(scene: &Scene) {
    scene.settle(NUMBER, LAN, PASSWORD).await;
    reset_link(scene, LAN).await;
    let token = scene.link("/dat-lai-mat-khau/");
    let lan = account_of(scene, LAN, PASSWORD).await;
    let change = EmailChange {
        account: lan.id,
        password: PasswordAttempt::new(PASSWORD),
        email: "moi@example.vn".parse().unwrap(),
    };
    change_email(&scene.accounts, &scene.moment(), change)
        .await
        .unwrap();
    assert_eq!(scene.newest_letter().recipient, "moi@example.vn");
    assert!(
        scene.sign_in(LAN, PASSWORD).await.is_ok(),
        "the old address holds until then"
    );
    verify_email(&scene.accounts, &scene.moment(), scene.link("/xac-minh/"))
        .await
        .unwrap();
    assert_eq!(
        scene.newest_letter().recipient,
        LAN,
        "the old mailbox is told"
    );
    assert!(scene.is_wrong(LAN, PASSWORD).await);
    assert!(scene.sign_in("moi@example.vn", PASSWORD).await.is_ok());
    let dead = reset_password(&scene.accounts, &scene.moment(), token, OTHER_PASSWORD).await;
    assert!(matches!(
        dead,
        Err(Failure::Refused(ResetRefusal::Token(TokenRefusal::Invalid)))
    ));

    reset_link(scene, "moi@example.vn").await;
    let token = scene.link("/dat-lai-mat-khau/");
    scene.later(Duration::hours(1));
    let late = reset_password(&scene.accounts, &scene.moment(), token, OTHER_PASSWORD).await;
    assert!(matches!(
        late,
        Err(Failure::Refused(ResetRefusal::Token(TokenRefusal::Invalid)))
    ));
}

async fn changing_to_a_taken_address_answers_alike(scene: &Scene) {
    scene.settle(NUMBER, LAN, PASSWORD).await;
    scene
        .settle(OTHER_NUMBER, "minh@example.vn", OTHER_PASSWORD)
        .await;
    let lan = account_of(scene, LAN, PASSWORD).await;
    let change = EmailChange {
        account: lan.id,
        password: PasswordAttempt::new(PASSWORD),
        email: "minh@example.vn".parse().unwrap(),
    };
    change_email(&scene.accounts, &scene.moment(), change)
        .await
        .unwrap();
    let letter = scene.newest_letter();
    assert_eq!(letter.recipient, "minh@example.vn");
    assert!(!letter.body.contains("/xac-minh/"));
}

async fn a_password_change_asks_for_the_old_one_and_keeps_this_browser_alone(scene: &Scene) {
    scene.settle(NUMBER, LAN, PASSWORD).await;
    let elsewhere = scene.sign_in(LAN, PASSWORD).await.unwrap().session;
    let lan = account_of(scene, LAN, PASSWORD).await;
    let change = |current: &str| PasswordChange {
        account: lan.id,
        current: PasswordAttempt::new(current),
        new: password_of(OTHER_PASSWORD),
    };
    let moment = scene.moment();
    let wrong = change_password(&scene.accounts, &moment, change("sai mật khẩu")).await;
    let reason = ReauthenticationRefusal::WrongPassword;
    assert!(matches!(wrong, Err(Failure::Refused(found)) if found == reason));
    let here = change_password(&scene.accounts, &moment, change(PASSWORD))
        .await
        .unwrap();
    let found = |token| {
        scene
            .accounts
            .storage
            .read(|conn| sessions::find(conn, token, moment.now))
    };
    assert_eq!(found(&elsewhere).unwrap(), None);
    assert_eq!(
        found(&here).unwrap().map(|session| session.account),
        Some(lan.id)
    );
    assert!(scene.is_wrong(LAN, PASSWORD).await);
}

async fn a_phone_number_is_replaced(scene: &Scene) {
    scene.settle(NUMBER, LAN, PASSWORD).await;
    let lan = account_of(scene, LAN, PASSWORD).await;
    change_phone(&scene.accounts, lan.id, "0987654321".parse().unwrap())
        .await
        .unwrap();
    let lan = account_of(scene, LAN, PASSWORD).await;
    assert_eq!(lan.phone.unwrap().national(), "0987654321");
}
