//! Somebody who fills in a form by trying.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::Duration;
use motcua::catalogue::Audience;
use motcua::forms::FormDefinition;
use motcua::kernel::{Clock, ManualClock};

use super::seen::{Seen, Shown};
use super::values::TEXTS;
use crate::apply::PDF;
use crate::support::{Asked, Browser, Cast, Form, Page, Portal};

/// More tries than there are texts: a question may wait for another one to be put right first.
const MOST_TRIES: usize = 3 * TEXTS.len();
/// More pages than any form has.
const MOST_PAGES: usize = 80;

/// How somebody answers where it is theirs to choose.
#[derive(Clone, Copy)]
pub struct Habit {
    walk: usize,
}

impl Habit {
    /// The habit of a walk: the first answers as little as it may and takes first options.
    pub fn of_walk(walk: usize) -> Self {
        Self { walk }
    }

    /// Whether what may stay empty is answered.
    fn is_thorough(self) -> bool {
        self.walk % 2 == 1
    }

    /// Which of so many options is taken: each in turn, and in later walks in ever other combinations.
    fn option(self, name: &str, of: usize) -> usize {
        let salt = match self.walk < 2 * of {
            true => 0,
            false => name.bytes().fold(self.walk, |sum, byte| {
                sum.wrapping_mul(31).wrapping_add(usize::from(byte))
            }),
        };
        (self.walk / 2 + salt) % of
    }
}

/// What somebody did on a page to a control.
pub enum Given {
    Typed(String, String),
    Chosen(String, String),
    Ticked(String, String),
}

/// A page as it was sent at last.
pub struct Sent {
    /// Its address below the draft.
    pub page: String,
    /// What was done to what stood there.
    pub given: Vec<Given>,
    /// The controls that got a file.
    pub files: Vec<String>,
}

/// An applicant, with what the pages have taught.
pub struct Person {
    /// Who it is in the demonstration.
    pub name: &'static str,
    /// What was sent on the last walk.
    pub sent: Vec<Sent>,
    browser: Browser,
    clock: Arc<ManualClock>,
    procedure: String,
    form: FormDefinition,
    /// For each question the text that its page took last.
    taken: BTreeMap<String, usize>,
}

impl Person {
    /// Lan, or the business, who applies for this procedure.
    pub fn new(portal: &Portal, cast: &Cast, form: &FormDefinition, procedure: &str) -> Self {
        let snapshot = portal.app.cache.current();
        let code = procedure.parse().unwrap();
        let audiences = snapshot.procedure(&code).unwrap().audiences();
        let who = match audiences.contains(&Audience::Citizen) {
            true => "lan",
            false => "hoasen",
        };
        let clock = Arc::clone(&portal.clock);
        Self {
            name: who,
            sent: Vec::new(),
            clock,
            browser: cast.signed_in(portal, who),
            procedure: procedure.to_owned(),
            form: form.clone(),
            taken: BTreeMap::new(),
        }
    }

    /// Applies from the first page to the receipt.
    pub async fn apply(&mut self, habit: Habit, seen: &mut Seen) -> Page {
        self.sent.clear();
        // So that nobody is too fast, and nobody's session ends.
        self.clock.set(self.clock.now() + Duration::minutes(20));
        let mut page = self.begin().await;
        let mut pages = Vec::new();
        for _ in 0..MOST_PAGES {
            if page.path().ends_with("/bien-nhan") {
                seen.note(&self.form, &pages);
                return page;
            }
            if page.path().contains("/to-khai/") {
                pages.push(Shown::on(&page));
            }
            page = match page.path().rsplit('/').next() {
                Some("giay-to") => self.send_papers(page).await,
                Some("kiem-tra") => self.agree(page).await,
                _ => self.answer(page, habit).await,
            };
        }
        panic!("{}: no end at {}", self.form.key, page.path());
    }

    async fn agree(&mut self, page: Page) -> Page {
        self.sent.push(Sent {
            page: below_draft(page.path()),
            given: vec![Given::Ticked("agreed".to_owned(), "1".to_owned())],
            files: Vec::new(),
        });
        page.form("main form").tick("agreed", "1").submit().await
    }

    /// From the service to the first page of the form.
    pub async fn begin(&self) -> Page {
        let mut page = self
            .browser
            .get(&format!("/dich-vu/{}/nop", self.procedure))
            .await
            .is(200);
        while !page.path().starts_with("/ho-so/") {
            let mut form = page.form("main form");
            for asked in form.asked() {
                if let Asked::Choice { name, offered, .. } = asked {
                    let wanted = ["01", "00070"].map(str::to_owned);
                    let chosen = wanted.iter().find(|value| offered.contains(value));
                    let first = offered.iter().find(|value| !value.is_empty());
                    if let Some(value) = chosen.or(first) {
                        form = form.choose(&name, value);
                    }
                }
            }
            page = form.submit().await.is(200);
        }
        page
    }

    /// Answers one page, and whatever it finds fault with, until it leads on.
    async fn answer(&mut self, page: Page, habit: Habit) -> Page {
        let page = with_rows(page, habit).await;
        let path = below_draft(page.path());
        let served = page.form("main form");
        let mut form = self.fill(served.clone(), habit);
        let mut tries: BTreeMap<String, usize> = BTreeMap::new();
        let mut faults = Vec::new();
        for _ in 0..MOST_TRIES {
            let answer = form.clone().submit().await;
            if answer.status() != 422 {
                self.remember(&tries);
                self.sent.push(Sent {
                    page: path,
                    given: given(&served, &form),
                    files: Vec::new(),
                });
                return answer.is(200);
            }
            form = answer.form("main form");
            faults = answer.texts("#faults a");
            for name in faulty(&answer) {
                form = self.try_next(form, &name, &mut tries);
            }
        }
        panic!("{}: {path} takes nothing: {faults:?}", self.form.key);
    }

