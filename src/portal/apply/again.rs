//! `/ho-so/{id}/nop-lai`: applying once more after a dossier ended without a result, with what was
//! declared and sent the last time.

use super::wizard;
use crate::dossiers::{Error, WizardStep, start_again};
use crate::portal::person_request::PersonRequest;
use crate::web::{PageResult, Posted};

pub(super) async fn begin(request: PersonRequest, _posted: Posted) -> PageResult {
    let begun = request.change(start_again).await;
    match begun {
        Ok(draft) => {
            let review = wizard::path(draft, &WizardStep::Review);
            Ok(request.to_saying(&review, "apply.notice.again"))
        }
        // What cannot be filed again, or has gone on meanwhile, is shown as it is.
        Err(Error::NotTaken | Error::TooManyDrafts { .. }) => Ok(request.to_dossier()),
        Err(other) => Err(other.into()),
    }
}
