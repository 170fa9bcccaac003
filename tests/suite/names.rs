//! One word for one thing: names that the house gave up, and words that mean one type each
//! (docs/words.md).

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use syn::visit::{self, Visit};
use syn::{ItemEnum, ItemStruct, ItemTrait, ItemType};

/// Types that are called otherwise now; docs/words.md has the names that took their place.
const GIVEN_UP: [&str; 20] = [
    "AtConsole",
    "AtDesk",
    "Counter",
    "Deed",
    "Delivery",
    "FeeMoment",
    "Ground",
    "Handing",
    "Handover",
    "Happening",
    "House",
    "Hurdle",
    "Moment",
    "Note",
    "Purse",
    "Shelf",
    "Sheet",
    "Skim",
    "Stop",
    "Unfolding",
];

/// Words that many things could be called, and at most one type is.
const ONCE: [&str; 7] = [
    "Place", "Answer", "Entry", "Standing", "Told", "Found", "Trouble",
];

/// The names of all types that a piece of code defines, inside of functions and modules too.
#[derive(Default)]
struct Types(Vec<String>);

impl Visit<'_> for Types {
    fn visit_item_struct(&mut self, item: &ItemStruct) {
        self.0.push(item.ident.to_string());
        visit::visit_item_struct(self, item);
    }

    fn visit_item_enum(&mut self, item: &ItemEnum) {
        self.0.push(item.ident.to_string());
        visit::visit_item_enum(self, item);
    }

    fn visit_item_trait(&mut self, item: &ItemTrait) {
        self.0.push(item.ident.to_string());
        visit::visit_item_trait(self, item);
    }

    fn visit_item_type(&mut self, item: &ItemType) {
        self.0.push(item.ident.to_string());
        visit::visit_item_type(self, item);
    }

    // Macros that define types are not parsed; what follows `struct` or `enum` in one is a name.
    fn visit_macro(&mut self, call: &syn::Macro) {
        let tokens = call.tokens.to_string();
        let words: Vec<&str> = tokens.split_whitespace().collect();
        for pair in words.windows(2) {
            if let ["struct" | "enum" | "trait" | "type", name] = pair {
                self.0.push((*name).to_owned());
            }
        }
    }
}

fn types(code: &str) -> Vec<String> {
    let mut types = Types::default();
    types.visit_file(&syn::parse_file(code).unwrap());
    types.0
}

/// Where each type of the house is defined, by its name.
fn defined() -> BTreeMap<String, Vec<PathBuf>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut folders: Vec<PathBuf> = ["src", "tests/suite", "benches"]
        .map(|folder| root.join(folder))
        .into();
    let mut defined: BTreeMap<String, Vec<PathBuf>> = BTreeMap::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                for name in types(&fs::read_to_string(&path).unwrap()) {
                    defined.entry(name).or_default().push(path.clone());
                }
            }
        }
    }
    assert!(defined.len() > 500, "only {} types", defined.len());
    defined
}

#[test]
fn names_that_were_given_up_are_not_used_again() {
    let defined = defined();
    let used: Vec<_> = GIVEN_UP
        .iter()
        .filter_map(|name| defined.get_key_value(*name))
        .collect();
    assert!(used.is_empty(), "{used:#?}");
}

#[test]
fn a_word_that_could_mean_anything_means_one_type() {
    let defined = defined();
    let several: Vec<_> = ONCE
        .iter()
        .filter_map(|name| defined.get_key_value(*name))
        .filter(|(_, places)| places.len() > 1)
        .collect();
    assert!(several.is_empty(), "{several:#?}");
}

#[test]
fn types_are_found_wherever_they_are_defined() {
    let code =
        "mod m { struct A; fn f() { enum B {} } } trait C {} type D = A; m! { struct E { } }";
    assert_eq!(types(code), ["A", "B", "C", "D", "E"]);
}
