//! Places by what people call them: former addresses lead to the communes of today, agencies are found by
//! other words.

use motcua::agencies::Succession;
use motcua::catalogue::Snapshot;
use motcua::forms::Lists;

fn snapshot() -> Snapshot {
    Snapshot::built_in().unwrap()
}

fn places(snapshot: &Snapshot, province: Option<&str>, typed: &str) -> Vec<String> {
    let found = snapshot.lists().places(province, typed);
    found
        .into_iter()
        .map(|place| format!("{} {}", place.province.code, place.ward.name))
        .collect()
}

#[test]
fn former_addresses_lead_to_the_communes_of_today() {
    let snapshot = snapshot();
    let of = |typed: &str| places(&snapshot, None, typed);
    for typed in [
        "Phường 14, Quận 10",
        "P14 Q10",
        "P.14 Q.10 TPHCM",
        "p14, q10, Tp. Hồ Chí Minh",
        "268 Lý Thường Kiệt, Phường 14, Quận 10, Sài Gòn",
    ] {
        let now = of(typed);
        assert_eq!(
            now,
            ["79 Phường Diên Hồng", "79 Phường Hòa Hưng"],
            "{typed}"
        );
    }
    for typed in ["P1 Q3", "phường 01 quận 3", "P.1, Q.3, HCM"] {
        assert_eq!(of(typed), ["79 Phường Bàn Cờ"], "{typed}");
    }
    for typed in ["Thạch Thang, Hải Châu", "thach thang hai chau da nang"] {
        assert_eq!(of(typed), ["48 Phường Hải Châu"], "{typed}");
    }
    let split = of("Phường Cống Vị, quận Ba Đình, Hà Nội");
    assert_eq!(split, ["01 Phường Ngọc Hà", "01 Phường Giảng Võ"]);
    // A district alone leads to what its wards became.
    let district = of("Quận 10");
    assert!(district.len() > 2 && district.contains(&"79 Phường Vườn Lài".to_owned()));
    // A name of today with its province is understood as well.
    assert_eq!(of("Phường Bàn Cờ, TPHCM"), ["79 Phường Bàn Cờ"]);
}

#[test]
fn what_is_too_little_or_nothing_leads_nowhere() {
    let snapshot = snapshot();
    for typed in [
        "",
        " ",
        "14",
        "Phường",
        "Phường 1",
        "zzzz",
        "số nhà 5, ngõ nhỏ, phố nhỏ",
    ] {
        assert_eq!(
            places(&snapshot, None, typed),
            Vec::<String>::new(),
            "{typed}"
        );
    }
    // Within its province it does.
    assert!(!places(&snapshot, Some("79"), "Phường 1").is_empty());
    assert!(places(&snapshot, Some("01"), "Phường 14, Quận 10").is_empty());
}

#[test]
fn every_former_ward_is_found_by_its_address() {
    let snapshot = snapshot();
    let history = &snapshot.catalogue.history;
    let mut wards: Vec<_> = history.wards().collect();
    wards.sort_by(|a, b| a.code.cmp(&b.code));
    for ward in wards.into_iter().step_by(23) {
        let (usual, district) = match history.resolve_ward(&ward.code) {
            Some(Succession::Commune(now) | Succession::Communes { usual: now, .. }) => {
                (now, history.district(&ward.above).unwrap())
            }
            _ => continue,
        };
        let province = history.province(&district.above).unwrap();
        let typed = format!("{}, {}, {}", ward.name, district.name, province.name);
        let found = snapshot.lists().places(None, &typed);
        let found: Vec<&str> = found.iter().map(|place| place.ward.code.as_str()).collect();
        assert!(found.contains(&usual.as_str()), "{typed}: {found:?}");
    }
}

#[test]
fn agencies_are_understood_by_other_words() {
    let snapshot = snapshot();
    let called = |typed: &str| -> Vec<String> {
        let found = snapshot.lists().agencies_called(typed).into_iter();
        found.map(|agency| agency.name).collect()
    };
    for typed in ["UBND P14 Q10", "ubnd phường 14, quận 10, TPHCM"] {
        let found = called(typed);
        let wanted = "Ủy ban nhân dân Phường Diên Hồng".to_lowercase();
        assert!(
            found.iter().any(|name| name.to_lowercase() == wanted),
            "{typed}: {found:?}"
        );
    }
    assert!(
        called("CA phường Cống Vị")
            .iter()
            .any(|name| name.contains("Ngọc Hà"))
    );
    assert!(called("tư pháp hà nội sở").contains(&"Sở Tư pháp thành phố Hà Nội".to_owned()));
    assert_eq!(called("zzzz"), Vec::<String>::new());
}
