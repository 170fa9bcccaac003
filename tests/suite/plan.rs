//! The plan of the house (docs/architecture.md): imports go up the list of rooms, SQL stands in
//! stores, files stay readable.

use std::fs;
use std::path::{Path, PathBuf};

use syn::visit::{self, Visit};
use syn::{Attribute, File, Macro, UseTree};

/// The rooms in their order: each may use those before it.
const ROOMS: [&str; 18] = [
    "kernel",
    "storage",
    "journal",
    "jobs",
    "letters",
    "speech",
    "agencies",
    "forms",
    "catalogue",
    "context",
    "accounts",
    "vault",
    "dossiers",
    "web",
    "exchange",
    "portal",
    "desk",
    "console",
];

/// These wire the rooms together and may use them all; no room may use them.
const WIRING: [&str; 12] = [
    "main.rs",
    "app.rs",
    "app",
    "work.rs",
    "work",
    "lib.rs",
    "config.rs",
    "config",
    "demonstration",
    "commands",
    "generate",
    "play",
];

/// Macros stand at the root of the crate wherever they are written.
const MACROS: [&str; 3] = ["each", "insert_if_new", "insert_all"];

/// More is too much to hold in one's head; tests at the end of a file are not counted.
const LONGEST_FILE: usize = 450;
/// The tables in one list, as diesel wants them.
const MAY_BE_LONGER: [&str; 1] = ["storage/schema.rs"];

