//! Signing in, guessing, and changing what guards an account.

use chrono::Duration;
use motcua::accounts::sessions::{self, SessionToken};
use motcua::accounts::{
    Account, Error, PasswordAttempt, ReauthenticationRefusal, ResetRefusal, SignIn, SignInRefusal,
    TokenRefusal, change_email, change_password, change_phone, reauthenticate,
};

use super::scene::{
    LAN, NUMBER, OTHER_NUMBER, OTHER_PASSWORD, PASSWORD, Scene, account_of, own, password_of, wish,
};
use crate::support::on_both_engines;

on_both_engines!(
    guessing_is_slowed_down_and_a_known_browser_is_not,
    unknown_names_are_slowed_down_alike,
    a_forgotten_password_is_set_by_link_and_ends_every_session,
    a_reset_link_ends_after_an_hour_and_when_the_address_changes,
    changing_to_a_taken_address_answers_alike,
    a_password_change_asks_for_the_old_one_and_keeps_this_browser_alone,
    a_phone_number_is_replaced_by_who_shows_the_password,
    whoever_guesses_at_one_address_keeps_nobody_elsewhere_out,
    what_others_do_at_an_address_binds_no_known_browser,
    honest_people_behind_one_address_are_let_in_and_a_guesser_is_not,
    no_wait_tells_which_names_are_one_account,
    addresses_of_one_network_are_counted_together,
);

async fn changes_email(scene: &Scene, account: &Account, email: &str) {
    let cx = scene.database.context(own(account));
    let password = PasswordAttempt::new(PASSWORD);
    let shown = reauthenticate(scene.storage(), &scene.hasher, &cx, password).await;
    let (shown, email) = (shown.unwrap(), email.parse().unwrap());
    scene
        .storage()
        .write(|tx| change_email(tx, &cx, &shown, &email))
        .unwrap();
}

async fn changes_password(
    scene: &Scene,
    account: &Account,
    current: &str,
) -> Result<SessionToken, Error<ReauthenticationRefusal>> {
    let cx = scene.database.context(own(account));
    let current = PasswordAttempt::new(current);
    let shown = reauthenticate(scene.storage(), &scene.hasher, &cx, current).await?;
    let new = password_of(OTHER_PASSWORD);
    let hash = scene.hasher.hash(&cx.moment, new).await?;
    scene
        .storage()
        .write(|tx| change_password(tx, &cx, &shown, &hash))
}

async fn guessing_is_slowed_down_and_a_known_browser_is_not(scene: &Scene) {
    scene.settle(NUMBER, LAN, PASSWORD).await;
    let known = scene.sign_in(LAN, PASSWORD).await.unwrap().browser;
    let mut tries = 0;
    let seconds = loop {
        match scene.sign_in(LAN, "sai mật khẩu").await {
            Err(Error::Refused(SignInRefusal::Wrong)) => tries += 1,
            Err(Error::Refused(SignInRefusal::Wait { seconds })) => break seconds,
            other => panic!("{other:?}"),
        }
        assert!(tries < 20, "guessing goes on");
    };
    assert!(tries >= 4, "everybody mistypes");
    let waits = scene.sign_in(LAN, PASSWORD).await;
    assert!(matches!(
        waits,
        Err(Error::Refused(SignInRefusal::Wait { .. }))
    ));
    let at_home = SignIn {
        browser: Some(known),
        ..wish(LAN, PASSWORD)
    };
    assert!(scene.wish(at_home).await.is_ok());
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
    scene.ask_for_reset("khong-co@example.vn");
    scene.ask_for_reset(NUMBER);
    assert_eq!(scene.letters().len(), before, "nobody is called so");
    scene.ask_for_reset(LAN);
    let token = scene.link("/dat-lai-mat-khau/");

    let weak = scene.reset(&token, "nguyenthilan90").await;
    assert!(matches!(
        weak,
        Err(Error::Refused(ResetRefusal::Password(_)))
    ));
    scene.reset(&token, OTHER_PASSWORD).await.unwrap();
    assert!(scene.is_wrong(LAN, PASSWORD).await);
    assert!(scene.sign_in(LAN, OTHER_PASSWORD).await.is_ok());
    let open = scene
        .storage()
        .read(|conn| sessions::find(conn, &session, scene.now()))
        .unwrap();
    assert!(open.is_none());
    let again = scene.reset(&token, PASSWORD).await;
    assert!(matches!(
        again,
        Err(Error::Refused(ResetRefusal::Token(TokenRefusal::Used)))
    ));
}

