//! Drafts, lifecycle, deadlines, codes, attachments, events and their effects.
//!
//! Pages do not belong here, nor what the wire makes of a dossier; both call the operations.

mod acts;
mod applying;
mod as_filed;
mod code;
mod deadline;
mod dossier;
mod effects;
mod error;
mod event;
mod event_kind;
mod file_name;
mod letters;
mod lifecycle;
mod lookup_ending;

mod office_names;
mod opening;
mod operations;
mod papers;
mod partner_jobs;
mod record;
mod remaining;
mod spelling;
mod steps;
mod store;
mod synced;

pub use crate::catalogue::{FeeDue, ResultDelivery};
pub use crate::storage::MediaType;
pub use acts::{
    Act, ActBlocked, ActInput, ActRule, At, BulkDossier, CaseFile, DoneBy, EndSupplementTerm,
    LONGEST_TEXT, PastAct, Receivers, RowChange, Side, Target, can_do, carry_out, dossier_for_act,
    end_supplement_term, is_repeated, is_repeated_by_applicant, may_act, receivers,
};
pub use applying::*;
pub use as_filed::{AsFiled, as_filed};
pub use code::{DossierCode, DossierCodeError};
pub use deadline::{
    ANSWER_TERM, Course, Punctuality, SUPPLEMENT_TERM, Suspension, due_after, due_at, forward_by,
    punctuality,
};
pub use dossier::{
    Authority, ChainEnd, DeskList, DeskPosition, Dossier, Fee, FiledUnder, Holder, HolderKind,
    Times,
};
pub use effects::{Concerned, effects};
pub use error::{Error, Problem, Result};
pub use event::{Event, EventText, Source};
pub use event_kind::{Causes, EventKind, EventRule, EventTone, News, Reader, Readers};
pub use letters::WriteDossierLetter;
pub use lifecycle::{NotNow, PlainState, Resumable, Standing, State};
pub use lookup_ending::LookupEnding;
pub use office_names::OfficeNames;
pub use opening::{
    EventActor, FileOf, History, NamedFile, OpenDossier, file_for_person, file_for_staff,
    open_for_person, open_for_staff,
};
pub use operations::*;
pub use papers::{AskedPaper, OTHER_PAPERS, PaperCase, PaperList};
pub use partner_jobs::{FetchPartnerFile, PushToPartner};
pub use remaining::Remaining;
pub use spelling::{code_key, code_spellings};
pub use steps::Application;
pub use store::{
    Attachment, COUNTED_TO, CodeKind, Deciding, DraftBegun, FILE_REFERENCES, FiledAnswers,
    FiledKey, LiesWith, Line, Offer, OwnCounts, OwnList, Queue, QueueCount, QueueCursor, QueuePart,
    Recorded, ResultDocument, ResultFile, SupplementRequest, agency_code_of, answers,
    attachment_of, attachments_of, codes_by_dossier, codes_of, counter_raise, dossier,
    dossier_of_code, dossier_of_person, dossiers_insert, dossiers_of, draft_owned_by, drafts_for,
    drafts_of, event, event_text, event_texts_of, events, fees_of, found_by_ids, found_by_name,
    found_by_number, has_dossiers, last_number, offer, offices_of, own_counts, partner_of, queue,
    queue_counts, queue_total, results_of, supplements_of, told_by_agency,
};
pub use synced::{
    AgencyReport, Baseline, Channel, Details, FeeKind, Known, OfferKind, OfferedFile,
    OnlinePayment, Past, PendingChanges, Price, Progress, RecomputeViews, Recording, Reporter,
    RequestChange, Snapshot, SnapshotMode, Step, StoredBaseline, SyncRefusal, SyncedDates,
    SyncedFee, SyncedSupplement, Taken, Tie, TimeLine, TimedState, Traits, View, take_progress,
    take_snapshots, tie,
};
