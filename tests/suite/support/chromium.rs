//! A real Chromium, driven through its own driver.

use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use fantoccini::wd::Capabilities;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;
use url::Url;

use super::{Browser, until};

/// Longer than a page takes on a busy machine; only a failure waits so long.
const PATIENCE: Duration = Duration::from_secs(30);

/// The source of axe-core.
static AXE: OnceLock<String> = OnceLock::new();

/// A window of a browser of its own, with nothing in it from before.
pub struct Chromium {
    client: Client,
    base_url: Url,
    driver: Child,
    _profile: TempDir,
}

impl Chromium {
    /// Opens one on a portal.
    pub async fn open(base_url: Url) -> Self {
        Self::open_as(base_url, &json!({})).await
    }

    /// Opens one that is as narrow as a small phone.
    pub async fn open_on_a_phone(base_url: Url) -> Self {
        let metrics = json!({ "width": 360, "height": 740, "pixelRatio": 1.0 });
        Self::open_as(base_url, &json!({ "deviceMetrics": metrics })).await
    }

    async fn open_as(base_url: Url, device: &Value) -> Self {
        let port = {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            listener.local_addr().unwrap().port()
        };
        let driver = Command::new("chromedriver")
            .arg(format!("--port={port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        until("the driver listens", || {
            std::net::TcpStream::connect(("127.0.0.1", port)).is_ok()
        })
        .await;
        let profile = tempfile::tempdir().unwrap();
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities(&profile, device))
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .unwrap();
        Self {
            client,
            base_url,
            driver,
            _profile: profile,
        }
    }

    /// Opens a page by its path.
    pub async fn go(&self, path: &str) {
        let url = self.base_url.join(path).unwrap();
        self.client.goto(url.as_str()).await.unwrap();
    }

    /// The path of the page that is open.
    pub async fn path(&self) -> String {
        self.client.current_url().await.unwrap().path().to_owned()
    }

    /// What a person reads in the main part of the page.
    pub async fn text(&self) -> String {
        self.find("main").await.text().await.unwrap()
    }

    /// Clicks what a selector finds.
    pub async fn click(&self, selector: &str) {
        self.find(selector).await.click().await.unwrap();
    }

    /// Clicks what leads to another page, and waits until it is there: the driver does not.
    pub async fn press(&self, selector: &str) {
        let before = self.find("html").await;
        self.click(selector).await;
        let begun = Instant::now();
        while before.attr("lang").await.is_ok() {
            assert!(begun.elapsed() < PATIENCE, "{selector} leads nowhere");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        self.find("footer").await;
    }

    /// Types into the control of a name.
    pub async fn type_in(&self, name: &str, text: &str) {
        let control = self.find(&format!("main [name='{name}']")).await;
        control.send_keys(text).await.unwrap();
    }

    /// Chooses one of the options of a select.
    pub async fn choose(&self, name: &str, value: &str) {
        let select = self.find(&format!("main select[name='{name}']")).await;
        select.select_by_value(value).await.unwrap();
    }

    /// Ticks a box, or one of several choices.
    pub async fn tick(&self, name: &str, value: &str) {
        self.click(&format!("main input[name='{name}'][value='{value}']"))
            .await;
    }

    /// Gives the first file control of the page a file.
    pub async fn upload(&self, file: &str) {
        let control = self.find("main input[type='file']").await;
        control.send_keys(file).await.unwrap();
    }

    /// Where a link leads.
    pub async fn link(&self, selector: &str) -> String {
        let address = self.find(selector).await.attr("href").await.unwrap();
        address.unwrap_or_else(|| panic!("{selector} is no link"))
    }

    /// A browser in which the same person is signed in, for what a window shows no text of.
    pub async fn without_window(&self) -> Browser {
        let browser = Browser::new(self.base_url.clone());
        let cookies = self.client.get_all_cookies().await.unwrap();
        for cookie in cookies {
            browser.keep_cookie(cookie.name(), cookie.value());
        }
        browser
    }

    /// The texts of those that fit the first selector and stick out of what fits the second.
    pub async fn outside(&self, selector: &str, frame: &str) -> Vec<String> {
        let script = "const [selector, frame] = arguments; \
             const outer = document.querySelector(frame).getBoundingClientRect(); \
             return [...document.querySelectorAll(selector)].filter(one => { \
                 const own = one.getBoundingClientRect(); \
                 return own.left < outer.left - 1 || own.right > outer.right + 1; \
             }).map(one => one.textContent || one.name);";
        let arguments = vec![json!(selector), json!(frame)];
        let found = self.client.execute(script, arguments).await.unwrap();
        serde_json::from_value(found).unwrap()
    }

    /// What axe-core finds on a page of the portal, a line for each element. The page is put into the
    /// window as it came, so that it may be one that only a POST answers.
    pub async fn axe(&self, html: &str) -> Vec<String> {
        const SHOW: &str = "const [html, done] = arguments; \
            document.open(); document.write(html); document.close(); \
            if (document.readyState === 'complete') done(); \
            else addEventListener('load', () => done(), { once: true });";
        const LOOK: &str = "const [done] = arguments; \
            const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']; \
            axe.run(document, { runOnly: tags, resultTypes: ['violations'] }).then( \
                found => done(found.violations.flatMap(rule => rule.nodes.map( \
                    node => `${rule.id} at ${node.target}: ${node.html}`))), \
                fault => done([String(fault)]));";
        self.client
            .execute_async(SHOW, vec![json!(html)])
            .await
            .unwrap();
        if self.run("return typeof axe").await == json!("undefined") {
            let source = AXE.get_or_init(|| {
                let path =
                    std::env::var("MOTCUA_TEST_AXE").expect("tests/run sets MOTCUA_TEST_AXE");
                std::fs::read_to_string(path).unwrap()
            });
            // The driver's own scripts are not under the page's policy.
            self.run(source).await;
        }
        let found = self.client.execute_async(LOOK, Vec::new()).await.unwrap();
        serde_json::from_value(found).unwrap()
    }

    /// Waits until something is on the page.
    pub async fn appears(&self, selector: &str) {
        self.find(selector).await;
    }

    /// An attribute of what a selector finds, as it stands now; empty where it has none.
    pub async fn attribute(&self, selector: &str, name: &str) -> String {
        let value = self.find(selector).await.attr(name).await.unwrap();
        value.unwrap_or_default()
    }

    /// Runs a script and gives back what it returns.
    pub async fn run(&self, script: &str) -> Value {
        self.client.execute(script, Vec::new()).await.unwrap()
    }

    /// How a property of what a selector finds is styled.
    pub async fn style(&self, selector: &str, property: &str) -> String {
        let element = self.find(selector).await;
        element.css_value(property).await.unwrap()
    }

    /// Closes the window.
    pub async fn close(self) {
        self.client.clone().close().await.unwrap();
    }

    async fn find(&self, selector: &str) -> fantoccini::elements::Element {
        let wait = self.client.wait().at_most(PATIENCE);
        match wait.for_element(Locator::Css(selector)).await {
            Ok(element) => element,
            Err(error) => panic!("{selector} on {}: {error}", self.path().await),
        }
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

fn capabilities(profile: &TempDir, device: &Value) -> Capabilities {
    let mut capabilities = Capabilities::new();
    let mut options = json!({ "args": [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-dev-shm-usage",
        format!("--user-data-dir={}", profile.path().display()),
    ] });
    if device.get("deviceMetrics").is_some() {
        options["mobileEmulation"] = device.clone();
    }
    capabilities.insert("goog:chromeOptions".to_owned(), options);
    capabilities
}
