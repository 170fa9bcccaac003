//! The tabs above the queue: each list with how much lies on it.

use crate::desk::office::Office;
use crate::desk::paths;
use crate::dossiers::{DeskList, QueueCount};
use crate::web::Frame;

/// One tab.
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

/// Lists on which a dossier past its moment means that the agency is late. A supplement's term is
/// the applicant's, and what is decided waits to be collected.
const CAN_BE_LATE: [DeskList; 2] = [DeskList::ToAccept, DeskList::InWork];

/// The tabs of an office, `open` being the list that is shown.
pub(super) fn tabs(
    frame: &Frame,
    office: &Office,
    counts: &[QueueCount],
    open: Option<DeskList>,
) -> Vec<Tab> {
    let tab = |list: DeskList, count: Option<&QueueCount>| Tab {
        href: frame.path(&paths::list(&office.key, list)),
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
