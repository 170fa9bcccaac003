//! A form of a page, filled in as a person does: only what is there can be filled in or chosen.

use actix_web::rt::task::JoinHandle;
use reqwest::Method;
use reqwest::multipart::{self, Part};
use scraper::{ElementRef, Selector};

use super::{Browser, Page, remember_secret};

/// A form with what stands in it.
#[derive(Clone)]
pub struct Form {
    browser: Browser,
    action: String,
    method: Method,
    has_files: bool,
    controls: Vec<Control>,
    files: Vec<(String, String, Vec<u8>)>,
    pressed: Option<(String, String)>,
    buttons: Vec<(String, String)>,
    /// The first button, and what it sends.
    first: Option<Option<(String, String)>>,
}

#[derive(Clone)]
struct Control {
    name: String,
    kind: Kind,
}

/// What stands in a control, or what it offers.
#[derive(Clone)]
enum Kind {
    Hidden(String),
    Text(String),
    /// One value among those offered.
    Choice {
        offered: Vec<String>,
        chosen: Option<String>,
    },
    Box {
        value: String,
        is_ticked: bool,
    },
    File,
}

impl Form {
    pub(super) fn read(browser: Browser, action: String, form: ElementRef<'_>) -> Self {
        let method = match form.attr("method") {
            Some(method) if method.eq_ignore_ascii_case("post") => Method::POST,
            _ => Method::GET,
        };
        let mut read = Self {
            browser,
            action,
            method,
            has_files: form.attr("enctype") == Some("multipart/form-data"),
            controls: Vec::new(),
            files: Vec::new(),
            pressed: None,
            buttons: Vec::new(),
            first: None,
        };
        let all = Selector::parse("input, textarea, select, button").unwrap();
        // Buttons outside belong to a form by its id, and count in the order of the page.
        let id = form.attr("id");
        let root = form.ancestors().filter_map(ElementRef::wrap).last();
        for element in root.into_iter().flat_map(|root| root.select(&all)) {
            let is_own = match element.attr("form") {
                Some(named) => Some(named) == id,
                None => element.ancestors().any(|parent| parent.id() == form.id()),
            };
            if is_own && element.attr("disabled").is_none() {
                read.add(element);
            }
        }
        // Enter and a click on the only button do the same.
        read.pressed = read.first.take().flatten();
        read
    }

    fn add(&mut self, element: ElementRef<'_>) {
        let value = element.attr("value").unwrap_or_default().to_owned();
        let is_set = element.attr("checked").is_some();
        let tag = element.value().name();
        let name = element.attr("name").map(str::to_owned);
        // What Enter presses is the first button, with or without a name.
        if tag == "button" && self.first.is_none() {
            let named = name.clone().map(|name| (name, value.clone()));
            self.first = Some(named);
        }
        let Some(name) = name else {
            return;
        };
        let kind = match (tag, element.attr("type").unwrap_or_default()) {
            ("button", _) | ("input", "submit") => return self.buttons.push((name, value)),
            ("input", "radio") => return self.add_radio(name, value, is_set),
            ("input", "checkbox") => Kind::Box {
                value: if value.is_empty() { "on".into() } else { value },
                is_ticked: is_set,
            },
            ("input", "file") => Kind::File,
            ("input", "hidden") => Kind::Hidden(value),
            ("textarea", _) => Kind::Text(element.text().collect()),
            ("select", _) => options(element),
            _ => Kind::Text(value),
        };
        self.controls.push(Control { name, kind });
    }

    fn add_radio(&mut self, name: String, value: String, is_set: bool) {
        let selected = is_set.then(|| value.clone());
        for control in &mut self.controls {
            if let Kind::Choice { offered, chosen } = &mut control.kind
                && control.name == name
            {
                offered.push(value);
                *chosen = selected.or(chosen.take());
                return;
            }
        }
        let kind = Kind::Choice {
            offered: vec![value],
            chosen: selected,
        };
        self.controls.push(Control { name, kind });
    }

    /// Types into a text field. What is typed into a form that is posted is nobody else's business.
    #[track_caller]
    pub fn fill(mut self, name: &str, typed: &str) -> Self {
        if self.method == Method::POST {
            remember_secret(typed);
        }
        match self.control(name) {
            Kind::Text(text) => *text = typed.to_owned(),
            _ => panic!("{name} is not typed into"),
        }
        self
    }

    /// Picks one of the values offered.
    #[track_caller]
    pub fn choose(mut self, name: &str, value: &str) -> Self {
        match self.control(name) {
            Kind::Choice { offered, chosen } => {
                assert!(
                    offered.iter().any(|offer| offer == value),
                    "{name} offers {offered:?}"
                );
                *chosen = Some(value.to_owned());
            }
            _ => panic!("{name} offers no choice"),
        }
        self
    }

    /// Ticks the box of a name and value.
    #[track_caller]
    pub fn tick(mut self, name: &str, value: &str) -> Self {
        let found = self
            .controls
            .iter_mut()
            .find_map(|control| match &mut control.kind {
                Kind::Box {
                    value: own,
                    is_ticked,
                } if control.name == name && own == value => Some(is_ticked),
                _ => None,
            });
        *found.unwrap_or_else(|| panic!("no box {name}={value}")) = true;
        self
    }

    /// Picks a file.
    #[track_caller]
    pub fn attach(mut self, name: &str, file_name: &str, content: &[u8]) -> Self {
        assert!(self.has_files, "the form does not send files");
        assert!(
            matches!(self.control(name), Kind::File),
            "{name} takes no file"
        );
        let file = (name.to_owned(), file_name.to_owned(), content.to_vec());
        self.files.push(file);
        self
    }

