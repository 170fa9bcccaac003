//! The operations of the accounts room, without pages.

use chrono::Duration;
use motcua::accounts::demonstration::{self, DemonstrationAgencies};
use motcua::accounts::{
    Account, Actor, EmailChange, EndRefusal, Failure, Grant, GrantRefusal, Identity, Invitation,
    PasswordAttempt, PasswordChange, ReauthenticationRefusal, ResetRefusal, SeenPaper, SignInName,
    SignInRefusal, Standing, TokenRefusal, VerificationRefusal, account, change_email,
    change_password, change_phone, confirmation_of, end_membership, grant_membership, invite_clerk,
    look_up, owner_of_number, request_password_reset, reset_password, sign_in, sweep,
    verify_account, verify_email, verify_from_command_line,
};
use motcua::kernel::{AccountId, AccountKind, AgencyId, Assurance, Id, Membership, Role, Viewer};
use motcua::storage::EngineKind;
use motcua::web::{Locale, sessions};
use uuid::Uuid;

use super::scene::{OTHER_PASSWORD, PASSWORD, Scene, password_of, wish};
use crate::support::on_both_engines;

on_both_engines!(
    an_account_opens_once_its_link_is_followed,
    a_link_ends_after_a_day,
    registering_a_taken_address_changes_nothing_and_tells_its_owner,
    an_address_that_nobody_confirmed_blocks_nobody,
    a_verified_account_owns_its_number,
    only_intake_verifies_and_nobody_themselves,
    the_counter_finds_by_what_people_show_and_leaves_a_trace,
    guessing_is_slowed_down_and_a_known_browser_is_not,
    unknown_names_are_slowed_down_alike,
    a_forgotten_password_is_set_by_link_and_ends_every_session,
    a_reset_link_ends_after_an_hour_and_when_the_address_changes,
    changing_to_a_taken_address_answers_alike,
    a_password_change_asks_for_the_old_one_and_keeps_this_browser_alone,
    a_phone_number_is_replaced,
    an_invited_clerk_sets_a_password_and_works_until_the_role_ends,
    the_demonstration_is_made_once,
    registrations_that_nobody_confirmed_are_forgotten,
    nothing_personal_is_stored_in_clear,
);

const NUMBER: &str = "001190000017";
const OTHER_NUMBER: &str = "001190000018";
const LAN: &str = "lan@example.vn";

fn agency(number: u128) -> AgencyId {
    Id::from_uuid(Uuid::from_u128(number))
}

fn clerk(role: Role, at: AgencyId) -> Viewer {
    Viewer {
        account: Id::from_uuid(Uuid::from_u128(77)),
        kind: AccountKind::Clerk,
        name: "Hà".into(),
        assurance: Assurance::Declared,
        is_operator: false,
        memberships: vec![Membership {
            agency: at,
            role,
            unit: None,
        }],
    }
}

async fn account_of(scene: &Scene, email: &str, password: &str) -> Account {
    let signed = scene.sign_in(email, password).await.unwrap();
    let now = scene.moment().now;
    let found = scene.accounts.storage.read(|conn| {
        let id = sessions::find(conn, &signed.session, now)?.unwrap().account;
        account(conn, id)
    });
    found.unwrap().unwrap()
}

async fn reset_link(scene: &Scene, name: &str) {
    let name = SignInName::read(name);
    let outcome = request_password_reset(&scene.accounts, &scene.moment(), name, "a").await;
    outcome.unwrap();
}

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

async fn a_verified_account_owns_its_number(scene: &Scene) {
    scene.settle(NUMBER, LAN, PASSWORD).await;
    scene
        .settle(NUMBER, "khac@example.vn", OTHER_PASSWORD)
        .await;
    let lan = account_of(scene, LAN, PASSWORD).await;
    let other = account_of(scene, "khac@example.vn", OTHER_PASSWORD).await;
    let commune = agency(1);
    let hand = clerk(Role::Intake, commune);
    let verify = |who: AccountId| {
        let (accounts, moment, hand) = (scene.accounts.clone(), scene.moment(), hand.clone());
        async move {
            verify_account(
                &accounts,
                &moment,
                &hand,
                commune,
                who,
                SeenPaper::IdentityCard,
            )
            .await
        }
    };
    verify(lan.id).await.unwrap();
    let refused = |outcome, reason| match outcome {
        Err(Failure::Refused(found)) => assert_eq!(found, reason),
        other => panic!("{other:?} instead of {reason:?}"),
    };
    refused(verify(lan.id).await, VerificationRefusal::Already);
    refused(verify(other.id).await, VerificationRefusal::NumberTaken);
    assert!(scene.sign_in("001 190 000 017", PASSWORD).await.is_ok());
    let owner = scene
        .accounts
        .storage
        .read(|conn| owner_of_number(conn, NUMBER))
        .unwrap();
    assert_eq!(owner, Some(lan.id));
    let lan = account_of(scene, LAN, PASSWORD).await;
    let by = Some(hand.account);
    assert!(matches!(lan.standing, Standing::Verified { by: found, .. } if found == by));
    let rows = scene.count("SELECT count(*) AS n FROM journal WHERE kind = 'verified_account'");
    assert_eq!(rows, 1, "a refusal is no verification");
}

