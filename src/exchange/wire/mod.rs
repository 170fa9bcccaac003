//! How messages are written: JSON objects as clients in the field really send them (protocol
//! reference 1.2 to 1.7). Names in any letter case, numbers and truth values as strings or not,
//! what is missing, `null` and empty alike. Pure.

mod answer;
mod canonical;
mod details;
mod error;
mod instant;
mod json;
mod object;
mod procedure;
mod progress;
mod rating;
mod snapshot;
mod tie;

pub use answer::WireAnswer;
pub use error::MessageError;
pub use instant::write_instant;
pub use json::{CheckedText, read_again, read_json};
pub use object::Object;
pub use procedure::{write_online_service, write_procedure};
pub use progress::read_progress;
pub use rating::{RatingSummary, read_rating};
pub use snapshot::{Reader, read_snapshot};
pub use tie::read_tie;
