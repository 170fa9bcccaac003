//! Opening a dossier: one way for staff, which leaves a line in the journal, and one for its people.
//! Each reads all that a page shows in a fixed number of queries, and leaves out of the history what
//! its reader may not see.

use std::collections::BTreeMap;

use super::acts::CaseFile;
use super::as_filed::{AsFiled, as_filed};
use super::dossier::{Authority, Dossier};
use super::error::{Error, Result};
use super::event::{Event, Source};
use super::event_kind::{EventKind, Reader};
use super::file_name::result_name;
use super::lifecycle::State;
use super::office_names::OfficeNames;
use super::store::{self, Attachment, ResultDocument};
use super::synced::{AgencyReport, derived_history};
use crate::accounts;
use crate::context::Context;
use crate::journal::{self, AuditAction, JournalEntry};
use crate::kernel::{
    AccountId, AttachmentId, DossierId, EventTextId, HandlingUnitId, ResultId, Viewer,
};
use crate::storage::{Conn, MediaType, StoredFile, Tx};

/// A dossier with all that hangs on it.
#[derive(Debug, Clone)]
pub struct OpenDossier {
    /// The dossier with its fees and supplements.
    pub case: CaseFile,
    /// What was declared, with the names of the papers that were asked for.
    pub filed: AsFiled,
    /// Its papers, in the order in which they are asked for.
    pub papers: Vec<Attachment>,
    /// What it led to.
    pub results: Vec<ResultDocument>,
    /// What the agency's own system tells beside.
    pub told: Option<AgencyReport>,
    /// The office that works on it, where the agency has a system of its own.
    pub office: OfficeNames,
    /// What happened, as far as the reader may see.
    pub history: History,
    /// How many events the reader may see: what an applicant's form says that it showed. The
    /// version of the row would betray what clerks noted for themselves.
    pub seen: usize,
}

/// What happened to a dossier, with the names of all that it names.
#[derive(Debug, Clone, Default)]
pub struct History {
    /// The events in the order in which they happened. What an agency's own system reports stands
    /// there as `derived_history` has it.
    pub events: Vec<Event>,
    /// What an agency's own system remarks in its newest snapshot, unless an entry says it.
    pub remark: Option<String>,
    texts: BTreeMap<EventTextId, String>,
    people: BTreeMap<AccountId, String>,
    units: BTreeMap<HandlingUnitId, String>,
}

impl History {
    /// A text that the reader may read.
    pub fn text(&self, text: EventTextId) -> Option<&str> {
        self.texts.get(&text).map(String::as_str)
    }

    /// The name of somebody who had a hand in it. For staff alone.
    pub fn person(&self, account: AccountId) -> Option<&str> {
        self.people.get(&account).map(String::as_str)
    }

    /// The name of a unit through which it went.
    pub fn unit(&self, unit: HandlingUnitId) -> Option<&str> {
        self.units.get(&unit).map(String::as_str)
    }

    /// What happened later than event number `seen`, newest first by occurrence.
    pub fn since(&self, seen: i32) -> Vec<&Event> {
        let newest = self.events.iter().rev();
        newest.filter(|event| event.seq > seen).collect()
    }
}

/// Opens a dossier for a clerk of an agency through which it passed, and records that they looked.
///
/// # Errors
/// `NotFound` for everybody else.
pub fn open_for_staff(tx: &mut Tx<'_>, cx: &Context, id: DossierId) -> Result<OpenDossier> {
    let (viewer, dossier) = of_staff(tx, cx, id)?;
    let entry = JournalEntry::new(AuditAction::LookedAtDossier, viewer.account, id);
    journal::record(tx, &cx.moment, &entry.for_agency(dossier.agency))?;
    // Nobody handles their own dossier, and about it they read no more than anybody else.
    let is_own = dossier.belongs_to(viewer.account);
    let reader = |event: &Event| match viewer.works_in(event.agency) {
        _ if is_own => Reader::Applicant,
        true => Reader::ActingClerk,
        false => Reader::OtherClerk,
    };
    let mut opened = read(tx, cx, dossier, reader)?;
    let people = opened.people();
    opened.history.people = accounts::names_of(tx, &people)?;
    Ok(opened)
}

