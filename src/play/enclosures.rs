//! The files that were enclosed with dossiers filed on the portal: where their links may lead, and
//! the folder in which the agency keeps them.

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use url::Url;

use super::draw::digest;
use super::store::Attachment;

/// What a push encloses, each by the portal's name for it and its link (protocol, 1.6).
pub(super) fn links(data: &Map<String, Value>) -> impl Iterator<Item = (&str, &str)> {
    let enclosed = data.get("TaiLieuNop").and_then(Value::as_array);
    enclosed.into_iter().flatten().filter_map(|one| {
        let text = |name: &str| one.get(name).and_then(Value::as_str).unwrap_or_default();
        let link = text("DuongDanTaiTepTin");
        let is_deleted = text("IsDeleted").eq_ignore_ascii_case("true");
        if link.is_empty() || is_deleted {
            return None;
        }
        let id = text("TepDinhKemId");
        Some((if id.is_empty() { link } else { id }, link))
    })
}

/// Where a link leads, if it leads to the portal, which is called at `portal` and whose links begin
/// with `links`. The address is made from what the agency was told, so it is of nobody else.
pub(super) fn address(link: &str, portal: &Url, links: &Url) -> Option<Url> {
    let link = Url::parse(link).ok()?;
    let names_somebody = !link.username().is_empty() || link.password().is_some();
    if link.origin() != links.origin() || names_somebody {
        return None;
    }
    let below = link
        .path()
        .strip_prefix(links.path().trim_end_matches('/'))?;
    if !below.starts_with('/') {
        return None;
    }
    let mut address = portal.clone();
    address.set_path(&format!("{}{below}", portal.path().trim_end_matches('/')));
    address.set_query(link.query());
    Some(address)
}

/// The folder.
pub(super) struct Enclosures(PathBuf);

impl Enclosures {
    /// The one beside the store.
    pub(super) fn in_folder(data: &Path) -> Self {
        Self(data.join("attachments"))
    }

    /// The folder itself.
    pub(super) fn folder(&self) -> &Path {
        &self.0
    }

    /// Where a file lies when it is whole. Its name is made of a digest, since what the portal calls
    /// it need not be a name for a file.
    pub(super) fn place(&self, attachment: &Attachment) -> PathBuf {
        let name = digest(0, &["attachment", &attachment.portal_code, &attachment.id]);
        self.0.join(hex::encode(name))
    }

    /// Where it lies until then.
    pub(super) fn unfinished(&self, attachment: &Attachment) -> PathBuf {
        self.place(attachment).with_extension("part")
    }

    /// Whether the file lies there as it was fetched.
    pub(super) fn holds(&self, attachment: &Attachment) -> bool {
        let found = read(&self.place(attachment)).ok();
        let fetched = attachment.fetched.as_ref();
        fetched.is_some_and(|fetched| {
            found.is_some_and(|found| found == (fetched.length, fetched.digest.clone()))
        })
    }
}

fn read(path: &Path) -> io::Result<(i64, String)> {
    let mut hash = Sha256::new();
    let mut file = BufReader::new(File::open(path)?);
    let mut length = 0_i64;
    loop {
        let part = file.fill_buf()?;
        let read = part.len();
        if read == 0 {
            break;
        }
        hash.update(part);
        length = length.saturating_add(i64::try_from(read).unwrap_or(i64::MAX));
        file.consume(read);
    }
    Ok((length, hex::encode(hash.finalize())))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_deleted_or_has_no_link_is_not_enclosed() {
        let data = json!({"TaiLieuNop": [
            {"TepDinhKemId": "a", "DuongDanTaiTepTin": "http://cong.example/a", "IsDeleted": "False"},
            {"TepDinhKemId": "b", "DuongDanTaiTepTin": "http://cong.example/b", "IsDeleted": "True"},
            {"TepDinhKemId": "c", "DuongDanTaiTepTin": ""},
            {"DuongDanTaiTepTin": "http://cong.example/d"},
            "e",
        ]});
        let links: Vec<_> = links(data.as_object().unwrap()).collect();
        let nameless = "http://cong.example/d";
        assert_eq!(
            links,
            [("a", "http://cong.example/a"), (nameless, nameless)]
        );
    }

    #[test]
    fn only_links_to_the_portal_are_followed() {
        let portal = Url::parse("http://127.0.0.1:8080/").unwrap();
        let public = Url::parse("https://cong.example/mot-cua/").unwrap();
        let leads = |link: &str| address(link, &portal, &public).map(String::from);
        assert_eq!(
            leads("https://cong.example/mot-cua/tep/1?x=2").as_deref(),
            Some("http://127.0.0.1:8080/tep/1?x=2")
        );
        for elsewhere in [
            "https://other.example/mot-cua/tep/1",
            "http://cong.example/mot-cua/tep/1",
            "https://cong.example:444/mot-cua/tep/1",
            "https://cong.example@other.example/mot-cua/tep/1",
            "https://other@cong.example/mot-cua/tep/1",
            "https://cong.example/mot-cua/../tep/1",
            "https://cong.example/mot-cuaX/tep/1",
            "https://cong.example.other.example/mot-cua/tep/1",
            "http://127.0.0.1:8080/tep/1",
            "file:///etc/passwd",
            "/mot-cua/tep/1",
        ] {
            assert_eq!(leads(elsewhere), None, "{elsewhere}");
        }
    }
}
