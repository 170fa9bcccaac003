//! Where the files are: inside the program, in a folder, or in the database.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use rust_embed::RustEmbed;
use sha2::{Digest as _, Sha256};

use crate::catalogue::Digest;

use super::SourceError;

/// How the names of a catalogue's files end; whatever else lies in its folder is not of it.
const EXTENSIONS: [&str; 3] = ["jsonl", "toml", "tsv"];

/// The built-in files. Forms and synonyms ride along, so that one folder can replace them all.
#[derive(RustEmbed)]
#[folder = "catalogue/"]
#[exclude = "*.md"]
struct BuiltIn;

/// The files of a catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Files {
    /// Those inside the program.
    BuiltIn,
    /// Those of a folder.
    Folder(PathBuf),
    /// Those that an import has put into the database, by path.
    Stored(BTreeMap<String, String>),
}

impl Files {
    /// The text of a file by its path below the catalogue's folder.
    ///
    /// # Errors
    /// The file is missing, unreadable or not UTF-8.
    pub fn text(&self, path: &str) -> Result<Cow<'static, str>, SourceError> {
        let bytes = match self {
            Self::BuiltIn => BuiltIn::get(path)
                .map(|file| file.data)
                .ok_or_else(|| SourceError::in_file(path, "no such file"))?,
            Self::Folder(folder) => std::fs::read(folder.join(path))
                .map(Cow::Owned)
                .map_err(|error| SourceError::in_file(path, error))?,
            Self::Stored(files) => {
                let text = files.get(path).cloned();
                return text
                    .map(Cow::Owned)
                    .ok_or_else(|| SourceError::in_file(path, "no such file"));
            }
        };
        let text = match bytes {
            Cow::Borrowed(bytes) => std::str::from_utf8(bytes).map(Cow::Borrowed).ok(),
            Cow::Owned(bytes) => String::from_utf8(bytes).map(Cow::Owned).ok(),
        };
        text.ok_or_else(|| SourceError::in_file(path, "not UTF-8"))
    }

    /// The paths of the files in a folder of the catalogue whose names end with `.{extension}`, in
    /// order.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn list(&self, folder: &str, extension: &str) -> Result<Vec<String>, SourceError> {
        let mut found = self.paths_below(folder)?;
        found.retain(|path| {
            let path = Path::new(path);
            path.parent() == Some(Path::new(folder))
                && path.extension().is_some_and(|ending| ending == extension)
        });
        Ok(found)
    }

    /// The paths of all files of the catalogue, in order.
    ///
    /// # Errors
    /// A folder cannot be read.
    pub fn paths(&self) -> Result<Vec<String>, SourceError> {
        self.paths_below("")
    }

    fn paths_below(&self, folder: &str) -> Result<Vec<String>, SourceError> {
        let mut found: Vec<String> = match self {
            Self::BuiltIn => BuiltIn::iter().map(Cow::into_owned).collect(),
            Self::Folder(root) => {
                let mut found = Vec::new();
                walk(root, folder, &mut found)
                    .map_err(|error| SourceError::in_file(folder, error))?;
                found
            }
            Self::Stored(files) => files.keys().cloned().collect(),
        };
        found.retain(|path| Path::new(path).starts_with(folder) && is_of_a_catalogue(path));
        found.sort();
        Ok(found)
    }

    /// The digest of the files inside the program: two programs with the same have the same
    /// catalogue built in.
    pub fn built_in_digest() -> Digest {
        let mut paths: Vec<_> = BuiltIn::iter().collect();
        paths.sort();
        let mut digest = Sha256::new();
        for path in paths {
            if let Some(file) = BuiltIn::get(&path) {
                digest.update(path.as_bytes());
                digest.update([0]);
                digest.update(file.metadata.sha256_hash());
            }
        }
        digest.finalize().into()
    }
}

fn is_of_a_catalogue(path: &str) -> bool {
    let ending = Path::new(path)
        .extension()
        .and_then(|ending| ending.to_str());
    ending.is_some_and(|ending| EXTENSIONS.contains(&ending))
}

fn walk(root: &Path, folder: &str, found: &mut Vec<String>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(root.join(folder))? {
        let entry = entry?;
        let path = Path::new(folder).join(entry.file_name());
        let path = path.to_string_lossy().into_owned();
        if entry.file_type()?.is_dir() {
            walk(root, &path, found)?;
        } else {
            found.push(path);
        }
    }
    Ok(())
}
