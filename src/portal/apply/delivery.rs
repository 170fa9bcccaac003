//! How the result should come: here, at the desk, or by post, as the service allows.

use actix_web::HttpResponse;
use askama::Template;

use super::applying::Applying;
use super::wizard;
use crate::dossiers::{
    Error, LONGEST_ADDRESS, OpenDraft, Problem, ResultDelivery, WizardStep, choose_delivery,
};
use crate::kernel::as_written;
use crate::portal::person_request::PersonRequest;
use crate::web::{Faults, Frame, PageError, Posted, Step, page as answer, page_with_faults};

/// The step of these pages.
const HERE: WizardStep = WizardStep::ResultDelivery;

#[derive(Template)]
#[template(path = "portal/apply/delivery.html")]
struct DeliveryPage<'a> {
    frame: Frame,
    application: &'a OpenDraft,
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
        application: &'a OpenDraft,
        way: String,
        address: String,
        faults: Faults,
    ) -> Self {
        Self {
            steps: wizard::steps(application, &HERE, frame.words),
            ways: application.service.deliveries.clone(),
            back: wizard::back(application, &HERE, frame.words),
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

pub(super) async fn page(applying: Applying) -> Result<HttpResponse, PageError> {
    if let Some(elsewhere) = applying.elsewhere(&HERE) {
        return Ok(elsewhere);
    }
    let application = &applying.application;
    // The only way there is is chosen from the start.
    let only = match application.service.deliveries.as_slice() {
        [only] => Some(*only),
        _ => None,
    };
    let way = application.draft.delivery.or(only);
    answer(&DeliveryPage::new(
        applying.request.frame(),
        application,
        way.map_or("", ResultDelivery::key).to_owned(),
        application.draft.address.clone().unwrap_or_default(),
        Faults::default(),
    ))
}

pub(super) async fn save(
    request: PersonRequest,
    posted: Posted,
) -> Result<HttpResponse, PageError> {
    let applying = match request.applying().await? {
        Ok(applying) => applying,
        Err(filed) => return Ok(filed),
    };
    let (way, address) = (posted.text("way"), as_written(posted.text("address")));
    let mut known = applying.application.service.deliveries.iter().copied();
    let (chosen, typed) = (known.find(|known| known.key() == way), address.clone());
    let saved = applying
        .request
        .change(move |tx, cx, id| choose_delivery(tx, cx, id, chosen, &typed));
    let (field, problem) = match saved.await {
        Ok(_) => return Ok(applying.request.to_step(&WizardStep::Review)),
        Err(Error::Invalid { field, problem }) => (field, problem),
        Err(other) => return Err(other.into()),
    };
    let frame = applying.request.frame();
    let message = match problem {
        Problem::Missing => frame.t("apply.delivery.no_address").to_owned(),
        Problem::TooLong => {
            frame.with("apply.delivery.long_address", &[("most", &LONGEST_ADDRESS)])
        }
        _ => frame.t("apply.delivery.choose").to_owned(),
    };
    let mut faults = Faults::default();
    faults.add(field, message);
    let application = &applying.application;
    let shown = DeliveryPage::new(frame, application, way.to_owned(), address, faults);
    page_with_faults(&shown)
}
