//! Accepting a dossier. The due date follows from the legal term; the clerk sets one only where
//! the law gives none, or several.

use actix_web::web::Path;
use askama::Template;

use super::act_page::ActPage;
use super::repeat::OwnStep;
use crate::desk::at_desk::{Answer, AtDesk};
use crate::dossiers::{Acceptance, Act, EventKind, accept, due_at};
use crate::forms::parse_date;
use crate::kernel::{DossierId, Instant, Term as LegalTerm};
use crate::web::{Frame, Locale, Posted, Words};

#[derive(Template)]
#[template(path = "desk/acts/accept.html")]
struct AcceptPage {
    frame: Frame,
    sheet: ActPage,
    term: Option<Term>,
    form: Typed,
}

/// The legal term, and when the result is due if the dossier is accepted at this moment.
struct Term {
    text: String,
    due: Instant,
}

/// What was typed.
#[derive(Default)]
struct Typed {
    due_at: String,
    note: String,
}

pub(in crate::desk) async fn page(desk: AtDesk, id: Path<DossierId>) -> Answer {
    let sheet = ActPage::open(&desk, id.into_inner(), Act::Accept).await?;
    let term = term(&desk, &sheet);
    sheet.show(|sheet| AcceptPage {
        frame: desk.frame(),
        sheet,
        term,
        form: Typed::default(),
    })
}

pub(in crate::desk) async fn act(desk: AtDesk, id: Path<DossierId>, posted: Posted) -> Answer {
    let mut sheet = ActPage::posted(&desk, id.into_inner(), Act::Accept, &posted).await?;
    let form = Typed {
        due_at: posted.text("due_at").to_owned(),
        note: posted.raw("note").to_owned(),
    };
    let (frame, term) = (desk.frame(), term(&desk, &sheet));
    let view = |sheet| AcceptPage {
        frame,
        sheet,
        term,
        form,
    };
    let due_at = match due_at_of(&desk, &sheet, posted.text("due_at")) {
        Ok(due_at) => due_at,
        Err(NoDate) => {
            sheet.fault("due_at", desk.words().t("desk.problem.not_a_date"));
            return sheet.show(view);
        }
    };
    let (sent, follows_law) = (posted.raw("note"), sheet.dossier.procedure.term.is_some());
    let is_same = |own: &OwnStep| match own.kind {
        EventKind::Accepted { due_at: set } => (follows_law || set == due_at) && own.says(sent),
        _ => false,
    };
    let acceptance = Acceptance {
        due_at,
        note: posted.raw("note").to_owned(),
    };
    let done = sheet
        .carry_out(&desk, move |it| {
            accept(it.tx, it.moment, it.viewer, it.at, &acceptance, it.calendar)
        })
        .await;
    sheet.finish(&desk, done, is_same, view).await
}

fn term(desk: &AtDesk, sheet: &ActPage) -> Option<Term> {
    let term = sheet.dossier.procedure.term?;
    let calendar = desk.catalogue.calendar(sheet.dossier.agency);
    Some(Term {
        text: term_text(desk.words(), term),
        due: due_at(desk.moment.now, term, calendar),
    })
}

/// A term as people say it; quarters of a day with the decimal mark of the language.
fn term_text(words: Words, term: LegalTerm) -> String {
    let mark = match words.locale() {
        Locale::Vi => ",",
        Locale::En => ".",
    };
    let amount = term.amount().to_string().replace('.', mark);
    let unit = words.under("desk.term", term.unit().key());
    format!("{amount} {unit}")
}

struct NoDate;

/// The end of the office hours of the day that was typed; none where nothing was.
fn due_at_of(desk: &AtDesk, sheet: &ActPage, typed: &str) -> Result<Option<Instant>, NoDate> {
    if typed.is_empty() {
        return Ok(None);
    }
    let day = parse_date(typed).map_err(|_| NoDate)?;
    Ok(Some(
        desk.catalogue.calendar(sheet.dossier.agency).closing(day),
    ))
}