async fn a_reset_link_ends_after_an_hour_and_when_the_address_changes(scene: &Scene) {
    scene.settle(NUMBER, LAN, PASSWORD).await;
    scene.ask_for_reset(LAN);
    let token = scene.link("/dat-lai-mat-khau/");
    let lan = account_of(scene, LAN, PASSWORD).await;
    changes_email(scene, &lan, "moi@example.vn").await;
    assert_eq!(scene.newest_letter().recipient, "moi@example.vn");
    assert!(
        scene.sign_in(LAN, PASSWORD).await.is_ok(),
        "the old address holds until then"
    );
    scene.confirm(&scene.link("/xac-minh/")).unwrap();
    assert_eq!(
        scene.newest_letter().recipient,
        LAN,
        "the old mailbox is told"
    );
    assert!(scene.is_wrong(LAN, PASSWORD).await);
    assert!(scene.sign_in("moi@example.vn", PASSWORD).await.is_ok());
    let dead = scene.reset(&token, OTHER_PASSWORD).await;
    assert!(matches!(
        dead,
        Err(Error::Refused(ResetRefusal::Token(TokenRefusal::Invalid)))
    ));

    scene.ask_for_reset("moi@example.vn");
    let token = scene.link("/dat-lai-mat-khau/");
    scene.later(Duration::hours(1));
    let late = scene.reset(&token, OTHER_PASSWORD).await;
    assert!(matches!(
        late,
        Err(Error::Refused(ResetRefusal::Token(TokenRefusal::Invalid)))
    ));
}

async fn changing_to_a_taken_address_answers_alike(scene: &Scene) {
    scene.settle(NUMBER, LAN, PASSWORD).await;
    scene
        .settle(OTHER_NUMBER, "minh@example.vn", OTHER_PASSWORD)
        .await;
    let lan = account_of(scene, LAN, PASSWORD).await;
    changes_email(scene, &lan, "minh@example.vn").await;
    let letter = scene.newest_letter();
    assert_eq!(letter.recipient, "minh@example.vn");
    assert!(!letter.body.contains("/xac-minh/"));
}

async fn a_password_change_asks_for_the_old_one_and_keeps_this_browser_alone(scene: &Scene) {
    scene.settle(NUMBER, LAN, PASSWORD).await;
    let elsewhere = scene.sign_in(LAN, PASSWORD).await.unwrap().session;
    let lan = account_of(scene, LAN, PASSWORD).await;
    let wrong = changes_password(scene, &lan, "sai mật khẩu").await;
    let reason = ReauthenticationRefusal::WrongPassword;
    assert!(matches!(wrong, Err(Error::Refused(found)) if found == reason));
    let here = changes_password(scene, &lan, PASSWORD).await.unwrap();
    let found = |token| {
        scene
            .storage()
            .read(|conn| sessions::find(conn, token, scene.now()))
    };
    assert!(found(&elsewhere).unwrap().is_none());
    assert_eq!(
        found(&here).unwrap().map(|session| session.account.id),
        Some(lan.id)
    );
    assert!(scene.is_wrong(LAN, PASSWORD).await);
}

async fn a_phone_number_is_replaced_by_who_shows_the_password(scene: &Scene) {
    scene.settle(NUMBER, LAN, PASSWORD).await;
    let lan = account_of(scene, LAN, PASSWORD).await;
    let cx = scene.database.context(own(&lan));
    let attempt = |password| reauthenticate(scene.storage(), &scene.hasher, &cx, password);
    let wrong = attempt(PasswordAttempt::new(OTHER_PASSWORD)).await;
    let reason = ReauthenticationRefusal::WrongPassword;
    assert!(matches!(wrong, Err(Error::Refused(found)) if found == reason));
    let shown = attempt(PasswordAttempt::new(PASSWORD)).await.unwrap();
    let phone = "0987654321".parse().unwrap();
    let (storage, before) = (scene.storage(), scene.letters().len());
    storage
        .write(|tx| change_phone(tx, &cx, &shown, &phone))
        .unwrap();
    assert_eq!(scene.letters().len(), before + 1, "the owner is told");
    let changed = "journal WHERE kind = 'phone_changed'";
    assert_eq!(scene.count(changed), 1);
    let lan = account_of(scene, LAN, PASSWORD).await;
    assert_eq!(lan.phone.unwrap().national(), "0987654321");
}

