//! The form of each act: its controls, what the page says beside them, and how what was typed is
//! read.

use crate::dossiers::{Act, ActInput, Dossier, Fee, OpenDossier, Receivers, ResultFile, due_at};
use crate::kernel::{Dong, FeeId, Instant, Term, read_date};
use crate::speech::{Locale, Words};
use crate::web::{Choice, Faults, Fields, FileError, Posted, StaffRequest};

/// The control of a result's file.
pub(super) const FILE: &str = "file";
/// The box that says that nothing is to be paid.
const EXEMPT: &str = "exempt";

/// A control as it stands in the page.
pub(super) struct Control {
    pub(super) name: &'static str,
    pub(super) label: &'static str,
    pub(super) hint: &'static str,
    pub(super) kind: ControlKind,
    pub(super) value: String,
    pub(super) is_optional: bool,
}

/// What kind of control it is.
pub(super) enum ControlKind {
    Text {
        width: &'static str,
    },
    Number,
    Area {
        rows: usize,
    },
    Box,
    Choice {
        choices: Vec<Choice>,
        /// What stands for no choice.
        empty: &'static str,
    },
    File {
        largest: u64,
    },
}

impl Control {
    fn new(name: &'static str, label: &'static str, kind: ControlKind) -> Self {
        Self {
            name,
            label,
            hint: "",
            kind,
            value: String::new(),
            is_optional: false,
        }
    }

    fn hint(self, hint: &'static str) -> Self {
        Self { hint, ..self }
    }

    fn optional(self) -> Self {
        Self {
            is_optional: true,
            ..self
        }
    }

    /// Whether a box is ticked.
    pub(super) fn is_ticked(&self) -> bool {
        !self.value.is_empty()
    }
}

/// Something that the page says before the controls.
pub(super) struct Fact {
    /// A key of words.
    pub(super) label: &'static str,
    pub(super) value: FactValue,
    /// A second line.
    pub(super) more: Option<String>,
}

/// How a fact is shown.
pub(super) enum FactValue {
    Words(String),
    Vietnamese(String),
    Time(Instant),
}

/// Whether the form of an act has a file.
pub(super) const fn sends_file(act: Act) -> bool {
    matches!(act, Act::Decide)
}

/// How the names of files may end that are taken as a result, of those that are taken at all.
pub(super) fn result_endings(taken: &str) -> String {
    let endings = taken.split(',');
    let endings = endings.filter(|ending| !matches!(*ending, ".docx" | ".xlsx"));
    endings.collect::<Vec<_>>().join(",")
}

/// What the page of an act is about.
pub(super) struct Subject<'a> {
    pub(super) opened: &'a OpenDossier,
    /// The fee that is marked.
    pub(super) fee: Option<&'a Fee>,
    /// To whom the dossier can be forwarded.
    pub(super) receivers: Receivers,
}

/// With what a form begins.
pub(super) fn opening(desk: &StaffRequest, act: Act, subject: &Subject<'_>) -> Posted {
    let typed = Posted::default();
    let dossier = subject.opened.dossier();
    match act {
        Act::Accept => {
            let due = by_law(desk, dossier).map(|(_, due)| due.vietnam_date());
            let due = due.map(|day| day.format("%d/%m/%Y"));
            typed.with("due_at", text_of(due))
        }
        Act::Decide => {
            let named = subject.opened.filed.result_names().first();
            typed.with("title", named.unwrap_or(&dossier.procedure.name))
        }
        Act::Forward => typed
            .with("officer", text_of(dossier.place.officer))
            .with("unit", text_of(dossier.place.unit)),
        Act::MarkFeePaid => {
            let amount = subject.fee.and_then(|fee| fee.amount);
            typed.with("amount", text_of(amount.map(Dong::amount)))
        }
        _ => typed,
    }
}

