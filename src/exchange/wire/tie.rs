//! DongBoTrangThaiHoSo (docs/partners.md): a partner gives its own code for a dossier that was
//! filed here, and its first state.

use super::error::MessageError;
use super::object::Object;
use super::progress::read_code;
use crate::dossiers::{DossierCode, Progress, Tie};
use crate::exchange::StatusMap;

const LONGEST_CONTENT: usize = 4_000;

/// Reads `data` of the message. Partners use the same state numbers with different meanings, so the
/// state is kept as it was sent, and has a meaning only if one was set for this partner
/// (`meanings`).
///
/// # Errors
/// A member that is missing or cannot be read, with the dossier's code where that was read.
pub fn read_tie(data: &Object<'_>, meanings: &StatusMap) -> Result<Tie, MessageError> {
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
    let at = data.instant("NgayXuLy").map_err(about)?;
    let at = at.ok_or_else(|| about(MessageError::of_member("missing", "NgayXuLy")))?;
    let sent_state = data.required("TrangThai").map_err(about)?;
    Ok(Tie {
        own_code: own_code.filter(|own| *own != code),
        progress: Progress {
            at,
            state: meanings.meaning(&sent_state),
            sent_state,
            content: data.cut("NoiDung", LONGEST_CONTENT).map_err(about)?,
            by: Vec::new(),
            code,
        },
    })
}
