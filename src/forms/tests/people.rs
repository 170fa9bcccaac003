//! What the built-in forms ask of whom, and rows of theirs that are taken away.

use super::walks::{AT_HOME, CHILD};
use super::{SmallCountry, VIETNAMESE, context, declared, faults, form, post, verified};
use crate::forms::{Answers, ErrorKind, Typed, Wizard};

#[test]
fn an_adult_by_years_exchanges_a_licence() {
    let (country, known) = (SmallCountry::new(), declared());
    let context = context(&country, &known);
    let form = form("giay-phep-lai-xe");
    // The present day is 22 November 2026.
    for (born, fault) in [
        ("22/11/2008", None),
        ("23/11/2008", Some("ngay_sinh: TooLate")),
    ] {
        let pairs = [("ngay_sinh", born)];
        let outcome = post(
            &form,
            "nguoi-de-nghi",
            &pairs,
            &Answers::default(),
            &context,
        );
        let found = faults(&outcome);
        assert_eq!(
            found
                .iter()
                .find(|one| one.starts_with("ngay_sinh"))
                .map(String::as_str),
            fault,
            "{born}"
        );
    }
}

#[test]
fn a_parent_is_older_than_the_child_and_a_foreigner_applies_elsewhere() {
    let (country, known) = (SmallCountry::new(), declared());
    let context = context(&country, &known);
    let form = form("khai-sinh");
    let child = post(&form, "tre", &CHILD, &Answers::default(), &context).answers;
    let asked = [
        ("khai_cha", "co"),
        ("khai_me", "khong"),
        ("da_ket_hon", "khong"),
    ];
    let before = post(&form, "cha-me", &asked, &child, &context).answers;
    let father = |year: &str, nationality: &str| {
        let pairs = [
            ("ho_ten_cha", "Trần Minh"),
            ("nam_sinh_cha", year),
            ("dan_toc_cha", "01"),
            ("quoc_tich_cha", nationality),
            ("cho_o_cha", "cung"),
        ];
        faults(&post(&form, "cha", &pairs, &before, &context))
    };
    assert_eq!(father("1990", "VN"), Vec::<String>::new());
    assert_eq!(father("2014", "VN"), Vec::<String>::new());
    assert_eq!(father("2019", "VN"), ["nam_sinh_cha: NotYearsBefore"]);
    assert_eq!(father("2026", "VN"), ["nam_sinh_cha: NotBefore"]);
    for foreign in ["FR", "XXA"] {
        assert_eq!(father("1990", foreign), ["quoc_tich_cha: Elsewhere"]);
    }
    let told = ErrorKind::Elsewhere {
        message: crate::forms::Label {
            vi: "x".into(),
            en: None,
        },
    };
    assert_eq!(told.words("?", VIETNAMESE), "“?”: x");
}

#[test]
fn a_mother_is_not_asked_whether_there_is_a_mother() {
    let (country, known) = (SmallCountry::new(), verified());
    let context = context(&country, &known);
    let form = form("khai-sinh");
    let asker = [&[("quan_he", "me")], &AT_HOME[..]].concat();
    let answers = post(
        &form,
        "nguoi-yeu-cau",
        &asker,
        &Answers::default(),
        &context,
    )
    .answers;
    let section = form.section("cha-me").unwrap();
    let typed = Typed::opening(section, &answers, &context);
    let view =
        crate::forms::SectionView::new(&form, section, &answers, &typed, &[], &context, VIETNAMESE);
    let html = view.to_string();
    assert!(!html.contains("name=\"khai_me\"") && html.contains("name=\"khai_cha\""));
    let wizard = Wizard::new(&form, &answers, &context);
    let keys = |sections: &mut dyn Iterator<Item = &crate::forms::Section>| {
        sections.map(|one| one.key.clone()).collect::<Vec<_>>()
    };
    let now = keys(&mut wizard.sections());
    assert!(now.contains(&"me".to_owned()) && !now.contains(&"cha".to_owned()));
    // What is still to be answered may ask for the father: the steps do not grow by it.
    assert!(keys(&mut wizard.outline()).contains(&"cha".to_owned()));
    let no_father = [("khai_cha", "khong"), ("da_ket_hon", "khong")];
    let answers = post(&form, "cha-me", &no_father, &answers, &context).answers;
    let wizard = Wizard::new(&form, &answers, &context);
    assert!(!keys(&mut wizard.outline()).contains(&"cha".to_owned()));
}

#[test]
fn a_row_is_taken_away_and_those_below_close_up() {
    let form = form("khuyen-mai");
    let section = form.section("noi-dung").unwrap();
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let typed = Typed::from_pairs(
        section,
        &[
            pair("thuong_nhan_cung.0.ten", "A"),
            pair("thuong_nhan_cung.1.ten", "B"),
            pair("thuong_nhan_cung.2.ten", "C"),
            pair("_remove_row", "thuong_nhan_cung.1"),
        ],
    );
    let name = crate::forms::ControlName::field("thuong_nhan_cung");
    let cells: Vec<&str> = (0..3)
        .map(|row| typed.one(&name.cell(row, "ten")))
        .collect();
    assert_eq!(cells, ["A", "C", ""]);
    assert_eq!(typed.wants_rows(), Some("thuong_nhan_cung"));
    for nothing in ["thuong_nhan_cung", "noi_dung.1", "thuong_nhan_cung.x", ""] {
        let typed = Typed::from_pairs(section, &[pair("_remove_row", nothing)]);
        assert_eq!(typed.wants_rows(), None, "{nothing}");
    }
}