    /// Presses this button instead of the first.
    #[track_caller]
    pub fn press(mut self, name: &str, value: &str) -> Self {
        let button = (name.to_owned(), value.to_owned());
        assert!(
            self.buttons.contains(&button),
            "buttons: {:?}",
            self.buttons
        );
        self.pressed = Some(button);
        self
    }

    /// The names of the controls, each once, in order.
    pub fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.controls.iter().map(|c| c.name.as_str()).collect();
        names.dedup();
        names
    }

    /// What stands in a text field or is chosen.
    #[track_caller]
    pub fn value(&self, name: &str) -> String {
        let control = self.controls.iter().find(|control| control.name == name);
        match control.map(|control| &control.kind) {
            Some(Kind::Text(text) | Kind::Hidden(text)) => text.clone(),
            Some(Kind::Choice { chosen, .. }) => chosen.clone().unwrap_or_default(),
            _ => panic!("{name} holds no text; there is {:?}", self.names()),
        }
    }

    /// What a control that offers a choice offers.
    #[track_caller]
    pub fn offered(&self, name: &str) -> Vec<String> {
        let control = self.controls.iter().find(|control| control.name == name);
        match control.map(|control| &control.kind) {
            Some(Kind::Choice { offered, .. }) => offered.clone(),
            _ => panic!("{name} offers no choice; there is {:?}", self.names()),
        }
    }

    /// Sends the form and opens what it leads to.
    pub async fn submit(self) -> Page {
        let (browser, action) = (self.browser.clone(), self.action.clone());
        let (request, path) = self.into_request();
        browser
            .follow(request, path.as_deref().unwrap_or(&action))
            .await
    }

    /// Sends the form, but does not open what it leads to.
    pub async fn send(self) -> Page {
        let (browser, action) = (self.browser.clone(), self.action.clone());
        let (request, path) = self.into_request();
        browser
            .send(request, path.as_deref().unwrap_or(&action))
            .await
    }

    /// Sends the form twice at the same moment, as an impatient double click does; what each of the two
    /// is answered, without opening what that leads to.
    pub async fn send_twice(self) -> [Page; 2] {
        let (browser, action) = (self.browser.clone(), self.action.clone());
        let again = self.clone();
        let first = browser.send(self.into_request().0, &action);
        let second = browser.send(again.into_request().0, &action);
        futures_util::future::join(first, second).await.into()
    }

    /// Sends the form while somebody else does something; whether an answer came.
    pub fn send_meanwhile(self) -> JoinHandle<bool> {
        let (request, _) = self.into_request();
        actix_web::rt::spawn(async move { request.send().await.is_ok() })
    }

    /// The pairs that a browser would send, but for files.
    pub fn pairs(&self) -> Vec<(String, String)> {
        let mut pairs: Vec<(String, String)> = self
            .controls
            .iter()
            .filter_map(|control| {
                let value = match &control.kind {
                    Kind::Hidden(text) | Kind::Text(text) => text,
                    Kind::Choice { chosen, .. } => chosen.as_ref()?,
                    Kind::Box { value, is_ticked } => is_ticked.then_some(value)?,
                    Kind::File => return None,
                };
                Some((control.name.clone(), value.clone()))
            })
            .collect();
        pairs.extend(self.pressed.clone());
        pairs
    }

    fn into_request(self) -> (reqwest::RequestBuilder, Option<String>) {
        let pairs = self.pairs();
        if self.method == Method::GET {
            let query = serde_urlencoded::to_string(&pairs).unwrap();
            let bare = self.action.split('?').next().unwrap_or_default();
            let path = format!("{bare}?{query}");
            return (self.browser.request(Method::GET, &path), Some(path));
        }
        let request = self.browser.request(Method::POST, &self.action);
        if !self.has_files {
            return (request.form(&pairs), None);
        }
        let mut form = multipart::Form::new();
        for (name, value) in pairs {
            form = form.text(name, value);
        }
        // A browser sends a file field that was left empty as a file without name and content.
        let is_empty = |control: &&Control| {
            matches!(control.kind, Kind::File)
                && self.files.iter().all(|(name, ..)| *name != control.name)
        };
        for control in self.controls.iter().filter(is_empty) {
            let nothing = Part::bytes(Vec::new()).file_name("");
            form = form.part(control.name.clone(), nothing);
        }
        for (name, file_name, content) in self.files {
            form = form.part(name, Part::bytes(content).file_name(file_name));
        }
        (request.multipart(form), None)
    }

    #[track_caller]
    fn control(&mut self, name: &str) -> &mut Kind {
        let names: Vec<String> = self.controls.iter().map(|c| c.name.clone()).collect();
        let found = self
            .controls
            .iter_mut()
            .find(|control| control.name == name);
        let control = found.unwrap_or_else(|| panic!("no control {name}; there are {names:?}"));
        &mut control.kind
    }
}

fn options(select: ElementRef<'_>) -> Kind {
    let all = Selector::parse("option").unwrap();
    let value = |option: ElementRef<'_>| {
        let value = option.attr("value").map(str::to_owned);
        value.unwrap_or_else(|| option.text().collect())
    };
    let options: Vec<ElementRef<'_>> = select.select(&all).collect();
    let selected = options
        .iter()
        .find(|option| option.attr("selected").is_some());
    Kind::Choice {
        chosen: selected.or(options.first()).copied().map(value),
        offered: options.into_iter().map(value).collect(),
    }
}
