//! Recording what a message says: one transaction, in which the message itself is kept.

use serde_json::value::RawValue;

use super::error::Error;
use super::open::InboundContext;
use super::quarantine::{self, Arrival};
use super::services::{Recorder, ServiceCall};
use crate::agencies::AgencyCode;
use crate::catalogue::{Method, ProcedureCode, Snapshot as Catalogue};
use crate::context::Context;
use crate::dossiers::{
    FiledUnder, Progress, Recording, Snapshot, SnapshotMode, SyncRefusal, Tie, take_progress,
    take_snapshots, tie,
};
use crate::exchange::Partner;
use crate::exchange::store::{self, KeptBody, MessageLine};
use crate::exchange::wire::{
    MessageError, Object, RatingSummary, Reader, WireAnswer, read_progress, read_rating,
    read_snapshot, read_tie,
};
use crate::kernel::{AgencyId, Instant, MessageId};
use crate::speech::{Locale, Words};
use crate::storage::Tx;

/// The most elements of a batch.
const LARGEST_BATCH: usize = 1_000;

/// Records what a message says and keeps the message, both or neither. Refused, it is kept all the
/// same.
pub(super) fn answer(cx: &InboundContext<'_>, call: &ServiceCall<'_>) -> Result<WireAnswer, Error> {
    let outcome = match Batch::read(cx, call) {
        Ok(batch) => take(cx, call, &batch),
        Err(error) if call.asks_in_vain() => Err(Error::NotOffered(error)),
        Err(error) => Err(error.into()),
    };
    outcome.or_else(|error| quarantine::refused(cx, call, error))
}

fn take(
    cx: &InboundContext<'_>,
    call: &ServiceCall<'_>,
    batch: &Batch,
) -> Result<WireAnswer, Error> {
    let body = KeptBody::of(cx.storage.keys(), call.body)?;
    let message: MessageId = cx.moment.id();
    let incoming = Incoming {
        cx,
        partner: call.partner,
        message,
        came_at: cx.moment.now,
    };
    cx.storage.write(|tx| {
        let text = batch.record(tx, &incoming)?;
        let answer = WireAnswer::success(call.partner.success, text);
        let line = batch.line(cx, call.service, message, &answer);
        store::message_insert(tx, call.partner.id, &line, &body)?;
        Ok(answer)
    })
}

/// What a message says, read and checked.
pub(super) struct Batch {
    recorder: &'static Recorder,
    elements: Box<dyn Elements>,
}

impl Batch {
    /// Reads a message.
    pub(super) fn read(
        cx: &InboundContext<'_>,
        call: &ServiceCall<'_>,
    ) -> Result<Self, MessageError> {
        call.check_agency(cx)?;
        let recorder = call.recorder()?;
        Ok(Self {
            recorder,
            elements: (recorder.read)(cx, call)?,
        })
    }

    /// How many elements there are.
    pub(super) fn len(&self) -> usize {
        self.elements.len()
    }

    /// The dossier that the message is about, if it is about one.
    pub(super) fn dossier(&self) -> Option<&str> {
        let codes = self.elements.dossiers();
        let first = codes.first()?;
        codes.iter().all(|code| code == first).then_some(*first)
    }

    /// Whether it is about one dossier alone, and says all of it.
    pub(super) fn is_one_whole(&self) -> bool {
        self.recorder.newest_counts && self.len() == 1
    }

    /// Records it; gives back what is answered.
    pub(super) fn record(&self, tx: &mut Tx<'_>, incoming: &Incoming<'_>) -> Result<String, Error> {
        let outcome = self.elements.record(tx, incoming)?;
        let n = match outcome {
            RecordOutcome::SomeKnown(n) => n,
            RecordOutcome::New | RecordOutcome::Changed => 0,
        };
        let key = (self.recorder.done)(outcome);
        Ok(Words::new(Locale::Vi).with(key, &[("n", &n)]))
    }

    /// What is kept of the message beside its body.
    pub(super) fn line(
        &self,
        cx: &InboundContext<'_>,
        service: &str,
        id: MessageId,
        answer: &WireAnswer,
    ) -> MessageLine {
        MessageLine {
            id,
            service: kept_name(service),
            dossier_code: self.dossier().map(str::to_owned),
            elements: i32::try_from(self.len()).unwrap_or(i32::MAX),
            received_at: cx.moment.now,
            answer_code: answer.code.clone(),
            answer: answer.message.clone(),
            mended: None,
        }
    }
}

/// The service that is called, for what is kept of a message; made short.
pub(super) fn kept_name(service: &str) -> String {
    service.chars().take(60).collect()
}

/// The message in which elements come.
pub(super) struct Incoming<'a> {
    pub(super) cx: &'a InboundContext<'a>,
    pub(super) partner: &'a Partner,
    pub(super) message: MessageId,
    /// When it came; of a message that waited, that is long ago.
    pub(super) came_at: Instant,
}

