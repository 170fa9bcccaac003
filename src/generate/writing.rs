//! Making and writing side by side: one thread makes the rows, the other writes them, and only a few
//! batches are ever in memory.

use std::collections::HashMap;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;

use super::clerks::staff;
use super::days::days;
use super::draw::mixed;
use super::filings::Filings;
use super::numbers::{Numbers, SeriesCounter};
use super::offices::{FilingDistribution, Side};
use super::people::People;
use super::words::Words;
use super::{GenerateError, Order, first_day};
use crate::accounts::{account_count, accounts_insert, appointments_insert};
use crate::agencies::Calendar;
use crate::catalogue::Snapshot;
use crate::dossiers::{BulkDossier, counter_raise, dossiers_insert, has_dossiers};
use crate::kernel::Instant;
use crate::storage::{self, Storage};

/// Dossiers that are written in one transaction: with what hangs on them, some ten thousand rows.
const BATCH: usize = 2_000;
/// Accounts that are written in one transaction.
const ACCOUNT_BATCH: u64 = 5_000;
/// Batches that may wait to be written.
const WAITING: usize = 2;

/// What was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Report {
    /// Citizens and businesses.
    pub accounts: u64,
    pub clerks: u64,
    pub dossiers: u64,
    /// Events of these.
    pub events: u64,
}

struct Batch {
    dossiers: Vec<BulkDossier>,
    counters: Vec<SeriesCounter>,
}

/// Makes what was ordered, before `now`; `say` hears how far it is.
///
/// # Errors
/// A database with dossiers unless they are to be added to, and whatever the database refuses. What
/// was written until then stays.
pub fn generate(
    storage: &Storage,
    snapshot: &Snapshot,
    order: &Order,
    now: Instant,
    say: &mut dyn FnMut(&Report),
) -> Result<Report, GenerateError> {
    let (is_added_to, accounts_before) = storage
        .read(|conn| Ok::<_, storage::Error>((has_dossiers(conn)?, account_count(conn)?)))?;
    if is_added_to && !order.append {
        return Err(GenerateError::NotEmpty);
    }
    let words = Words::built_in()?;
    let today = now.vietnam_date();
    // What is added is other than what was made by the same seed before, when there were fewer
    // accounts.
    let added_to = if is_added_to { accounts_before } else { 0 };
    let seed = mixed(order.seed) ^ added_to.unsigned_abs();
    let people = People {
        seed,
        first: accounts_before.unsigned_abs(),
        accounts: order.accounts,
        since: first_day(today, order.days),
        words: &words,
        birth_provinces: birth_provinces(snapshot),
    };
    let mut filings = Filings {
        seed,
        snapshot,
        words: &words,
        people: &people,
        here: FilingDistribution::new(snapshot, Side::Here, seed, today),
        elsewhere: FilingDistribution::new(snapshot, Side::Elsewhere, seed, today),
        staff: HashMap::new(),
        now,
    };
    let mut report = Report::default();
    write_staff(storage, &mut filings, &mut report)?;
    write_accounts(storage, &people, &mut report, say)?;
    let dealt = is_added_to.then_some(storage);
    write_dossiers(storage, &filings, order, dealt, &mut report, say)?;
    Ok(report)
}

fn birth_provinces(snapshot: &Snapshot) -> Vec<String> {
    let provinces = snapshot.catalogue.units.provinces().iter();
    let mut codes: Vec<String> = provinces
        .flat_map(|province| &province.formed_from)
        .map(|code| code.as_str().to_owned())
        .collect();
    codes.sort();
    codes
}

fn write_staff(
    storage: &Storage,
    filings: &mut Filings<'_>,
    report: &mut Report,
) -> Result<(), GenerateError> {
    for agency in filings.here.agencies() {
        let staff = staff(filings.people, agency)?;
        storage.write(|tx| {
            accounts_insert(tx, &staff.accounts)?;
            appointments_insert(tx, &staff.appointments)
        })?;
        report.clerks += u64::try_from(staff.accounts.len()).unwrap_or(0);
        filings.staff.insert(agency.id(), staff.clerks);
    }
    Ok(())
}

fn write_accounts(
    storage: &Storage,
    people: &People<'_>,
    report: &mut Report,
    say: &mut dyn FnMut(&Report),
) -> Result<(), GenerateError> {
    let mut next = 0;
    while next < people.accounts {
        let end = people.accounts.min(next + ACCOUNT_BATCH);
        let accounts = (next..end)
            .map(|index| people.party(index).map(|party| party.account))
            .filter_map(Result::transpose)
            .collect::<Result<Vec<_>, _>>()?;
        storage.write(|tx| accounts_insert(tx, &accounts))?;
        next = end;
        report.accounts = end;
        say(report);
    }
    Ok(())
}

fn write_dossiers(
    storage: &Storage,
    filings: &Filings<'_>,
    order: &Order,
    dealt: Option<&Storage>,
    report: &mut Report,
    say: &mut dyn FnMut(&Report),
) -> Result<(), GenerateError> {
    thread::scope(|scope| {
        let (made, waiting) = sync_channel(WAITING);
        let maker = scope.spawn(move || make_all(filings, order, dealt, &made));
        for batch in waiting {
            write_batch(storage, &batch)?;
            report.dossiers += u64::try_from(batch.dossiers.len()).unwrap_or(0);
            let events: usize = batch.dossiers.iter().map(|one| one.events.len()).sum();
            report.events += u64::try_from(events).unwrap_or(0);
            say(report);
        }
        maker.join().map_err(|_| GenerateError::Stopped)?
    })
}

fn write_batch(storage: &Storage, batch: &Batch) -> Result<(), storage::Error> {
    storage.write(|tx| {
        dossiers_insert(tx, &batch.dossiers)?;
        batch
            .counters
            .iter()
            .try_for_each(|counter| counter_raise(tx, &counter.series, counter.day, counter.last))
    })
}

/// Makes every dossier, day by day. Ends early when nobody takes the batches any more: the writer
/// knows why.
fn make_all(
    filings: &Filings<'_>,
    order: &Order,
    dealt: Option<&Storage>,
    made: &SyncSender<Batch>,
) -> Result<(), GenerateError> {
    let today = filings.now.vietnam_date();
    let calendar = Calendar {
        holidays: filings.snapshot.catalogue.holiday_table(),
        ..Calendar::default()
    };
    let mut batch = Batch {
        dossiers: Vec::with_capacity(BATCH),
        counters: Vec::new(),
    };
    let mut index = 0;
    for day in days(today, order.days, order.dossiers, &calendar) {
        let mut numbers = Numbers::of(day.date, dealt);
        for of_day in 0..day.filings {
            let part = part(of_day, day.filings);
            let dossier = filings.dossier(index, &day, part, &mut numbers)?;
            batch.dossiers.push(dossier);
            index += 1;
            if batch.dossiers.len() == BATCH {
                batch.counters.extend(numbers.ours());
                let full = std::mem::replace(
                    &mut batch,
                    Batch {
                        dossiers: Vec::with_capacity(BATCH),
                        counters: Vec::new(),
                    },
                );
                if made.send(full).is_err() {
                    return Ok(());
                }
            }
        }
        batch.counters.extend(numbers.ours());
    }
    // Nobody waits for it only after an error that the writer tells.
    let _ = made.send(batch);
    Ok(())
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a day has far fewer filings than 2^53"
)]
fn part(of_day: u64, filings: u64) -> f64 {
    (of_day as f64 + 0.5) / filings.max(1) as f64
}
