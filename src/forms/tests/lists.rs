//! The lists over the agencies' own tables.

use crate::agencies::{
    Commune, CommuneKind, Directory, Names, OldUnit, Province, ProvinceKind, Share, UnitCode,
    UnitHistory, Units,
};
use crate::forms::{Lists, UnitLists};

fn code(text: &str) -> UnitCode {
    text.parse().unwrap()
}

fn old(code_text: &str, name: &str, above: &str) -> OldUnit {
    OldUnit {
        code: code(code_text),
        name: name.into(),
        renamed: None,
        above: code(above),
    }
}

fn lists() -> UnitLists {
    let commune = |number: &str, name: &str| Commune {
        code: code(number),
        name: name.into(),
        kind: CommuneKind::Ward,
        province: code("01"),
    };
    let hanoi = Province {
        code: code("01"),
        name: "Thành phố Hà Nội".into(),
        kind: ProvinceKind::City,
        formed_from: vec![code("01")],
        since: super::today(),
    };
    let communes = vec![
        commune("00004", "Phường Ba Đình"),
        commune("00008", "Phường Ngọc Hà"),
    ];
    let history = UnitHistory::new(
        vec![old("01", "Thành phố Hà Nội", "01")],
        vec![old("001", "Quận Ba Đình", "01")],
        vec![
            old("00031", "Phường Cống Vị", "001"),
            old("00025", "Phường Kim Mã", "001"),
            old("00099", "Phường Đã Mất", "001"),
        ],
        vec![
            (code("00031"), code("00008"), Share::Whole),
            (code("00025"), code("00004"), Share::Part),
            (code("00025"), code("00008"), Share::Usual),
        ],
    );
    let directory = Directory::new(Vec::new(), Names::default()).unwrap();
    UnitLists::new(&Units::new(vec![hanoi], communes), &history, &directory)
}

#[test]
fn units_in_force_are_offered() {
    let lists = lists();
    assert_eq!(lists.provinces()[0].name, "Thành phố Hà Nội");
    assert_eq!(lists.wards("01").len(), 2);
    assert!(lists.wards("99").is_empty() && lists.wards("").is_empty());
    assert_eq!(lists.former_districts()[0].name, "Quận Ba Đình");
}

#[test]
fn a_former_name_leads_to_the_communes_of_today() {
    let lists = lists();
    let now = |name: &str| -> Vec<String> {
        let found = lists.places(Some("01"), name);
        found.into_iter().map(|place| place.ward.name).collect()
    };
    assert_eq!(now("cong vi"), ["Phường Ngọc Hà"]);
    assert_eq!(now("P. Kim Mã"), ["Phường Ngọc Hà", "Phường Ba Đình"]);
    assert!(now("Phường Đã Mất").is_empty() && now("Hải Châu").is_empty());
}