impl Incoming<'_> {
    fn recording(&self) -> Recording<'_> {
        Recording {
            moment: &self.cx.moment,
            message: self.message,
            came_at: self.came_at,
            feed: self.partner.agency,
            calendar: self.cx.catalogue.calendar(self.partner.agency),
        }
    }
}

/// What came of the elements of a message that was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RecordOutcome {
    /// All of them are new.
    New,
    /// All are new but so many, which were known and have not changed.
    SomeKnown(usize),
    /// They change or add to what was known.
    Changed,
}

/// The elements of a message to one service.
pub(super) trait Elements {
    /// How many there are.
    fn len(&self) -> usize;

    /// The codes of the dossiers that they are about.
    fn dossiers(&self) -> Vec<&str>;

    /// Records them.
    fn record(&self, tx: &mut Tx<'_>, incoming: &Incoming<'_>) -> Result<RecordOutcome, Error>;
}

/// Dossiers as they stand.
pub(super) struct SnapshotBatch {
    mode: SnapshotMode,
    snapshots: Vec<Snapshot>,
}

impl SnapshotBatch {
    pub(super) fn read(
        cx: &InboundContext<'_>,
        call: &ServiceCall<'_>,
    ) -> Result<Box<dyn Elements>, MessageError> {
        let mode = match call.object.truth("isUpdating")? {
            true => SnapshotMode::Update,
            false => SnapshotMode::Insert,
        };
        let reader = Reader {
            agency: &|code| agency_of(cx, call.partner, code),
            procedure: &|code| filed_under(&cx.catalogue, code),
            now: cx.moment.now,
        };
        let snapshots = read_each(call, |element| {
            let snapshot = read_snapshot(element, &reader)?;
            if mode == SnapshotMode::Insert && !snapshot.born_here {
                check_own(cx, call.partner, &snapshot.code)?;
            }
            Ok(snapshot)
        })?;
        Ok(Box::new(Self { mode, snapshots }))
    }
}

impl Elements for SnapshotBatch {
    fn len(&self) -> usize {
        self.snapshots.len()
    }

    fn dossiers(&self) -> Vec<&str> {
        self.snapshots.iter().map(|one| one.code.as_str()).collect()
    }

    fn record(&self, tx: &mut Tx<'_>, incoming: &Incoming<'_>) -> Result<RecordOutcome, Error> {
        let (mode, at) = (self.mode, incoming.recording());
        let (cx, partner) = (incoming.cx, incoming.partner);
        let taken = match take_snapshots(tx, partner.id, mode, &self.snapshots, at) {
            // Whether others have a dossier is told to those alone who might have it.
            Err(SyncRefusal::NotYours(code)) if check_own(cx, partner, &code).is_ok() => {
                let error = MessageError::new("synced_elsewhere").with("code", &code);
                return Err(error.in_dossier(Some(&code)).into());
            }
            taken => taken?,
        };
        let arrival = Arrival::Dossiers(incoming.came_at);
        quarantine::wake(tx, incoming, &self.dossiers(), arrival)?;
        Ok(match (mode, taken.unchanged) {
            (SnapshotMode::Insert, 0) => RecordOutcome::New,
            (SnapshotMode::Insert, known) => RecordOutcome::SomeKnown(known),
            (SnapshotMode::Update, _) => RecordOutcome::Changed,
        })
    }
}

/// Rows of progress.
pub(super) struct RowBatch(Vec<Progress>);

impl RowBatch {
    pub(super) fn read(
        cx: &InboundContext<'_>,
        call: &ServiceCall<'_>,
    ) -> Result<Box<dyn Elements>, MessageError> {
        let read = |row: &Object<'_>| read_progress(row, cx.moment.now);
        Ok(Box::new(Self(read_each(call, read)?)))
    }
}

impl Elements for RowBatch {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn dossiers(&self) -> Vec<&str> {
        self.0.iter().map(|one| one.code.as_str()).collect()
    }

    fn record(&self, tx: &mut Tx<'_>, incoming: &Incoming<'_>) -> Result<RecordOutcome, Error> {
        let partner = incoming.partner;
        match take_progress(tx, partner.id, &self.0, incoming.recording()) {
            Err(SyncRefusal::Unknown(code)) => {
                check_own(incoming.cx, partner, &code)?;
                Err(SyncRefusal::Unknown(code).into())
            }
            outcome => Ok(outcome.map(|()| RecordOutcome::Changed)?),
        }
    }
}

/// A dossier that was filed here, and the agency's own code for it.
pub(super) struct TieBatch(Tie);

