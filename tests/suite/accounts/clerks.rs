//! Clerks: invited, given a role, and ended.

use motcua::accounts::{
    Actor, EndRefusal, Failure, Grant, GrantRefusal, Invitation, end_membership, grant_membership,
    invite_clerk, reset_password,
};
use motcua::kernel::{Id, Role};
use motcua::web::Locale;
use uuid::Uuid;

use super::scene::{PASSWORD, Scene, agency, clerk};
use crate::support::on_both_engines;

on_both_engines!(an_invited_clerk_sets_a_password_and_works_until_the_role_ends,);

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
