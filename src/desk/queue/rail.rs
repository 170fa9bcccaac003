//! What stands beside the queue: each list with how much lies on it, and whose dossiers are listed.

use super::scope::Scope;
use crate::desk::office::Office;
use crate::desk::paths;
use crate::dossiers::{DeskList, QueueCount};
use crate::web::Frame;

/// A link of the rail.
pub(super) struct RailLink {
    pub(super) href: String,
    pub(super) label: String,
    /// It is a name that somebody gave.
    pub(super) is_name: bool,
    /// How many dossiers, "999+" beyond that; none where that is not counted.
    pub(super) total: Option<String>,
    /// How many of them are late, if any are.
    pub(super) overdue: Option<String>,
    pub(super) is_current: bool,
}

/// A scope with what it is called and how many dossiers there are to work through.
pub(super) struct ScopeLine {
    pub(super) scope: Scope,
    pub(super) label: String,
    pub(super) total: Option<i64>,
}

/// The scopes of an office's lists.
pub(super) fn scopes(
    frame: &Frame,
    office: &Office,
    list: DeskList,
    current: Scope,
    lines: Vec<ScopeLine>,
) -> Vec<RailLink> {
    let link = |line: ScopeLine| RailLink {
        href: frame.path(&paths::list(&office.key, list, line.scope)),
        is_name: matches!(line.scope, Scope::Unit(_) | Scope::Officer(_)),
        label: line.label,
        total: line.total.map(|total| frame.words.capped(&total)),
        overdue: None,
        is_current: line.scope == current,
    };
    lines.into_iter().map(link).collect()
}

/// Lists on which a dossier past its moment means that the agency is late. A supplement's term is
/// the applicant's, and what is decided waits to be collected.
const CAN_BE_LATE: [DeskList; 2] = [DeskList::ToAccept, DeskList::InWork];

/// The lists of an office in a scope, `open` being the one that is shown.
pub(super) fn lists(
    frame: &Frame,
    office: &Office,
    scope: Scope,
    counts: &[QueueCount],
    open: Option<DeskList>,
) -> Vec<RailLink> {
    let link = |list: DeskList, count: Option<&QueueCount>| RailLink {
        href: frame.path(&paths::list(&office.key, list, scope)),
        label: frame.words.under("desk.list", list.key()),
        is_name: false,
        total: count.map(|count| frame.words.capped(&count.total)),
        overdue: count
            .filter(|count| CAN_BE_LATE.contains(&list) && count.overdue > 0)
            .map(|count| frame.words.capped(&count.overdue)),
        is_current: open == Some(list),
    };
    counts
        .iter()
        .map(|count| link(count.list, Some(count)))
        .chain([link(DeskList::Done, None)])
        .collect()
}
