//! The catalogue's terms in the words of a page.

use crate::catalogue::{Details, Handler, LegalTerm, Method, OnlineLevel, Procedure, Snapshot};
use crate::kernel::{FactStatus, Term, fold};
use crate::speech::{Locale, Words};
use crate::web::Tone;

/// What a procedure's name begins with and nobody says.
const FRAMING: &str = "Thủ tục ";
/// What names of procedures say of services that are wholly online, folded.
const WHOLLY_ONLINE: &str = "toan trinh";

/// "Thủ tục đăng ký khai sinh" is "Đăng ký khai sinh" where room is short.
pub(in crate::portal) fn short_name(name: &str) -> String {
    let rest = name.strip_prefix(FRAMING).unwrap_or(name);
    let mut letters = rest.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// A procedure's name in the language of a page.
pub(in crate::portal) struct Named {
    pub text: String,
    /// It is a name of the law, which is Vietnamese in every language.
    pub is_vietnamese: bool,
}

/// The name of a procedure in the language of the page, as far as it has one.
pub(in crate::portal) fn name_in(words: Words, snapshot: &Snapshot, of: &Procedure) -> Named {
    let english = snapshot.english_name(&of.code);
    match english.filter(|_| words.locale() == Locale::En) {
        Some(name) => Named {
            text: name.to_owned(),
            is_vietnamese: false,
        },
        None => Named {
            text: of.name.clone(),
            is_vietnamese: true,
        },
    }
}

/// How much can be done online: "Toàn trình", "Một phần", "Cung cấp thông tin".
pub(super) fn level(words: Words, level: OnlineLevel) -> String {
    words.under("find.level", level_word(level))
}

/// How addresses and words name a level.
pub(super) const fn level_word(level: OnlineLevel) -> &'static str {
    match level {
        OnlineLevel::Information => "thong-tin",
        OnlineLevel::Forms => "bieu-mau",
        OnlineLevel::Partial => "mot-phan",
        OnlineLevel::Full => "toan-trinh",
    }
}

/// How glad a level makes.
pub(super) const fn level_tone(level: OnlineLevel) -> Tone {
    match level {
        OnlineLevel::Full => Tone::Good,
        OnlineLevel::Partial => Tone::Info,
        OnlineLevel::Forms | OnlineLevel::Information => Tone::Plain,
    }
}

/// What must be said where a name promises a service that is wholly online and this portal does not have
/// it so.
pub(super) fn promises_more(words: Words, name: &str, level: OnlineLevel) -> Option<String> {
    let is_promised = fold(name).contains(WHOLLY_ONLINE);
    let key = match level {
        OnlineLevel::Full => return None,
        OnlineLevel::Partial => "find.promised.partial",
        OnlineLevel::Forms | OnlineLevel::Information => "find.promised.information",
    };
    is_promised.then(|| words.t(key).to_owned())
}

/// A term: "5 ngày làm việc".
pub(super) fn term(words: Words, term: Term) -> String {
    let key = format!("find.term.{}", term.unit().key());
    if term.quarters() == 0 {
        words.count(&key, &i64::from(term.whole()))
    } else {
        words.with(&key, &[("n", &term.amount())])
    }
}

/// The term of an application online, in a few words; none where the source states none.
pub(super) fn short_term(words: Words, details: &Details) -> Option<String> {
    match details.legal_term(Method::Online) {
        LegalTerm::None => None,
        LegalTerm::One(only) => Some(term(words, only)),
        LegalTerm::Several(_) => Some(words.t("find.term_varies").to_owned()),
    }
}

/// Whether a fact is marked as one that no agency has confirmed.
pub(in crate::portal) fn is_unsure(status: FactStatus) -> bool {
    status != FactStatus::Verified
}

/// A kind of agency that handles a service.
fn handler(words: Words, snapshot: &Snapshot, handler: &Handler) -> String {
    match handler {
        Handler::Central(key) => {
            let agency = snapshot.agency_by_key(key);
            agency.map_or_else(|| key.to_string(), |agency| agency.name.clone())
        }
        Handler::Province => words.t("find.handler.province").to_owned(),
        Handler::Department(sector) => {
            let office = words.under("find.office", sector.word());
            words.with("find.handler.department", &[("office", &office)])
        }
        Handler::Commune => words.t("find.handler.commune").to_owned(),
        Handler::CommunePolice => words.t("find.handler.commune_police").to_owned(),
    }
}

/// Somebody who handles a procedure.
pub(in crate::portal) struct HandledBy {
    pub name: String,
    /// It is a name of the catalogue, which is Vietnamese in every language.
    pub is_vietnamese: bool,
}

/// Who handles a procedure, the same on every page: where it is filed here, the agencies that get
/// the application; else whom the source names. Empty where it names nobody.
pub(super) fn handled_by(
    words: Words,
    snapshot: &Snapshot,
    procedure: &Procedure,
) -> Vec<HandledBy> {
    if let Some(service) = snapshot.service(&procedure.code) {
        let of_handler = |one: &Handler| HandledBy {
            name: handler(words, snapshot, one),
            is_vietnamese: matches!(one, Handler::Central(_)),
        };
        return service.handlers.iter().map(of_handler).collect();
    }
    let of_source = |unit: &str| HandledBy {
        name: unit.to_owned(),
        is_vietnamese: true,
    };
    procedure.executing_units().map(of_source).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_promises_more_is_not_left_without_a_word() {
        let words = Words::new(Locale::Vi);
        let promised = "Đăng ký xe lần đầu trực tuyến toàn trình";
        let said = |level| promises_more(words, promised, level);
        assert_eq!(said(OnlineLevel::Full), None);
        assert!(said(OnlineLevel::Partial).is_some());
        assert_ne!(said(OnlineLevel::Partial), said(OnlineLevel::Information));
        let plain = promises_more(words, "Đăng ký tạm trú", OnlineLevel::Partial);
        assert_eq!(plain, None);
    }
}
