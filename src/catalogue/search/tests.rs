//! The search as a whole: against the built-in catalogue, and its rules on a few entries.

use std::sync::LazyLock;

use proptest::prelude::*;

use super::fixture::{built_in, catalogue, synonyms};
use super::questions::{NOTHING, QUESTIONS};
use super::words::words;
use super::*;
use crate::catalogue::Audience;

fn ask(text: &str) -> Query {
    Query {
        text: text.to_owned(),
        ..Query::default()
    }
}

fn codes(hits: &Hits) -> Vec<&str> {
    hits.hits.iter().map(|hit| hit.code.as_str()).collect()
}

#[test]
fn everyday_questions_find_their_service_among_the_first_three() {
    let index = built_in();
    let missed: Vec<String> = QUESTIONS
        .iter()
        .filter_map(|(question, wanted)| {
            let hits = index.search(&ask(question));
            let found = codes(&hits);
            let first: Vec<&str> = found.iter().copied().take(3).collect();
            let answered = first.iter().any(|code| wanted.contains(code));
            (!answered).then(|| {
                format!(
                    "{question}: {first:?}, not {wanted:?}; {:?}",
                    hits.corrected
                )
            })
        })
        .collect();
    assert!(QUESTIONS.len() >= 140);
    assert_eq!(missed, Vec::<String>::new());
}

#[test]
fn what_nothing_answers_is_said_to_be_a_guess() {
    let index = built_in();
    let claimed: Vec<String> = NOTHING
        .iter()
        .map(|question| (question, index.search(&ask(question))))
        .filter(|(_, hits)| !hits.is_guess || hits.total > 5)
        .map(|(question, hits)| format!("{question}: {:?}", codes(&hits)))
        .collect();
    assert_eq!(claimed, Vec::<String>::new());
    let doubted: Vec<&str> = QUESTIONS
        .iter()
        .map(|(question, _)| *question)
        .filter(|question| index.search(&ask(question)).is_guess)
        .collect();
    assert_eq!(doubted, Vec::<&str>::new());
}

#[test]
fn a_short_question_is_not_answered_with_the_whole_catalogue() {
    let index = built_in();
    for question in ["khai tử", "khai sinh", "kết hôn", "hộ chiếu"] {
        let total = index.search(&ask(question)).total;
        assert!((1..=120).contains(&total), "{question}: {total}");
    }
}

#[test]
fn ended_procedures_are_found_when_they_are_asked_for() {
    let mut ended = entry("1.002809", "Đổi giấy phép lái xe do ngành giao thông cấp");
    ended.living = false;
    let index = index([few(), vec![ended]].concat());
    let hits = index.search(&ask("giấy phép lái xe"));
    assert_eq!((codes(&hits), hits.ended), (vec!["3.000347"], 1));
    let all = Query {
        include_ended: true,
        ..ask("giấy phép lái xe")
    };
    assert_eq!(index.search(&all).total, 2);
    assert_eq!(found(&index, "1.002809"), ["1.002809"]);
    assert_eq!(index.search(&ask("")).ended, 1);
}

#[test]
fn a_life_event_keeps_its_own_order() {
    let mut entries = few();
    let places = [(0, usize::MAX), (2, 1), (3, 0)];
    for (entry, place) in places {
        let slug = "co-con-nho".to_owned();
        entries[entry].life_events = vec![EventPlace { slug, place }];
    }
    let index = index(entries);
    let of_event = Query {
        life_event: Some("co-con-nho".into()),
        ..ask("")
    };
    let hits = index.search(&of_event);
    assert_eq!(codes(&hits), ["1.000894", "1.000656", "1.001193"]);
}

#[test]
fn every_meaning_stands_in_the_name_of_a_service() {
    let entries = catalogue();
    let synonyms = synonyms();
    let spelled = |text: &str| -> String {
        let words = synonyms.written_out(words(text));
        words
            .iter()
            .map(|word| format!(" {} ", word.exact))
            .collect()
    };
    let names: Vec<String> = entries.iter().map(|entry| spelled(&entry.name)).collect();
    let meanings = synonyms.entries().iter().flat_map(|synonym| &synonym.means);
    let is_lost = |meaning: &&String| {
        let phrase = spelled(meaning);
        !names.iter().any(|name| name.contains(&phrase))
    };
    let lost: Vec<&String> = meanings.filter(is_lost).collect();
    assert_eq!(lost, Vec::<&String>::new());
}

#[test]
fn there_are_synonyms_enough() {
    assert!(synonyms().entries().len() >= 80);
}

fn entry(code: &str, name: &str) -> SearchEntry {
    SearchEntry {
        code: code.parse().unwrap(),
        name: name.to_owned(),
        fields: vec!["Hộ tịch".to_owned()],
        agency_names: vec!["Bộ Tư pháp".to_owned()],
        agency_keys: vec!["G15".to_owned()],
        life_events: Vec::new(),
        everyday: false,
        audiences: vec![Audience::Citizen],
        level: 3,
        national: true,
        living: true,
        internal: false,
        keywords: Vec::new(),
    }
}

