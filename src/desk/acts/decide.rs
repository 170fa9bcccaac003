//! Deciding a dossier, with its result: a file, or a paper to be handed over.

use actix_web::web::{Path, Payload};
use askama::Template;

use super::act_page::{ActPage, Seen};
use super::repeat::OwnStep;
use crate::desk::at_desk::{Answer, AtDesk};
use crate::desk::dossier::act_blocked::ActBlocked;
use crate::dossiers::{Act, Decision, EventKind, ResultFile, decide};
use crate::kernel::DossierId;
use crate::web::{FileFault, Frame, PageError, Upload};

/// The control of the result's file.
const FILE: &str = "file";

#[derive(Template)]
#[template(path = "desk/acts/decide.html")]
struct DecidePage {
    frame: Frame,
    sheet: ActPage,
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
    let sheet = ActPage::open(&desk, id.into_inner(), Act::Decide).await?;
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

pub(in crate::desk) async fn act(desk: AtDesk, id: Path<DossierId>, body: Payload) -> Answer {
    let sheet = ActPage::open(&desk, id.into_inner(), Act::Decide).await?;
    // Who may not decide sends no file into the store.
    if sheet.blocked.is_some_and(ActBlocked::is_of_person) {
        return Err(PageError::Forbidden);
    }
    let upload = Upload::read(&desk.request, &desk.env, body).await?;
    let mut sheet = sheet.seen_as(Seen::read(|field| upload.text(field)));
    let (frame, largest) = (desk.frame(), largest(&desk));
    let form = Typed {
        title: upload.text("title").to_owned(),
        note: upload.text("note").to_owned(),
        had_file: !upload.files.is_empty(),
    };
    let mut decision = Decision {
        title: form.title.clone(),
        file: None,
        note: form.note.clone(),
    };
    match result_file(upload) {
        Ok(file) => decision.file = file,
        Err(fault) => sheet.fault(FILE, frame.words.under("desk.file", fault.key())),
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
    let sent = decision.clone();
    let is_same = |own: &OwnStep| match &own.kind {
        EventKind::Decided { results, .. } => {
            let content = |file: &ResultFile| file.file.digest.clone();
            let mut known = own.results.iter();
            own.says(&sent.note)
                && known.any(|result| {
                    results.contains(&result.id)
                        && result.title == sent.title.trim()
                        && result.file.as_ref().map(content) == sent.file.as_ref().map(content)
                })
        }
        _ => false,
    };
    let done = sheet
        .carry_out(&desk, move |it| {
            decide(it.tx, it.moment, it.viewer, it.at, &decision, it.calendar)
        })
        .await;
    sheet.finish(&desk, done, is_same, view).await
}

/// The result's file, if one was chosen.
fn result_file(upload: Upload) -> Result<Option<ResultFile>, FileFault> {
    let mut files = upload.files.into_iter();
    let Some(chosen) = files.find(|file| file.field == FILE) else {
        return Ok(None);
    };
    let taken = chosen.outcome?;
    Ok(Some(ResultFile {
        name: chosen.name,
        file: taken.file,
        media: taken.media,
    }))
}

fn largest(desk: &AtDesk) -> u64 {
    u64::try_from(desk.env.largest_file).unwrap_or(0)
}
