//! Importing twice, importing what differs, and following an import while running.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use motcua::catalogue::{
    CatalogueCache, Files, ImportError, ImportReport, Procedure, ProcedureCode, ProcedureStatus,
    Snapshot, examine, form_revision, import, import_if_due, procedure_revision, version,
};
use motcua::storage::{Error, Storage};
use tempfile::TempDir;

use crate::support::{Database, on_both_engines};

on_both_engines!(
    the_first_import_writes_all_and_the_second_nothing,
    what_differs_gets_a_new_revision_and_the_old_one_stays,
    what_is_gone_has_ended_once,
    a_form_is_numbered_by_its_content,
    two_imports_at_once_number_a_form_once,
    a_faulty_form_is_told_with_file_and_line,
    what_must_not_be_published_changes_nothing,
    a_folders_catalogue_is_left_alone_at_start,
    what_is_stored_reads_as_what_was_imported,
);

/// Changed by these tests; it has no form of its own, and no life event leads to it.
pub const CODE: &str = "1.000209";

async fn the_first_import_writes_all_and_the_second_nothing(database: &Database) {
    let first = bring_in(database, &Files::BuiltIn);
    assert!(first.new > 5_700, "{first:?}");
    assert_eq!((first.changed, first.ended), (0, 0));
    let at = version_of(database);
    let second = bring_in(database, &Files::BuiltIn);
    assert_eq!(second.unchanged, first.new);
    assert!(!second.has_changed_anything(), "{second:?}");
    assert_eq!(version_of(database), at, "nobody need load anything");
}

async fn what_differs_gets_a_new_revision_and_the_old_one_stays(database: &Database) {
    bring_in(database, &Files::BuiltIn);
    let folder = folder();
    let (file, line) = line_of(folder.path(), CODE);
    let before: Procedure = serde_json::from_str(&line).unwrap();
    let renamed = line.replacen(&before.name, "Tên mới của thủ tục", 1);
    rewrite(&file, &line, &renamed);
    let at = version_of(database);
    let report = bring_in(database, &Files::Folder(folder.path().to_owned()));
    assert_eq!((report.new, report.changed, report.ended), (0, 1, 0));
    assert_eq!(version_of(database), at + 1);
    assert_eq!(revision(database, 1).unwrap(), before);
    assert_eq!(revision(database, 2).unwrap().name, "Tên mới của thủ tục");
    assert_eq!(revision(database, 3), None);
    let snapshot = load(&database.storage);
    assert_eq!(snapshot.revision(&code()), 2);
    assert_eq!(
        snapshot.procedure(&code()).unwrap().name,
        "Tên mới của thủ tục"
    );
}

async fn what_is_gone_has_ended_once(database: &Database) {
    bring_in(database, &Files::BuiltIn);
    let folder = folder();
    let (file, line) = line_of(folder.path(), CODE);
    rewrite(&file, &format!("{line}\n"), "");
    let files = Files::Folder(folder.path().to_owned());
    assert_eq!(bring_in(database, &files).ended, 1);
    let last = revision(database, 2).unwrap();
    assert_eq!(last.standing, ProcedureStatus::Ended { successor: None });
    assert_eq!(bring_in(database, &files).ended, 0);
    // It comes back as it was, as a third revision.
    assert_eq!(bring_in(database, &Files::BuiltIn).changed, 1);
    assert_eq!(revision(database, 3), revision(database, 1));
}

/// The numbers of the stored revisions of the general form, up to `most`.
fn form_numbers(database: &Database, most: i32) -> Vec<i32> {
    let exists = |number: &i32| {
        let found = database
            .storage
            .read(|conn| form_revision(conn, "general", *number));
        found.unwrap().is_some()
    };
    (0..=most).filter(exists).collect()
}

