//! Any definition and any answers: what is valid is accepted, what is hidden neither blocks nor leaks, and
//! changing an answer and back loses nothing.

use std::collections::BTreeMap;

use proptest::prelude::*;
use scraper::{ElementRef, Html, Selector};

use super::{SmallCountry, VIETNAMESE, context, declared};
use crate::forms::{
    Answer, Answers, Condition, FieldType, FormDefinition, Review, Section, SectionView, Typed,
    Wizard, validate,
};

/// Numbers that decide one thing after the other; when they are used up, all that follows is 0.
struct Picks {
    numbers: Vec<u8>,
    used: usize,
}

impl Picks {
    fn below(&mut self, most: usize) -> usize {
        let number = self.numbers.get(self.used).copied().unwrap_or(0);
        self.used += 1;
        usize::from(number) % most.max(1)
    }

    fn one<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        let place = self.below(of.len());
        of.get(place)
    }
}

const KINDS: [&str; 9] = [
    "choice", "number", "bool", "date", "choices", "text", "table", "computed", "address",
];

/// A form made of these picks, as a file: conditions look at earlier pages, or at one option of a choice
/// of their own.
fn definition(picks: &mut Picks) -> String {
    let mut text = String::from("key = \"f\"\ntitle = \"T\"\n");
    let mut earlier: Vec<(String, &str)> = Vec::new();
    for page in 0..2 + picks.below(3) {
        text += &format!("[[sections]]\nkey = \"s{page}\"\ntitle = \"S\"\n");
        if page > 0 && picks.below(2) == 0 {
            text += &format!("condition = {}\n", condition(picks, &earlier, 2));
        }
        let mut own: Vec<(String, &str)> = Vec::new();
        for place in 0..1 + picks.below(4) {
            let key = format!("f{page}_{place}");
            let kind = *picks.one(&KINDS).unwrap();
            text += &format!("[[sections.fields]]\nkey = \"{key}\"\nlabel = \"L {key}\"\n");
            text += &typed(picks, kind, &earlier);
            let choice = own.iter().find(|(_, kind)| *kind == "choice");
            match (picks.below(3), choice) {
                (0, Some((choice, _))) if kind != "file" => {
                    let option = picks.one(&["x", "y", "z"]).unwrap();
                    text +=
                        &format!("condition = {{ field = \"{choice}\", equals = \"{option}\" }}\n");
                }
                (1, _) if page > 0 => {
                    text += &format!("condition = {}\n", condition(picks, &earlier, 2));
                }
                _ => {}
            }
            match picks.below(3) {
                0 if kind != "computed" => text += "required = true\n",
                1 if kind != "computed" && page > 0 => {
                    text += &format!("required = {}\n", condition(picks, &earlier, 1));
                }
                _ => {}
            }
            own.push((key, kind));
        }
        earlier.extend(own);
    }
    text
}

fn typed(picks: &mut Picks, kind: &str, earlier: &[(String, &str)]) -> String {
    let when = |picks: &mut Picks| {
        if earlier.is_empty() || picks.below(3) > 0 {
            String::new()
        } else {
            format!(", when = {}", condition(picks, earlier, 1))
        }
    };
    let more = match kind {
        // The last option is always offered, so that the form can be finished.
        "choice" | "choices" => format!(
            "options = [{{ key = \"x\", label = \"X\"{} }}, {{ key = \"y\", label = \"Y\" }}, {{ key = \"z\", label = \"Z\" }}]\n",
            when(picks)
        ),
        "table" => "columns = [{ key = \"a\", label = \"A\", type = \"number\" }, \
             { key = \"b\", label = \"B\", type = \"text\" }, \
             { key = \"c\", label = \"C\", type = \"computed\", value = { add = [\"a\", \"a\"] } }]\n"
            .to_owned(),
        "computed" => {
            let numbers = earlier.iter().filter(|(_, kind)| *kind == "number");
            let numbers: Vec<String> = numbers.map(|(key, _)| format!("\"{key}\"")).collect();
            let table = earlier.iter().find(|(_, kind)| *kind == "table");
            match table {
                Some((table, _)) if picks.below(2) == 0 => {
                    format!("value = {{ sum = \"{table}.c\" }}\n")
                }
                _ => format!("value = {{ add = [{}] }}\n", numbers.join(", ")),
            }
        }
        _ => String::new(),
    };
    format!("type = \"{kind}\"\n{more}")
}