/// The controls of an act's form, with what was typed.
pub(super) fn controls(
    desk: &StaffRequest,
    act: Act,
    subject: &Subject<'_>,
    typed: &Posted,
) -> Vec<Control> {
    use ControlKind::{Area, Box, File, Number, Text};
    let note = || {
        Control::new("note", "desk.acts.note", Area { rows: 3 })
            .hint("desk.acts.applicant_reads")
            .optional()
    };
    let reason = || {
        Control::new("reason", "desk.acts.reason", Area { rows: 6 })
            .hint("desk.acts.applicant_reads")
    };
    let mut controls = match act {
        Act::Accept => {
            let hint = match subject.opened.dossier().procedure.term {
                Some(_) => "desk.acts.due_at_by_law_hint",
                None => "desk.acts.due_at_hint",
            };
            let due = Control::new("due_at", "desk.acts.due_at", Text { width: "w11" })
                .hint(hint)
                .optional();
            vec![due, note()]
        }
        Act::Decide => {
            let largest = u64::try_from(desk.env.largest_file).unwrap_or(0);
            vec![
                Control::new("title", "desk.acts.result_title", Text { width: "w32" })
                    .hint("desk.acts.result_title_hint"),
                Control::new(FILE, "desk.acts.result_file", File { largest }).optional(),
                note(),
            ]
        }
        Act::Forward => forward(subject),
        Act::RequestSupplement => vec![
            Control::new("what", "desk.acts.what", Area { rows: 8 }).hint("desk.acts.what_hint"),
        ],
        Act::RequestPayment => vec![
            Control::new("label", "desk.acts.fee_label", Text { width: "w32" })
                .hint("desk.acts.applicant_reads"),
            Control::new("amount", "desk.acts.amount", Number).hint("desk.acts.amount_hint"),
        ],
        Act::AddNote => vec![
            Control::new("text", "desk.acts.internal_note", Area { rows: 6 })
                .hint("desk.acts.internal_note_hint"),
        ],
        Act::Refuse | Act::Stop => vec![reason()],
        Act::MarkFeePaid => vec![
            Control::new("amount", "desk.acts.paid_amount", Number).hint("desk.acts.amount_hint"),
            Control::new(EXEMPT, "desk.acts.exempt", Box).hint("desk.acts.exempt_hint"),
        ],
        Act::Return
        | Act::SettlePayment
        | Act::AnswerSupplement
        | Act::EndSupplementTerm
        | Act::Withdraw => Vec::new(),
    };
    let words = desk.words();
    for control in &mut controls {
        typed.text(control.name).clone_into(&mut control.value);
        control.label = words.t(control.label);
        if !control.hint.is_empty() {
            control.hint = words.t(control.hint);
        }
    }
    controls
}

fn forward(subject: &Subject<'_>) -> Vec<Control> {
    let Receivers { officers, units } = &subject.receivers;
    let officers = officers
        .iter()
        .map(|(id, name)| Choice::new(id.to_string(), name.clone()));
    let units: Vec<Choice> = units
        .iter()
        .map(|unit| Choice::new(unit.id.to_string(), unit.name.clone()))
        .collect();
    let officer = ControlKind::Choice {
        choices: officers.collect(),
        empty: "desk.acts.no_officer",
    };
    let unit = (!units.is_empty()).then(|| {
        let choice = ControlKind::Choice {
            choices: units,
            empty: "desk.acts.no_unit",
        };
        Control::new("unit", "desk.acts.unit", choice)
    });
    let note = Control::new(
        "note",
        "desk.acts.internal_note",
        ControlKind::Area { rows: 4 },
    )
    .hint("desk.acts.internal_note_hint")
    .optional();
    let officer = Control::new("officer", "desk.acts.officer", officer);
    [officer].into_iter().chain(unit).chain([note]).collect()
}

/// What the page of an act says before its form.
pub(super) fn facts(desk: &StaffRequest, act: Act, subject: &Subject<'_>) -> Vec<Fact> {
    let (words, dossier) = (desk.words(), subject.opened.dossier());
    let fact = |label, value| Fact {
        label,
        value,
        more: None,
    };
    match (act, subject.fee) {
        (Act::Accept, _) => match by_law(desk, dossier) {
            Some((term, due)) => vec![
                fact(
                    "desk.acts.legal_term",
                    FactValue::Words(term_text(words, term)),
                ),
                Fact {
                    more: holidays_unknown(desk, due),
                    ..fact("desk.acts.due_now", FactValue::Time(due))
                },
            ],
            None => Vec::new(),
        },
        (Act::Decide, _) => {
            let way = words.under("common.delivery", dossier.delivery.key());
            let results = subject.opened.filed.result_names();
            let results = (results.len() > 1).then(|| results.join("; "));
            let named =
                results.map(|names| fact("desk.acts.results_by_law", FactValue::Vietnamese(names)));
            let way = fact("desk.facts.delivery", FactValue::Words(way));
            named.into_iter().chain([way]).collect()
        }
        (Act::MarkFeePaid, Some(fee)) => {
            let unknown = || words.t("desk.fees.unknown").to_owned();
            let amount = fee.amount.map_or_else(unknown, |amount| amount.to_string());
            let when = words.under("desk.fee_due", fee.due.key());
            vec![
                fact("desk.fees.label", FactValue::Vietnamese(fee.label.clone())),
                fact("desk.fees.amount", FactValue::Words(amount)),
                fact("desk.fees.when", FactValue::Words(when)),
            ]
        }
        (Act::Return, _) => {
            let way = words.under("common.delivery", dossier.delivery.key());
            vec![
                fact(
                    "desk.facts.holder",
                    FactValue::Words(dossier.holder.name.clone()),
                ),
                Fact {
                    more: dossier.address.clone(),
                    ..fact("desk.facts.delivery", FactValue::Words(way))
                },
            ]
        }
        _ => Vec::new(),
    }
}

