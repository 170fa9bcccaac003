//! What partners send: `POST /mapi/login` and `POST /mapi/g`, any service on either. The answer is
//! HTTP 200 always; what is wrong stands in `error_code` and `message` (docs/partners.md).
//!
//! A message goes one way: `receive` reads its body, `open` finds out who sent it, `turns` when it is
//! that partner's turn, `services` which row of the table it calls; `look_up` answers what changes nothing, `record` takes what does, and
//! `quarantine` keeps what was refused. `replay` tries that again.

mod dictionaries;
mod directory;
mod error;
mod look_up;
mod open;
mod quarantine;
mod receive;
mod record;
mod replay;
mod services;
mod turns;

pub use open::answer_to;
pub(in crate::exchange) use receive::MemoryBudget;
pub use receive::answer;
pub use replay::{ReplayMessage, Replayed, Retrial, replay};
pub use services::recording_services;
pub(in crate::exchange) use turns::Turns;
