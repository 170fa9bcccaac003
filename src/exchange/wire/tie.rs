//! DongBoTrangThaiHoSo (docs/partners.md): a partner gives its own code for a dossier that was
//! filed here, and its first state.

use super::error::MessageError;
use super::instant::read_done;
use super::object::Object;
use super::progress::read_code;
use super::snapshot::{check_urls, read_papers};
use crate::dossiers::{DossierCode, OfferKind, Progress, State, Tie};
use crate::exchange::StatusMap;
use crate::kernel::Instant;

const LONGEST_CONTENT: usize = 4_000;

/// Reads `data` of a message that came at `now`. Partners use the same state numbers with different
/// meanings, so the state is kept as it was sent, and has a meaning only if one was set for this
/// partner (`meanings`).
///
/// # Errors
/// A member that is missing or cannot be read, or that lies more than a day ahead of `now`; with the
/// dossier's code where that was read.
pub fn read_tie(
    data: &Object<'_>,
    meanings: &StatusMap,
    now: Instant,
) -> Result<Tie, MessageError> {
    let code = read_code(data)?;
    let about = |error: MessageError| error.in_dossier(Some(&code));
    let own_code = match data.text("MaHoSoDonVi").map_err(about)? {
        None => None,
        Some(sent) => {
            let own: Result<DossierCode, _> = sent.parse();
            let own =
                own.map_err(|_| about(MessageError::new("dossier_code").with("code", &sent)))?;
            Some(own.to_string())
        }
    };
    let at = read_done(data, "NgayXuLy", now).map_err(about)?;
    let at = at.ok_or_else(|| about(MessageError::of_member("missing", "NgayXuLy")))?;
    let sent_state = data.required("TrangThai").map_err(about)?;
    let meaning = meanings.meaning(&sent_state);
    let mut files = read_papers(data, "TaiLieuXuLy").map_err(about)?;
    check_urls(&files).map_err(about)?;
    if meaning.is_some_and(brings_results) {
        for file in &mut files {
            file.kind = OfferKind::Result;
        }
    }
    Ok(Tie {
        own_code: own_code.filter(|own| *own != code),
        progress: Progress {
            at: Some(at),
            state: meaning,
            sent_state,
            content: data.prose("NoiDung", LONGEST_CONTENT).map_err(about)?,
            sent_content: data.as_sent("NoiDung", LONGEST_CONTENT).map_err(about)?,
            by: Vec::new(),
            code,
        },
        files,
    })
}

/// Whether what comes with a message is a result, which its holder has once it was returned. Clients in the
/// field have one code for all that goes well; what comes with such a code, with a refusal or a request is
/// a paper, which its holder reads at once.
const fn brings_results(state: State) -> bool {
    matches!(state, State::Decided | State::Returned)
}
