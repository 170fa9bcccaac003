//! Agencies and their codes through time, administrative units, office hours, holidays.
//!
//! What stands here knows nothing of procedures: which agency handles one is the catalogue's rule.
//! Tables are held in memory and read only; the built-in ones come from `catalogue/`. What agencies say
//! about their desks is in the database.

mod agency;
mod calendar;
mod code;
mod desk;
mod directory;
mod history;
mod kind;
mod named_places;
mod office_hours;
mod unit_words;
mod store;
mod units;

pub use agency::{Agency, AgencyKey, AgencyKeyError, KnownCode, Validity};
pub use calendar::{Calendar, Holidays, HoursPeriod, SpecialDay};
pub use code::{AgencyCode, AgencyCodeError};
pub use desk::{DeskContact, DeskError, DeskPhone, DeskText};
pub use directory::{Directory, DirectoryError, Names};
pub use history::{OldUnit, Share, Succession, UnitHistory};
pub use kind::{AgencyKind, KindError, Sector};
pub use named_places::NamedPlaces;
pub use office_hours::{OfficeHours, OfficeHoursError};
pub use store::{desk_contact, desk_contact_put};
pub use unit_words::{unit_kind_in_full, units_in_full};
pub use units::{
    Commune, CommuneKind, Province, ProvinceKind, UnitCode, UnitCodeError, Units,
    proper_province_name,
};
