//! Office files as zip archives, with their parts in a given order.

use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// A part by its name, with what is in it.
pub type Part = (String, Vec<u8>);

pub fn archive(parts: &[Part]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        let options = SimpleFileOptions::default();
        archive.start_file(name, options).unwrap();
        archive.write_all(content).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

pub fn parts_of(file: &[u8]) -> Vec<Part> {
    let mut archive = ZipArchive::new(Cursor::new(file)).unwrap();
    let mut parts = Vec::new();
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut content = Vec::new();
        part.read_to_end(&mut content).unwrap();
        parts.push((name, content));
    }
    parts
}

/// The parts with those of these names first and last, in these orders.
pub fn ordered(mut parts: Vec<Part>, first: &[&str], last: &[&str]) -> Vec<Part> {
    let place = |name: &str| {
        let from_start = first.iter().position(|known| *known == name);
        let from_end = last.iter().position(|known| *known == name);
        match (from_start, from_end) {
            (Some(at), _) => at,
            (None, Some(at)) => usize::MAX - last.len() + at,
            (None, None) => first.len(),
        }
    };
    parts.sort_by_key(|(name, _)| place(name));
    parts
}

/// The file with its content types changed and parts added.
pub fn altered(file: &[u8], types: impl Fn(String) -> String, added: &[(&str, &[u8])]) -> Vec<u8> {
    let mut parts = parts_of(file);
    for (name, content) in &mut parts {
        if name == "[Content_Types].xml" {
            *content = types(String::from_utf8(content.clone()).unwrap()).into_bytes();
        }
    }
    let added = added.iter();
    parts.extend(added.map(|(name, content)| ((*name).to_owned(), content.to_vec())));
    archive(&parts)
}