async fn a_form_is_numbered_by_its_content(database: &Database) {
    bring_in(database, &Files::BuiltIn);
    let folder = folder();
    let files = Files::Folder(folder.path().to_owned());
    let file = folder.path().join("forms/general.toml");
    let text = fs::read_to_string(&file).unwrap();
    // How it is written is no content, and the number that older files state is not either.
    fs::write(&file, format!("# A remark\nrevision = 9\n\n{text}")).unwrap();
    assert_eq!(bring_in(database, &files).forms, 0);
    assert_eq!(form_numbers(database, 9), [1]);
    let changed = text.replacen("title = \"", "title = \"Mới: ", 1);
    assert_ne!(text, changed);
    fs::write(&file, &changed).unwrap();
    let report = bring_in(database, &files);
    assert_eq!((report.forms, report.changed), (1, 0));
    assert_eq!(bring_in(database, &files).forms, 0);
    assert_eq!(form_numbers(database, 9), [1, 2]);
    let title = |number| {
        let found = database
            .storage
            .read(|conn| form_revision(conn, "general", number));
        found.unwrap().unwrap().title.vi
    };
    assert_eq!(title(2), format!("Mới: {}", title(1)));
    // What it was before is another change, and the newest stands.
    bring_in(database, &Files::BuiltIn);
    assert_eq!(form_numbers(database, 9), [1, 2, 3]);
    assert_eq!(title(3), title(1));
    let snapshot = load(&database.storage);
    assert_eq!(snapshot.forms.get("general").unwrap().revision, 3);
}

async fn two_imports_at_once_number_a_form_once(database: &Database) {
    bring_in(database, &Files::BuiltIn);
    let folder = folder();
    let file = folder.path().join("forms/general.toml");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replacen("title = \"", "title = \"Mới: ", 1)).unwrap();
    let reports: Vec<ImportReport> = std::thread::scope(|scope| {
        let one = || {
            let files = Files::Folder(folder.path().to_owned());
            import(&database.storage, &files, &database.moment()).unwrap()
        };
        let running = [scope.spawn(one), scope.spawn(one), scope.spawn(one)];
        running.map(|import| import.join().unwrap()).to_vec()
    });
    assert_eq!(reports.iter().map(|report| report.forms).sum::<usize>(), 1);
    assert_eq!(form_numbers(database, 9), [1, 2]);
}

async fn a_faulty_form_is_told_with_file_and_line(database: &Database) {
    let folder = folder();
    let file = folder.path().join("forms/general.toml");
    let text = fs::read_to_string(&file).unwrap();
    let rule = "\n[[rules]]\nrule = \"different\"\nfield = \"noi_dung\"\nother = \"khong_co\"\n";
    let waits = "[[rules]]\nrule = \"one_filled\"\nfields = [\"noi_dung\"]\nwhen = { procedure = \"9.999999\" }\n";
    fs::write(&file, format!("{text}{rule}{waits}")).unwrap();
    let line = |mark: &str| {
        let text = fs::read_to_string(&file).unwrap();
        text.lines().position(|line| line.contains(mark)).unwrap() + 1
    };
    let files = Files::Folder(folder.path().to_owned());
    let found = examine(&files, database.moment().now.vietnam_date()).unwrap();
    let told: Vec<String> = found.iter().map(ToString::to_string).collect();
    for expected in [
        format!(
            "catalogue/forms/general.toml:{}: a rule names \"khong_co\", which is not asked",
            line("rule = \"different\"")
        ),
        format!(
            "catalogue/forms/general.toml:{}: a condition names \"9.999999\", which is no procedure",
            line("rule = \"one_filled\"")
        ),
    ] {
        assert!(told.contains(&expected), "{expected} in {told:#?}");
    }
    let refused = import(&database.storage, &files, &database.moment());
    assert!(matches!(refused, Err(ImportError::Unsound(_))));
}

