//! Days off and office hours that the portal's operators set beside those of the catalogue: for every
//! agency, or for one and those below it. Running processes take them over as they take over an import,
//! by the version of the catalogue.

use chrono::NaiveDate;

use super::store;
use crate::agencies::{OfficeHours, SpecialDay, Validity};
use crate::journal::{self, AuditAction, JournalEntry};
use crate::kernel::{AccountId, AgencyId, Reason, TimeAndChance};
use crate::storage::{self, StorageFailure, Tx};

/// A day that differs from the week's rule, or from the catalogue's table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedDay {
    /// Whose day it is; none: every agency's.
    pub agency: Option<AgencyId>,
    pub day: NaiveDate,
    pub kind: SpecialDay,
    /// What it is called, or where it is laid down.
    pub name: Reason,
}

/// Office hours that hold for a while.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedHours {
    /// Who keeps them; none: every agency.
    pub agency: Option<AgencyId>,
    /// The first day.
    pub from: NaiveDate,
    /// The first day on which they hold no longer.
    pub until: Option<NaiveDate>,
    pub hours: OfficeHours,
    /// Where that is laid down.
    pub source: Reason,
}

impl ChangedHours {
    /// From when until when they hold.
    pub const fn validity(&self) -> Validity {
        Validity {
            from: Some(self.from),
            until: self.until,
        }
    }
}

/// Everything that was set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CalendarChanges {
    /// By day.
    pub days: Vec<ChangedDay>,
    /// In the order in which they begin.
    pub hours: Vec<ChangedHours>,
}

/// Why the calendar stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum CalendarError {
    /// The hours would end before they begin.
    #[error("office hours end after the day from which they hold")]
    EndsBefore,
    /// Nothing was set for that day.
    #[error("nothing is set for that day")]
    NotSet,
    #[error(transparent)]
    Storage(#[from] storage::Error),
}

impl StorageFailure for CalendarError {
    fn storage(&self) -> Option<&storage::Error> {
        match self {
            Self::Storage(error) => Some(error),
            Self::EndsBefore | Self::NotSet => None,
        }
    }
}

/// Sets a day; one that was set for the same agency is replaced. Due dates that were promised stay.
pub fn set_day(
    tx: &mut Tx<'_>,
    moment: &TimeAndChance,
    by: Option<AccountId>,
    day: &ChangedDay,
) -> Result<(), CalendarError> {
    store::put_day(tx, day, by, moment.now)?;
    Ok(note(tx, moment, by, day.agency)?)
}

/// Takes a day back: the catalogue's table and the rule of the week hold again.
pub fn unset_day(
    tx: &mut Tx<'_>,
    moment: &TimeAndChance,
    by: Option<AccountId>,
    agency: Option<AgencyId>,
    day: NaiveDate,
) -> Result<(), CalendarError> {
    if !store::remove_day(tx, agency, day)? {
        return Err(CalendarError::NotSet);
    }
    Ok(note(tx, moment, by, agency)?)
}

/// Sets office hours; those that began on the same day are replaced.
pub fn set_hours(
    tx: &mut Tx<'_>,
    moment: &TimeAndChance,
    by: Option<AccountId>,
    hours: &ChangedHours,
) -> Result<(), CalendarError> {
    if hours.until.is_some_and(|until| until <= hours.from) {
        return Err(CalendarError::EndsBefore);
    }
    store::put_hours(tx, hours, by, moment.now)?;
    Ok(note(tx, moment, by, hours.agency)?)
}

/// Takes office hours back.
pub fn unset_hours(
    tx: &mut Tx<'_>,
    moment: &TimeAndChance,
    by: Option<AccountId>,
    agency: Option<AgencyId>,
    from: NaiveDate,
) -> Result<(), CalendarError> {
    if !store::remove_hours(tx, agency, from)? {
        return Err(CalendarError::NotSet);
    }
    Ok(note(tx, moment, by, agency)?)
}

/// Tells the processes, and the journal.
fn note(
    tx: &mut Tx<'_>,
    moment: &TimeAndChance,
    by: Option<AccountId>,
    agency: Option<AgencyId>,
) -> storage::Result<()> {
    if store::version(tx)?.is_some() {
        store::raise_version(tx, moment.now)?;
    }
    let entry = JournalEntry {
        action: AuditAction::ChangedCalendar,
        actor: by,
        subject: None,
        agency,
        basis: None,
    };
    journal::record(tx, moment, &entry)
}
