//! Registering a business.

use askama::Template;

use super::alike::alike;
use super::contact::{ContactForm, contact};
use super::return_path::with_wanted;
use crate::accounts::{Business, BusinessNameError, Contact, Identity, TooManyTries, register};
use crate::kernel::{PersonNameError, TaxCodeError};
use crate::web::{
    Faults, Fields, Frame, PageRequest, PageResult, Posted, page as answer, page_with_faults,
    wait_text,
};

#[derive(Template)]
#[template(path = "portal/accounts/register_business.html")]
struct BusinessPage {
    frame: Frame,
    form: BusinessForm,
    faults: Faults,
}

/// What was typed.
#[derive(Default)]
struct BusinessForm {
    tax_code: String,
    name: String,
    representative: String,
    contact: ContactForm,
}

impl BusinessForm {
    fn of(posted: &Posted) -> Self {
        let text = |field: &str| posted.text(field).to_owned();
        Self {
            tax_code: text("tax_code"),
            name: text("name"),
            representative: text("representative"),
            contact: ContactForm::of(posted),
        }
    }
}

pub(super) async fn page(request: PageRequest) -> PageResult {
    answer(&BusinessPage {
        frame: request.frame(),
        form: BusinessForm::default(),
        faults: Faults::default(),
    })
}

pub(super) async fn act(request: PageRequest, posted: Posted) -> PageResult {
    let (frame, cx) = (request.frame(), request.cx.clone());
    let mut fields = Fields::new(frame.words, &posted, "accounts.fault");
    let read = read(&mut fields, &request);
    let faults = match fields.finish(read) {
        Ok((business, contact)) => {
            let identity = Identity::Business(business);
            let registered = register(&request.env.storage, &cx, identity, contact);
            match alike(registered).await {
                Ok(()) => {
                    let sent = with_wanted("/dang-ky/da-gui", request.http.query_string());
                    return Ok(request.to(&sent));
                }
                Err(error) => {
                    let TooManyTries { seconds } = error.refusal()?;
                    Faults::one("tax_code", wait_text(frame.words, seconds))
                }
            }
        }
        Err(faults) => faults,
    };
    page_with_faults(&BusinessPage {
        frame,
        form: BusinessForm::of(&posted),
        faults,
    })
}

fn read(fields: &mut Fields<'_>, request: &PageRequest) -> Option<(Business, Contact)> {
    let code = fields.parse("tax_code", TaxCodeError::key);
    let name = fields.parse("name", BusinessNameError::key);
    let representative = fields.parse("representative", PersonNameError::key);
    let business = business(code, name, representative);
    let contact = contact(fields, request);
    Some((business?, contact?))
}

fn business(
    code: Option<crate::kernel::TaxCode>,
    name: Option<crate::accounts::BusinessName>,
    representative: Option<crate::kernel::PersonName>,
) -> Option<Business> {
    Some(Business {
        name: name?,
        code: code?,
        representative: representative?,
    })
}