async fn only_intake_verifies_and_nobody_themselves(scene: &Scene) {
    scene.settle(NUMBER, LAN, PASSWORD).await;
    let lan = account_of(scene, LAN, PASSWORD).await;
    let moment = scene.moment();
    for (viewer, at, reason) in [
        (
            clerk(Role::Officer, agency(1)),
            agency(1),
            VerificationRefusal::NotYours,
        ),
        (
            clerk(Role::Intake, agency(1)),
            agency(2),
            VerificationRefusal::NotYours,
        ),
        (
            Viewer {
                account: lan.id,
                ..clerk(Role::Intake, agency(1))
            },
            agency(1),
            VerificationRefusal::OwnAccount,
        ),
    ] {
        let paper = SeenPaper::IdentityCard;
        let outcome = verify_account(&scene.accounts, &moment, &viewer, at, lan.id, paper).await;
        assert!(
            matches!(outcome, Err(Failure::Refused(found)) if found == reason),
            "{reason:?}"
        );
    }
    let nobody: AccountId = Id::from_uuid(Uuid::from_u128(5));
    let outcome = verify_from_command_line(&scene.accounts, &moment, nobody).await;
    assert!(matches!(
        outcome,
        Err(Failure::Refused(VerificationRefusal::NoAccount))
    ));
}

async fn the_counter_finds_by_what_people_show_and_leaves_a_trace(scene: &Scene) {
    scene.settle(NUMBER, LAN, PASSWORD).await;
    let lan = account_of(scene, LAN, PASSWORD).await;
    let (moment, hand) = (scene.moment(), clerk(Role::Intake, agency(1)));
    for typed in [
        NUMBER,
        LAN,
        "0912 345 678",
        &lan.tech_id.as_str().to_lowercase(),
    ] {
        let found = look_up(&scene.accounts, &moment, &hand, agency(1), typed)
            .await
            .unwrap();
        let ids: Vec<AccountId> = found.iter().map(|account| account.id).collect();
        assert_eq!(ids, [lan.id], "{typed}");
    }
    let none = look_up(&scene.accounts, &moment, &hand, agency(1), OTHER_NUMBER)
        .await
        .unwrap();
    assert!(none.is_empty());
    assert!(
        look_up(&scene.accounts, &moment, &hand, agency(2), NUMBER)
            .await
            .is_err()
    );
    let looks = scene.count("SELECT count(*) AS n FROM journal WHERE kind = 'looked_at_account'");
    assert_eq!(looks, 4);
}

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

async fn an_invited_clerk_sets_a_password_and_works_until_the_role_ends(scene: &Scene) {
    let (moment, commune) = (scene.moment(), agency(1));
    let invitation = Invitation {
        name: "Lê Thu Hà".parse().unwrap(),
        email: "ha@example.vn".parse().unwrap(),
        agency: commune,
        role: Role::Intake,
        unit: None,
        locale: Locale::Vi,
    };
    let manager = clerk(Role::Manager, commune);
    let officer = clerk(Role::Officer, commune);
    let invite = |actor| invite_clerk(&scene.accounts, &moment, actor, invitation.clone());
    let refused = invite(Actor::Person(&officer)).await;
    assert!(matches!(
        refused,
        Err(Failure::Refused(GrantRefusal::NotYours))
    ));
    let ha = invite(Actor::Person(&manager)).await.unwrap();
    let token = scene.link("/dat-lai-mat-khau/");
    reset_password(&scene.accounts, &moment, token, PASSWORD)
        .await
        .unwrap();
    assert!(
        scene
            .sign_in("ha@example.vn", PASSWORD)
            .await
            .unwrap()
            .works_for_agency
    );

    let again = invite(Actor::Person(&manager)).await.unwrap();
    assert_eq!(again, ha, "who has an account is not given another");
    let grant = Grant {
        account: ha,
        agency: commune,
        role: Role::Cashier,
        unit: None,
    };
    grant_membership(&scene.accounts, &moment, Actor::CommandLine, grant)
        .await
        .unwrap();
    let foreign_unit = Grant {
        unit: Some(Id::from_uuid(Uuid::from_u128(3))),
        ..grant
    };
    let outcome =
        grant_membership(&scene.accounts, &moment, Actor::CommandLine, foreign_unit).await;
    assert!(matches!(
        outcome,
        Err(Failure::Refused(GrantRefusal::NoUnit))
    ));

    let actor = Actor::Person(&manager);
    for role in [Role::Intake, Role::Cashier] {
        let ended = end_membership(&scene.accounts, &moment, actor, ha, commune, role).await;
        ended.unwrap();
    }
    let gone = end_membership(&scene.accounts, &moment, actor, ha, commune, Role::Intake).await;
    assert!(matches!(gone, Err(Failure::Refused(EndRefusal::NotHeld))));
    assert!(
        !scene
            .sign_in("ha@example.vn", PASSWORD)
            .await
            .unwrap()
            .works_for_agency
    );
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
