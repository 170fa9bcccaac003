//! People filling in the built-in forms.

use super::{SmallCountry, VIETNAMESE, context, declared, faults, form, post, verified};
use crate::forms::{Address, Answer, Answers, ErrorKind, Review, Typed, Wizard};

pub const AT_HOME: [(&str, &str); 3] = [
    ("noi_cu_tru_yeu_cau.province", "01"),
    ("noi_cu_tru_yeu_cau.ward", "ba dinh"),
    ("noi_cu_tru_yeu_cau.street", "12 phố  Đội Cấn"),
];

pub const CHILD: [(&str, &str); 5] = [
    ("ho_ten_con", "Trần Minh An"),
    ("ngay_sinh_con", "5.11.2026"),
    ("gioi_tinh_con", "female"),
    ("dan_toc_con", "01"),
    ("quoc_tich_con", "VN"),
];

#[test]
fn a_mother_registers_her_child_and_types_nothing_twice() {
    let (country, known) = (SmallCountry::new(), verified());
    let context = context(&country, &known);
    let form = form("khai-sinh");
    let pages: [(&str, &[(&str, &str)]); 6] = [
        (
            "nguoi-yeu-cau",
            &[&[("quan_he", "me")], &AT_HOME[..]].concat(),
        ),
        ("tre", &CHILD),
        (
            "noi-sinh",
            &[
                ("noi_sinh", "Bệnh viện Phụ sản Hà Nội"),
                ("que_quan.province", "48"),
                ("que_quan.ward", "Hải Châu"),
            ],
        ),
        ("cha-me", &[("khai_cha", "khong"), ("da_ket_hon", "khong")]),
        ("me", &[("dan_toc_me", "01"), ("quoc_tich_me", "VN")]),
        ("ban-sao", &[("de_nghi_ban_sao", "khong")]),
    ];
    let mut answers = Answers::default();
    for (page, pairs) in pages {
        let wizard = Wizard::new(&form, &answers, &context);
        assert_eq!(
            wizard.first_incomplete().map(|s| s.key.as_str()),
            Some(page)
        );
        assert!(wizard.can_visit(page));
        let outcome = post(&form, page, pairs, &answers, &context);
        assert_eq!(faults(&outcome), Vec::<String>::new(), "{page}");
        answers = outcome.answers;
    }
    let wizard = Wizard::new(&form, &answers, &context);
    assert_eq!(wizard.next("me").map(|s| s.key.as_str()), Some("ban-sao"));
    assert_eq!(
        wizard.previous("ban-sao").map(|s| s.key.as_str()),
        Some("me")
    );
    assert!(!wizard.can_visit("cha"));
    let filed = wizard.finish().ok().unwrap();
    assert!(matches!(filed.get("ho_ten_me"), Some(Answer::Text(name)) if name == "Nguyễn Thị Lan"));
    assert!(matches!(filed.get("nam_sinh_me"), Some(Answer::Year(1996))));

    let review = Review::new(&form, &filed, VIETNAMESE);
    let shown = |key: &str| {
        let mut rows = review.sections.iter().flat_map(|section| &section.rows);
        rows.find(|row| row.key == key).map(|row| row.shown.clone())
    };
    assert_eq!(shown("co_quan").unwrap(), ["UBND phường Ba Đình"]);
    assert_eq!(
        shown("noi_cu_tru_yeu_cau").unwrap(),
        ["12 phố Đội Cấn, Phường Ba Đình, Thành phố Hà Nội"]
    );
    assert_eq!(
        shown("ngay_sinh_con").unwrap(),
        [
            "05/11/2026",
            "ngày năm tháng mười một năm hai nghìn không trăm hai mươi sáu"
        ]
    );
    assert_eq!(shown("ho_ten_cha"), None);
    assert_eq!(shown("so_luong_ban_sao"), None);
}

#[test]
fn a_page_cannot_be_reached_early() {
    let (country, known) = (SmallCountry::new(), declared());
    let context = context(&country, &known);
    let form = form("khai-sinh");
    let empty = Answers::default();
    let wizard = Wizard::new(&form, &empty, &context);
    assert!(wizard.can_visit("nguoi-yeu-cau"));
    assert!(!wizard.can_visit("tre"));
    assert!(!wizard.can_visit("no-such-page"));
    assert_eq!(
        wizard.finish().err().map(|s| s.key.as_str()),
        Some("nguoi-yeu-cau")
    );
}