#[test]
fn imports_go_up_the_list_only() {
    let mut faults = Vec::new();
    for source in sources() {
        let Some(own) = source.room() else { continue };
        let Some(own_place) = ROOMS.iter().position(|room| *room == own) else {
            faults.push(format!("{}: no such room in the plan", source.name));
            continue;
        };
        for used in source.uses() {
            match ROOMS.iter().position(|room| *room == used) {
                Some(place) if place <= own_place => {}
                None if MACROS.contains(&used.as_str()) => {}
                _ => faults.push(format!("{} uses {used}", source.name)),
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn the_order_can_be_broken() {
    let source = |code: &str| Source {
        name: "kernel/x.rs".into(),
        text: code.to_owned(),
    };
    let uses = |code: &str| source(code).uses();
    assert_eq!(uses("use crate::web::{Frame, page};"), ["web"]);
    assert_eq!(uses("use crate::{jobs, web::Frame as F};"), ["jobs", "web"]);
    assert_eq!(uses("fn f() -> crate::desk::Queue { g() }"), ["desk"]);
    assert_eq!(uses("fn f() { assert!(crate::jobs::x()) }"), ["jobs"]);
    assert_eq!(uses("fn f() { crate::each!(c, |c| c) }"), ["each"]);
    assert_eq!(source("").room(), Some("kernel"));
}

#[test]
fn the_counterpart_knows_the_portal_through_the_wire_only() {
    let uses: Vec<(String, String)> = sources()
        .filter(|source| source.name.starts_with("play/"))
        .flat_map(|source| {
            let uses = source.uses().into_iter();
            uses.map(move |used| (source.name.clone(), used))
                .collect::<Vec<_>>()
        })
        .collect();
    assert!(!uses.is_empty(), "it uses the kernel at least");
    let others: Vec<_> = uses.iter().filter(|(_, used)| used != "kernel").collect();
    assert!(others.is_empty(), "{others:?}");
}

#[test]
fn sql_stands_in_stores() {
    let is_store = |name: &str| {
        name.starts_with("storage/") || name.ends_with("/store.rs") || name.contains("/store/")
    };
    let with_sql: Vec<String> = sources()
        .filter(|source| !is_store(&source.name))
        .filter(|source| source.text.contains("diesel::") || source.text.contains("sql_query"))
        .map(|source| source.name)
        .collect();
    assert!(with_sql.is_empty(), "SQL outside of stores: {with_sql:?}");
}

#[test]
fn files_stay_readable() {
    let long: Vec<String> = sources()
        .filter(|source| !MAY_BE_LONGER.contains(&&*source.name))
        .map(|source| (source.lines_without_tests(), source.name))
        .filter(|(lines, _)| *lines > LONGEST_FILE)
        .map(|(lines, name)| format!("{name}: {lines}"))
        .collect();
    assert!(long.is_empty(), "{long:?}");
}

#[test]
fn lints_are_never_switched_off_in_silence() {
    struct Allows(usize);
    impl Visit<'_> for Allows {
        fn visit_attribute(&mut self, attribute: &Attribute) {
            self.0 += usize::from(attribute.path().is_ident("allow"));
        }
    }
    for source in sources() {
        let mut allows = Allows(0);
        allows.visit_file(&source.parsed());
        assert_eq!(
            allows.0, 0,
            "{}: #[expect] with a reason instead",
            source.name
        );
    }
}

#[test]
fn every_room_says_what_belongs_there() {
    for room in ROOMS {
        let path = source_folder().join(room).join("mod.rs");
        let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{room}: {error}"));
        assert!(text.starts_with("//! "), "{room}/mod.rs says nothing");
    }
}

/// A job that the registry lacks would be enqueued, and wait on the dead list for ever.
#[test]
fn every_job_that_can_run_is_registered() {
    let registry = fs::read_to_string(source_folder().join("work/registry.rs")).unwrap();
    let mut jobs = Vec::new();
    for source in sources() {
        let lines = source.text.lines();
        let named = lines.filter_map(|line| line.strip_prefix("impl Run for ")?.strip_suffix(" {"));
        jobs.extend(named.map(str::to_owned));
    }
    assert!(jobs.len() > 5, "{jobs:?}");
    jobs.retain(|job| !registry.contains(&format!("Kind::of::<{job}>()")));
    assert!(jobs.is_empty(), "work/registry.rs lacks {jobs:?}");
}

/// One file of `src/`.
struct Source {
    /// Its path below `src/`.
    name: String,
    text: String,
}

impl Source {
    /// The room it stands in; none for the wiring.
    fn room(&self) -> Option<&str> {
        let first = self.name.split('/').next()?;
        let first = first
            .strip_suffix(".rs")
            .filter(|_| !WIRING.contains(&first))
            .unwrap_or(first);
        (!WIRING.contains(&first)).then_some(first)
    }

    fn parsed(&self) -> File {
        syn::parse_file(&self.text).unwrap_or_else(|error| panic!("{}: {error}", self.name))
    }

    /// What follows `crate::` anywhere in it, in order.
    fn uses(&self) -> Vec<String> {
        let mut uses = Uses(Vec::new());
        uses.visit_file(&self.parsed());
        uses.0
    }

    fn lines_without_tests(&self) -> usize {
        let tests = self.text.find("\n#[cfg(test)]\nmod tests {");
        let code = self.text.get(..tests.unwrap_or(self.text.len()));
        code.unwrap_or_default().lines().count()
    }
}

struct Uses(Vec<String>);

impl Uses {
    fn add_tree(&mut self, tree: &UseTree) {
        match tree {
            UseTree::Path(path) => self.0.push(path.ident.to_string()),
            UseTree::Name(name) => self.0.push(name.ident.to_string()),
            UseTree::Rename(rename) => self.0.push(rename.ident.to_string()),
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.add_tree(tree)),
            UseTree::Glob(_) => self.0.push("*".to_owned()),
        }
    }
}

impl<'ast> Visit<'ast> for Uses {
    fn visit_use_tree(&mut self, tree: &'ast UseTree) {
        match tree {
            UseTree::Path(path) if path.ident == "crate" => self.add_tree(&path.tree),
            _ => visit::visit_use_tree(self, tree),
        }
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let mut segments = path.segments.iter();
        if segments.next().is_some_and(|first| first.ident == "crate")
            && let Some(second) = segments.next()
        {
            self.0.push(second.ident.to_string());
        }
        visit::visit_path(self, path);
    }

    // What stands inside a macro is not parsed; its tokens are looked through.
    fn visit_macro(&mut self, call: &'ast Macro) {
        self.visit_path(&call.path);
        let tokens = call.tokens.to_string();
        let words: Vec<&str> = tokens.split_whitespace().collect();
        for window in words.windows(3) {
            if let ["crate", "::", second] = window {
                let is_word = |c: char| c.is_alphanumeric() || c == '_';
                self.0
                    .push(second.chars().take_while(|c| is_word(*c)).collect());
            }
        }
    }
}

fn source_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn sources() -> impl Iterator<Item = Source> {
    let root = source_folder();
    let mut folders = vec![root.clone()];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let name = path.strip_prefix(&root).unwrap().display().to_string();
                let text = fs::read_to_string(&path).unwrap();
                found.push(Source { name, text });
            }
        }
    }
    assert!(
        found.len() > 100,
        "the house has more files than {}",
        found.len()
    );
    found.into_iter()
}
