//! What every page owes to those who cannot see it, checked in its markup.

use std::collections::BTreeMap;

use scraper::{ElementRef, Html, Selector};

/// Attributes that name other elements by their ids.
const REFERENCES: [&str; 5] = [
    "aria-describedby",
    "aria-labelledby",
    "aria-controls",
    "for",
    "headers",
];

/// What is wrong with a page: controls and pictures without a name, references that lead nowhere,
/// ids that stand twice, a page without language, title or heading.
pub fn markup_faults(page: &Html) -> Vec<String> {
    let mut faults = Vec::new();
    let ids = ids(page);
    let twice = ids.iter().filter(|(_, count)| **count > 1);
    faults.extend(twice.map(|(id, count)| format!("#{id} stands {count} times")));
    for name in REFERENCES {
        for element in all(page, &format!("[{name}]")) {
            let named = element.attr(name).unwrap_or_default().split_whitespace();
            let lost = named.filter(|id| !ids.contains_key(id));
            faults.extend(lost.map(|id| format!("{name} leads to no #{id}")));
        }
    }
    for link in all(page, "a[href^='#']") {
        let id = &link.attr("href").unwrap_or_default()[1..];
        if !id.is_empty() && !ids.contains_key(id) {
            faults.push(format!("a link leads to no #{id}"));
        }
    }
    let nameless = |element: &ElementRef<'_>| !has_name(page, *element);
    let controls = "input:not([type=hidden]):not([type=submit]), select, textarea, button, a[href]";
    let unnamed = all(page, controls).into_iter().filter(nameless);
    faults.extend(unnamed.map(|element| format!("nobody says what this is: {}", opening(element))));
    for (css, wanted) in [("html[lang]", 1), ("title", 1), ("main", 1), ("h1", 1)] {
        let found = all(page, css).len();
        if found != wanted {
            faults.push(format!("{found} {css} instead of {wanted}"));
        }
    }
    let pictures = all(
        page,
        "img:not([alt]), svg:not([aria-hidden]):not([role=img])",
    );
    faults.extend(
        pictures
            .into_iter()
            .map(|picture| format!("a picture without words: {}", opening(picture))),
    );
    faults
}

fn ids(page: &Html) -> BTreeMap<&str, usize> {
    let mut ids = BTreeMap::new();
    for element in all(page, "[id]") {
        *ids.entry(element.attr("id").unwrap_or_default())
            .or_default() += 1;
    }
    ids
}

/// Whether a control has a label, or words of its own.
fn has_name(page: &Html, element: ElementRef<'_>) -> bool {
    if element.attr("aria-label").is_some() || element.attr("aria-labelledby").is_some() {
        return true;
    }
    if matches!(element.value().name(), "button" | "a") {
        let says = element.text().any(|text| !text.trim().is_empty());
        return says || !children(element, "img[alt]:not([alt='']), svg[role=img]").is_empty();
    }
    let is_within = element
        .ancestors()
        .filter_map(ElementRef::wrap)
        .any(|parent| parent.value().name() == "label");
    let labels = element.attr("id").map(|id| format!("label[for='{id}']"));
    is_within || labels.is_some_and(|css| all(page, &css).len() == 1)
}

fn opening(element: ElementRef<'_>) -> String {
    let html = element.html();
    let end = html.find('>').map_or(html.len(), |end| end + 1);
    html[..end].to_owned()
}

fn all<'a>(page: &'a Html, css: &str) -> Vec<ElementRef<'a>> {
    page.select(&Selector::parse(css).unwrap()).collect()
}

fn children<'a>(element: ElementRef<'a>, css: &str) -> Vec<ElementRef<'a>> {
    element.select(&Selector::parse(css).unwrap()).collect()
}
