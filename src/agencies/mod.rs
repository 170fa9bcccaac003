//! Agencies and their codes through time, administrative units, office hours, holidays.

mod calendar;
mod office_hours;

pub use calendar::{Calendar, Holidays, SpecialDay};
pub use office_hours::{OfficeHours, OfficeHoursError};
