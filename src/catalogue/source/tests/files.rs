//! The files as such, and how much stands in them.

use crate::catalogue::{Origin, ProcedureKind, ProcedureStatus, document};

use super::*;

#[test]
fn everything_is_there() {
    let catalogue = catalogue();
    assert_eq!(catalogue.procedures.len(), 5_741);
    assert!(catalogue.duplicates.is_empty());
    let count = |wanted: &dyn Fn(&Procedure) -> bool| {
        catalogue
            .procedures
            .values()
            .filter(|procedure| wanted(procedure))
            .count()
    };
    assert_eq!(count(&|one| one.kind == ProcedureKind::Internal), 191);
    assert_eq!(count(&|one| one.kind == ProcedureKind::Provincial), 904);
    assert_eq!(count(&|one| one.standing == ProcedureStatus::Unlisted), 69);
    let has_cases = |one: &Procedure| {
        one.details
            .as_ref()
            .is_some_and(|known| known.components.iter().any(|paper| paper.case.is_some()))
    };
    assert_eq!(count(&|one| has_cases(one)), 860);
    assert_eq!(catalogue.units.provinces().len(), 34);
    assert_eq!(catalogue.units.communes().len(), 3_321);
    assert_eq!(catalogue.history.provinces().count(), 63);
    assert_eq!(catalogue.history.wards().count(), 10_870);
    assert_eq!(catalogue.life_events.len(), 22);
    assert_eq!(catalogue.holidays.len(), 133);
}

#[test]
fn steps_are_known_of_launch_services_alone() {
    let catalogue = catalogue();
    let with_steps: Vec<&str> = catalogue
        .procedures
        .values()
        .filter(|one| {
            one.details
                .as_ref()
                .is_some_and(|known| !known.steps.is_empty())
        })
        .map(|one| one.code.as_str())
        .collect();
    assert_eq!(with_steps.len(), 10, "{with_steps:?}");
    let notice = procedure(catalogue, "2.000033").details.as_ref().unwrap();
    assert_eq!(notice.source, Origin::Launch);
}

#[test]
fn a_line_of_the_files_is_the_document_of_the_revision() {
    let catalogue = catalogue();
    for file in Files::BuiltIn.list("procedures", "jsonl").unwrap() {
        let text = Files::BuiltIn.text(&file).unwrap();
        let mut last = None;
        for line in text.lines() {
            let read: Procedure = serde_json::from_str(line).unwrap();
            assert_eq!(document(&read).unwrap(), line, "{file}");
            assert!(
                last < Some(read.code.clone()),
                "{file} is not sorted at {}",
                read.code
            );
            last = Some(read.code);
        }
    }
    assert_eq!(catalogue.procedures.len(), 5_741);
}

#[test]
fn a_folder_is_read_as_the_built_in_files_are() {
    let folder = Files::Folder(concat!(env!("CARGO_MANIFEST_DIR"), "/catalogue").into());
    let read = Catalogue::read(&folder).unwrap();
    assert_eq!(read.procedures, catalogue().procedures);
    let missing = Files::Folder("/nonexistent".into());
    assert!(Catalogue::read(&missing).is_err());
}

#[test]
fn text_is_composed_and_has_no_invisible_marks() {
    let invisible = |letter: char| {
        letter.is_control() && !matches!(letter, '\n' | '\t')
            || matches!(
                letter,
                '\u{a0}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{feff}'
            )
            || matches!(letter, '\u{e000}'..='\u{f8ff}')
    };
    let mut paths = Files::BuiltIn.list("procedures", "jsonl").unwrap();
    for (folder, extension) in [
        ("", "tsv"),
        ("", "toml"),
        ("agencies", "tsv"),
        ("dictionaries", "tsv"),
        ("units", "tsv"),
    ] {
        paths.extend(Files::BuiltIn.list(folder, extension).unwrap());
    }
    assert!(paths.len() > 60);
    for path in paths {
        let text = Files::BuiltIn.text(&path).unwrap();
        assert!(unicode_normalization::is_nfc(&text), "{path}");
        assert_eq!(
            text.chars().find(|letter| invisible(*letter)),
            None,
            "{path}"
        );
    }
}