impl TieBatch {
    pub(super) fn read(
        cx: &InboundContext<'_>,
        call: &ServiceCall<'_>,
    ) -> Result<Box<dyn Elements>, MessageError> {
        let data = call.object.object("data")?;
        let tie = read_tie(&data, &call.partner.status_map, cx.moment.now)?;
        Ok(Box::new(Self(tie)))
    }
}

impl Elements for TieBatch {
    fn len(&self) -> usize {
        1
    }

    fn dossiers(&self) -> Vec<&str> {
        vec![&self.0.progress.code]
    }

    fn record(&self, tx: &mut Tx<'_>, incoming: &Incoming<'_>) -> Result<RecordOutcome, Error> {
        let own_code = self.0.own_code.as_deref();
        if let Some(code) = own_code {
            check_own(incoming.cx, incoming.partner, code)?;
        }
        tie(tx, incoming.partner.id, &self.0, incoming.recording())?;
        let Progress {
            state, sent_state, ..
        } = &self.0.progress;
        if state.is_none() {
            store::unmapped_note(tx, incoming.partner.id, sent_state, incoming.came_at)?;
        }
        let codes: Vec<&str> = own_code.into_iter().chain(self.dossiers()).collect();
        quarantine::wake(tx, incoming, &codes, Arrival::Tie)?;
        Ok(RecordOutcome::Changed)
    }
}

/// Summaries of satisfaction, each in the place of an earlier one of the same month, agency,
/// procedure and question. In a month in which nobody answered there are none.
pub(super) struct RatingBatch(Vec<RatingSummary>);

impl RatingBatch {
    pub(super) fn read(
        cx: &InboundContext<'_>,
        call: &ServiceCall<'_>,
    ) -> Result<Box<dyn Elements>, MessageError> {
        let owns = |code: &str| call.partner.owns_named(cx, code);
        let read = |element: &Object<'_>| read_rating(element, &owns);
        Ok(Box::new(Self(read_all(call, read)?)))
    }
}

impl Elements for RatingBatch {
    fn len(&self) -> usize {
        self.0.len()
    }

    fn dossiers(&self) -> Vec<&str> {
        Vec::new()
    }

    fn record(&self, tx: &mut Tx<'_>, incoming: &Incoming<'_>) -> Result<RecordOutcome, Error> {
        let now = incoming.cx.moment.now;
        for summary in &self.0 {
            store::rating_put(tx, incoming.partner.id, summary, now)?;
        }
        Ok(RecordOutcome::Changed)
    }
}

/// Reads the elements of `data`, of which there is at least one.
fn read_each<T>(
    call: &ServiceCall<'_>,
    read: impl Fn(&Object<'_>) -> Result<T, MessageError>,
) -> Result<Vec<T>, MessageError> {
    let elements = read_all(call, read)?;
    match elements.is_empty() {
        true => Err(MessageError::of_member("empty_list", "data")),
        false => Ok(elements),
    }
}

/// Reads the elements of `data` one at a time, so that the members of only one are in memory beside
/// the body and what was read already.
fn read_all<T>(
    call: &ServiceCall<'_>,
    read: impl Fn(&Object<'_>) -> Result<T, MessageError>,
) -> Result<Vec<T>, MessageError> {
    let elements = call.object.elements("data", LARGEST_BATCH)?;
    let read = |element: &RawValue| read(&Object::of(element)?);
    elements.into_iter().map(read).collect()
}

/// A partner names dossiers under the codes of its own agencies only, and of those that these follow.
fn check_own(cx: &Context, partner: &Partner, code: &str) -> Result<(), MessageError> {
    let agency = code.split('-').next().unwrap_or_default();
    match partner.owns_named(cx, agency) {
        true => Ok(()),
        false => Err(MessageError::new("foreign_dossier").in_dossier(Some(code))),
    }
}

/// The agency that a code names, or the nearest above it that is known; the successor of one that has
/// ended. Else the partner's own.
fn agency_of(cx: &Context, partner: &Partner, code: &str) -> AgencyId {
    let named: Option<AgencyCode> = code.parse().ok();
    let known = std::iter::successors(named, AgencyCode::parent)
        .take_while(|code| partner.owns(cx, code))
        .find_map(|code| cx.catalogue.agency_by_code(&code));
    let (agencies, today) = (&cx.catalogue.catalogue.agencies, cx.now().vietnam_date());
    known.map_or(partner.agency, |agency| {
        agencies.in_charge(agency, today).id()
    })
}

fn filed_under(catalogue: &Catalogue, sent: &str) -> Option<FiledUnder> {
    let code: ProcedureCode = sent.parse().ok()?;
    let procedure = catalogue.procedure(&code)?;
    let details = procedure.details.as_ref();
    Some(FiledUnder {
        revision: Some(catalogue.revision(&code)),
        name: procedure.name.clone(),
        term: details.and_then(|details| details.legal_term(Method::Online).only()),
        code: code.to_string(),
    })
}
