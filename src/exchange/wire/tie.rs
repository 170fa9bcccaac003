//! DongBoTrangThaiHoSo (docs/partners.md).

use super::error::MessageError;
use super::object::Object;
use super::progress::read_code;
use crate::dossiers::{DossierCode, Progress, Tie};
use crate::exchange::StatusMap;

const LONGEST_CONTENT: usize = 4_000;

/// Reads the message. Two clients mean different things by the same state, so it is kept as it came
/// and means something only where that was set for the partner.
pub fn read_tie(data: &Object<'_>, meanings: &StatusMap) -> Result<Tie, MessageError> {
    let code = read_code(data)?;
    let found = |error: MessageError| error.in_dossier(Some(&code));
    let own_code = match data.text("MaHoSoDonVi").map_err(found)? {
        None => None,
        Some(sent) => {
            let own: Result<DossierCode, _> = sent.parse();
            let own =
                own.map_err(|_| found(MessageError::new("dossier_code").with("code", &sent)))?;
            Some(own.to_string())
        }
    };
    let at = data.instant("NgayXuLy").map_err(found)?;
    let at = at.ok_or_else(|| found(MessageError::of_member("missing", "NgayXuLy")))?;
    let sent_state = data.required("TrangThai").map_err(found)?;
    Ok(Tie {
        own_code: own_code.filter(|own| *own != code),
        progress: Progress {
            at,
            state: meanings.meaning(&sent_state),
            sent_state,
            content: data.cut("NoiDung", LONGEST_CONTENT).map_err(found)?,
            by: Vec::new(),
            code,
        },
    })
}
