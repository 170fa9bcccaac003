//! What the applicant does to a dossier that is filed.

use crate::dossiers::{self, ActBlocked, ActInput, At, carry_out, is_repeated_by_applicant};
use crate::portal::person_request::PersonRequest;

/// Does it, as the viewer saw the dossier. A form that was sent twice is answered as the first was.
///
/// # Errors
/// Those of [`carry_out`].
pub(super) async fn act(
    request: &PersonRequest,
    version: i32,
    input: ActInput,
) -> dossiers::Result<()> {
    let tried = input.clone();
    let outcome = request
        .change(move |tx, cx, dossier| {
            let at = At { dossier, version };
            carry_out(tx, cx, at, &tried).map(drop)
        })
        .await;
    let dossier = request.id;
    match outcome {
        Err(
            refusal @ (dossiers::Error::Stale | dossiers::Error::Blocked(ActBlocked::NotNow(_))),
        ) => {
            let at = At { dossier, version };
            let repeated =
                request.read(move |conn, cx| is_repeated_by_applicant(conn, cx, at, &input));
            match repeated.await? {
                true => Ok(()),
                false => Err(refusal),
            }
        }
        other => other,
    }
}
