//! An answer of the portal, asked by selector.

use reqwest::header::HeaderMap;
use reqwest::{Response, StatusCode};
use scraper::{ElementRef, Html, Selector};

use super::Browser;
use super::form::Form;
use super::markup::markup_faults;

/// What a browser shows.
pub struct Page {
    browser: Browser,
    path: String,
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
    html: Html,
}

impl Page {
    pub(super) async fn read(browser: Browser, path: &str, response: Response) -> Self {
        let (status, headers) = (response.status(), response.headers().clone());
        let body = response.bytes().await.unwrap().to_vec();
        Self {
            browser,
            path: path.to_owned(),
            status,
            headers,
            html: Html::parse_document(&String::from_utf8_lossy(&body)),
            body,
        }
    }

    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The path and query under which it is shown.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// A header of the answer.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// Every value of a header of the answer.
    pub fn headers(&self, name: &str) -> Vec<&str> {
        let values = self.headers.get_all(name).iter();
        values.map(|value| value.to_str().unwrap()).collect()
    }

    /// The bytes of the answer.
    pub fn body(&self) -> &[u8] {
        &self.body
    }

    /// Fails unless the page has this status.
    #[track_caller]
    pub fn is(self, status: u16) -> Self {
        let shown = self.text_of_main();
        assert_eq!(self.status.as_u16(), status, "{}: {shown}", self.path);
        self
    }

    /// What is wrong with the markup, when the answer is a page.
    pub fn markup_faults(&self) -> Vec<String> {
        let kind = self.header("content-type").unwrap_or_default();
        if kind.starts_with("text/html") {
            markup_faults(&self.html)
        } else {
            Vec::new()
        }
    }

    /// Fails unless the answer sends the browser on (303) to this address.
    #[track_caller]
    pub fn leads_to(&self, path: &str) {
        let location = self.header("location").unwrap_or_default();
        assert_eq!((self.status.as_u16(), location), (303, path));
    }

    /// Whether anything fits the selector.
    pub fn has(&self, css: &str) -> bool {
        self.html.select(&selector(css)).next().is_some()
    }

    /// The text of the first element that fits, without doubled spaces.
    #[track_caller]
    pub fn text(&self, css: &str) -> String {
        text_of(self.first(css))
    }

    /// The texts of all elements that fit.
    pub fn texts(&self, css: &str) -> Vec<String> {
        let selector = selector(css);
        self.html.select(&selector).map(text_of).collect()
    }

    /// The texts within the first element that fits, each piece of markup on a line of its own.
    #[track_caller]
    pub fn lines(&self, css: &str) -> Vec<String> {
        let pieces = self.first(css).text();
        let lines = pieces.map(|piece| piece.split_whitespace().collect::<Vec<_>>().join(" "));
        lines.filter(|line| !line.is_empty()).collect()
    }

    /// An attribute of the first element that fits.
    #[track_caller]
    pub fn attribute(&self, css: &str, name: &str) -> String {
        let value = self.first(css).attr(name);
        value
            .unwrap_or_else(|| panic!("{css} has no {name}"))
            .to_owned()
    }

    /// An attribute of all elements that fit and have it.
    pub fn attributes(&self, css: &str, name: &str) -> Vec<String> {
        let selector = selector(css);
        let found = self.html.select(&selector);
        found
            .filter_map(|element| element.attr(name))
            .map(str::to_owned)
            .collect()
    }

    /// The paths of all links that fit.
    pub fn links(&self, css: &str) -> Vec<String> {
        self.attributes(css, "href")
    }

    /// Opens the first link that fits.
    #[track_caller]
    pub fn click(&self, css: &str) -> impl Future<Output = Self> {
        let path = self.browser.path_of(&self.attribute(css, "href"));
        let browser = self.browser.clone();
        async move { browser.get(&path).await }
    }

    /// The first form that fits, with what it holds already.
    #[track_caller]
    pub fn form(&self, css: &str) -> Form {
        let action = self.first(css).attr("action").unwrap_or(&self.path);
        let action = self.browser.path_of(action);
        Form::read(self.browser.clone(), action, self.first(css))
    }

    #[track_caller]
    fn first(&self, css: &str) -> ElementRef<'_> {
        let found = self.html.select(&selector(css)).next();
        found.unwrap_or_else(|| {
            let shown = self.text_of_main();
            panic!("{} ({}) has no {css}: {shown}", self.path, self.status)
        })
    }

    fn text_of_main(&self) -> String {
        let main = self.html.select(&selector("main")).next();
        main.map_or_else(
            || {
                String::from_utf8_lossy(&self.body)
                    .chars()
                    .take(300)
                    .collect()
            },
            text_of,
        )
    }
}

fn selector(css: &str) -> Selector {
    Selector::parse(css).unwrap_or_else(|error| panic!("{css}: {error}"))
}

fn text_of(element: ElementRef<'_>) -> String {
    let text: String = element.text().collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
