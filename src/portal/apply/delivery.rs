//! How the result should come: here, at the desk, or by post, as the service allows.

use actix_web::HttpResponse;
use askama::Template;

use super::applying::{Applying, Surroundings};
use super::leaving::leaving;
use crate::dossiers::{
    Error, LONGEST_ADDRESS, Problem, ResultDelivery, WizardStep, choose_delivery, keep_delivery,
};
use crate::kernel::as_written;
use crate::portal::person_request::PersonRequest;
use crate::web::{Faults, Frame, PageError, Posted, page as answer, page_with_faults};

/// The step of these pages.
const HERE: WizardStep = WizardStep::ResultDelivery;

#[derive(Template)]
#[template(path = "portal/apply/delivery.html")]
struct DeliveryPage {
    frame: Frame,
    around: Surroundings,
    ways: Vec<ResultDelivery>,
    way: String,
    address: String,
    faults: Faults,
}

impl DeliveryPage {
    fn new(applying: &Applying, way: String, address: String, faults: Faults) -> Self {
        Self {
            frame: applying.request.frame(),
            around: applying.surroundings(&HERE),
            ways: applying.application.service.deliveries.clone(),
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
    // An address that the form asked for is not asked for again.
    let address = application.draft.address.clone();
    let address = address.or_else(|| application.known_address(applying.request.words()));
    answer(&DeliveryPage::new(
        &applying,
        way.map_or("", ResultDelivery::key).to_owned(),
        address.unwrap_or_default(),
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
    let request = &applying.request;
    let pressed = |name: &str| posted.has(name).then(|| posted.text(name));
    if let Some(to) = leaving(&applying.application, pressed) {
        let kept = request.change(move |tx, cx, id| keep_delivery(tx, cx, id, chosen, &typed));
        kept.await?;
        return Ok(request.leave(&to));
    }
    let saved = request.change(move |tx, cx, id| choose_delivery(tx, cx, id, chosen, &typed));
    let (field, problem) = match saved.await {
        Ok(_) => return Ok(request.to_step(&WizardStep::Review)),
        Err(Error::Invalid { field, problem }) => (field, problem),
        Err(other) => return Err(other.into()),
    };
    let frame = request.frame();
    let message = match problem {
        Problem::Missing => frame.t("apply.delivery.no_address").to_owned(),
        Problem::TooLong => {
            frame.with("apply.delivery.long_address", &[("most", &LONGEST_ADDRESS)])
        }
        _ => frame.t("apply.delivery.choose").to_owned(),
    };
    let faults = Faults::one(field, message);
    page_with_faults(&DeliveryPage::new(
        &applying,
        way.to_owned(),
        address,
        faults,
    ))
}