/// The law's term, and when it would end were the dossier accepted now.
fn by_law(desk: &StaffRequest, dossier: &Dossier) -> Option<(Term, Instant)> {
    let term = dossier.procedure.term?;
    let calendar = desk.cx.calendar(dossier.clock_agency());
    Some((term, due_at(desk.now(), term, calendar)))
}

/// What is said where a due date lies behind the last holiday that is known.
fn holidays_unknown(desk: &StaffRequest, due: Instant) -> Option<String> {
    let known = desk.cx.catalogue.holidays_known_until()?;
    let words = desk.words();
    let said = || {
        words.with(
            "desk.acts.holidays_unknown",
            &[("day", &words.date(&known))],
        )
    };
    (due.vietnam_date() > known).then(said)
}

/// A term as people say it; quarters of a day with the decimal mark of the language.
fn term_text(words: Words, term: Term) -> String {
    let mark = match words.locale() {
        Locale::Vi => ",",
        Locale::En => ".",
    };
    let amount = term.amount().to_string().replace('.', mark);
    let unit = words.under("desk.term", term.unit().key());
    format!("{amount} {unit}")
}

/// Reads what was typed as the act's input; none for what is no act of a clerk.
///
/// # Errors
/// What is wrong, beside its control.
pub(super) fn read(
    words: Words,
    act: Act,
    typed: &Posted,
    fee: Option<FeeId>,
    file: Option<Result<ResultFile, FileError>>,
) -> Result<Option<ActInput>, Faults> {
    let mut fields = Fields::new(words, typed, "desk.problem");
    let text = |name: &str| typed.text(name).to_owned();
    let input = match act {
        Act::Accept => Some(ActInput::Accept {
            due_on: date(&mut fields),
            note: text("note"),
        }),
        Act::Return => Some(ActInput::Return),
        Act::Decide => Some(ActInput::Decide {
            title: text("title"),
            file: file.and_then(|file| taken(words, &mut fields, file)),
            note: text("note"),
        }),
        Act::Forward => Some(ActInput::Forward {
            unit: fields.parse_optional("unit", UNKNOWN),
            officer: fields.parse_optional("officer", UNKNOWN),
            note: text("note"),
        }),
        Act::RequestSupplement => Some(ActInput::RequestSupplement { what: text("what") }),
        Act::RequestPayment => {
            if fields.text("label").is_empty() {
                fields.refuse_in_words("label", words.t("desk.missing.label"));
            }
            let amount = fields.text("amount").parse::<Dong>();
            let amount = amount_of(words, &mut fields, amount.map_err(|error| error.key()));
            amount.map(|amount| ActInput::RequestPayment {
                label: text("label"),
                amount,
            })
        }
        Act::AddNote => Some(ActInput::AddNote { text: text("text") }),
        Act::Refuse => Some(ActInput::Refuse {
            reason: text("reason"),
        }),
        Act::Stop => Some(ActInput::Stop {
            reason: text("reason"),
        }),
        Act::MarkFeePaid => {
            let amount = paid(&fields);
            fee.zip(amount_of(words, &mut fields, amount))
                .map(|(fee, amount)| ActInput::MarkFeePaid { fee, amount })
        }
        Act::SettlePayment | Act::AnswerSupplement | Act::EndSupplementTerm | Act::Withdraw => None,
    };
    fields.finish(Some(input))
}

/// The kind of fault of an id that is none. Whether what it names may be chosen is asked when the
/// act is done.
const UNKNOWN: &str = "unknown_choice";

fn date(fields: &mut Fields<'_>) -> Option<chrono::NaiveDate> {
    let text = fields.text("due_at");
    if text.is_empty() {
        return None;
    }
    fields.take("due_at", read_date(text).map_err(|_| "not_a_date"))
}

fn taken(
    words: Words,
    fields: &mut Fields<'_>,
    file: Result<ResultFile, FileError>,
) -> Option<ResultFile> {
    file.map_err(|fault| fields.refuse_in_words(FILE, words.under("desk.file", fault.key())))
        .ok()
}

fn amount_of(
    words: Words,
    fields: &mut Fields<'_>,
    amount: Result<Dong, &'static str>,
) -> Option<Dong> {
    amount
        .map_err(|key| fields.refuse_in_words("amount", words.under("desk.amount", key)))
        .ok()
}

/// What was paid: nothing by whom the law exempts, and by nobody else. The error is a key of
/// `desk.amount`.
fn paid(fields: &Fields<'_>) -> Result<Dong, &'static str> {
    if !fields.text(EXEMPT).is_empty() {
        return Ok(Dong::ZERO);
    }
    match fields.text("amount").parse::<Dong>() {
        Ok(Dong::ZERO) => Err("dong.zero"),
        Ok(amount) => Ok(amount),
        Err(error) => Err(error.key()),
    }
}

fn text_of(value: Option<impl ToString>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}
