//! The catalogue's terms in the words of a page.

use crate::catalogue::{Details, Handler, LegalTerm, Method, OnlineLevel, Procedure, Snapshot};
use crate::kernel::{FactStatus, Term};
use crate::speech::Words;
use crate::web::Tone;

/// What a procedure's name begins with and nobody says.
const FRAMING: &str = "Thủ tục ";

/// "Thủ tục đăng ký khai sinh" is "Đăng ký khai sinh" where room is short.
pub(in crate::portal) fn short_name(name: &str) -> String {
    let rest = name.strip_prefix(FRAMING).unwrap_or(name);
    let mut letters = rest.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// A level with both of its names: "Mức 4 · Toàn trình".
pub(super) fn level(words: Words, level: OnlineLevel) -> String {
    words.under("find.level", &level.to_string())
}

/// How glad a level makes.
pub(super) const fn level_tone(level: OnlineLevel) -> Tone {
    match level {
        OnlineLevel::Full => Tone::Good,
        OnlineLevel::Partial => Tone::Info,
        OnlineLevel::Forms | OnlineLevel::Information => Tone::Plain,
    }
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

/// What must be said beside a fact that is not verified.
pub(super) fn remark(words: Words, status: FactStatus) -> Option<String> {
    let key = match status {
        FactStatus::Verified => return None,
        FactStatus::Derived => "derived",
        FactStatus::ThirdParty => "third_party",
        FactStatus::GeneralKnowledge => "general_knowledge",
        FactStatus::Missing => "missing",
    };
    Some(words.under("find.fact", key))
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
            let sector = words.under("find.sector", sector.word());
            words.with("find.handler.department", &[("sector", &sector)])
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
