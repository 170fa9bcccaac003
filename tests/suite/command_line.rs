//! Commands as an operator types them: what they say of what is wrong, and what they leave alone.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::support::engine_free;

engine_free!(
    a_list_that_nobody_reads_to_its_end_ends_quietly,
    what_is_wrong_is_said_in_words,
    a_partner_is_set_up_by_an_address_and_removed_while_unused,
    days_off_and_office_hours_are_set_and_taken_back,
    keys_that_are_gone_are_not_made_anew,
);

fn motcua(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_motcua"));
    command
        .current_dir(folder)
        .env_remove("MOTCUA_DATA")
        .env_remove("DATABASE_URL")
        .env("RUST_LOG", "error");
    command
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    motcua(folder).args(arguments).output().unwrap()
}

#[track_caller]
fn said(folder: &Path, arguments: &[&str]) -> String {
    let done = run(folder, arguments);
    let errors = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(done.status.success(), "{arguments:?}: {errors}");
    String::from_utf8(done.stdout).unwrap()
}

#[track_caller]
fn refused(folder: &Path, arguments: &[&str]) -> String {
    let done = run(folder, arguments);
    assert!(!done.status.success(), "{arguments:?}");
    String::from_utf8(done.stderr).unwrap()
}

/// A folder with a portal that is set up.
fn installed() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    said(folder.path(), &["migrate"]);
    folder
}

async fn a_list_that_nobody_reads_to_its_end_ends_quietly((): &()) {
    let folder = installed();
    for arguments in [
        &["jobs", "list", "--waiting"][..],
        &["partner", "list"],
        &["partner", "presets"],
        &["catalogue", "check"],
        &["calendar", "list"],
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let done = motcua(folder.path())
            .args(arguments)
            .stdout(writer)
            .stderr(Stdio::piped())
            .output()
            .unwrap();
        let errors = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success(), "{arguments:?}: {errors}");
        assert!(!errors.contains("panicked"), "{arguments:?}: {errors}");
    }
}

async fn what_is_wrong_is_said_in_words((): &()) {
    let folder = installed();
    let create = || {
        let mut child = motcua(folder.path())
            .args([
                "account",
                "create",
                "--kind",
                "clerk",
                "--name",
                "Lê Thu Hà",
            ])
            .args(["--email", "ha@xa.example"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut input = child.stdin.take().unwrap();
        input
            .write_all("một mật khẩu thật dài\n".as_bytes())
            .unwrap();
        drop(input);
        child.wait_with_output().unwrap()
    };
    let made = create();
    assert!(made.status.success(), "{made:?}");
    let tech_id = String::from_utf8(made.stdout).unwrap();
    let tech_id = tech_id.trim().rsplit(' ').next().unwrap().to_owned();
    let twice = String::from_utf8(create().stderr).unwrap();
    assert!(twice.contains("has this address already"), "{twice}");
    let clerk = refused(folder.path(), &["account", "verify", &tech_id]);
    assert!(clerk.contains("no number"), "{clerk}");
    let port = refused(folder.path(), &["--listen", "127.0.0.1:99999", "serve"]);
    assert!(
        port.contains("listen:") && !port.contains("base_url"),
        "{port}"
    );
    for told in [&twice, &clerk, &port] {
        assert!(!told.contains("Refused("), "{told}");
    }
    fs::write(
        folder.path().join("motcua.toml"),
        "sender = 'a@b.vn'\nconnections = \"x\"\n",
    )
    .unwrap();
    let setting = refused(folder.path(), &["jobs", "list"]);
    assert!(setting.contains("line 2, connections:"), "{setting}");
}

async fn a_partner_is_set_up_by_an_address_and_removed_while_unused((): &()) {
    let folder = installed();
    let folder = folder.path();
    let add = |url: &str| {
        run(
            folder,
            &["partner", "add", "x2", "--agency", "H30", "--push-url", url],
        )
    };
    for wrong in ["ftp://x/", "http://u:p@x/"] {
        assert!(!add(wrong).status.success(), "{wrong}");
    }
    let added = add("http://127.0.0.1:9/nhan");
    assert!(added.status.success(), "{added:?}");
    let note = String::from_utf8(added.stderr).unwrap();
    assert!(
        note.contains("ended on"),
        "H30 was merged into another province: {note}"
    );
    let list = said(folder, &["partner", "list"]);
    assert!(
        list.starts_with("USERNAME") && list.contains("x2"),
        "{list}"
    );
    assert!(said(folder, &["partner", "remove", "x2"]).contains("removed"));
    assert!(!said(folder, &["partner", "list"]).contains("x2"));
    let gone = refused(folder, &["partner", "remove", "x2"]);
    assert!(gone.contains("no partner of this name"), "{gone}");
}

async fn days_off_and_office_hours_are_set_and_taken_back((): &()) {
    let folder = installed();
    let folder = folder.path();
    let name = "Nghỉ bù, theo thông báo số 1";
    said(
        folder,
        &["calendar", "add", "2027-06-01", "off", "--name", name],
    );
    said(
        folder,
        &[
            "calendar",
            "add",
            "2027-06-05",
            "work",
            "--name",
            name,
            "--agency",
            "H26",
        ],
    );
    let hours = "07:30-11:30,13:00-17:00";
    said(
        folder,
        &[
            "calendar",
            "hours",
            hours,
            "--agency",
            "H26",
            "--from",
            "2020-01-01",
            "--source",
            name,
        ],
    );
    let list = said(folder, &["calendar", "list", "--agency", "H26"]);
    for wanted in ["2027-06-01", "2027-06-05", name, hours] {
        assert!(list.contains(wanted), "{wanted}: {list}");
    }
    assert!(
        list.contains(&format!("office hours today: {hours}")),
        "{list}"
    );
    let of_all = said(folder, &["calendar", "list"]);
    assert!(!of_all.contains("2027-06-05"), "{of_all}");
    said(folder, &["calendar", "remove", "2027-06-01"]);
    said(
        folder,
        &[
            "calendar",
            "remove-hours",
            "--agency",
            "H26",
            "--from",
            "2020-01-01",
        ],
    );
    let list = said(folder, &["calendar", "list", "--agency", "H26"]);
    assert!(
        !list.contains("2027-06-01") && !list.contains(hours),
        "{list}"
    );
    let twice = refused(folder, &["calendar", "remove", "2027-06-01"]);
    assert!(twice.contains("nothing is set"), "{twice}");
    let nobody = ["calendar", "list", "--agency", "H999"];
    assert!(refused(folder, &nobody).contains("no agency"));
    let backward = [
        "calendar",
        "hours",
        hours,
        "--from",
        "2027-01-02",
        "--until",
        "2027-01-01",
    ];
    let backward = [&backward[..], &["--source", name]].concat();
    assert!(refused(folder, &backward).contains("end after"));
}

async fn keys_that_are_gone_are_not_made_anew((): &()) {
    let folder = installed();
    said(folder.path(), &["jobs", "list"]);
    let keys = folder.path().join("motcua-data/keys");
    let kept = fs::read_to_string(&keys).unwrap();
    fs::remove_file(&keys).unwrap();
    let gone = refused(folder.path(), &["jobs", "list"]);
    assert!(gone.contains("the file is gone"), "{gone}");
    assert!(!keys.exists());
    let other = installed();
    fs::copy(other.path().join("motcua-data/keys"), &keys).unwrap();
    let wrong = refused(folder.path(), &["jobs", "list"]);
    assert!(wrong.contains("not the keys of this database"), "{wrong}");
    fs::write(&keys, kept).unwrap();
    said(folder.path(), &["jobs", "list"]);
}