fn index(entries: Vec<SearchEntry>) -> Index {
    Index::build(entries, synonyms())
}

fn few() -> Vec<SearchEntry> {
    vec![
        entry("1.001193", "Thủ tục đăng ký khai sinh"),
        entry("1.004884", "Thủ tục đăng ký lại khai sinh"),
        entry("1.000656", "Thủ tục đăng ký khai tử"),
        entry("1.000894", "Thủ tục đăng ký kết hôn"),
        entry("3.000347", "Đổi giấy phép lái xe"),
        entry("2.000815", "Chứng thực bản sao từ bản chính giấy tờ"),
        entry("2.000309", "Đăng ký hoạt động bán hàng đa cấp"),
        entry("1.002759", "Cấp lại, đổi thẻ BHYT"),
    ]
}

static FEW: LazyLock<Index> = LazyLock::new(|| index(few()));

fn found(index: &Index, text: &str) -> Vec<String> {
    let hits = index.search(&ask(text));
    codes(&hits).into_iter().map(str::to_owned).collect()
}

#[test]
fn marks_typed_are_marks_meant() {
    assert_eq!(found(&FEW, "bán"), ["2.000309"]);
    assert_eq!(found(&FEW, "bản"), ["2.000815"]);
    assert_eq!(found(&FEW, "ban").len(), 2);
    // Nothing has "bàn", so its neighbours are better than nothing.
    assert_eq!(found(&FEW, "bàn").len(), 2);
}

#[test]
fn exact_beats_folded_and_the_whole_name_a_part() {
    let index = index(vec![
        entry("1.000001", "Thông báo bạn hàng"),
        entry("1.000002", "Thông báo bán hàng"),
        entry("1.000003", "Thông báo bán hàng đa cấp tại địa phương"),
    ]);
    assert_eq!(
        found(&index, "thông báo bán hàng")[..2],
        ["1.000002", "1.000003"]
    );
}

#[test]
fn standing_decides_between_equals() {
    let (mut provincial, mut ended, mut both) = (
        entry("1.000001", "Đăng ký khai sinh"),
        entry("1.000002", "Đăng ký khai sinh"),
        entry("1.000003", "Đăng ký khai sinh"),
    );
    provincial.national = false;
    ended.living = false;
    (both.national, both.living) = (false, false);
    let index = index(vec![
        both,
        ended,
        provincial,
        entry("1.000004", "Đăng ký khai sinh"),
    ]);
    let order = ["1.000004", "1.000001", "1.000002", "1.000003"];
    for text in ["khai sinh", "", "1.0000"] {
        let all = Query {
            include_ended: true,
            ..ask(text)
        };
        assert_eq!(codes(&index.search(&all)), order, "{text}");
    }
}

#[test]
fn browsing_has_a_total_order() {
    let mut lower = entry("1.000005", "An ninh");
    lower.level = 1;
    let index = index(vec![
        lower,
        entry("1.000001", "Ăn uống"),
        entry("1.000003", "Án phí"),
        entry("1.000002", "Án phí"),
        entry("1.000004", "Đất đai"),
    ]);
    assert_eq!(
        found(&index, "  "),
        ["1.000002", "1.000003", "1.000001", "1.000004", "1.000005"]
    );
}

#[test]
fn internal_services_show_only_when_asked_for() {
    let mut internal = entry("1.000001", "Khai sinh nội bộ");
    internal.internal = true;
    let index = index(vec![internal]);
    for text in ["", "khai sinh", "1.000001"] {
        assert!(found(&index, text).is_empty(), "{text}");
        let asked = Query {
            include_internal: true,
            ..ask(text)
        };
        assert_eq!(index.search(&asked).total, 1, "{text}");
    }
}

#[test]
fn filters_narrow_and_levels_are_counted_before_they_do() {
    let mut entries = few();
    entries[0].level = 4;
    entries[1].life_events = vec![EventPlace {
        slug: "co-con-nho".to_owned(),
        place: 0,
    }];
    entries[2].audiences = vec![Audience::Business];
    entries[3].fields = vec!["Hôn nhân".to_owned()];
    entries[4].agency_keys = vec!["G01".to_owned()];
    let index = index(entries);
    let total = |query: Query| index.search(&query).total;
    assert_eq!(
        total(Query {
            life_event: Some("co-con-nho".into()),
            ..ask("đăng ký")
        }),
        1
    );
    assert_eq!(
        total(Query {
            audience: Some(Audience::Business),
            ..ask("")
        }),
        1
    );
    assert_eq!(
        total(Query {
            field: Some("hon nhan".into()),
            ..ask("")
        }),
        1
    );
    assert_eq!(
        total(Query {
            agency_keys: vec!["G01".into()],
            ..ask("")
        }),
        1
    );
    assert_eq!(
        total(Query {
            agency_keys: vec!["G99".into()],
            ..ask("khai sinh")
        }),
        0
    );
    let hits = index.search(&Query {
        levels: Levels::of([4]),
        ..ask("")
    });
    assert_eq!((hits.total, hits.by_level), (1, [0, 0, 7, 1]));
    assert_eq!(codes(&hits), ["1.001193"]);
}

