//! Agencies and their codes through time, administrative units, office hours, holidays.
//!
//! What stands here knows nothing of procedures: which agency handles one is the catalogue's rule.
//! Tables are held in memory and read only; the built-in ones come from `catalogue/`.

mod agency;
mod code;
mod directory;
mod history;
mod kind;
mod units;

pub use agency::{Agency, AgencyKey, AgencyKeyError, Validity};
pub use code::{AgencyCode, AgencyCodeError};
pub use directory::{Directory, DirectoryFault};
pub use history::{OldUnit, Share, Succession, UnitHistory};
pub use kind::{AgencyKind, KindError, Sector};
pub use units::{Commune, CommuneKind, Province, ProvinceKind, UnitCode, UnitCodeError, Units};
