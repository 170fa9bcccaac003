//! A page of a form at the limits of size, without the web around it: a table of 200 rows and 30 columns
//! is read, checked and shown, and the largest page of the catalogue. The goal is 50 ms a page.
//!
//! `cargo bench --bench forms`

use std::hint::black_box;
use std::time::{Duration, Instant};

use askama::Template;
use chrono::NaiveDate;
use motcua::agencies::Calendar;
use motcua::catalogue::Snapshot;
use motcua::forms::{
    Answers, Context, FormDefinition, Known, Section, SectionView, Typed, validate,
};
use motcua::speech::{Locale, Words};

const ROWS: usize = 200;
const COLUMNS: usize = 30;
const ROUNDS: usize = 20;
/// Types that tables have, with an answer of each.
const TYPES: [(&str, &str); 6] = [
    ("type = \"text\"", "Nguyễn Văn Ánh"),
    ("type = \"date\"", "3/5/1990"),
    ("type = \"money\"", "1.250.000"),
    ("type = \"partial_date\"", "5/1990"),
    ("type = \"id_number\"", "001196012345"),
    ("type = \"number\"\ndecimals = 2", "12,5"),
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let snapshot = Snapshot::built_in()?;
    let (calendar, known) = (Calendar::default(), Known::default());
    let context = Context {
        today: NaiveDate::from_ymd_opt(2026, 11, 22).ok_or("no such day")?,
        procedure: None,
        calendar: &calendar,
        lists: snapshot.lists(),
        known: &known,
        province: Some("01"),
    };
    let form = FormDefinition::parse(&table())?;
    let section = form.sections.first().ok_or("no page")?;
    measure("200 rows of 30 columns", &form, section, &pairs(), &context)?;
    let pages = snapshot.forms.iter();
    let pages = pages.flat_map(|form| form.sections.iter().map(move |section| (form, section)));
    let largest = pages.max_by_key(|(_, section)| section.fields.len());
    let (form, section) = largest.ok_or("no form")?;
    let name = format!("{} {}, empty", form.key, section.key);
    measure(&name, form, section, &[], &context)
}

/// A form of one table, with the most rows and columns.
fn table() -> String {
    let mut text = "key = \"f\"\ntitle = \"F\"\n[[sections]]\nkey = \"s\"\ntitle = \"S\"\n\
        [[sections.fields]]\nkey = \"t\"\nlabel = \"T\"\ntype = \"table\"\nmax_rows = 200\n"
        .to_owned();
    for (at, (kind, _)) in TYPES.iter().cycle().take(COLUMNS).enumerate() {
        text += "[[sections.fields.columns]]\n";
        text += &format!("key = \"c{at}\"\nlabel = \"Câu hỏi {at}\"\nrequired = true\n{kind}\n");
    }
    text
}

fn pairs() -> Vec<(String, String)> {
    let cell = |row: usize| {
        let columns = TYPES.iter().cycle().take(COLUMNS).enumerate();
        columns.map(move |(at, (_, typed))| (format!("t.{row}.c{at}"), (*typed).to_owned()))
    };
    (0..ROWS).flat_map(cell).collect()
}

fn measure(
    name: &str,
    form: &FormDefinition,
    section: &Section,
    pairs: &[(String, String)],
    context: &Context<'_>,
) -> Result<(), Box<dyn std::error::Error>> {
    let words = Words::new(Locale::Vi);
    let (mut checked, mut shown, mut bytes) = (Duration::ZERO, Duration::ZERO, 0);
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        let typed = Typed::from_pairs(section, pairs);
        let outcome = validate(form, section, typed, &Answers::default(), context);
        checked += begun.elapsed();
        let begun = Instant::now();
        let (answers, typed) = (&outcome.answers, &outcome.typed);
        let view = SectionView::new(
            form,
            section,
            answers,
            typed,
            &outcome.errors,
            context,
            words,
        );
        bytes = black_box(view.render()?).len();
        shown += begun.elapsed();
    }
    let mean = |time: Duration| time.as_secs_f64() * 1000.0 / ROUNDS as f64;
    println!(
        "{name}: read and checked in {:.1} ms, shown in {:.1} ms ({bytes} bytes)",
        mean(checked),
        mean(shown)
    );
    Ok(())
}
