//! Writing the past: many dossiers at once, with all that hangs on them. The rows are those that
//! the operations write.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::answers::AnswersRow;
use super::codes::CodeRow;
use super::dossier_row::NewRow;
use super::events::{EventRow, NoteRow};
use super::fees::FeeRow;
use super::new_dossier::AgencyRow;
use super::results::ResultRow;
use super::supplements::SupplementRow;
use crate::dossiers::{Chronicle, DossierCode, code_key};
use crate::storage::schema::{
    code_counters, dossier_agencies, dossier_answers, dossier_codes, dossier_events, dossier_fees,
    dossier_notes, dossier_results, dossiers, supplement_requests,
};
use crate::storage::{Conn, KeyRing, Result, Tx};

/// Inserts dossiers that are new, with their codes, events, texts, answers, supplements, fees and
/// results. No job and no letter comes of them: they are history.
pub fn chronicles_insert(tx: &mut Tx<'_>, chronicles: &[Chronicle]) -> Result<()> {
    let keys = tx.keys();
    let rows: Vec<NewRow> = rows_of(chronicles, |chronicle| {
        NewRow::of(&keys, &chronicle.dossier, chronicle.updated_at)
    })?;
    crate::insert_all!(tx, dossiers::table, rows)?;
    insert_access(tx, chronicles)?;
    insert_history(tx, &keys, chronicles)?;
    insert_matters(tx, &keys, chronicles)
}

fn rows_of<'a, R>(
    chronicles: &'a [Chronicle],
    row: impl Fn(&'a Chronicle) -> Result<R>,
) -> Result<Vec<R>> {
    chronicles.iter().map(row).collect()
}

/// Under which codes the dossiers are found, and which agencies see them.
fn insert_access(tx: &mut Tx<'_>, chronicles: &[Chronicle]) -> Result<()> {
    let codes: Vec<CodeRow<'_>> = chronicles
        .iter()
        .flat_map(|chronicle| {
            let codes = chronicle.codes.iter();
            codes.map(|(code, kind)| CodeRow::of(code, chronicle.dossier.id, *kind))
        })
        .collect();
    crate::insert_all!(tx, dossier_codes::table, codes)?;
    let agencies: Vec<AgencyRow> = rows_of(chronicles, |chronicle| {
        Ok(AgencyRow {
            dossier_id: chronicle.dossier.id,
            agency_id: chronicle.dossier.agency,
            since: chronicle.since,
        })
    })?;
    crate::insert_all!(tx, dossier_agencies::table, agencies)
}

/// What happened, and what was written about it.
fn insert_history(tx: &mut Tx<'_>, keys: &KeyRing, chronicles: &[Chronicle]) -> Result<()> {
    let events: Result<Vec<EventRow>> = chronicles
        .iter()
        .flat_map(|chronicle| &chronicle.events)
        .map(EventRow::of)
        .collect();
    crate::insert_all!(tx, dossier_events::table, events?)?;
    let notes: Result<Vec<NoteRow<'_>>> = chronicles
        .iter()
        .flat_map(|chronicle| {
            let notes = chronicle.notes.iter();
            notes.map(|note| NoteRow::of(keys, chronicle.dossier.id, note))
        })
        .collect();
    crate::insert_all!(tx, dossier_notes::table, notes?)
}

/// What was answered, asked for, owed and decided.
fn insert_matters(tx: &mut Tx<'_>, keys: &KeyRing, chronicles: &[Chronicle]) -> Result<()> {
    let answers: Result<Vec<AnswersRow<'_>>> = chronicles
        .iter()
        .filter_map(|chronicle| {
            let answers = chronicle.answers.as_ref()?;
            Some(AnswersRow::of(keys, chronicle.dossier.id, answers))
        })
        .collect();
    crate::insert_all!(tx, dossier_answers::table, answers?)?;
    let supplements: Vec<SupplementRow> = chronicles
        .iter()
        .flat_map(|chronicle| {
            let requests = chronicle.supplements.iter();
            requests.map(|request| SupplementRow::of(chronicle.dossier.id, request))
        })
        .collect();
    crate::insert_all!(tx, supplement_requests::table, supplements)?;
    let fees: Vec<FeeRow> = chronicles
        .iter()
        .flat_map(|chronicle| {
            let fees = chronicle.fees.iter();
            fees.map(|(fee, cashier)| FeeRow::of(chronicle.dossier.id, fee, *cashier))
        })
        .collect();
    crate::insert_all!(tx, dossier_fees::table, fees)?;
    let results: Vec<ResultRow> = chronicles
        .iter()
        .flat_map(|chronicle| {
            let results = chronicle.results.iter();
            results.map(|result| ResultRow::of(chronicle.dossier.id, result))
        })
        .collect();
    crate::insert_all!(tx, dossier_results::table, results)
}

/// Raises the counter of a code and day to `last`, so that filing goes on behind it.
pub fn counter_raise(tx: &mut Tx<'_>, agency_code: &str, day: NaiveDate, last: u32) -> Result<()> {
    let last = i64::from(last);
    let row = (
        code_counters::code.eq(agency_code),
        code_counters::day.eq(day),
        code_counters::last.eq(last),
    );
    crate::each!(tx, |conn| diesel::insert_into(code_counters::table)
        .values(row)
        .on_conflict((code_counters::code, code_counters::day))
        .do_update()
        .set(code_counters::last.eq(last))
        .execute(conn))?;
    Ok(())
}

/// The highest number that codes of this series have on a day, between two numbers of seven
/// digits.
pub fn last_number(
    conn: &mut Conn,
    agency_code: &str,
    day: NaiveDate,
    numbers: std::ops::RangeInclusive<u32>,
) -> Result<Option<u32>> {
    let spelt = |number: u32| {
        DossierCode::numbered(agency_code, day, number)
            .map(|code| code_key(&code.to_string()))
            .unwrap_or_default()
    };
    let highest: Option<String> = dossier_codes::table
        .filter(dossier_codes::code.ge(spelt(*numbers.start())))
        .filter(dossier_codes::code.le(spelt(*numbers.end())))
        .order(dossier_codes::code.desc())
        .select(dossier_codes::code)
        .first(conn.engine())
        .optional()?;
    Ok(highest
        .and_then(|code| code.parse::<DossierCode>().ok())
        .and_then(|code| code.sequence().parse().ok()))
}
