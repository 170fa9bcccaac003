//! One service in a list of results.

use std::ops::Range;

use chrono::NaiveDate;

use crate::catalogue::search::Hit;
use crate::catalogue::{
    Details, OnlineLevel, Procedure, ProcedureKind, ProcedureStatus, Service, Snapshot,
};
use crate::portal::paths;
use crate::speech::Words;
use crate::web::Frame;

use super::wording::{HandledBy, Named};
use super::{fee_lines, wording};

/// A stretch of a name.
pub(in crate::portal) struct Piece {
    pub text: String,
    /// Whether the question names it.
    pub marked: bool,
}

/// What the source states, in a few words.
pub(in crate::portal) struct Stated {
    pub text: String,
    /// No agency has confirmed it.
    pub is_unsure: bool,
}

/// One line of the results.
pub(in crate::portal) struct ServiceLine {
    pub href: String,
    pub code: String,
    pub name: Vec<Piece>,
    /// It is a name of the law, which is Vietnamese in every language.
    pub is_vietnamese: bool,
    pub level: String,
    pub tone: &'static str,
    /// Who handles it.
    pub handled_by: Vec<HandledBy>,
    pub term: Option<Stated>,
    pub fee: Option<Stated>,
    /// What sets it apart: ended, of one province, between agencies; or what its name promises and this
    /// portal does not hold.
    pub note: Option<String>,
}

impl ServiceLine {
    /// The line of a hit; none for one that the catalogue has lost since it was indexed.
    pub fn of(frame: &Frame, snapshot: &Snapshot, hit: &Hit, today: NaiveDate) -> Option<Self> {
        let words = frame.words;
        let procedure = snapshot.procedure(&hit.code)?;
        let offer = snapshot.offer(&hit.code)?;
        let level = offer.level.level;
        let name = wording::name_in(words, snapshot, procedure);
        Some(Self {
            href: frame.path(&paths::service(&procedure.code)),
            code: procedure.code.to_string(),
            is_vietnamese: name.is_vietnamese,
            name: pieces_of(name, &hit.marked),
            level: wording::level(words, level),
            tone: wording::level_tone(level).class(),
            handled_by: wording::handled_by(words, snapshot, procedure),
            term: procedure
                .details
                .as_ref()
                .and_then(|details| term(words, details)),
            fee: fee(words, procedure, offer.service.as_ref().ok(), today),
            note: note(frame, procedure, level),
        })
    }
}

fn term(words: Words, details: &Details) -> Option<Stated> {
    let text = wording::short_term(words, details)?;
    let is_unsure = wording::is_unsure(details.terms_status);
    Some(Stated { text, is_unsure })
}

fn fee(
    words: Words,
    procedure: &Procedure,
    service: Option<&Service>,
    today: NaiveDate,
) -> Option<Stated> {
    let text = fee_lines::short(words, procedure, service, today)?;
    let is_unsure = fee_lines::is_unsure(words, procedure, service, today);
    Some(Stated { text, is_unsure })
}

fn note(frame: &Frame, procedure: &Procedure, level: OnlineLevel) -> Option<String> {
    let key = match (&procedure.standing, procedure.kind) {
        (ProcedureStatus::Ended { .. }, _) => "find.note.ended",
        (ProcedureStatus::Unlisted, _) => "find.note.unlisted",
        (ProcedureStatus::InForce, ProcedureKind::Provincial) => "find.note.provincial",
        (ProcedureStatus::InForce, ProcedureKind::Internal) => "find.note.internal",
        (ProcedureStatus::InForce, ProcedureKind::National) => {
            return wording::promises_more(frame.words, &procedure.name, level);
        }
    };
    Some(frame.t(key).to_owned())
}

/// The name, parted where marks begin and end; marks are those of the name of the law.
fn pieces_of(name: Named, marked: &[Range<usize>]) -> Vec<Piece> {
    if name.is_vietnamese {
        return pieces(&name.text, marked);
    }
    vec![Piece {
        text: name.text,
        marked: false,
    }]
}

/// The name, parted where marks begin and end.
fn pieces(name: &str, marked: &[Range<usize>]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut at = 0;
    let mut push = |range: Range<usize>, marked| {
        if let Some(text) = name.get(range).filter(|text| !text.is_empty()) {
            let text = text.to_owned();
            pieces.push(Piece { text, marked });
        }
    };
    for span in marked {
        push(at..span.start, false);
        push(span.clone(), true);
        at = span.end;
    }
    push(at..name.len(), false);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_parted_and_whole_again() {
        let name = "Đổi giấy phép lái xe";
        let start = name.find("giấy").unwrap();
        let parted = pieces(
            name,
            std::slice::from_ref(&(start..start + "giấy phép".len())),
        );
        let whole: String = parted.iter().map(|piece| piece.text.as_str()).collect();
        assert_eq!(whole, name);
        let marked: Vec<&str> = parted
            .iter()
            .filter(|piece| piece.marked)
            .map(|piece| piece.text.as_str())
            .collect();
        assert_eq!(marked, ["giấy phép"]);
        assert_eq!(pieces(name, &[]).len(), 1);
    }
}