/// Opens a dossier for whoever filed it or holds it.
///
/// # Errors
/// `NotFound` for everybody else.
pub fn open_for_person(conn: &mut Conn, cx: &Context, id: DossierId) -> Result<OpenDossier> {
    let account = cx.account().ok_or(Error::NotFound)?;
    let dossier = store::dossier_of_person(conn, id, account)?.ok_or(Error::NotFound)?;
    read(conn, cx, dossier, |_| Reader::Applicant)
}

fn of_staff<'a>(conn: &mut Conn, cx: &'a Context, id: DossierId) -> Result<(&'a Viewer, Dossier)> {
    let viewer = cx.viewer().ok_or(Error::NotFound)?;
    let found = store::dossier_of_agencies(conn, id, &viewer.agencies())?;
    Ok((viewer, found.ok_or(Error::NotFound)?))
}

fn read(
    conn: &mut Conn,
    cx: &Context,
    dossier: Dossier,
    reader: impl Fn(&Event) -> Reader,
) -> Result<OpenDossier> {
    let id = dossier.id;
    let filed = as_filed(conn, &cx.catalogue, &dossier)?;
    let mut papers = store::attachments_of(conn, id)?;
    filed.put_in_order(&mut papers);
    let told = store::told_by_agency(conn, &dossier)?;
    let office = match dossier.authority {
        Authority::Desk => OfficeNames::default(),
        Authority::Partner => store::office_of(conn, id)?,
    };
    let results = store::results_of(conn, id)?;
    let (history, seen) = history(conn, &dossier, reader)?;
    Ok(OpenDossier {
        case: CaseFile::with_papers(conn, dossier, &papers)?,
        filed,
        papers,
        results,
        told,
        office,
        seen,
        history,
    })
}

/// What the reader may see of the history, and how many recorded events that are.
fn history(
    conn: &mut Conn,
    dossier: &Dossier,
    reader: impl Fn(&Event) -> Reader,
) -> Result<(History, usize)> {
    let recorded = store::events(conn, dossier.id)?.into_iter();
    let mut events: Vec<Event> = recorded.map(|recorded| recorded.event).collect();
    events.retain(|event| event.kind.rule().readers.include(reader(event)));
    let seen = events.len();
    let readable = events.iter().filter(|event| {
        let readers = event.kind.rule().text_readers;
        readers.include(reader(event))
    });
    let readable: Vec<EventTextId> = readable.filter_map(|event| event.note).collect();
    let mut texts = store::event_texts_of(conn, dossier.id)?;
    texts.retain(|id, _| readable.contains(id));
    let remark = newest_remark(&events);
    let synced = match dossier.authority {
        Authority::Desk => None,
        Authority::Partner => store::stored_baseline(conn, dossier)?,
    };
    match synced {
        Some(baseline) => events = derived_history(events, &baseline),
        None => events.sort_by_key(|event| (event.occurred_at, event.seq)),
    }
    let history = History {
        units: accounts::unit_names(conn, &units_of(dossier, &events))?,
        people: BTreeMap::new(),
        remark: remark.and_then(|remark| unsaid(remark, &events, &texts)),
        texts,
        events,
    };
    Ok((history, seen))
}

/// The units through which a dossier went.
fn units_of(dossier: &Dossier, events: &[Event]) -> Vec<HandlingUnitId> {
    let forwarded = events.iter().filter_map(|event| match event.kind {
        EventKind::Forwarded { unit, .. } => unit,
        _ => None,
    });
    let mut units: Vec<HandlingUnitId> = forwarded.chain(dossier.place.unit).collect();
    units.sort_unstable();
    units.dedup();
    units
}

/// The text of the newest snapshot.
fn newest_remark(recorded: &[Event]) -> Option<EventTextId> {
    let mut newest = recorded.iter().rev();
    newest
        .find(|event| matches!(event.kind, EventKind::Synced { .. }))
        .and_then(|event| event.note)
}

/// A remark, unless an event that is shown says it.
fn unsaid(
    remark: EventTextId,
    shown: &[Event],
    texts: &BTreeMap<EventTextId, String>,
) -> Option<String> {
    let remark = texts.get(&remark)?;
    let mut said = shown.iter().filter_map(|event| texts.get(&event.note?));
    (!said.any(|text| text.starts_with(remark))).then(|| remark.clone())
}

impl OpenDossier {
    /// The dossier's own row.
    pub const fn dossier(&self) -> &Dossier {
        &self.case.dossier
    }

