//! Looking an account up. What is typed may be a personal number, so it is posted.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;

use super::card::{Card, cards};
use crate::accounts::{self, AssuranceRecord, LookUpRefusal, look_up};
use crate::desk::office::{Office, Offices};
use crate::desk::paths;
use crate::journal::{Circumstances, SecurityEvent};
use crate::kernel::{AccountId, Role};
use crate::web::{
    Faults, Frame, PageError, PageResult, Posted, StaffRequest, caller_address, page_with_status,
};

#[derive(Template)]
#[template(path = "desk/counter/page.html")]
struct CounterPage {
    frame: Frame,
    office: Office,
    offices: Vec<Office>,
    /// Whose account this clerk has just verified.
    verified: Option<String>,
    typed: String,
    /// What was found; none before anything was sought.
    cards: Option<Vec<Card>>,
    /// The account whose form has faults.
    at_fault: Option<AccountId>,
    paper: String,
    faults: Faults,
    no_faults: Faults,
}

impl CounterPage {
    fn counter_of(&self, office: &Office) -> String {
        let path = paths::with_query(paths::COUNTER, &[(paths::OFFICE, &office.key)]);
        self.frame.path(&path)
    }

    /// The faults of the form on a card.
    fn faults_of(&self, card: &Card) -> &Faults {
        if self.at_fault == Some(card.id) {
            &self.faults
        } else {
            &self.no_faults
        }
    }

    fn paper_of(&self, card: &Card) -> &str {
        if self.at_fault == Some(card.id) {
            &self.paper
        } else {
            ""
        }
    }
}

/// What is wrong with the form on one card.
#[derive(Default)]
pub(super) struct CardFaults {
    pub(super) account: Option<AccountId>,
    pub(super) paper: String,
    pub(super) faults: Faults,
}

/// The offices at whose counter the clerk receives, with the current one.
pub(super) fn counters(desk: &StaffRequest) -> Result<Offices, PageError> {
    Offices::with_role(desk, Role::Intake)
}

pub(in crate::desk) async fn page(desk: StaffRequest) -> PageResult {
    let offices = counters(&desk)?;
    let verified = just_verified(&desk).await?;
    let nothing = CardFaults::default();
    show(&desk, offices, verified, String::new(), None, nothing)
}

/// The name on the account that the address names, where this clerk has verified it: of no other
/// account the counter tells anything that was not looked up.
async fn just_verified(desk: &StaffRequest) -> Result<Option<String>, PageError> {
    let named = desk.query(paths::VERIFIED);
    let Some(id) = named.and_then(|text| text.parse::<AccountId>().ok()) else {
        return Ok(None);
    };
    let storage = &desk.env.storage;
    let found = storage
        .reading(move |conn| accounts::account(conn, id))
        .await?;
    let clerk = Some(desk.viewer.account);
    let own = found.filter(
        |account| matches!(account.standing, AssuranceRecord::Verified { by, .. } if by == clerk),
    );
    Ok(own.map(|account| account.identity.name().to_owned()))
}

pub(in crate::desk) async fn act(desk: StaffRequest, posted: Posted) -> PageResult {
    let offices = counters(&desk)?;
    let typed = posted.text("q").to_owned();
    if typed.is_empty() {
        let mut wrong = CardFaults::default();
        wrong
            .faults
            .add("q", desk.words().t("desk.counter.nothing_typed"));
        return show(&desk, offices, None, typed, None, wrong);
    }
    show_found(&desk, offices, typed, CardFaults::default()).await
}

/// Looks up again what was typed, and shows it with what is wrong.
pub(super) async fn show_found(
    desk: &StaffRequest,
    offices: Offices,
    typed: String,
    wrong: CardFaults,
) -> PageResult {
    let (cx, agency, name) = (desk.cx.clone(), offices.current.id, typed.clone());
    let storage = &desk.env.storage;
    let found = match storage
        .writing(move |tx| look_up(tx, &cx, agency, &name))
        .await
    {
        Ok(found) => found,
        Err(error) => {
            let LookUpRefusal::Wait { seconds } = error.refusal()? else {
                return Err(PageError::Forbidden);
            };
            let mut wait = CardFaults::default();
            let message = desk.words().count("desk.counter.too_many", &seconds);
            wait.faults.add("q", message);
            return show(desk, offices, None, typed, None, wait);
        }
    };
    note(desk, found.is_empty());
    let frame = offices.frame(desk);
    let cards = cards(desk, &frame, &offices.current.key, found).await?;
    show(desk, offices, None, typed, Some(cards), wrong)
}

fn note(desk: &StaffRequest, is_miss: bool) {
    let event = match is_miss {
        true => SecurityEvent::CounterMiss,
        false => SecurityEvent::CounterLookUp,
    };
    let from = Circumstances::from_address(caller_address(&desk.http));
    let by = from.by(desk.viewer.account);
    desk.env.security.note(event, by);
}

fn show(
    desk: &StaffRequest,
    offices: Offices,
    verified: Option<String>,
    typed: String,
    cards: Option<Vec<Card>>,
    wrong: CardFaults,
) -> Result<HttpResponse, PageError> {
    let status = if wrong.faults.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let page = CounterPage {
        frame: offices.frame(desk),
        office: offices.current,
        offices: offices.all,
        verified,
        typed,
        cards,
        at_fault: wrong.account,
        paper: wrong.paper,
        faults: wrong.faults,
        no_faults: Faults::default(),
    };
    page_with_status(status, &page)
}
