//! The tabs above the queue: each list with how much lies on it.

use crate::desk::office::Office;
use crate::desk::paths;
use crate::dossiers::{DeskList, QueueCount};
use crate::web::Frame;

pub(super) struct Tab {
    pub(super) href: String,
    pub(super) label: String,
    /// How many dossiers, "999+" beyond that; none for the list of what is done, which is not
    /// counted.
    pub(super) total: Option<String>,
    /// How many of them are late, if any are.
    pub(super) overdue: Option<String>,
    pub(super) is_current: bool,
}

/// Whose dossiers the lists are of: everybody's, or the clerk's own.
pub(super) struct Scope {
    pub(super) href: String,
    pub(super) label: &'static str,
    /// How many there are to work through, where that is counted.
    pub(super) total: Option<String>,
    pub(super) is_current: bool,
}

/// The two scopes of an office's lists.
pub(super) fn scopes(
    frame: &Frame,
    office: &Office,
    list: DeskList,
    is_mine: bool,
    mine: i64,
) -> Vec<Scope> {
    let scope = |label, of_clerk, total| Scope {
        href: frame.path(&paths::list(&office.key, list, of_clerk)),
        label,
        total,
        is_current: of_clerk == is_mine,
    };
    vec![
        scope("desk.queue.everybodys", false, None),
        scope("desk.queue.mine", true, Some(frame.words.capped(&mine))),
    ]
}

/// Lists on which a dossier past its moment means that the agency is late. A supplement's term is
/// the applicant's, and what is decided waits to be collected.
const CAN_BE_LATE: [DeskList; 2] = [DeskList::ToAccept, DeskList::InWork];

/// The tabs of an office, or of what of it lies with the clerk, `open` being the list that is shown.
pub(super) fn tabs(
    frame: &Frame,
    office: &Office,
    is_mine: bool,
    counts: &[QueueCount],
    open: Option<DeskList>,
) -> Vec<Tab> {
    let tab = |list: DeskList, count: Option<&QueueCount>| Tab {
        href: frame.path(&paths::list(&office.key, list, is_mine)),
        label: frame.words.under("desk.list", list.key()),
        total: count.map(|count| frame.words.capped(&count.total)),
        overdue: count
            .filter(|count| CAN_BE_LATE.contains(&list) && count.overdue > 0)
            .map(|count| frame.words.capped(&count.overdue)),
        is_current: open == Some(list),
    };
    counts
        .iter()
        .map(|count| tab(count.list, Some(count)))
        .chain([tab(DeskList::Done, None)])
        .collect()
}
