//! Who owns a number, and who verifies.

use motcua::accounts::{
    Failure, SeenPaper, Standing, VerificationRefusal, look_up, owner_of_number, verify_account,
    verify_from_command_line,
};
use motcua::kernel::{AccountId, Id, Role, Viewer};
use uuid::Uuid;

use super::scene::{
    LAN, NUMBER, OTHER_NUMBER, OTHER_PASSWORD, PASSWORD, Scene, account_of, agency, clerk,
};
use crate::support::on_both_engines;

on_both_engines!(
    a_verified_account_owns_its_number,
    only_intake_verifies_and_nobody_themselves,
    the_counter_finds_by_what_people_show_and_leaves_a_trace,
);

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