#[test]
fn pages_follow_each_other_without_gap_or_repeat() {
    let page = |page| {
        FEW.search(&Query {
            page,
            per_page: 3,
            ..ask("")
        })
    };
    let mut all = Vec::new();
    for number in 1..=3 {
        let hits = page(number);
        assert_eq!(hits.total, 8);
        all.extend(codes(&hits).into_iter().map(str::to_owned));
    }
    assert_eq!(all, found(&FEW, ""));
    assert!(page(4).hits.is_empty());
    assert!(page(usize::MAX).hits.is_empty());
}

#[test]
fn what_was_taken_for_what_is_told() {
    let hits = FEW.search(&ask("Đổi bằng lái ở đâu?"));
    assert_eq!(codes(&hits)[0], "3.000347");
    let told = Understood {
        typed: "Đổi bằng lái".to_owned(),
        meaning: "đổi giấy phép lái xe".to_owned(),
    };
    assert_eq!(hits.understood, [told]);
    assert_eq!(hits.corrected, None);
}

#[test]
fn a_typo_is_taken_out_and_named() {
    for typed in ["khia sinh", "khai sinhh", "khaisinh", "khai sin"] {
        let hits = FEW.search(&ask(typed));
        assert_eq!(codes(&hits)[0], "1.001193", "{typed}");
        assert_eq!(hits.corrected.as_deref(), Some("khai sinh"), "{typed}");
    }
    assert_eq!(FEW.search(&ask("khai sinh")).corrected, None);
    let nothing = Hits {
        is_guess: true,
        ..Hits::default()
    };
    assert_eq!(FEW.search(&ask("qwertyuiop")), nothing);
}

#[test]
fn the_name_is_marked_where_the_question_stands() {
    let marked = |text: &str, name: &str| -> Vec<String> {
        let hits = FEW.search(&ask(text));
        let spans = hits.hits[0].marked.iter().cloned();
        spans.map(|span| name[span].to_owned()).collect()
    };
    assert_eq!(
        marked("khai sinh", "Thủ tục đăng ký khai sinh"),
        ["khai sinh"]
    );
    assert_eq!(
        marked("hàng bán", "Đăng ký hoạt động bán hàng đa cấp"),
        ["bán hàng"]
    );
    assert_eq!(marked("bảo hiểm y tế", "Cấp lại, đổi thẻ BHYT"), ["BHYT"]);
}

#[test]
fn one_index_serves_all_threads() {
    fn shared<T: Send + Sync>(_: &T) {}
    shared(&*FEW);
    assert_eq!(FEW.len(), few().len());
}

#[test]
fn an_empty_index_answers() {
    let index = index(Vec::new());
    assert!(index.is_empty());
    assert_eq!(index.search(&ask("khai sinh")).total, 0);
    assert_eq!(index.search(&ask("")), Hits::default());
}

#[test]
fn synonyms_say_what_is_wrong_with_them() {
    let twice = "[[synonym]]\nsaid = [\"sổ đỏ\", \"Sổ  Đỏ\"]\nmeans = [\"đất\"]";
    assert!(
        matches!(Synonyms::parse(twice), Err(SynonymsError::Twice { phrase }) if phrase == "Sổ  Đỏ")
    );
    let empty = "[[synonym]]\nsaid = [\"?\"]\nmeans = [\"đất\"]";
    assert!(matches!(
        Synonyms::parse(empty),
        Err(SynonymsError::EmptyPhrase { .. })
    ));
    assert!(matches!(
        Synonyms::parse("said = 1"),
        Err(SynonymsError::Malformed(_))
    ));
}

#[test]
fn a_name_finds_itself_first_with_marks_and_without() {
    for wanted in few() {
        assert_eq!(found(&FEW, &wanted.name)[0], wanted.code.as_str());
        assert_eq!(
            found(&FEW, &crate::kernel::fold(&wanted.name))[0],
            wanted.code.as_str()
        );
    }
}

proptest! {
    #[test]
    fn any_text_is_answered_and_marked_within_the_name(
        text in prop_oneof![any::<String>(), "[a-zđăâêôơư0-9. ]{0,30}", "(khai|sinh|bằng|lái|xe|bhyt|sổ|đỏ| ){0,12}"],
    ) {
        let entries = few();
        let hits = FEW.search(&ask(&text));
        prop_assert_eq!(hits.total, hits.by_level.iter().sum::<usize>());
        prop_assert!(hits.hits.is_sorted_by(|one, next| one.score >= next.score));
        for hit in &hits.hits {
            let name = &entries.iter().find(|entry| entry.code == hit.code).unwrap().name;
            let mut end = 0;
            for span in &hit.marked {
                prop_assert!(span.start >= end && name.get(span.clone()).is_some_and(|t| !t.is_empty()));
                end = span.end;
            }
        }
    }
}
