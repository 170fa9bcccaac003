//! Addresses of the desk's pages, without their language.

use super::queue::{ListPosition, Scope};
use crate::dossiers::{Act, DeskList};
use crate::kernel::{AccountId, AttachmentId, DossierId, FeeId, HandlingUnitId, ResultId, Role};

/// The choice between the agencies of a clerk.
pub(super) const OFFICES: &str = "/mot-cua";
pub(super) const QUEUE: &str = "/mot-cua/ho-so";
/// The most urgent dossier of a list.
pub(super) const NEXT: &str = "/mot-cua/ho-so/ke-tiep";
pub(super) const COUNTER: &str = "/mot-cua/quay";

/// The people of an agency.
pub(super) const PEOPLE: &str = "/mot-cua/nhan-su";
/// Inviting somebody.
pub(super) const INVITE: &str = "/mot-cua/nhan-su/moi";
/// The units of an agency.
pub(super) const UNITS: &str = "/mot-cua/don-vi";
/// What the agency says about its desk.
pub(super) const DESK_CONTACT: &str = "/mot-cua/noi-tiep-nhan";

/// The query parameter that names the agency.
pub(super) const OFFICE: &str = "don-vi";
/// The query parameter that names the account that was just verified.
pub(super) const VERIFIED: &str = "da-xac-thuc";
/// The query parameter that names the list of the queue.
pub(super) const LIST: &str = "danh-sach";
/// The query parameter that leaves the dossiers of the clerk alone in the list.
pub(super) const MINE: &str = "cua-toi";
/// The query parameter that names the officer whose dossiers are listed.
pub(super) const OFFICER: &str = "nguoi";
/// The query parameter that names the unit whose dossiers are listed.
pub(super) const UNIT: &str = "bo-phan";
/// The query parameter that names the paper which is shown beside a dossier.
pub(super) const PAPER: &str = "giay";
/// The query parameter of a search.
pub(super) const SOUGHT: &str = "q";
/// The query parameter that says from which place of the queue a dossier was opened.
pub(super) const FROM: &str = "tu";

pub(super) fn dossier(id: DossierId) -> String {
    format!("{QUEUE}/{id}")
}

/// The pattern of an act's address. What is the applicant's or the clock's has none.
pub(super) const fn act_pattern(act: Act) -> Option<&'static str> {
    Some(match act {
        Act::Accept => "/mot-cua/ho-so/{id}/tiep-nhan",
        Act::Return => "/mot-cua/ho-so/{id}/tra-ket-qua",
        Act::Decide => "/mot-cua/ho-so/{id}/ket-qua",
        Act::Forward => "/mot-cua/ho-so/{id}/chuyen",
        Act::RequestSupplement => "/mot-cua/ho-so/{id}/yeu-cau-bo-sung",
        Act::RequestPayment => "/mot-cua/ho-so/{id}/yeu-cau-nop-phi",
        Act::AddNote => "/mot-cua/ho-so/{id}/ghi-chu",
        Act::Refuse => "/mot-cua/ho-so/{id}/tu-choi",
        Act::Stop => "/mot-cua/ho-so/{id}/dung",
        Act::MarkFeePaid => "/mot-cua/ho-so/{id}/phi/{fee}",
        Act::SettlePayment | Act::AnswerSupplement | Act::EndSupplementTerm | Act::Withdraw => {
            return None;
        }
    })
}

/// The page of an act that is about a dossier as a whole; a fee is marked under its own address.
pub(super) fn act(id: DossierId, act: Act) -> Option<String> {
    let pattern = act_pattern(act).filter(|_| act != Act::MarkFeePaid)?;
    Some(pattern.replace("{id}", &id.to_string()))
}

/// Marking a fee as paid.
pub(super) fn fee(id: DossierId, fee: FeeId) -> String {
    format!("{QUEUE}/{id}/phi/{fee}")
}

/// A paper of a dossier.
pub(super) fn paper(id: DossierId, paper: AttachmentId) -> String {
    format!("{QUEUE}/{id}/giay-to/{paper}")
}

/// A result of a dossier.
pub(super) fn result(id: DossierId, result: ResultId) -> String {
    format!("{QUEUE}/{id}/ket-qua/{result}")
}

/// A file, to be shown in a page.
pub(super) fn shown(file: &str) -> String {
    format!("{file}/xem")
}

/// The receipt for the applicant.
pub(super) fn receipt(id: DossierId) -> String {
    format!("{QUEUE}/{id}/giay-tiep-nhan")
}

/// A list of an office's queue in a scope.
pub(super) fn list(office: &str, list: DeskList, scope: Scope) -> String {
    let (parameter, whose) = scope.query();
    let query = [(OFFICE, office), (parameter, &whose), (LIST, list.key())];
    with_query(QUEUE, &query)
}

/// What a search for a name or a code has found.
pub(super) fn found(office: &str, sought: &str) -> String {
    with_query(QUEUE, &[(OFFICE, office), (SOUGHT, sought)])
}

/// A page of a dossier, opened from a place of the queue.
pub(super) fn from(page: &str, place: Option<ListPosition>) -> String {
    let place = place.map_or_else(String::new, |place| place.to_string());
    with_query(page, &[(FROM, &place)])
}

/// Giving a person a role.
pub(super) fn person(account: AccountId) -> String {
    format!("{PEOPLE}/{account}")
}

/// Ending a role of a person.
pub(super) fn end_role(account: AccountId, role: Role) -> String {
    format!("{PEOPLE}/{account}/thoi/{}", role.key())
}

/// Taking a lost second factor from a person.
pub(super) fn reset_factor(account: AccountId) -> String {
    format!("{PEOPLE}/{account}/xac-thuc-hai-lop")
}

/// Renaming a unit.
pub(super) fn unit(unit: HandlingUnitId) -> String {
    format!("{UNITS}/{unit}")
}

/// Ending a unit.
pub(super) fn end_unit(unit: HandlingUnitId) -> String {
    format!("{UNITS}/{unit}/thoi")
}

/// A path with a query, of which empty values are left out.
pub(super) fn with_query(path: &str, query: &[(&str, &str)]) -> String {
    let said = query.iter().filter(|(_, value)| !value.is_empty());
    let query = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(said)
        .finish();
    if query.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{query}")
    }
}
