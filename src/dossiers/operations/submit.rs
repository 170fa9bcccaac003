//! Filing: a draft becomes a dossier of the same id, with a code, so that filing twice is a key
//! conflict and not two dossiers.

use serde_json::Value;

use crate::agencies::Calendar;
use crate::catalogue::FeeDue;
use crate::dossiers::code::DossierCode;
use crate::dossiers::dossier::{Authority, Dossier, Fee, FiledUnder, Holder};
use crate::dossiers::draft::Draft;
use crate::dossiers::error::{Error, Problem, Result};
use crate::dossiers::event::Source;
use crate::dossiers::event_kind::EventKind;
use crate::dossiers::record::{NewEvent, record_first};
use crate::dossiers::steps::Application;
use crate::dossiers::store::{self, CodeKind, FiledAnswers};
use crate::kernel::{AccountId, AgencyId, Dong, DossierId, Moment, Term};
use crate::storage::Tx;

/// What the caller knows of procedure, form and agency at the moment of filing.
#[derive(Debug, Clone)]
pub struct Filing {
    /// The agency and those above it, nearest first: the nearest that has a partner set decides.
    pub offices: Vec<AgencyId>,
    /// The agency's code, or its nearest ancestor's: the series from which the dossier is numbered.
    pub series: String,
    /// The procedure's name.
    pub procedure: String,
    /// The legal term, if there is exactly one.
    pub term: Option<Term>,
    /// The fees that are known to fall due.
    pub fees: Vec<NewFee>,
    /// The answers, validated.
    pub answers: Value,
    /// Whose dossier it is.
    pub holder: Holder,
    /// What it asks for, in a line.
    pub summary: String,
}

/// A fee that falls due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFee {
    /// What it is for.
    pub label: String,
    /// How much, if that is known.
    pub amount: Option<Dong>,
    /// When it must be paid.
    pub due: FeeDue,
}

/// What filing led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Submitted {
    /// The dossier.
    pub dossier: DossierId,
    /// False when it had been filed before: the request was repeated.
    pub is_new: bool,
}

/// Files a draft.
pub fn submit(
    tx: &mut Tx<'_>,
    moment: &Moment,
    account: AccountId,
    id: DossierId,
    filing: &Filing,
    calendar: &Calendar,
) -> Result<Submitted> {
    let Some(draft) = store::draft_owned_by(tx, id, account)? else {
        return filed_before(tx, account, id);
    };
    // On PostgreSQL the same draft may be filed from two windows at once: the second waits here
    // until the first has committed, and then finds nothing to remove.
    if !store::draft_delete(tx, id)? {
        return filed_before(tx, account, id);
    }
    store::agency_insert_if_new(tx, id, draft.agency, moment.now)?;
    store::answers_insert(tx, id, &filed_answers(&draft, filing))?;
    for fee in &filing.fees {
        store::fee_insert(tx, id, &unpaid(moment, fee))?;
    }
    // The number is taken last: its row stays locked until the commit.
    let day = moment.now.vietnam_date();
    let number = store::number_take(tx, &filing.series, day)?;
    let code = DossierCode::numbered(&filing.series, day, u32::try_from(number).unwrap_or(0))
        .map_err(|error| crate::storage::Error::nonsense("code_counters", "last", error))?
        .to_string();
    let deciding = store::partner_deciding(tx, &filing.offices, moment.now)?;
    if let Some(deciding) = deciding {
        store::synced_begin(tx, deciding, id, moment.now)?;
    }
    let authority = deciding.map_or(Authority::Desk, |_| Authority::Partner);
    let application = application(&draft, filing, authority, code)?;
    let mut dossier = Dossier::filed(application, moment.now, calendar);
    let event = NewEvent::by_applicant(EventKind::Submitted {}, account);
    let is_new = record_first(tx, moment, &mut dossier, event)?;
    if is_new {
        store::code_insert_if_new(tx, &dossier.code, id, CodeKind::Ours)?;
    }
    Ok(Submitted {
        dossier: id,
        is_new,
    })
}

/// The dossier that an earlier request made of this draft.
fn filed_before(tx: &mut Tx<'_>, account: AccountId, id: DossierId) -> Result<Submitted> {
    store::dossier_of_person(tx, id, account)?.ok_or(Error::NotFound)?;
    Ok(Submitted {
        dossier: id,
        is_new: false,
    })
}

fn filed_answers(draft: &Draft, filing: &Filing) -> FiledAnswers {
    FiledAnswers {
        form: draft.form.clone(),
        revision: draft.form_revision,
        case: draft.case.clone(),
        answers: filing.answers.clone(),
    }
}

fn unpaid(moment: &Moment, fee: &NewFee) -> Fee {
    Fee {
        id: moment.id(),
        label: fee.label.clone(),
        amount: fee.amount,
        due: fee.due,
        paid_at: None,
        marked_by: None,
    }
}

fn application(
    draft: &Draft,
    filing: &Filing,
    authority: Authority,
    code: String,
) -> Result<Application> {
    let delivery = draft
        .delivery
        .ok_or(Error::invalid("delivery", Problem::Missing))?;
    Ok(Application {
        id: draft.id,
        code,
        agency: draft.agency,
        authority,
        source: Source::Portal,
        procedure: FiledUnder {
            code: draft.procedure.clone(),
            revision: Some(draft.revision),
            name: filing.procedure.clone(),
            term: filing.term,
        },
        applicant: Some(draft.account),
        holder: filing.holder.clone(),
        summary: filing.summary.clone(),
        delivery,
        address: draft.address.clone(),
        pays_first: filing
            .fees
            .iter()
            .any(|fee| fee.due == FeeDue::BeforeAcceptance),
    })
}