#[test]
fn an_empty_page_names_each_question() {
    let (country, known) = (SmallCountry::new(), declared());
    let context = context(&country, &known);
    let outcome = post(
        &form("khai-sinh"),
        "nguoi-yeu-cau",
        &[],
        &Answers::default(),
        &context,
    );
    assert_eq!(
        faults(&outcome),
        [
            "ho_ten_yeu_cau: Required",
            "giay_to_yeu_cau.kind: Required",
            "quan_he: NotChosen",
            "noi_cu_tru_yeu_cau.province: Required",
        ]
    );
}

#[test]
fn a_hidden_answer_is_dropped_when_its_question_goes() {
    let (country, known) = (SmallCountry::new(), declared());
    let context = context(&country, &known);
    let form = form("khai-sinh");
    let asked = [("de_nghi_ban_sao", "co"), ("so_luong_ban_sao", "3")];
    let before = post(&form, "ban-sao", &asked, &Answers::default(), &context).answers;
    assert!(before.get("so_luong_ban_sao").is_some());
    let not_asked = [("de_nghi_ban_sao", "khong"), ("so_luong_ban_sao", "999")];
    let outcome = post(&form, "ban-sao", &not_asked, &before, &context);
    assert_eq!(faults(&outcome), Vec::<String>::new());
    assert!(outcome.answers.get("so_luong_ban_sao").is_none());
}

#[test]
fn rules_stand_at_the_field_that_breaks_them() {
    let (country, known) = (SmallCountry::new(), declared());
    let context = context(&country, &known);
    let form = form("khuyen-mai");
    let pairs = [
        ("so_van_ban", "15/TB-ABC"),
        ("ten_ctkm", "Mừng năm mới"),
        ("hinh_thuc", "tang"),
        ("hinh_thuc", "giam_gia"),
        ("tu_ngay", "24/12/2026"),
        ("den_ngay", "23/12/2026"),
        ("dia_ban", "Hà Nội"),
    ];
    let outcome = post(&form, "chuong-trinh", &pairs, &Answers::default(), &context);
    assert_eq!(faults(&outcome), ["den_ngay: Before"]);
    assert!(
        matches!(outcome.answers.get("hinh_thuc"), Some(Answer::Choices(keys)) if keys.len() == 2)
    );
    let too_soon: Vec<_> = pairs
        .iter()
        .map(|&(k, v)| {
            if k == "tu_ngay" {
                (k, "23/11/2026")
            } else {
                (k, v)
            }
        })
        .collect();
    let outcome = post(
        &form,
        "chuong-trinh",
        &too_soon,
        &Answers::default(),
        &context,
    );
    assert_eq!(faults(&outcome), ["tu_ngay: TooEarly"]);
}

#[test]
fn rows_of_a_table_close_up_and_name_their_faults() {
    let (country, known) = (SmallCountry::new(), declared());
    let context = context(&country, &known);
    let form = form("khuyen-mai");
    let pairs = [
        ("noi_dung", "Mua một tặng một"),
        ("cung_thuc_hien", "co"),
        ("thuong_nhan_cung.1.ten", "Công ty A"),
        ("thuong_nhan_cung.3.ma_so_thue", "0100047517"),
    ];
    let outcome = post(&form, "noi-dung", &pairs, &Answers::default(), &context);
    assert_eq!(
        faults(&outcome),
        [
            "thuong_nhan_cung.3.ten: Required",
            "thuong_nhan_cung.3.ma_so_thue: Identifier"
        ]
    );
    let good = post(
        &form,
        "noi-dung",
        &pairs[..3],
        &Answers::default(),
        &context,
    );
    assert_eq!(faults(&good), Vec::<String>::new());
    assert!(
        matches!(good.answers.get("thuong_nhan_cung"), Some(Answer::Table(rows)) if rows.len() == 1)
    );
    let none = post(
        &form,
        "noi-dung",
        &pairs[..2],
        &Answers::default(),
        &context,
    );
    assert_eq!(faults(&none), ["thuong_nhan_cung: TooFewRows"]);
}