    /// Everybody whom a page for staff names.
    fn people(&self) -> Vec<AccountId> {
        let dossier = self.dossier();
        let officer = |event: &Event| match event.kind {
            EventKind::Forwarded { officer, .. } => officer,
            _ => None,
        };
        let events = self.history.events.iter();
        let mut people: Vec<AccountId> = events
            .flat_map(|event| [event.actor, officer(event)])
            .chain([dossier.applicant, dossier.place.officer])
            .flatten()
            .collect();
        people.sort_unstable();
        people.dedup();
        people
    }
}

/// A file of a dossier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileOf {
    /// A paper that went with it.
    Paper(AttachmentId),
    Result(ResultId),
}

/// A stored file with what the answer's head says of it.
#[derive(Debug, Clone)]
pub struct NamedFile {
    pub name: String,
    /// Its content.
    pub file: StoredFile,
    /// What the content is.
    pub media: MediaType,
}

/// A file of a dossier for a clerk, who is recorded to have opened it.
///
/// # Errors
/// `NotFound` where there is none, or not for them.
pub fn file_for_staff(
    tx: &mut Tx<'_>,
    cx: &Context,
    id: DossierId,
    file: FileOf,
) -> Result<NamedFile> {
    let (viewer, dossier) = of_staff(tx, cx, id)?;
    let found = file_of(tx, id, file)?.ok_or(Error::NotFound)?;
    let entry = JournalEntry::new(AuditAction::OpenedPaper, viewer.account, id);
    journal::record(tx, &cx.moment, &entry.for_agency(dossier.agency))?;
    Ok(found)
}

/// A file of one's own draft or dossier. A result is the applicant's once it was returned: before
/// that a fee may be owed for it.
///
/// # Errors
/// `NotFound` where there is none, or not for them.
pub fn file_for_person(
    conn: &mut Conn,
    account: AccountId,
    id: DossierId,
    file: FileOf,
) -> Result<NamedFile> {
    let dossier = store::dossier_of_person(conn, id, account)?;
    let result = match file {
        FileOf::Result(result) => result,
        FileOf::Paper(_) => {
            let is_theirs =
                dossier.is_some() || store::draft_owned_by(conn, id, account)?.is_some();
            let found = if is_theirs {
                file_of(conn, id, file)?
            } else {
                None
            };
            return found.ok_or(Error::NotFound);
        }
    };
    let dossier = dossier.filter(|dossier| dossier.state() == State::Returned);
    let dossier = dossier.ok_or(Error::NotFound)?;
    let mut results = store::results_of(conn, id)?.into_iter();
    let named = results.find(|known| known.id == result);
    let named = named.ok_or(Error::NotFound)?;
    let found = file_of(conn, id, file)?.ok_or(Error::NotFound)?;
    Ok(NamedFile {
        name: result_name(&dossier, &named, found.media),
        ..found
    })
}

fn file_of(conn: &mut Conn, id: DossierId, file: FileOf) -> Result<Option<NamedFile>> {
    Ok(match file {
        FileOf::Paper(paper) => store::attachment_of(conn, id, paper)?.map(|paper| NamedFile {
            name: paper.file_name,
            file: paper.file,
            media: paper.media,
        }),
        FileOf::Result(result) => {
            let results = store::results_of(conn, id)?.into_iter();
            let mut named = results.filter(|found| found.id == result);
            named.find_map(|found| found.file).map(|file| NamedFile {
                name: file.name,
                file: file.file,
                media: file.media,
            })
        }
    })
}

/// Who did something, as a time-line names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventActor<'a> {
    /// Somebody of this name.
    Person(&'a str),
    /// A term that passed.
    Clock,
    /// The agency's own system.
    AgencySystem,
    /// Somebody who is not known any more.
    Unknown,
}

impl History {
    /// Who did what an event tells of.
    pub fn actor(&self, event: &Event) -> EventActor<'_> {
        let person = event.actor.and_then(|actor| self.person(actor));
        match (event.source, person, event.actor) {
            (Source::Clock, ..) => EventActor::Clock,
            (_, Some(name), _) => EventActor::Person(name),
            (Source::Agency, None, None) => EventActor::AgencySystem,
            (_, None, _) => EventActor::Unknown,
        }
    }
}
