//! Clerks: invited, given a role, and ended.

use motcua::accounts::{
    EndRefusal, Error, Grant, GrantRefusal, Invitation, end_membership, grant_membership,
    invite_clerk,
};
use motcua::context::Principal;
use motcua::kernel::{Id, Role};
use motcua::speech::Locale;
use uuid::Uuid;

use super::scene::{PASSWORD, Scene, agency, clerk};
use crate::support::on_both_engines;

on_both_engines!(an_invited_clerk_sets_a_password_and_works_until_the_role_ends,);

async fn an_invited_clerk_sets_a_password_and_works_until_the_role_ends(scene: &Scene) {
    let commune = agency(1);
    let invitation = Invitation {
        name: "Lê Thu Hà".parse().unwrap(),
        email: "ha@example.vn".parse().unwrap(),
        agency: commune,
        roles: vec![Role::Intake],
        unit: None,
        locale: Locale::Vi,
    };
    let manager = Principal::Account(clerk(Role::Manager, commune));
    let officer = Principal::Account(clerk(Role::Officer, commune));
    let invite =
        |who: &Principal| scene.act(who.clone(), |tx, cx| invite_clerk(tx, cx, &invitation));
    let refused = invite(&officer);
    assert!(matches!(
        refused,
        Err(Error::Refused(GrantRefusal::NotYours))
    ));
    let ha = invite(&manager).unwrap();
    let token = scene.link("/dat-lai-mat-khau/");
    scene.reset(&token, PASSWORD).await.unwrap();
    assert!(
        scene
            .sign_in("ha@example.vn", PASSWORD)
            .await
            .unwrap()
            .works_for_agency
    );

    let again = invite(&manager).unwrap();
    assert_eq!(again, ha, "who has an account is not given another");
    let grant = Grant {
        account: ha,
        agency: commune,
        role: Role::Cashier,
        unit: None,
    };
    let give = |grant| {
        scene.act(Principal::CommandLine, |tx, cx| {
            grant_membership(tx, cx, grant)
        })
    };
    give(grant).unwrap();
    let foreign_unit = Grant {
        unit: Some(Id::from_uuid(Uuid::from_u128(3))),
        ..grant
    };
    let outcome = give(foreign_unit);
    assert!(matches!(outcome, Err(Error::Refused(GrantRefusal::NoUnit))));

    let end = |role| {
        scene.act(manager.clone(), |tx, cx| {
            end_membership(tx, cx, ha, commune, role)
        })
    };
    for role in [Role::Intake, Role::Cashier] {
        end(role).unwrap();
    }
    let gone = end(Role::Intake);
    assert!(matches!(gone, Err(Error::Refused(EndRefusal::NotHeld))));
    assert!(
        !scene
            .sign_in("ha@example.vn", PASSWORD)
            .await
            .unwrap()
            .works_for_agency
    );
}