fn condition(picks: &mut Picks, earlier: &[(String, &str)], depth: usize) -> String {
    let parts = |picks: &mut Picks| {
        let count = picks.below(3);
        let parts: Vec<String> = (0..count)
            .map(|_| condition(picks, earlier, depth - 1))
            .collect();
        parts.join(", ")
    };
    match picks.below(if depth == 0 { 1 } else { 5 }) {
        1 => format!("{{ not = {} }}", condition(picks, earlier, depth - 1)),
        2 => format!("{{ all = [{}] }}", parts(picks)),
        3 => format!("{{ any = [{}] }}", parts(picks)),
        _ => {
            let Some((key, kind)) = picks.one(earlier) else {
                return "{ all = [] }".to_owned();
            };
            match *kind {
                "choice" | "choices" => format!(
                    "{{ field = \"{key}\", equals = \"{}\" }}",
                    picks.one(&["x", "y", "z"]).unwrap()
                ),
                "number" | "computed" => format!(
                    "{{ field = \"{key}\", {} = {} }}",
                    picks.one(&["at_least", "at_most"]).unwrap(),
                    picks.below(5)
                ),
                "date" => format!("{{ age = \"{key}\", at_least = {} }}", 6 * picks.below(3)),
                "address" => format!("{{ field = \"{key}.province\", equals = \"01\" }}"),
                _ => format!("{{ field = \"{key}\", filled = true }}"),
            }
        }
    }
}

/// The controls of a page with their values, as a browser sends them.
fn browser(html: &str) -> Vec<(String, String)> {
    let html = Html::parse_fragment(html);
    let selector = Selector::parse("input[name], select[name], textarea[name]").unwrap();
    let value = |element: ElementRef<'_>| {
        let own = element.value();
        let name = own.attr("name")?.to_owned();
        let kind = own.attr("type").unwrap_or_default();
        let value = match own.name() {
            "textarea" => element.text().collect(),
            "select" => {
                let chosen = Selector::parse("option[selected]").unwrap();
                let chosen = element.select(&chosen).next();
                chosen
                    .and_then(|one| one.attr("value"))
                    .unwrap_or_default()
                    .to_owned()
            }
            _ if matches!(kind, "radio" | "checkbox") && own.attr("checked").is_none() => {
                return None;
            }
            _ => own.attr("value").unwrap_or("on").to_owned(),
        };
        Some((name, value))
    };
    html.select(&selector).filter_map(value).collect()
}

struct Walk<'a> {
    form: &'a FormDefinition,
    context: crate::forms::Context<'a>,
}

