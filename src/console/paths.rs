//! Addresses of the console's pages, without their language.

use crate::kernel::{AccountId, JobId, PartnerId, QuarantineId};

/// Where an operator arrives.
pub(super) const OVERVIEW: &str = "/quan-tri";
pub(super) const PARTNERS: &str = "/quan-tri/lien-thong";
/// Adding a partner.
pub(super) const ADD: &str = "/quan-tri/lien-thong/moi";
/// The exchange about one dossier.
pub(super) const HISTORY: &str = "/quan-tri/lien-thong/ho-so";

/// Finding an account whose second factor is lost.
pub(super) const SECOND_FACTOR: &str = "/quan-tri/xac-thuc-hai-lop";

/// The query parameter of the place after which a partner's dead jobs begin; its other list has the
/// parameter of every list.
pub(super) const DEAD_AFTER: &str = "hong-sau";
/// The id of the list of dead jobs.
pub(super) const DEAD_LIST: &str = "dead";
/// The id of the list of what is in quarantine.
pub(super) const QUARANTINE_LIST: &str = "quarantine";

/// What looks like guessing or snooping.
pub(super) const SECURITY: &str = "/quan-tri/an-ninh";
/// Who did what.
pub(super) const JOURNAL: &str = "/quan-tri/nhat-ky";
/// The query parameter that names whoever did it.
pub(super) const ACTOR: &str = "ai";
/// The query parameter that names to what it was done.
pub(super) const SUBJECT: &str = "ve";

/// Days off and office hours.
pub(super) const CALENDAR: &str = "/quan-tri/lich";
/// Taking a day back.
pub(super) const CALENDAR_DAY: &str = "/quan-tri/lich/bo-ngay";
/// Setting office hours.
pub(super) const CALENDAR_HOURS: &str = "/quan-tri/lich/gio";
/// Taking office hours back.
pub(super) const CALENDAR_NO_HOURS: &str = "/quan-tri/lich/bo-gio";
/// The query parameter that names a kind of such events.
pub(super) const EVENT: &str = "loai";

/// The query parameter that names the dossier.
pub(super) const CODE: &str = "ma";

pub(super) fn partner(id: PartnerId) -> String {
    format!("{PARTNERS}/{id}")
}

/// A page or an act below a partner.
pub(super) fn below(id: PartnerId, slug: &str) -> String {
    format!("{PARTNERS}/{id}/{slug}")
}

/// A dead job, below which it is settled.
pub(super) fn dead_job(id: PartnerId, job: JobId) -> String {
    format!("{PARTNERS}/{id}/viec/{job}")
}

/// A message in quarantine.
pub(super) fn quarantined(id: PartnerId, message: QuarantineId) -> String {
    format!("{PARTNERS}/{id}/cach-ly/{message}")
}

/// Taking a lost second factor from an account.
pub(super) fn reset_second_factor(account: AccountId) -> String {
    format!("{SECOND_FACTOR}/{account}")
}

/// The exchange about a dossier.
pub(super) fn history(code: &str) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new())
        .append_pair(CODE, code)
        .finish();
    format!("{HISTORY}?{query}")
}