async fn what_must_not_be_published_changes_nothing(database: &Database) {
    bring_in(database, &Files::BuiltIn);
    let at = version_of(database);
    let folder = folder();
    fs::remove_file(folder.path().join("forms/general.toml")).unwrap();
    let files = Files::Folder(folder.path().to_owned());
    let refused = import(&database.storage, &files, &database.moment());
    assert!(matches!(refused, Err(ImportError::Unsound(findings)) if !findings.is_empty()));
    fs::write(folder.path().join("fields.tsv"), "no table").unwrap();
    let refused = import(&database.storage, &files, &database.moment());
    assert!(matches!(refused, Err(ImportError::Source(fault)) if fault.file == "fields.tsv"));
    assert_eq!(version_of(database), at);
}

async fn a_folders_catalogue_is_left_alone_at_start(database: &Database) {
    import_if_due(&database.storage, &database.moment()).unwrap();
    let first = version_of(database);
    import_if_due(&database.storage, &database.moment()).unwrap();
    assert_eq!(version_of(database), first);
    let folder = folder();
    let (file, line) = line_of(folder.path(), CODE);
    rewrite(&file, &format!("{line}\n"), "");
    bring_in(database, &Files::Folder(folder.path().to_owned()));
    let of_folder = version_of(database);
    import_if_due(&database.storage, &database.moment()).unwrap();
    assert_eq!(version_of(database), of_folder);
}

async fn what_is_stored_reads_as_what_was_imported(database: &Database) {
    bring_in(database, &Files::BuiltIn);
    let (stored, built_in) = (load(&database.storage), Snapshot::built_in().unwrap());
    assert_eq!(stored.catalogue.procedures, built_in.catalogue.procedures);
    assert_eq!(
        stored.catalogue.agencies.agencies(),
        built_in.catalogue.agencies.agencies()
    );
    assert_eq!(stored.service_count(), built_in.service_count());
    assert!(stored.forms.iter().eq(built_in.forms.iter()));
    let cache = CatalogueCache::new(Arc::clone(&stored));
    assert_eq!(cache.current().version, version_of(database));
}

fn bring_in(database: &Database, files: &Files) -> ImportReport {
    import(&database.storage, files, &database.moment()).unwrap()
}

fn version_of(database: &Database) -> i64 {
    database.storage.read(version).unwrap().unwrap()
}

pub fn load(storage: &Storage) -> Arc<Snapshot> {
    Arc::new(storage.read(Snapshot::load).unwrap())
}

fn code() -> ProcedureCode {
    CODE.parse().unwrap()
}

fn revision(database: &Database, number: i32) -> Option<Procedure> {
    let found: Result<_, Error> = database
        .storage
        .read(|conn| procedure_revision(conn, &code(), number));
    found.unwrap()
}

/// The built-in catalogue, but for the name of one procedure.
pub fn changed_catalogue() -> TempDir {
    let folder = folder();
    let (file, line) = line_of(folder.path(), CODE);
    let before: Procedure = serde_json::from_str(&line).unwrap();
    rewrite(
        &file,
        &line,
        &line.replacen(&before.name, "Tên mới của thủ tục", 1),
    );
    folder
}

/// The built-in catalogue as a folder that may be changed.
pub fn folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    for path in Files::BuiltIn.paths().unwrap() {
        let file = folder.path().join(&path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, Files::BuiltIn.text(&path).unwrap().as_bytes()).unwrap();
    }
    folder
}

/// The file that holds a procedure, and its line.
pub fn line_of(folder: &Path, code: &str) -> (std::path::PathBuf, String) {
    let files = Files::Folder(folder.to_owned());
    let begins = format!("{{\"code\":\"{code}\"");
    for path in files.list("procedures", "jsonl").unwrap() {
        let text = files.text(&path).unwrap();
        if let Some(line) = text.lines().find(|line| line.starts_with(&begins)) {
            return (folder.join(path), line.to_owned());
        }
    }
    panic!("{code} is in no file");
}

pub fn rewrite(file: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(file).unwrap();
    assert!(text.contains(from));
    fs::write(file, text.replacen(from, to, 1)).unwrap();
}