impl Walk<'_> {
    /// What the browser would send of a page that is left as it is opened.
    fn opened(&self, section: &Section, answers: &Answers) -> Vec<(String, String)> {
        let typed = Typed::opening(section, answers, &self.context);
        let view = SectionView::new(
            self.form,
            section,
            answers,
            &typed,
            &[],
            &self.context,
            VIETNAMESE,
        );
        browser(&view.to_string())
    }

    fn send(
        &self,
        section: &Section,
        pairs: &[(String, String)],
        answers: &Answers,
    ) -> crate::forms::Outcome {
        let typed = Typed::from_pairs(section, pairs);
        validate(self.form, section, typed, answers, &self.context)
    }

    /// The page as a person fills it in well, for what it asks once it is filled in.
    fn filled(
        &self,
        section: &Section,
        answers: &Answers,
        picks: &mut Picks,
    ) -> Vec<(String, String)> {
        let mut pairs = self.opened(section, answers);
        for field in &section.fields {
            let is_under_option = field.condition.as_ref().is_some_and(|condition| {
                condition
                    .single_option()
                    .is_some_and(|(key, _)| section.fields.iter().any(|f| f.key == key))
            });
            let shown =
                is_under_option || field.condition.as_ref().is_none_or(|c| c.holds(answers));
            if !shown {
                continue;
            }
            let mut put = |name: &str, value: &str| {
                pairs.retain(|(own, _)| own != name);
                pairs.push((name.to_owned(), value.to_owned()));
            };
            let key = &field.key;
            match &field.kind {
                FieldType::Choice(_) => put(key, picks.one(&["y", "z"]).unwrap()),
                FieldType::Choices(_) => put(key, picks.one(&["z", "y"]).unwrap()),
                FieldType::Number { .. } => put(key, &picks.below(6).to_string()),
                FieldType::Bool => put(key, "true"),
                FieldType::Date { .. } => put(key, picks.one(&["1/2/2020", "3/4/1990"]).unwrap()),
                FieldType::Text { .. } => put(key, "An"),
                FieldType::Table { .. } => {
                    put(&format!("{key}.0.a"), &picks.below(4).to_string());
                    put(&format!("{key}.0.b"), "B");
                }
                FieldType::Address { .. } => {
                    put(&format!("{key}.province"), "01");
                    put(&format!("{key}.ward"), "Ba Đình");
                    put(&format!("{key}.street"), "12 phố Huế");
                }
                _ => {}
            }
        }
        pairs
    }

    /// The answers of somebody who fills in every page well.
    fn complete(&self, picks: &mut Picks) -> Answers {
        let mut answers = Answers::default().situated(self.context.situation());
        for _ in 0..40 {
            let wizard = Wizard::new(self.form, &answers, &self.context);
            let Some(section) = wizard.first_incomplete() else {
                return answers;
            };
            let pairs = self.filled(section, &answers, picks);
            let outcome = self.send(section, &pairs, &answers);
            assert_eq!(super::faults(&outcome), Vec::<String>::new(), "{pairs:?}");
            answers = outcome.answers;
        }
        panic!("the form cannot be finished");
    }
}

/// Which fields are asked, worked out backwards from each field instead of forwards through the form:
/// a field's condition counts the answers to fields that are asked themselves.
fn is_asked_by_definition(
    form: &FormDefinition,
    key: &str,
    raw: &BTreeMap<String, Answer>,
    answers: &Answers,
) -> bool {
    let (section, field) = form
        .sections
        .iter()
        .find_map(|section| Some((section, section.fields.iter().find(|f| f.key == key)?)))
        .unwrap();
    let mut conditions = section.condition.iter().chain(&field.condition);
    conditions.all(|condition: &Condition| {
        let mut seen = Answers::default().situated(answers.situation().clone());
        condition.each_field(&mut |other, _| {
            if let Some(answer) = raw.get(other)
                && is_asked_by_definition(form, other, raw, answers)
            {
                seen.put(other, Some(answer.clone()));
            }
        });
        condition.holds(&seen)
    })
}

