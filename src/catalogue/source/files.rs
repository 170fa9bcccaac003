//! Where the files are: inside the program, or in a folder.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use rust_embed::RustEmbed;

use super::SourceError;

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
        let mut found: Vec<String> = match self {
            Self::BuiltIn => BuiltIn::iter().map(Cow::into_owned).collect(),
            Self::Folder(root) => names_in(&root.join(folder))
                .map_err(|error| SourceError::in_file(folder, error))?
                .into_iter()
                .map(|name| Path::new(folder).join(name).to_string_lossy().into_owned())
                .collect(),
        };
        found.retain(|path| {
            let path = Path::new(path);
            path.parent() == Some(Path::new(folder))
                && path.extension().is_some_and(|ending| ending == extension)
        });
        found.sort();
        Ok(found)
    }
}

fn names_in(folder: &Path) -> std::io::Result<Vec<String>> {
    std::fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.file_name().to_string_lossy().into_owned()))
        .collect()
}
