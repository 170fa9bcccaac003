//! How the result should come: here, at the desk, or by post, as the service allows.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::application::{Application, already_filed, find};
use super::wizard::{self, WizardPage};
use crate::catalogue::CatalogueCache;
use crate::dossiers::{DraftChange, ResultDelivery, save_draft};
use crate::kernel::as_written;
use crate::web::{
    Environment, Faults, Frame, PageError, Posted, SignedIn, Step, page as answer,
    page_with_faults, see_other,
};

/// The longest address, in characters.
const LONGEST_ADDRESS: usize = 300;

#[derive(Template)]
#[template(path = "portal/apply/delivery.html")]
struct DeliveryPage<'a> {
    frame: Frame,
    application: &'a Application,
    steps: Vec<Step>,
    ways: Vec<ResultDelivery>,
    way: String,
    address: String,
    faults: Faults,
    back: Option<String>,
}

impl<'a> DeliveryPage<'a> {
    fn new(
        frame: Frame,
        application: &'a Application,
        way: String,
        address: String,
        faults: Faults,
    ) -> Self {
        let back = wizard::previous(application, &WizardPage::ResultDelivery);
        Self {
            steps: wizard::steps(application, &WizardPage::ResultDelivery, frame.words),
            ways: application.deliveries(),
            back: back.map(|page_of| frame.path(&page_of.path(application))),
            frame,
            application,
            way,
            address,
            faults,
        }
    }

    fn is_post(&self, way: &ResultDelivery) -> bool {
        *way == ResultDelivery::Post
    }
}

pub(super) async fn page(
    request: HttpRequest,
    env: Data<Environment>,
    cache: Data<CatalogueCache>,
    viewer: SignedIn,
    path: Path<String>,
) -> Result<HttpResponse, PageError> {
    let Some(application) = find(&env, &cache, &viewer.0, &path).await? else {
        return Ok(already_filed(&request, &path));
    };
    if !wizard::may_open(&application, &WizardPage::ResultDelivery) {
        return Ok(wizard::to_first_open(&request, &application));
    }
    let ways = application.deliveries();
    // The only way there is is chosen from the start.
    let only = ways.first().copied().filter(|_| ways.len() == 1);
    let way = application
        .draft
        .delivery
        .or(only)
        .map_or("", ResultDelivery::key);
    let address = application.draft.address.clone().unwrap_or_default();
    let frame = Frame::of(&request);
    answer(&DeliveryPage::new(
        frame,
        &application,
        way.to_owned(),
        address,
        Faults::default(),
    ))
}

pub(super) async fn save(
    request: HttpRequest,
    env: Data<Environment>,
    cache: Data<CatalogueCache>,
    viewer: SignedIn,
    path: Path<String>,
    posted: Posted,
) -> Result<HttpResponse, PageError> {
    let Some(application) = find(&env, &cache, &viewer.0, &path).await? else {
        return Ok(already_filed(&request, &path));
    };
    let frame = Frame::of(&request);
    let (way, address) = (posted.text("way"), as_written(posted.text("address")));
    let chosen = application
        .deliveries()
        .into_iter()
        .find(|known| known.key() == way);
    let mut faults = Faults::default();
    if chosen.is_none() {
        faults.add("way", frame.t("apply.delivery.choose"));
    }
    if chosen == Some(ResultDelivery::Post) && address.is_empty() {
        faults.add("address", frame.t("apply.delivery.no_address"));
    }
    if address.chars().count() > LONGEST_ADDRESS {
        let message = frame.with("apply.delivery.long_address", &[("most", &LONGEST_ADDRESS)]);
        faults.add("address", message);
    }
    let (Some(chosen), true) = (chosen, faults.is_empty()) else {
        let shown = DeliveryPage::new(frame, &application, way.to_owned(), address, faults);
        return page_with_faults(&shown);
    };
    let address = (chosen == ResultDelivery::Post).then_some(address);
    let change = DraftChange::ResultDelivery(chosen, address);
    let (account, id, moment) = (application.account.id, application.draft.id, env.moment());
    env.storage
        .writing(move |tx| save_draft(tx, &moment, account, id, &change))
        .await?;
    Ok(see_other(&request, &WizardPage::Review.path(&application)))
}
