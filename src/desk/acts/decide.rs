//! Deciding a dossier, with its result: a file, or a paper to be handed over.

use actix_multipart::Multipart;
use actix_web::web::Path;
use askama::Template;

use super::sheet::{Seen, Sheet};
use super::upload::{FilePart, Upload};
use crate::desk::at_desk::{Answer, AtDesk};
use crate::desk::dossier::hurdle::Hurdle;
use crate::dossiers::{Act, Decision, decide};
use crate::kernel::DossierId;
use crate::web::{Frame, PageError};

/// The control of the result's file.
const FILE: &str = "file";

#[derive(Template)]
#[template(path = "desk/acts/decide.html")]
struct DecidePage {
    frame: Frame,
    sheet: Sheet,
    form: Typed,
    /// The most bytes that a file may have.
    largest: u64,
}

/// What was typed.
struct Typed {
    title: String,
    note: String,
    /// A file was chosen; a browser does not give it again by itself.
    had_file: bool,
}

pub(in crate::desk) async fn page(desk: AtDesk, id: Path<DossierId>) -> Answer {
    let sheet = Sheet::open(&desk, id.into_inner(), Act::Decide).await?;
    let form = Typed {
        title: sheet.dossier.procedure.name.clone(),
        note: String::new(),
        had_file: false,
    };
    sheet.show(|sheet| DecidePage {
        frame: desk.frame(),
        sheet,
        form,
        largest: largest(&desk),
    })
}

pub(in crate::desk) async fn act(desk: AtDesk, id: Path<DossierId>, body: Multipart) -> Answer {
    let sheet = Sheet::open(&desk, id.into_inner(), Act::Decide).await?;
    // Who may not decide sends no file into the store.
    if sheet.hurdle.is_some_and(Hurdle::is_of_person) {
        return Err(PageError::Forbidden);
    }
    let upload = Upload::read(&desk, body, FILE).await?;
    let mut sheet = sheet.seen_as(Seen::read(|field| upload.raw(field)));
    let (frame, largest) = (desk.frame(), largest(&desk));
    let form = Typed {
        title: upload.raw("title").to_owned(),
        note: upload.raw("note").to_owned(),
        had_file: !matches!(upload.file, FilePart::Absent),
    };
    let mut decision = Decision {
        title: form.title.clone(),
        file: None,
        note: form.note.clone(),
    };
    match upload.file {
        FilePart::Absent => {}
        FilePart::Stored(file) => decision.file = Some(file),
        FilePart::Refused(fault) => {
            sheet.fault(FILE, frame.words.under("desk.file", fault.key()));
        }
    }
    let view = |sheet| DecidePage {
        frame,
        sheet,
        form,
        largest,
    };
    if !sheet.faults.is_empty() {
        return sheet.show(view);
    }
    let done = sheet
        .carry_out(&desk, move |it| {
            decide(it.tx, it.moment, it.viewer, it.at, &decision, it.calendar)
        })
        .await;
    sheet.finish(&desk, done, view).await
}

fn largest(desk: &AtDesk) -> u64 {
    u64::try_from(desk.ground.largest_file).unwrap_or(0)
}
