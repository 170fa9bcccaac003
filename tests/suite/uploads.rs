//! Files that people send: of which producers, under which names, how large, how many, how fast.

mod converted;
mod limits;
mod names;
mod parts;
mod producers;
mod refused;
mod size;

use reqwest::header::CONTENT_TYPE;
use reqwest::{Body, Method, RequestBuilder};

use crate::apply::{PROCEDURE, begun, filled_in};
use crate::support::{Browser, Cast, Page, Portal, remember_secret};

const BOUNDARY: &str = "b0undary";

/// A form with files as bytes, for what a browser's own form does not say.
pub struct RawForm {
    browser: Browser,
    path: String,
    body: Vec<u8>,
}

impl RawForm {
    /// The form of a page with its token and nothing else in it.
    pub fn of(browser: &Browser, page: &Page) -> Self {
        let pairs = page.form("form[enctype]").pairs();
        let token = pairs.iter().find(|(name, _)| name == "_csrf").unwrap();
        remember_secret(&token.1);
        let form = Self {
            browser: browser.clone(),
            path: page.path().to_owned(),
            body: Vec::new(),
        };
        form.part("name=\"_csrf\"", token.1.as_bytes())
    }

    /// Adds a file whose name is written just so.
    pub fn file(self, control: &str, name: &str, content: &[u8]) -> Self {
        self.part(&format!("name=\"{control}\"; filename=\"{name}\""), content)
    }

    fn part(mut self, parameters: &str, content: &[u8]) -> Self {
        let head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; {parameters}\r\n\r\n");
        self.body.extend_from_slice(head.as_bytes());
        self.body.extend_from_slice(content);
        self.body.extend_from_slice(b"\r\n");
        self
    }

    /// Sends it and opens what it leads to.
    pub async fn send(self) -> Page {
        let (browser, path) = (self.browser.clone(), self.path.clone());
        let body = self.whole();
        let request = Self::request(&browser, &path).body(body);
        browser.follow(request, &path).await
    }

    /// Sends it in packets of so many bytes, as a slow network does, and opens what it leads to.
    pub async fn send_in_packets(self, size: usize) -> Page {
        let (browser, path) = (self.browser.clone(), self.path.clone());
        let body = self.whole();
        let packets: Vec<Vec<u8>> = body.chunks(size).map(<[u8]>::to_vec).collect();
        let packets = futures_util::stream::iter(packets.into_iter().map(Ok::<_, std::io::Error>));
        let request = Self::request(&browser, &path).body(Body::wrap_stream(packets));
        browser.follow(request, &path).await
    }

    /// Begins to send it and then nothing more.
    pub async fn send_and_stall(self) -> Page {
        use futures_util::StreamExt;
        let (browser, path) = (self.browser, self.path);
        let begun = futures_util::stream::iter([Ok::<_, std::io::Error>(self.body)]);
        let stalled = begun.chain(futures_util::stream::pending());
        let request = Self::request(&browser, &path).body(Body::wrap_stream(stalled));
        browser.send(request, &path).await
    }

    fn whole(mut self) -> Vec<u8> {
        let end = format!("--{BOUNDARY}--\r\n");
        self.body.extend_from_slice(end.as_bytes());
        self.body
    }

    fn request(browser: &Browser, path: &str) -> RequestBuilder {
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        browser
            .request(Method::POST, path)
            .header(CONTENT_TYPE, kind)
    }
}

/// Lan's browser, and the page of papers of a draft of hers.
pub async fn papers(portal: &Portal) -> (Browser, Page) {
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    let page = filled_in(begun(&lan, PROCEDURE, &cast, portal).await).await;
    (lan, page)
}

/// Presses the button that removes a paper.
pub async fn remove(page: &Page, paper: &str) {
    let form = page.form("form[enctype]").press("_remove", paper);
    form.submit().await.is(200);
}
