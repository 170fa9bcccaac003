//! Elements of CapNhatTienDoHoSoMC (docs/partners.md): each is one step that an agency took with a
//! dossier.

use super::error::MessageError;
use super::instant::read_done;
use super::object::Object;
use crate::dossiers::{DossierCode, Progress, State};
use crate::kernel::Instant;

const LONGEST_CONTENT: usize = 4_000;
const LONGEST_NAME: usize = 250;

/// Reads a row that came at `now`.
pub fn read_progress(row: &Object<'_>, now: Instant) -> Result<Progress, MessageError> {
    let code = read_code(row)?;
    let found = |error: MessageError| error.in_dossier(Some(&code));
    let sent_state = row.required("TrangThai").map_err(found)?;
    let at = read_done(row, "ThoiDiemXuLy", now).map_err(found)?;
    let mut by = Vec::new();
    for member in ["NguoiXuLy", "ChucDanh", "PhongBanXuLy"] {
        let part = row.prose(member, LONGEST_NAME).map_err(found)?;
        if !part.is_empty() {
            by.push(part);
        }
    }
    Ok(Progress {
        at,
        state: Some(read_state(&sent_state, "TrangThai").map_err(found)?),
        sent_state,
        content: row.prose("NoiDungXuLy", LONGEST_CONTENT).map_err(found)?,
        sent_content: row.as_sent("NoiDungXuLy", LONGEST_CONTENT).map_err(found)?,
        by,
        code,
    })
}

/// The member that names the dossier.
pub(super) const CODE: &str = "MaHoSo";

/// The code of a dossier, without what typing adds to it; the agency in it stands in the form that
/// was sent.
pub(super) fn read_code(element: &Object<'_>) -> Result<String, MessageError> {
    let sent = element.required(CODE)?;
    let code: Result<DossierCode, _> = sent.parse();
    let code = code.map_err(|_| MessageError::new("dossier_code").with("code", &sent))?;
    Ok(code.to_string())
}

/// One of the ten codes.
pub(super) fn read_state(text: &str, member: &str) -> Result<State, MessageError> {
    text.parse()
        .ok()
        .and_then(State::from_number)
        .ok_or_else(|| MessageError::of_member("not_state", member).with("sent", text))
}
