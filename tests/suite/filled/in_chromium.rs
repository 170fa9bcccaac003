//! Each form once more in Chromium, at the width of a phone: what somebody answered without a window is
//! answered there by keys and clicks, and the dossier is filed. `MOTCUA_TEST_COUNTS` names a file for
//! what it took: pages, clicks, fields and characters.

use std::fmt::Write as _;

use serde_json::json;

use super::person::{Given, Habit, Person, Sent, below_draft};
use super::seen::Seen;
use crate::apply::PDF;
use crate::road::sign_in;
use crate::support::{Cast, Chromium, Portal, engine_free};

engine_free!(every_form_is_filled_in_on_a_phone);

/// More pages than any form has.
const MOST_PAGES: usize = 80;
/// Answers a control as hands would, and says what it did not find.
const ANSWER: &str = "const [name, value, kind] = arguments; \
    const all = [...document.getElementsByName(name)]; \
    const one = kind === 'text' || all[0]?.tagName === 'SELECT' ? all[0] : all.find(c => c.value === value); \
    if (!one) return name; \
    if (kind === 'text' || one.tagName === 'SELECT') one.value = value; \
    else if (!one.checked) one.click(); \
    one.dispatchEvent(new Event('input', { bubbles: true })); \
    one.dispatchEvent(new Event('change', { bubbles: true })); \
    return null;";

/// What it took to apply.
#[derive(Default)]
struct Counts {
    pages: usize,
    clicks: usize,
    fields: usize,
    characters: usize,
}

async fn every_form_is_filled_in_on_a_phone(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let mut lines = "form\tpages\tclicks\tfields\tcharacters\n".to_owned();
    let window = Chromium::open_on_a_phone(portal.base_url().clone()).await;
    let mut signed_in = String::new();
    let mut window = Some(window);
    for (form, procedure) in super::forms(portal) {
        let mut person = Person::new(portal, &cast, &form, &procedure);
        person.apply(Habit::of_walk(0), &mut Seen::default()).await;
        if signed_in != person.name {
            if let Some(window) = window.take() {
                window.close().await;
            }
            let fresh = Chromium::open_on_a_phone(portal.base_url().clone()).await;
            window = Some(sign_in(fresh, person.name).await);
            signed_in = person.name.to_owned();
        }
        let Some(window) = &window else { continue };
        window.go(person.begin().await.path()).await;
        let counts = replay(window, &form.key, &person.sent).await;
        let Counts {
            pages,
            clicks,
            fields,
            characters,
        } = counts;
        writeln!(
            lines,
            "{}\t{pages}\t{clicks}\t{fields}\t{characters}",
            form.key
        )
        .unwrap();
    }
    if let Some(window) = window {
        window.close().await;
    }
    if let Some(file) = std::env::var_os("MOTCUA_TEST_COUNTS") {
        std::fs::write(file, lines).unwrap();
    }
}

/// Answers page after page until the receipt is there.
async fn replay(window: &Chromium, form: &str, sent: &[Sent]) -> Counts {
    let mut counts = Counts::default();
    let folder = tempfile::tempdir().unwrap();
    let paper = folder.path().join("giay.pdf");
    std::fs::write(&paper, PDF).unwrap();
    for _ in 0..MOST_PAGES {
        counts.pages += 1;
        let path = window.path().await;
        let page = below_draft(&path);
        if page == "bien-nhan" {
            return counts;
        }
        let wide = window
            .run("return document.documentElement.scrollWidth")
            .await;
        assert_eq!(wide, json!(360), "{form}: {path} scrolls sideways");
        let answers = sent.iter().find(|sent| sent.page == page);
        for given in answers.into_iter().flat_map(|sent| &sent.given) {
            let (name, value, kind) = match given {
                Given::Typed(name, text) => {
                    counts.fields += 1;
                    counts.characters += text.chars().count();
                    (name, text, "text")
                }
                Given::Chosen(name, value) | Given::Ticked(name, value) => {
                    counts.clicks += 1;
                    (name, value, "choice")
                }
            };
            let missing = window.run_with(ANSWER, &[name, value, kind]).await;
            assert_eq!(missing, json!(null), "{form}: {path}");
        }
        for name in answers.into_iter().flat_map(|sent| &sent.files) {
            window.upload_to(name, &paper.display().to_string()).await;
        }
        counts.clicks += 1;
        let next = "main .actions button.button:not(.button--quiet)";
        window.press(next).await;
    }
    panic!("{form}: no end at {}", window.path().await);
}
