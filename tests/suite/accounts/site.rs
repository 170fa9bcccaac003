//! The portal's pages over a scene, and somebody's browser.

use std::net::TcpListener;
use std::sync::Arc;

use actix_web::middleware::from_fn;
use actix_web::web::Data;
use actix_web::{App, HttpServer};
use motcua::accounts::{AccountsRecognise, OfficeNames};
use motcua::kernel::{AgencyId, Clock};
use motcua::portal;
use motcua::storage::FileStore;
use motcua::web::access::AccessTable;
use motcua::web::{Environment, Gate, Site, choose_locale, dress_errors, gate, guard_headers};
use reqwest::header::LOCATION;
use reqwest::redirect::Policy;
use reqwest::{Client, Response, StatusCode};
use scraper::{Html, Selector};

use super::scene::Scene;

struct NoOffices;

impl OfficeNames for NoOffices {
    fn office_name(&self, _: AgencyId) -> Option<String> {
        None
    }
}

/// Serves the portal's pages over the scene's database and gives their address.
pub fn serve(scene: &Scene, demonstration: bool) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let accounts = Data::new(scene.accounts.clone());
    let storage = scene.accounts.storage.clone();
    let env = Data::new(Environment {
        files: FileStore::in_folder(scene.database.place.folder(), Arc::clone(storage.keys()))
            .unwrap(),
        storage,
        clock: Arc::clone(&scene.clock) as Arc<dyn Clock>,
        chance: Arc::clone(&scene.chance),
        base_url: std::sync::Arc::new("http://motcua.example".parse().unwrap()),
        largest_file: 1,
    });
    let gates = Data::new(Gate {
        table: AccessTable::new(portal::routes().lines()),
        recognise: Arc::new(AccountsRecognise::new(NoOffices)),
    });
    let server = HttpServer::new(move || {
        App::new()
            .app_data(env.clone())
            .app_data(accounts.clone())
            .app_data(gates.clone())
            .app_data(Site {
                demonstration,
                https: false,
            })
            .wrap(from_fn(gate))
            .wrap(from_fn(dress_errors))
            .wrap(from_fn(choose_locale))
            .wrap(from_fn(guard_headers))
            .configure(|config| portal::routes().register(config))
    });
    actix_web::rt::spawn(
        server
            .workers(1)
            .listen(listener)
            .unwrap()
            .disable_signals()
            .run(),
    );
    address
}

/// Somebody's browser.
pub struct Person {
    pub client: Client,
    home: String,
}

pub struct Page {
    pub status: StatusCode,
    pub location: String,
    pub cookies: String,
    pub html: String,
}

impl Person {
    pub fn at(home: &str) -> Self {
        // Whoever comes first chooses; the others find it chosen.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = Client::builder()
            .cookie_store(true)
            .redirect(Policy::none());
        Self {
            client: client.build().unwrap(),
            home: home.to_owned(),
        }
    }

    pub async fn open(&self, path: &str) -> Page {
        Page::of(
            self.client
                .get(format!("{}{path}", self.home))
                .send()
                .await
                .unwrap(),
        )
        .await
    }

    /// Opens the page, fills its form and sends it.
    pub async fn fill(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        self.fill_at(path, path, fields).await
    }

    /// The same where the form is sent to another address.
    pub async fn fill_at(&self, path: &str, action: &str, fields: &[(&str, &str)]) -> Page {
        let page = self.open(path).await;
        let csrf = page.attribute("main input[name=_csrf], header input[name=_csrf]", "value");
        let mut form = fields.to_vec();
        form.push(("_csrf", &csrf));
        let request = self
            .client
            .post(format!("{}{action}", self.home))
            .form(&form);
        Page::of(request.send().await.unwrap()).await
    }

    pub async fn sign_in(&self, path: &str, name: &str, password: &str) -> Page {
        self.fill(path, &[("name", name), ("password", password)])
            .await
    }
}

impl Page {
    async fn of(response: Response) -> Self {
        let text = |value: &reqwest::header::HeaderValue| value.to_str().unwrap().to_owned();
        let headers = response.headers();
        Self {
            status: response.status(),
            location: headers.get(LOCATION).map(text).unwrap_or_default(),
            cookies: headers
                .get_all("set-cookie")
                .iter()
                .map(text)
                .collect::<Vec<_>>()
                .join("\n"),
            html: response.text().await.unwrap(),
        }
    }

    pub fn texts(&self, selector: &str) -> Vec<String> {
        let html = Html::parse_document(&self.html);
        let selector = Selector::parse(selector).unwrap();
        let found = html.select(&selector);
        let text = |element: scraper::ElementRef<'_>| element.text().collect::<String>();
        found
            .map(|element| {
                text(element)
                    .split_whitespace()
                    .collect::<Vec<_>>()
                    .join(" ")
            })
            .collect()
    }

    pub fn attribute(&self, selector: &str, name: &str) -> String {
        let html = Html::parse_document(&self.html);
        let element = html.select(&Selector::parse(selector).unwrap()).next();
        let element = element.unwrap_or_else(|| panic!("no {selector} in {}", self.html));
        element.value().attr(name).unwrap_or_default().to_owned()
    }

    pub fn goes_to(&self, path: &str) {
        assert_eq!(
            (self.status, self.location.as_str()),
            (StatusCode::SEE_OTHER, path)
        );
    }
}
