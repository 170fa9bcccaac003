//! How messages are written: JSON objects as clients in the field really send them (protocol
//! reference 1.2 to 1.7). Names in any letter case, numbers and truth values as strings or not,
//! what is missing, `null` and empty alike. Pure.

mod answer;
mod details;
mod fault;
mod instant;
mod object;
mod progress;
mod snapshot;
mod status;

pub use answer::Answer;
pub use fault::Fault;
pub use instant::write_instant;
pub use object::Object;
pub use progress::read_progress;
pub use snapshot::{Reader, read_snapshot};
pub use status::read_tie;