#[test]
fn a_commune_is_found_by_any_of_its_names() {
    let (country, known) = (SmallCountry::new(), declared());
    let context = context(&country, &known);
    let form = form("general");
    let kind = |ward: &str| {
        let pairs = [
            ("dia_chi.province", "01"),
            ("dia_chi.ward", ward),
            ("dia_chi.street", "Tổ 5"),
            ("dien_thoai", "0912 345 678"),
        ];
        let outcome = post(&form, "lien-he", &pairs, &Answers::default(), &context);
        outcome
            .errors
            .first()
            .map(|error| error.kind.clone())
            .ok_or_else(|| Box::new(outcome.answers))
    };
    let answers = kind("P. Ba Đình").unwrap_err();
    let Some(Answer::Address(Address::Home { place, .. })) = answers.get("dia_chi") else {
        panic!("no address");
    };
    assert_eq!(
        (place.ward.code.as_str(), place.province.code.as_str()),
        ("00004", "01")
    );
    assert!(
        matches!(kind("sơn tây"), Ok(ErrorKind::SeveralNames { names, .. }) if names.len() == 2)
    );
    assert!(
        matches!(kind("phường Cống Vị"), Ok(ErrorKind::FormerName { now, .. }) if now == ["Phường Ngọc Hà"])
    );
    assert!(matches!(
        kind("Ngoc Ha Noi"),
        Ok(ErrorKind::UnknownName { .. })
    ));
    assert!(matches!(kind(""), Ok(ErrorKind::Required)));
}

#[test]
fn turning_to_another_person_forgets_what_the_account_told() {
    let (country, known) = (SmallCountry::new(), verified());
    let context = context(&country, &known);
    let form = form("the-bhyt");
    let mine = post(
        &form,
        "yeu-cau",
        &[("cho_ai", "toi"), ("ly_do", "mat")],
        &Answers::default(),
        &context,
    );
    let person = post(
        &form,
        "nguoi-co-the",
        &[("f13", "0123456789"), ("f04", "VN")],
        &mine.answers,
        &context,
    );
    assert_eq!(faults(&person), Vec::<String>::new());
    assert!(person.answers.get("f01").is_some());
    let other = post(
        &form,
        "yeu-cau",
        &[("cho_ai", "nguoi_khac"), ("ly_do", "mat")],
        &person.answers,
        &context,
    );
    assert!(other.answers.get("f01").is_none() && other.answers.get("f06").is_none());
    assert!(!other.answers.has_seen("nguoi-co-the"));
}

#[test]
fn what_is_known_cannot_be_typed_over() {
    let (country, known) = (SmallCountry::new(), verified());
    let context = context(&country, &known);
    let pairs = [
        ("tu_cach", "business"),
        ("ho_ten", "Kẻ Khác"),
        ("kinh_gui", "G15"),
    ];
    let outcome = post(
        &form("general"),
        "nguoi-nop",
        &pairs,
        &Answers::default(),
        &context,
    );
    assert_eq!(faults(&outcome), Vec::<String>::new());
    assert!(
        matches!(outcome.answers.get("ho_ten"), Some(Answer::Text(name)) if name == "Nguyễn Thị Lan")
    );
    assert!(
        matches!(outcome.answers.get("kinh_gui"), Some(Answer::Listed(agency)) if agency.code == "k01")
    );
}

#[test]
fn a_page_opens_with_what_is_known() {
    let (country, known) = (SmallCountry::new(), declared());
    let context = context(&country, &known);
    let form = form("khai-sinh");
    let section = form.section("nguoi-yeu-cau").unwrap();
    let typed = Typed::opening(section, &Answers::default(), &context);
    let name = crate::forms::ControlName::field;
    assert_eq!(typed.one(&name("ho_ten_yeu_cau")), "Nguyễn Thị Lan");
    assert_eq!(
        typed.one(&name("giay_to_yeu_cau").part("number")),
        "001196012345"
    );
    assert_eq!(typed.one(&name("giay_to_yeu_cau").part("kind")), "id_card");
    assert_eq!(
        typed.one(&name("noi_cu_tru_yeu_cau").part("province")),
        "01"
    );
}

#[test]
fn nothing_personal_is_shown_by_debug() {
    let (country, known) = (SmallCountry::new(), verified());
    let context = context(&country, &known);
    let outcome = post(
        &form("khai-sinh"),
        "tre",
        &CHILD,
        &Answers::default(),
        &context,
    );
    let debug = format!("{outcome:?} {known:?}");
    assert!(!debug.contains("Minh An") && !debug.contains("Lan") && !debug.contains("2026"));
}
