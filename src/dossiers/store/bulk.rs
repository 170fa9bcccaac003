//! Inserting many finished dossiers at once, with their events, fees and results: the same rows
//! that the operations write one by one.

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
use crate::dossiers::{BulkDossier, DossierCode, code_key};
use crate::storage::schema::{
    code_counters, dossier_agencies, dossier_answers, dossier_codes, dossier_events, dossier_fees,
    dossier_notes, dossier_results, dossiers, supplement_requests,
};
use crate::storage::{Conn, KeyRing, Result, Tx};

/// Inserts dossiers that are new, with their codes, events, texts, answers, supplements, fees and
/// results. No job and no letter comes of them: they are history.
pub fn dossiers_insert(tx: &mut Tx<'_>, histories: &[BulkDossier]) -> Result<()> {
    let keys = tx.keys();
    let rows: Vec<NewRow> = rows_of(histories, |history| {
        NewRow::of(&keys, &history.case.dossier, history.updated_at)
    })?;
    crate::insert_all!(tx, dossiers::table, rows)?;
    insert_access(tx, histories)?;
    insert_history(tx, &keys, histories)?;
    insert_matters(tx, &keys, histories)
}

fn rows_of<'a, R>(
    histories: &'a [BulkDossier],
    row: impl Fn(&'a BulkDossier) -> Result<R>,
) -> Result<Vec<R>> {
    histories.iter().map(row).collect()
}

/// Under which codes the dossiers are found, and which agencies see them.
fn insert_access(tx: &mut Tx<'_>, histories: &[BulkDossier]) -> Result<()> {
    let codes: Vec<CodeRow<'_>> = histories
        .iter()
        .flat_map(|history| {
            let codes = history.codes.iter();
            codes.map(|(code, kind)| CodeRow::of(code, history.case.dossier.id, *kind))
        })
        .collect();
    crate::insert_all!(tx, dossier_codes::table, codes)?;
    let agencies: Vec<AgencyRow> = rows_of(histories, |history| {
        Ok(AgencyRow {
            dossier_id: history.case.dossier.id,
            agency_id: history.case.dossier.agency,
            since: history.since,
        })
    })?;
    crate::insert_all!(tx, dossier_agencies::table, agencies)
}

/// What happened, and what was written about it.
fn insert_history(tx: &mut Tx<'_>, keys: &KeyRing, histories: &[BulkDossier]) -> Result<()> {
    let events: Result<Vec<EventRow>> = histories
        .iter()
        .flat_map(|history| &history.events)
        .map(EventRow::of)
        .collect();
    crate::insert_all!(tx, dossier_events::table, events?)?;
    let notes: Result<Vec<NoteRow<'_>>> = histories
        .iter()
        .flat_map(|history| {
            let texts = history.texts.iter();
            texts.map(|note| NoteRow::of(keys, history.case.dossier.id, note))
        })
        .collect();
    crate::insert_all!(tx, dossier_notes::table, notes?)
}

/// What was answered, asked for, owed and decided.
fn insert_matters(tx: &mut Tx<'_>, keys: &KeyRing, histories: &[BulkDossier]) -> Result<()> {
    let answers: Result<Vec<AnswersRow<'_>>> = histories
        .iter()
        .filter_map(|history| {
            let answers = history.answers.as_ref()?;
            Some(AnswersRow::of(keys, history.case.dossier.id, answers))
        })
        .collect();
    crate::insert_all!(tx, dossier_answers::table, answers?)?;
    let supplements: Vec<SupplementRow> = histories
        .iter()
        .flat_map(|history| {
            let requests = history.case.supplements.iter();
            requests.map(|request| SupplementRow::of(history.case.dossier.id, request))
        })
        .collect();
    crate::insert_all!(tx, supplement_requests::table, supplements)?;
    let fees: Vec<FeeRow> = histories
        .iter()
        .flat_map(|history| {
            let fees = history.case.fees.iter();
            fees.map(|fee| FeeRow::of(history.case.dossier.id, fee))
        })
        .collect();
    crate::insert_all!(tx, dossier_fees::table, fees)?;
    let results: Vec<ResultRow> = histories
        .iter()
        .flat_map(|history| {
            let results = history.results.iter();
            results.map(|result| ResultRow::of(history.case.dossier.id, result))
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