/// The same answers without what does not count: which version changed what.
fn document(answers: &Answers) -> serde_json::Value {
    answers.to_document().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn any_form_can_be_finished_and_files_what_it_asks(
        shape in prop::collection::vec(any::<u8>(), 0..160),
        told in prop::collection::vec(any::<u8>(), 0..40),
    ) {
        let text = definition(&mut Picks { numbers: shape, used: 0 });
        let form = FormDefinition::parse(&text).unwrap();
        let _ = form.check();
        let (country, known) = (SmallCountry::new(), declared());
        let walk = Walk { form: &form, context: context(&country, &known) };
        let mut picks = Picks { numbers: told, used: 0 };
        let answers = walk.complete(&mut picks);

        // Every answer that is filed is one to a question that is asked, and no other is shown.
        let wizard = Wizard::new(&form, &answers, &walk.context);
        let filed = wizard.finish().ok().unwrap();
        let raw: BTreeMap<String, Answer> = form
            .fields()
            .filter_map(|field| Some((field.key.clone(), filed.any(&field.key)?.clone())))
            .collect();
        let document = document(&filed);
        for member in ["hidden", "unfinished", "other_person", "set_aside", "changed", "form_changes"] {
            prop_assert!(document.get(member).is_none(), "{member}");
        }
        for field in form.fields() {
            let is_asked = is_asked_by_definition(&form, &field.key, &raw, &filed);
            prop_assert!(is_asked || filed.any(&field.key).is_none(), "{} in\n{text}", field.key);
        }
        let review = Review::new(&form, &filed, VIETNAMESE);
        for row in review.sections.iter().flat_map(|section| &section.rows) {
            prop_assert!(is_asked_by_definition(&form, &row.key, &raw, &filed), "{}", row.key);
        }
        for section in &form.sections {
            let is_shown = wizard.section(&section.key).is_some();
            prop_assert!(is_shown || !filed.has_seen(&section.key));
        }
    }

    #[test]
    fn changing_an_answer_and_back_loses_nothing(
        shape in prop::collection::vec(any::<u8>(), 0..160),
        told in prop::collection::vec(any::<u8>(), 0..40),
        which in any::<prop::sample::Index>(),
        other in 0_usize..3,
    ) {
        let text = definition(&mut Picks { numbers: shape, used: 0 });
        let form = FormDefinition::parse(&text).unwrap();
        let (country, known) = (SmallCountry::new(), declared());
        let walk = Walk { form: &form, context: context(&country, &known) };
        let before = walk.complete(&mut Picks { numbers: told, used: 0 });
        let wizard = Wizard::new(&form, &before, &walk.context);
        let sections: Vec<&Section> = wizard.sections().collect();
        prop_assume!(!sections.is_empty());
        let section = sections[which.index(sections.len())];

        // Each deciding answer of the page in turn becomes another one, and what it was.
        let opened = walk.opened(section, &before);
        let first = walk.send(section, &opened, &before).answers;
        for (at, (name, _)) in opened.iter().enumerate() {
            let value = match form.field(name).map(|field| &field.kind) {
                Some(FieldType::Choice(_)) => ["y", "z", "y"][other],
                Some(FieldType::Number { .. }) => ["0", "5", ""][other],
                Some(FieldType::Date { .. }) => ["1/2/2020", "3/4/1990", ""][other],
                _ => continue,
            };
            let mut changed = opened.clone();
            changed[at].1 = value.to_owned();
            let outcome = walk.send(section, &changed, &first);
            let shown = walk.opened(section, &outcome.answers);
            let mut back = shown.clone();
            back.retain(|(own, _)| own != name);
            back.push((name.clone(), opened[at].1.clone()));
            let again = walk.send(section, &back, &outcome.answers);
            prop_assert_eq!(
                document(&again.answers), document(&first),
                "{} of {} was {:?}\n{}", name, section.key, value, text
            );
        }
        let wizard = Wizard::new(&form, &first, &walk.context);
        prop_assert!(wizard.finish().is_ok());
    }

    #[test]
    fn any_post_to_any_form_is_answered(
        shape in prop::collection::vec(any::<u8>(), 0..160),
        noise in prop::collection::vec((any::<prop::sample::Index>(), 0_usize..8), 0..30),
    ) {
        const VALUES: [&str; 8] = ["", "x", "3", "-1", "1/2/2020", "true", "999999999999999999", "∆"];
        let text = definition(&mut Picks { numbers: shape, used: 0 });
        let form = FormDefinition::parse(&text).unwrap();
        let (country, known) = (SmallCountry::new(), declared());
        let walk = Walk { form: &form, context: context(&country, &known) };
        let mut answers = Answers::default();
        for section in &form.sections {
            let names: Vec<String> = section.fields.iter().flat_map(|field| {
                ["", ".province", ".0.a", ".1.b", ".0.c"].map(|part| format!("{}{part}", field.key))
            }).collect();
            let pairs: Vec<(String, String)> = noise.iter()
                .map(|(at, value)| (names[at.index(names.len())].clone(), VALUES[*value].to_owned()))
                .collect();
            let outcome = walk.send(section, &pairs, &answers);
            let view = SectionView::new(
                &form, section, &outcome.answers, &outcome.typed, &outcome.errors, &walk.context, VIETNAMESE,
            );
            let _ = view.to_string();
            let stored = document(&outcome.answers);
            let read = Answers::from_document(stored, &form).unwrap();
            prop_assert!(read == outcome.answers);
            let _ = Wizard::new(&form, &outcome.answers, &walk.context).outline().count();
            answers = outcome.answers;
        }
    }
}
