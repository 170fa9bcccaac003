//! Registering a person.

use askama::Template;
use chrono::NaiveDate;

use super::alike::alike;
use super::contact::{ContactForm, contact};
use super::return_path::with_wanted;
use crate::accounts::{Citizen, Contact, Identity, TooManyTries, read_birth_date, register};
use crate::kernel::{PersonName, PersonNameError, PersonalNumber, PersonalNumberError};
use crate::web::{
    Faults, Fields, Frame, PageRequest, PageResult, Posted, page as answer, page_with_faults,
    wait_text,
};

#[derive(Template)]
#[template(path = "portal/accounts/register_citizen.html")]
struct CitizenPage {
    frame: Frame,
    form: CitizenForm,
    faults: Faults,
}

/// What was typed.
#[derive(Default)]
struct CitizenForm {
    number: String,
    name: String,
    birth_date: String,
    contact: ContactForm,
}

impl CitizenForm {
    fn of(posted: &Posted) -> Self {
        let text = |field: &str| posted.text(field).to_owned();
        Self {
            number: text("number"),
            name: text("name"),
            birth_date: text("birth_date"),
            contact: ContactForm::of(posted),
        }
    }
}

pub(super) async fn page(request: PageRequest) -> PageResult {
    answer(&CitizenPage {
        frame: request.frame(),
        form: CitizenForm::default(),
        faults: Faults::default(),
    })
}

pub(super) async fn act(request: PageRequest, posted: Posted) -> PageResult {
    let (frame, cx) = (request.frame(), request.cx.clone());
    let mut fields = Fields::new(frame.words, &posted, "accounts.fault");
    let read = read(&mut fields, &request, cx.now().vietnam_date());
    let faults = match fields.finish(read) {
        Ok((citizen, contact)) => {
            let identity = Identity::Citizen(citizen);
            let registered = register(&request.env.storage, &cx, identity, contact);
            match alike(registered).await {
                Ok(()) => {
                    let sent = with_wanted("/dang-ky/da-gui", request.http.query_string());
                    return Ok(request.to(&sent));
                }
                Err(error) => {
                    let TooManyTries { seconds } = error.refusal()?;
                    Faults::one("number", wait_text(frame.words, seconds))
                }
            }
        }
        Err(faults) => faults,
    };
    page_with_faults(&CitizenPage {
        frame,
        form: CitizenForm::of(&posted),
        faults,
    })
}

fn read(
    fields: &mut Fields<'_>,
    request: &PageRequest,
    today: NaiveDate,
) -> Option<(Citizen, Contact)> {
    let number = fields.parse("number", PersonalNumberError::key);
    let name = fields.parse("name", PersonNameError::key);
    let birth_date = read_birth_date(fields.text("birth_date"));
    let birth_date = fields.take("birth_date", birth_date.map_err(|error| error.key()));
    let citizen = citizen(fields, number, name, birth_date, today);
    let contact = contact(fields, request);
    Some((citizen?, contact?))
}

fn citizen(
    fields: &mut Fields<'_>,
    number: Option<PersonalNumber>,
    name: Option<PersonName>,
    birth_date: Option<NaiveDate>,
    today: NaiveDate,
) -> Option<Citizen> {
    let citizen = Citizen::declared(name?, number?, birth_date?, today);
    fields.take("birth_date", citizen.map_err(|error| error.key()))
}