/// From another address than the one where tests sign in.
fn from(address: &str, name: &str, password: &str) -> SignIn {
    SignIn {
        address: address.to_owned(),
        ..wish(name, password)
    }
}

/// Tries until it is told to wait; gives back how often it was answered.
async fn tries(scene: &Scene, address: &str, name: impl Fn(usize) -> String) -> usize {
    for tried in 0..500 {
        let wish = from(address, &name(tried), "sai mật khẩu");
        match scene.wish(wish).await {
            Err(Error::Refused(SignInRefusal::Wrong)) => {}
            Err(Error::Refused(SignInRefusal::Wait { .. })) => return tried,
            other => panic!("{other:?}"),
        }
    }
    panic!("guessing goes on");
}

async fn whoever_guesses_at_one_address_keeps_nobody_elsewhere_out(scene: &Scene) {
    scene.settle(NUMBER, LAN, PASSWORD).await;
    tries(scene, "198.51.100.9", |_| LAN.to_owned()).await;
    let new_device = from("203.0.113.200", LAN, PASSWORD);
    assert!(scene.wish(new_device).await.is_ok());
}

async fn what_others_do_at_an_address_binds_no_known_browser(scene: &Scene) {
    const CARRIER: &str = "198.51.100.7";
    scene.settle(NUMBER, LAN, PASSWORD).await;
    let known = scene.sign_in(LAN, PASSWORD).await.unwrap().browser;
    let guessed = tries(scene, CARRIER, |n| format!("nguoi{n}@example.vn")).await;
    assert!((40..=41).contains(&guessed), "{guessed}");
    let unknown = scene.wish(from(CARRIER, LAN, PASSWORD)).await;
    assert!(matches!(
        unknown,
        Err(Error::Refused(SignInRefusal::Wait { seconds })) if seconds <= 10
    ));
    let at_home = SignIn {
        browser: Some(known),
        ..from(CARRIER, LAN, PASSWORD)
    };
    assert!(scene.wish(at_home).await.is_ok());

    // A reset clears the way: its mailbox says who it is.
    scene.ask_for_reset(LAN);
    let token = scene.link("/dat-lai-mat-khau/");
    let browser = scene.reset(&token, OTHER_PASSWORD).await.unwrap();
    let after = SignIn {
        browser: Some(browser),
        ..from(CARRIER, LAN, OTHER_PASSWORD)
    };
    assert!(scene.wish(after).await.is_ok());
}

async fn honest_people_behind_one_address_are_let_in_and_a_guesser_is_not(scene: &Scene) {
    const CARRIER: &str = "198.51.100.7";
    scene.settle(NUMBER, LAN, PASSWORD).await;
    for person in 0..130 {
        let name = format!("nguoi{person}@example.vn");
        assert!(matches!(
            scene.wish(from(CARRIER, &name, "gõ nhầm")).await,
            Err(Error::Refused(SignInRefusal::Wrong))
        ));
        scene.later(Duration::minutes(10));
    }
    assert!(scene.wish(from(CARRIER, LAN, PASSWORD)).await.is_ok());
    let guessed = tries(scene, CARRIER, |n| format!("ai{n}@example.vn")).await;
    assert!(guessed <= 41, "{guessed}");
}

async fn no_wait_tells_which_names_are_one_account(scene: &Scene) {
    scene.settle(NUMBER, LAN, PASSWORD).await;
    tries(scene, "198.51.100.9", |_| LAN.to_owned()).await;
    for name in [NUMBER, OTHER_NUMBER] {
        let elsewhere = from("203.0.113.200", name, "sai mật khẩu");
        assert!(matches!(
            scene.wish(elsewhere).await,
            Err(Error::Refused(SignInRefusal::Wrong))
        ));
    }
}

async fn addresses_of_one_network_are_counted_together(scene: &Scene) {
    let mut answered = 0;
    for net in 0..60 {
        let address = format!("2001:db8:1:{net:x}::/64");
        for tried in 0..4 {
            let name = format!("nguoi{net}-{tried}@example.vn");
            if let Err(Error::Refused(SignInRefusal::Wrong)) =
                scene.wish(from(&address, &name, "sai mật khẩu")).await
            {
                answered += 1;
            }
        }
    }
    assert!((160..=161).contains(&answered), "{answered} of 240");
}
