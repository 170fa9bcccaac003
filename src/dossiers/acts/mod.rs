//! Acts: what can be done to a dossier, as rows of one table; what each makes of it, decided without
//! a database; and the one operation that carries it out.

mod act;
mod blocked;
mod bulk_dossier;
mod carry_out;
mod case_file;
mod decide;
mod end_supplement_term;
mod input;
mod receivers;
mod repeated;

pub use act::{Act, ActRule, DoneBy, Side, Target};
pub use blocked::{ActBlocked, can_do, may_act};
pub use bulk_dossier::{BulkDossier, PastAct};
pub use carry_out::{At, carry_out, dossier_for_act};
pub use case_file::{CaseFile, RowChange};
pub use decide::LONGEST_TEXT;
pub use end_supplement_term::{EndSupplementTerm, end_supplement_term};
pub use input::ActInput;
pub use receivers::{Receivers, receivers};
pub use repeated::{is_repeated, is_repeated_by_applicant};
