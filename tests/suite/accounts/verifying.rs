//! Who owns a number, and who verifies.

use motcua::accounts::{
    AssuranceRecord, Error, SeenPaper, VerificationRefusal, look_up, owner_of_number,
    verify_account, verify_from_command_line,
};
use motcua::context::Principal;
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
        scene.act(Principal::Account(hand.clone()), |tx, cx| {
            verify_account(tx, cx, commune, who, SeenPaper::IdentityCard)
        })
    };
    verify(lan.id).unwrap();
    let refused = |outcome, reason| match outcome {
        Err(Error::Refused(found)) => assert_eq!(found, reason),
        other => panic!("{other:?} instead of {reason:?}"),
    };
    refused(verify(lan.id), VerificationRefusal::Already);
    refused(verify(other.id), VerificationRefusal::NumberTaken);
    assert!(scene.sign_in("001 190 000 017", PASSWORD).await.is_ok());
    let owner = scene
        .storage()
        .read(|conn| owner_of_number(conn, NUMBER))
        .unwrap();
    assert_eq!(owner, Some(lan.id));
    let lan = account_of(scene, LAN, PASSWORD).await;
    let by = Some(hand.account);
    assert!(matches!(lan.standing, AssuranceRecord::Verified { by: found, .. } if found == by));
    let rows = scene.count("journal WHERE kind = 'verified_account'");
    assert_eq!(rows, 1, "a refusal is no verification");
}

async fn only_intake_verifies_and_nobody_themselves(scene: &Scene) {
    scene.settle(NUMBER, LAN, PASSWORD).await;
    let lan = account_of(scene, LAN, PASSWORD).await;
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
        let outcome = scene.act(Principal::Account(viewer), |tx, cx| {
            verify_account(tx, cx, at, lan.id, paper)
        });
        assert!(
            matches!(outcome, Err(Error::Refused(found)) if found == reason),
            "{reason:?}"
        );
    }
    let nobody: AccountId = Id::from_uuid(Uuid::from_u128(5));
    let outcome = scene.act(Principal::CommandLine, |tx, cx| {
        verify_from_command_line(tx, cx, nobody)
    });
    assert!(matches!(
        outcome,
        Err(Error::Refused(VerificationRefusal::NoAccount))
    ));
}

async fn the_counter_finds_by_what_people_show_and_leaves_a_trace(scene: &Scene) {
    scene.settle(NUMBER, LAN, PASSWORD).await;
    let lan = account_of(scene, LAN, PASSWORD).await;
    let hand = Principal::Account(clerk(Role::Intake, agency(1)));
    let finds = |at, typed: &str| scene.act(hand.clone(), |tx, cx| look_up(tx, cx, at, typed));
    for typed in [
        NUMBER,
        LAN,
        "0912 345 678",
        &lan.tech_id.as_str().to_lowercase(),
    ] {
        let found = finds(agency(1), typed).unwrap();
        let ids: Vec<AccountId> = found.iter().map(|account| account.id).collect();
        assert_eq!(ids, [lan.id], "{typed}");
    }
    let none = finds(agency(1), OTHER_NUMBER).unwrap();
    assert!(none.is_empty());
    assert!(finds(agency(2), NUMBER).is_err());
    let looks = scene.count("journal WHERE kind = 'looked_at_account'");
    assert_eq!(looks, 4);
}