    fn fill(&self, mut form: Form, habit: Habit) -> Form {
        for asked in form.asked() {
            form = match asked {
                Asked::Choice {
                    name,
                    offered,
                    chosen,
                } if !name.contains(".ward") => {
                    let options: Vec<&String> = offered.iter().filter(|o| !o.is_empty()).collect();
                    let is_place = name.contains(".province") || name.ends_with("province");
                    let is_long = options.len() > 40;
                    match (options.is_empty(), is_place, is_long) {
                        (true, ..) => form,
                        (_, true, _) => form.choose(&name, "01"),
                        (_, _, true) if chosen.is_some_and(|chosen| !chosen.is_empty()) => form,
                        _ => form.choose(&name, options[habit.option(&name, options.len())]),
                    }
                }
                Asked::Text { name, text } if text.is_empty() => match self.taken.get(&name) {
                    Some(known) if habit.is_thorough() => form.fill(&name, TEXTS[*known]),
                    None if habit.is_thorough() => form.fill(&name, TEXTS[0]),
                    _ => form,
                },
                Asked::Box { name, value, .. } if habit.is_thorough() => form.tick(&name, &value),
                _ => form,
            };
        }
        form
    }

    /// Gives a question its next answer.
    fn try_next(&self, form: Form, name: &str, tries: &mut BTreeMap<String, usize>) -> Form {
        let next = match tries.get(name) {
            Some(tried) => tried + 1,
            None => self.taken.get(name).copied().unwrap_or(0),
        };
        tries.insert(name.to_owned(), next);
        let asked = form.asked().into_iter().find(|asked| asked.name() == name);
        match asked {
            Some(Asked::Text { .. }) => form.fill(name, TEXTS[next % TEXTS.len()]),
            Some(Asked::Choice { offered, .. }) => {
                let options: Vec<&String> = offered.iter().filter(|o| !o.is_empty()).collect();
                form.choose(name, options[next % options.len()])
            }
            Some(Asked::Box { value, .. }) => form.tick(name, &value),
            // A table that wants a row: the fault leads to its button.
            _ => form.press_first(name),
        }
    }

    /// Sends a paper wherever one must be.
    async fn send_papers(&mut self, page: Page) -> Page {
        let path = below_draft(page.path());
        let served = page.form("form[enctype]");
        let mut form = served.clone();
        for asked in served.asked() {
            if let Asked::Choice { name, offered, .. } = asked {
                form = form.choose(&name, &offered[0]);
            }
        }
        let given = given(&served, &form);
        let page = form.press("_next", "1").submit().await;
        let mut files = Vec::new();
        let page = match page.status().as_u16() {
            422 => {
                files = faulty(&page);
                let form = page.form("form[enctype]");
                let with_papers = |form: Form, name: &String| form.attach(name, "giấy.pdf", PDF);
                let form = files.iter().fold(form, with_papers);
                form.press("_next", "1").submit().await
            }
            _ => page,
        };
        self.sent.push(Sent {
            page: path,
            given,
            files,
        });
        page.is(200)
    }

    fn remember(&mut self, tries: &BTreeMap<String, usize>) {
        for (name, tried) in tries {
            self.taken.insert(name.clone(), tried % TEXTS.len());
        }
    }
}

/// The page with a row in each table, where somebody would fill one in.
async fn with_rows(mut page: Page, habit: Habit) -> Page {
    if !habit.is_thorough() {
        return page;
    }
    for table in page.attributes("main button[name=_add_row]", "value") {
        if !page.has(&format!("main [name^='{table}.']")) {
            let form = page.form("main form").press("_add_row", &table);
            page = form.submit().await.is(200);
        }
    }
    page
}

/// The controls that the summary of faults leads to.
fn faulty(page: &Page) -> Vec<String> {
    let links = page.links("#faults a");
    let controls = links.iter().map(|link| page.control_at(link));
    controls.collect()
}

/// The address of a page below its draft.
pub fn below_draft(path: &str) -> String {
    path.split('/').skip(3).collect::<Vec<_>>().join("/")
}

/// What was done to a form between two moments.
fn given(before: &Form, after: &Form) -> Vec<Given> {
    let pairs = before.asked().into_iter().zip(after.asked());
    pairs
        .filter_map(|pair| match pair {
            (Asked::Text { text: old, .. }, Asked::Text { name, text }) => {
                (old != text).then_some(Given::Typed(name, text))
            }
            (Asked::Choice { chosen: old, .. }, Asked::Choice { name, chosen, .. }) => {
                let chosen = chosen.filter(|chosen| old.as_ref() != Some(chosen));
                chosen.map(|value| Given::Chosen(name, value))
            }
            (
                Asked::Box {
                    is_ticked: false, ..
                },
                Asked::Box {
                    name,
                    value,
                    is_ticked: true,
                },
            ) => Some(Given::Ticked(name, value)),
            _ => None,
        })
        .collect()
}
