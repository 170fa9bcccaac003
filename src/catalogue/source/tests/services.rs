//! Which procedures are taken, where, and at which level.

use crate::catalogue::{
    ChosenPlace, Handler, Method, NotHere, NotOnline, OnlineLevel, PlaceNeeded, ProcedureKind,
    Territory,
};

use super::*;

#[test]
fn levels_are_honest() {
    let catalogue = catalogue();
    let level = |code: &str| {
        let service = catalogue.service(procedure(catalogue, code)).unwrap();
        service.level(false).level.number()
    };
    assert_eq!(level("1.001193"), 3);
    assert_eq!(level("1.002759"), 4);
    assert_eq!(level("2.000033"), 4);
    assert_eq!(level("3.000347"), 3);
    for procedure in catalogue.procedures.values() {
        if let Ok(service) = catalogue.service(procedure) {
            let derived = service.level(false);
            assert!(derived.level >= OnlineLevel::Partial);
            assert!(service.own_form || derived.level == OnlineLevel::Partial);
            assert_ne!(procedure.kind, ProcedureKind::Internal);
        }
    }
}

#[test]
fn a_service_is_taken_in_every_province() {
    let catalogue = catalogue();
    let service = catalogue.service(procedure(catalogue, "1.001193")).unwrap();
    let at = |province: Option<&UnitCode>, commune: Option<&UnitCode>| {
        let place = ChosenPlace { province, commune };
        service
            .agency_at(&Handler::Commune, place, &catalogue.agencies, today())
            .map(|agency| agency.key.as_str())
    };
    let (hanoi, ba_dinh, elsewhere) = (unit("01"), unit("00004"), unit("04"));
    let first = catalogue.units.communes_of(&elsewhere).next().unwrap();
    assert_eq!(
        at(Some(&elsewhere), Some(&first.code)),
        Ok(first.code.as_str())
    );
    assert_eq!(at(Some(&hanoi), Some(&ba_dinh)), Ok("00004"));
    assert_eq!(at(None, None), Err(NotHere::Choose(PlaceNeeded::Commune)));
    assert_eq!(
        at(Some(&hanoi), None),
        Err(NotHere::Choose(PlaceNeeded::Commune))
    );
    let not_in_hanoi = catalogue.units.communes_of(&elsewhere).next().unwrap();
    assert_eq!(
        at(Some(&hanoi), Some(&not_in_hanoi.code)),
        Err(NotHere::NoAgency)
    );
    let other_kind = service.agency_at(
        &Handler::Province,
        ChosenPlace {
            province: Some(&hanoi),
            commune: None,
        },
        &catalogue.agencies,
        today(),
    );
    assert_eq!(other_kind.err(), Some(NotHere::NoAgency));
    let unknown = unit("99999");
    assert_eq!(at(Some(&hanoi), Some(&unknown)), Err(NotHere::NoAgency));
}

#[test]
fn a_province_publishes_for_itself() {
    let catalogue = catalogue();
    let ours = catalogue
        .procedures
        .values()
        .find(|one| one.promulgator.as_deref() == Some("UBND tỉnh Lào Cai"))
        .unwrap();
    let territory = Territory::of(ours, &catalogue.agencies);
    assert_eq!(territory, Territory::Province(unit("15")));
    assert_eq!(
        Territory::of(procedure(catalogue, "1.001193"), &catalogue.agencies),
        Territory::Country
    );
}

#[test]
fn what_has_ended_leads_to_what_took_its_place() {
    let catalogue = catalogue();
    for (old, new) in [("1.002809", "3.000347"), ("1.002300", "3.000353")] {
        let ended = procedure(catalogue, old);
        assert_eq!(ended.successor().unwrap().as_str(), new);
        assert!(!ended.is_living());
        assert!(!ended.code_status.is_plain());
        assert!(
            catalogue
                .service(ended)
                .unwrap_err()
                .contains(&NotOnline::Ended)
        );
        assert!(procedure(catalogue, new).is_living());
    }
}

#[test]
fn what_is_not_known_is_not_filed() {
    let catalogue = catalogue();
    let mut filed = 0;
    for procedure in catalogue.procedures.values() {
        match catalogue.service(procedure) {
            Ok(service) => {
                filed += 1;
                assert!(!service.handlers.is_empty());
                let has_entry = catalogue.services.definitions.contains_key(&procedure.code);
                assert!(procedure.details.is_some() || has_entry);
            }
            Err(reasons) => assert!(!reasons.is_empty()),
        }
    }
    assert!((1_500..2_500).contains(&filed), "{filed}");
}

#[test]
fn every_life_event_leads_to_procedures_in_force() {
    let catalogue = catalogue();
    for event in &catalogue.life_events {
        let living = |one: &&Procedure| one.is_living() && one.kind != ProcedureKind::Internal;
        let count = catalogue
            .procedures
            .values()
            .filter(living)
            .filter(|one| event.includes(one));
        assert!(count.count() >= 2, "{}", event.slug);
        for code in &event.procedures {
            assert!(
                catalogue.procedures[code].is_living(),
                "{}: {code}",
                event.slug
            );
        }
    }
}

#[test]
fn the_fee_of_the_day_is_one() {
    let catalogue = catalogue();
    let service = catalogue.service(procedure(catalogue, "3.000347")).unwrap();
    let due = |method, day: &str| -> Vec<i64> {
        let day = day.parse().unwrap();
        let rules = service.fees.iter().filter(|rule| rule.applies(method, day));
        rules.map(|rule| rule.amount.unwrap().amount()).collect()
    };
    assert_eq!(due(Method::Online, "2025-12-31"), [115_000]);
    assert_eq!(due(Method::Online, "2026-01-01"), [135_000]);
    assert_eq!(due(Method::Direct, "2025-12-31"), [135_000]);
}

#[test]
fn what_is_said_of_a_file_holds_for_its_services() {
    let catalogue = catalogue();
    let fees = |code: &str| -> Vec<Option<i64>> {
        let service = catalogue.service(procedure(catalogue, code)).unwrap();
        let day = "2026-12-01".parse().unwrap();
        let rules = service
            .fees
            .iter()
            .filter(|rule| rule.applies(Method::Online, day));
        rules
            .map(|rule| rule.amount.map(|amount| amount.amount()))
            .collect()
    };
    assert_eq!(fees("1.004222"), [Some(10_000)]);
    assert_eq!(fees("1.002755"), [Some(7_000)]);
    assert_eq!(fees("1.010028"), [Some(0)]);
    let joint = catalogue.service(procedure(catalogue, "2.000987")).unwrap();
    assert_eq!(joint.handlers, [Handler::Commune]);
    assert_eq!(joint.outcomes.len(), 4);
    let entry = &catalogue.services.definitions[&procedure(catalogue, "2.000986").code];
    assert_eq!(entry.successor.as_ref().unwrap().as_str(), "2.000987");
    assert_eq!(entry.at.file, "services/lien-thong-khai-sinh.toml");
}
