//! The search over an agency's dossiers. What is typed may be a personal number, so it is posted; a
//! code or a name then stands in the address of what was found, so that the page can be kept and loaded
//! again, and a number stands in no address, log or history of the browser.

use std::cmp::Reverse;

use askama::Template;

use super::rail::{RailLink, lists};
use super::row::{NamedLines, Row};
use super::scope::Scope;
use crate::desk::office::{Office, Offices};
use crate::desk::paths;
use crate::dossiers::{
    DossierCode, LiesWith, Line, Queue, dossier_of_code, found_by_ids, found_by_name,
    found_by_number, queue_counts,
};
use crate::kernel::{AgencyId, PersonalNumber, TaxCode};
use crate::storage::{self, Conn};
use crate::web::{Frame, PageError, PageResult, Posted, StaffRequest, page as answer};

/// More than this is not shown: who finds so many asks more exactly.
const MOST: i64 = 50;

#[derive(Template)]
#[template(path = "desk/queue/found.html")]
struct FoundPage {
    frame: Frame,
    offices: Offices,
    lists: Vec<RailLink>,
    typed: String,
    rows: Vec<Row>,
    /// There may be more than are shown.
    is_cut: bool,
}

impl FoundPage {
    fn office(&self) -> &Office {
        &self.offices.current
    }

    /// Where the form posts to: the queue, and not the address in which a question stands.
    fn action(&self) -> String {
        let office = self.office().key.as_str();
        let path = paths::with_query(paths::QUEUE, &[(paths::OFFICE, office)]);
        self.frame.path(&path)
    }

    fn found(&self) -> i64 {
        i64::try_from(self.rows.len()).unwrap_or(i64::MAX)
    }
}

/// What somebody typed into the search field.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Sought {
    /// A code of a dossier, in the spelling in which it is stored.
    Code(String),
    /// A personal number or tax code, in the spelling in which it is stored.
    Number(String),
    /// The beginning or the end of a name.
    Name(String),
}

impl Sought {
    fn read(typed: &str) -> Option<Self> {
        if typed.is_empty() {
            return None;
        }
        if let Ok(code) = typed.parse::<DossierCode>() {
            return Some(Self::Code(code.to_string()));
        }
        let number = typed
            .parse::<PersonalNumber>()
            .map(|number| number.expose().to_owned())
            .or_else(|_| {
                typed
                    .parse::<TaxCode>()
                    .map(|code| code.expose().to_owned())
            });
        Some(match number {
            Ok(number) => Self::Number(number),
            // An agency's own code may have any shape, but not that of a name.
            Err(_) if typed.contains(|c: char| c.is_ascii_digit()) => {
                Self::Code(typed.to_uppercase())
            }
            Err(_) => Self::Name(typed.to_owned()),
        })
    }
}

pub(in crate::desk) async fn act(desk: StaffRequest, posted: Posted) -> PageResult {
    let key = desk.query(paths::OFFICE);
    let offices = Offices::of(&desk, key.as_deref()).ok_or(PageError::NotFound)?;
    let typed = posted.text(paths::SOUGHT).to_owned();
    let office = &offices.current.key;
    match Sought::read(&typed) {
        None => {
            let queue = paths::with_query(paths::QUEUE, &[(paths::OFFICE, office)]);
            Ok(desk.to(&queue))
        }
        Some(Sought::Number(number)) => {
            let sought = Sought::Number(number);
            answer_with(&desk, offices, typed, Some(sought)).await
        }
        Some(Sought::Code(_) | Sought::Name(_)) => Ok(desk.to(&paths::found(office, &typed))),
    }
}

/// What was found for a question that stands in the address. For a number nobody asks there: the form
/// posts it.
pub(super) async fn show(desk: &StaffRequest, offices: Offices, typed: String) -> PageResult {
    let sought = Sought::read(&typed).filter(|sought| !matches!(sought, Sought::Number(_)));
    answer_with(desk, offices, typed, sought).await
}

async fn answer_with(
    desk: &StaffRequest,
    offices: Offices,
    typed: String,
    sought: Option<Sought>,
) -> PageResult {
    let (agency, now) = (offices.current.id, desk.now());
    let of = Queue {
        agency,
        lies_with: LiesWith::Anybody,
    };
    let is_code = matches!(sought, Some(Sought::Code(_)));
    let found = desk.read(move |conn, _| {
        let counts = queue_counts(conn, of, now)?;
        let mut lines = match &sought {
            Some(sought) => find(conn, agency, sought)?,
            None => Vec::new(),
        };
        sort_by_urgency(&mut lines);
        Ok::<_, storage::Error>((counts, NamedLines::of(conn, lines)?))
    });
    let (counts, lines) = found.await?;
    if let ([only], true) = (lines.lines.as_slice(), is_code) {
        return Ok(desk.to(&paths::dossier(only.id)));
    }
    let frame = offices.frame(desk);
    answer(&FoundPage {
        lists: lists(&frame, &offices.current, Scope::Everybodys, &counts, None),
        rows: lines.rows(&frame, &desk.cx.catalogue, now),
        is_cut: i64::try_from(lines.lines.len()).is_ok_and(|found| found >= MOST),
        typed,
        offices,
        frame,
    })
}

/// What somebody waits for first, the most urgent in front; then what is finished, the latest in
/// front.
fn sort_by_urgency(lines: &mut [Line]) {
    lines.sort_by_key(|line| {
        let is_finished = line.state.is_final();
        let open = (!is_finished).then_some(line.sort_at);
        (is_finished, open, Reverse(line.sort_at))
    });
}

fn find(conn: &mut Conn, agency: AgencyId, sought: &Sought) -> storage::Result<Vec<Line>> {
    match sought {
        Sought::Code(code) => {
            let found = dossier_of_code(conn, code)?;
            found_by_ids(conn, agency, found.as_slice())
        }
        Sought::Number(number) => found_by_number(conn, agency, number, MOST),
        Sought::Name(name) => found_by_name(conn, agency, name, MOST),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_told_apart() {
        let read = |typed: &str| Sought::read(typed).unwrap();
        assert_eq!(
            read("h26.12 – 261123 – 9000001"),
            Sought::Code("H26.12-261123-9000001".into())
        );
        assert_eq!(
            read("079 185 001 234"),
            Sought::Number("079185001234".into())
        );
        assert_eq!(read("0100047516"), Sought::Number("0100047516".into()));
        assert_eq!(read("pham van an"), Sought::Name("pham van an".into()));
        assert_eq!(read("hs-2026/77"), Sought::Code("HS-2026/77".into()));
        assert_eq!(Sought::read(""), None);
    }
}
