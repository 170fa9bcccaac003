//! A dossier with its whole history, put together without a database for the generator of dossiers:
//! each act by the same decision, and in the same chain of events, as by the operation.

use super::case_file::{CaseFile, RowChange};
use super::decide::{Acting, decide};
use super::input::ActInput;
use crate::agencies::Calendar;
use crate::dossiers::dossier::{Dossier, Fee};
use crate::dossiers::error::Result;
use crate::dossiers::event::{EventText, Source};
use crate::dossiers::event_kind::EventKind;
use crate::dossiers::record::{NewEvent, chained};
use crate::dossiers::steps::Application;
use crate::dossiers::store::{CodeKind, FiledAnswers, Recorded, ResultDocument};
use crate::kernel::{AccountId, Instant, TimeAndChance};

/// Who did something in the past, where that becomes known from, and when it was written.
#[derive(Clone)]
pub struct PastAct {
    /// When it happened, and where the ids of what it makes come from.
    pub moment: TimeAndChance,
    /// When it was recorded: later, where an agency's system sent it.
    pub recorded_at: Instant,
    /// Where it comes from.
    pub source: Source,
    /// Who did it; nobody for the clock and for agencies' systems.
    pub actor: Option<AccountId>,
    /// What makes a synced event the same event when it comes again.
    pub source_key: Option<String>,
}

/// A dossier with all that hangs on it.
#[derive(Debug, Clone)]
pub struct BulkDossier {
    /// The dossier as it stands after the last event, with its fees and supplements.
    pub case: CaseFile,
    /// When its row was last written.
    pub updated_at: Instant,
    /// Since when its agency sees it.
    pub since: Instant,
    pub codes: Vec<(String, CodeKind)>,
    /// What was answered; nothing for a dossier that began in an agency's own system.
    pub answers: Option<FiledAnswers>,
    /// Its events, in order.
    pub events: Vec<Recorded>,
    pub texts: Vec<EventText>,
    /// What it led to.
    pub results: Vec<ResultDocument>,
}

impl BulkDossier {
    /// Filed under a code of this kind.
    pub fn filed(
        application: Application,
        kind: CodeKind,
        answers: Option<FiledAnswers>,
        fees: Vec<Fee>,
        by: PastAct,
        calendar: &Calendar,
    ) -> Self {
        let code = application.code.clone();
        let dossier = Dossier::filed(application, by.moment.now, calendar);
        let mut filed = Self {
            case: CaseFile {
                dossier,
                fees,
                supplements: Vec::new(),
                has_new_papers: false,
            },
            updated_at: by.recorded_at,
            since: by.recorded_at,
            codes: vec![(code, kind)],
            answers,
            events: Vec::new(),
            texts: Vec::new(),
            results: Vec::new(),
        };
        filed.append(by, EventKind::Submitted {}, None);
        filed
    }

    /// Does an act. What would follow from it at once is left to whoever tells the story.
    ///
    /// # Errors
    /// Those of the decision: the story breaks a rule.
    pub fn carry_out(&mut self, by: PastAct, input: &ActInput, calendar: &Calendar) -> Result<()> {
        let acting = Acting {
            moment: &by.moment,
            calendar,
            actor: by.actor,
        };
        let outcome = decide(&self.case, input, acting)?;
        if let Some(row) = outcome.row {
            self.case.apply(&row);
            if let RowChange::ResultAdded(result) = row {
                self.results.push(result);
            }
        }
        self.case.dossier = outcome.dossier;
        self.case.dossier.version = self.case.dossier.version.saturating_add(1);
        self.append(by, outcome.kind, outcome.text);
        Ok(())
    }

    fn append(&mut self, by: PastAct, kind: EventKind, note: Option<EventText>) {
        let event = NewEvent {
            kind,
            source: by.source,
            actor: by.actor,
            note,
            source_key: by.source_key,
        };
        let dossier = &mut self.case.dossier;
        let (recorded, text) = chained(dossier, event, by.moment.now, by.recorded_at);
        self.updated_at = by.recorded_at;
        self.events.push(recorded);
        self.texts.extend(text);
    }
}
