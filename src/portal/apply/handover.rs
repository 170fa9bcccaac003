//! How the result should come: here, at the desk, or by post, as the service allows.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::application::{Application, already_filed, find};
use super::road::{self, Stop};
use crate::catalogue::Shelf;
use crate::dossiers::{DraftChange, Handover, save_draft};
use crate::kernel::as_written;
use crate::web::{
    Faults, Frame, Ground, PageError, Posted, SignedIn, Step, page as answer, page_with_faults,
    see_other,
};

/// The longest address, in characters.
const LONGEST_ADDRESS: usize = 300;

#[derive(Template)]
#[template(path = "portal/apply/handover.html")]
struct HandoverPage<'a> {
    frame: Frame,
    application: &'a Application,
    steps: Vec<Step>,
    ways: Vec<Handover>,
    way: String,
    address: String,
    faults: Faults,
    back: Option<String>,
}

impl<'a> HandoverPage<'a> {
    fn new(
        frame: Frame,
        application: &'a Application,
        way: String,
        address: String,
        faults: Faults,
    ) -> Self {
        let back = road::previous(application, &Stop::Handover);
        Self {
            steps: road::steps(application, &Stop::Handover, frame.words),
            ways: application.handovers(),
            back: back.map(|stop| frame.path(&stop.path(application))),
            frame,
            application,
            way,
            address,
            faults,
        }
    }

    fn is_post(&self, way: &Handover) -> bool {
        *way == Handover::Post
    }
}

pub(super) async fn page(
    request: HttpRequest,
    ground: Data<Ground>,
    shelf: Data<Shelf>,
    viewer: SignedIn,
    path: Path<String>,
) -> Result<HttpResponse, PageError> {
    let Some(application) = find(&ground, &shelf, &viewer.0, &path).await? else {
        return Ok(already_filed(&request, &path));
    };
    if !road::may_open(&application, &Stop::Handover) {
        return Ok(road::to_first_open(&request, &application));
    }
    let ways = application.handovers();
    // The only way there is is chosen from the start.
    let only = ways.first().copied().filter(|_| ways.len() == 1);
    let way = application
        .draft
        .handover
        .or(only)
        .map_or("", Handover::key);
    let address = application.draft.address.clone().unwrap_or_default();
    let frame = Frame::of(&request);
    answer(&HandoverPage::new(
        frame,
        &application,
        way.to_owned(),
        address,
        Faults::default(),
    ))
}

pub(super) async fn save(
    request: HttpRequest,
    ground: Data<Ground>,
    shelf: Data<Shelf>,
    viewer: SignedIn,
    path: Path<String>,
    posted: Posted,
) -> Result<HttpResponse, PageError> {
    let Some(application) = find(&ground, &shelf, &viewer.0, &path).await? else {
        return Ok(already_filed(&request, &path));
    };
    let frame = Frame::of(&request);
    let (way, address) = (posted.text("way"), as_written(posted.text("address")));
    let chosen = application
        .handovers()
        .into_iter()
        .find(|known| known.key() == way);
    let mut faults = Faults::default();
    if chosen.is_none() {
        faults.add("way", frame.t("apply.handover.choose"));
    }
    if chosen == Some(Handover::Post) && address.is_empty() {
        faults.add("address", frame.t("apply.handover.no_address"));
    }
    if address.chars().count() > LONGEST_ADDRESS {
        let message = frame.with("apply.handover.long_address", &[("most", &LONGEST_ADDRESS)]);
        faults.add("address", message);
    }
    let (Some(chosen), true) = (chosen, faults.is_empty()) else {
        let shown = HandoverPage::new(frame, &application, way.to_owned(), address, faults);
        return page_with_faults(&shown);
    };
    let address = (chosen == Handover::Post).then_some(address);
    let change = DraftChange::Handover(chosen, address);
    let (account, id, moment) = (
        application.account.id,
        application.draft.id,
        ground.moment(),
    );
    ground
        .storage
        .writing(move |tx| save_draft(tx, &moment, account, id, &change))
        .await?;
    Ok(see_other(&request, &Stop::Review.path(&application)))
}
