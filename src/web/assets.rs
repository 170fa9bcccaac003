//! The files under `static/`, built into the program and served under an address that holds a
//! digest of them all, so that browsers may keep them for good. The style sheets of a folder are joined
//! into one; what shrinks is compressed once.

use std::collections::BTreeMap;

use actix_web::http::header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, VARY};
use actix_web::{HttpRequest, HttpResponse, web};
use bytes::Bytes;
use sha2::{Digest, Sha256};

use super::PageError;
use super::compression::{accepts_gzip, gzip};
use crate::kernel::BuiltIn;

#[derive(rust_embed::RustEmbed)]
#[folder = "static/"]
struct Files;

/// Each folder in here becomes the style sheet of its name: `css/look/` is served as `look.css`.
const STYLE_FOLDER: &str = "css/";
/// The level of compression that takes longest and shrinks most.
const SMALLEST: u32 = 9;

/// The pattern of the route that [`serve`] answers.
pub const ROUTE: &str = "/static/{revision}/{file:.*}";

/// All files that a page may link to.
#[derive(Debug)]
pub struct Assets {
    revision: String,
    files: BTreeMap<String, Asset>,
}

/// A file, as it is and compressed.
#[derive(Debug)]
struct Asset {
    content: Bytes,
    /// None where it saves nothing.
    gzip: Option<Bytes>,
}

impl Asset {
    fn new(content: Bytes) -> Self {
        let gzip = gzip(&content, SMALLEST).filter(|gzip| gzip.len() < content.len());
        Self { content, gzip }
    }
}

static BUILT_IN: BuiltIn<Assets> =
    BuiltIn::new(concat!(env!("CARGO_MANIFEST_DIR"), "/static"), Assets::join);

impl Assets {
    /// The built-in files.
    pub fn built_in() -> &'static Self {
        BUILT_IN.get()
    }

    /// The address of `file`, a path below `static/`.
    pub fn address(&self, file: &str) -> String {
        format!("/static/{}/{file}", self.revision)
    }

    /// A digest of all files.
    pub fn revision(&self) -> &str {
        &self.revision
    }

    /// The content of `file`, a path below `static/`.
    pub fn file(&self, file: &str) -> Option<Bytes> {
        self.files.get(file).map(|asset| asset.content.clone())
    }

    /// The files of a style sheet are joined in the order of their paths; which rule wins is settled
    /// by the layers that `css/look/_layers.css` names, which sorts before all others.
    fn join() -> Self {
        let mut paths: Vec<_> = Files::iter().collect();
        paths.sort_unstable();
        let mut sheets: BTreeMap<String, String> = BTreeMap::new();
        let mut files = BTreeMap::new();
        for path in paths {
            let Some(file) = Files::get(&path) else {
                continue;
            };
            if let Some(sheet) = style_sheet_of(&path) {
                let style = without_comments(&String::from_utf8_lossy(&file.data));
                sheets.entry(sheet).or_default().push_str(&style);
            } else {
                files.insert(path.into_owned(), Bytes::from(file.data.into_owned()));
            }
        }
        files.extend(
            sheets
                .into_iter()
                .map(|(name, css)| (name, Bytes::from(css))),
        );
        let revision = revision(&files);
        let files = files.into_iter();
        Self {
            revision,
            files: files
                .map(|(name, content)| (name, Asset::new(content)))
                .collect(),
        }
    }
}

/// The style sheet that the file at `path` is a part of.
fn style_sheet_of(path: &str) -> Option<String> {
    let (folder, _) = path.strip_prefix(STYLE_FOLDER)?.split_once('/')?;
    Some(format!("{folder}.css"))
}

/// The first 48 bits of a digest over all names and contents, in hexadecimal.
fn revision(files: &BTreeMap<String, Bytes>) -> String {
    let mut digest = Sha256::new();
    for (name, content) in files {
        digest.update(Sha256::digest(name));
        digest.update(Sha256::digest(content));
    }
    let digest = digest.finalize();
    digest.iter().take(6).map(|b| format!("{b:02x}")).collect()
}

/// A style sheet without its comments, indentation and empty lines.
fn without_comments(style: &str) -> String {
    let mut bare = String::with_capacity(style.len());
    let mut rest = style;
    while let Some((code, after)) = rest.split_once("/*") {
        bare.push_str(code);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    bare.push_str(rest);
    bare.lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .fold(String::with_capacity(bare.len()), |joined, line| {
            joined + line + "\n"
        })
}

/// Serves a file. An address of another revision (a page made by another release, while one is
/// being rolled out) gets today's file, which is not kept.
///
/// # Errors
/// [`PageError::NotFound`] where there is no such file.
pub async fn serve(
    request: HttpRequest,
    path: web::Path<(String, String)>,
) -> Result<HttpResponse, PageError> {
    let assets = Assets::built_in();
    let (revision, file) = path.into_inner();
    let asset = assets.files.get(&file).ok_or(PageError::NotFound)?;
    let cache = if revision == assets.revision {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    let mut answer = HttpResponse::Ok();
    answer
        .insert_header((CONTENT_TYPE, content_type(&file)))
        .insert_header((CACHE_CONTROL, cache));
    let Some(gzip) = &asset.gzip else {
        return Ok(answer.body(asset.content.clone()));
    };
    answer.append_header((VARY, "Accept-Encoding"));
    match accepts_gzip(&request) {
        true => Ok(answer
            .insert_header((CONTENT_ENCODING, "gzip"))
            .body(gzip.clone())),
        false => Ok(answer.body(asset.content.clone())),
    }
}

fn content_type(file: &str) -> &'static str {
    match file.rsplit_once('.').map(|(_, extension)| extension) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("ico") => "image/x-icon",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_indentation_are_dropped() {
        let style = "/* why */\n@layer a {\n  b { c: d } /* e\n f */\n}\n";
        assert_eq!(without_comments(style), "@layer a {\nb { c: d }\n}\n");
        assert_eq!(without_comments("a /* open"), "a\n");
    }

    #[test]
    fn the_revision_follows_the_content() {
        let one = BTreeMap::from([("a".to_owned(), Bytes::from_static(b"b"))]);
        let other = BTreeMap::from([("a".to_owned(), Bytes::from_static(b"c"))]);
        assert_eq!(revision(&one).len(), 12);
        assert_ne!(revision(&one), revision(&other));
    }

    #[test]
    fn layers_are_named_before_any_is_filled() {
        let assets = Assets::built_in();
        let sheet = |name| String::from_utf8(assets.file(name).unwrap().to_vec()).unwrap();
        let style = sheet("look.css");
        assert!(style.starts_with("@layer reset, tokens,"), "{style:.80}");
        for style in [style, sheet("desk.css")] {
            assert_eq!(style.matches('{').count(), style.matches('}').count());
        }
    }

    /// What a first visit loads beside the page, compressed.
    #[test]
    fn styles_icons_and_scripts_stay_light() {
        let assets = Assets::built_in();
        let size = |name: &str| {
            let asset = &assets.files[name];
            asset.gzip.as_ref().unwrap_or(&asset.content).len()
        };
        assert!(size("look.css") + size("icons.svg") <= 14 * 1024);
        let scripts = assets.files.keys().filter(|name| name.ends_with(".js"));
        let scripts: usize = scripts.map(|name| size(name)).sum();
        assert!((1..=15 * 1024).contains(&scripts), "{scripts} bytes");
    }
}
