//! A partner's machine that listens, with manners that a test sets.

use std::net::TcpListener;
use std::sync::Mutex;

use actix_web::dev::ServerHandle;
use actix_web::web::{self, Bytes, Data};
use actix_web::{App, HttpRequest, HttpResponse, HttpServer};
use serde_json::{Value, json};

/// How the machine answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manners {
    /// It takes what comes.
    Takes,
    /// It refuses what comes.
    Refuses,
    /// It fails.
    Fails,
    /// It takes what comes and never says so.
    IsSilent,
}

/// What came.
#[derive(Debug, Clone)]
pub struct Heard {
    pub key: String,
    pub bearer: String,
    pub body: Value,
}

struct Inside {
    manners: Mutex<Manners>,
    heard: Mutex<Vec<Heard>>,
}

/// The running machine.
pub struct Listener {
    inside: Data<Inside>,
    base: String,
    server: ServerHandle,
}

impl Listener {
    pub fn open() -> Self {
        let inside = Data::new(Inside {
            manners: Mutex::new(Manners::Takes),
            heard: Mutex::new(Vec::new()),
        });
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let own = inside.clone();
        let server = HttpServer::new(move || {
            App::new()
                .app_data(own.clone())
                .route("/nhanhsdvcqg", web::post().to(hear))
                .route("/tep/{name}", web::get().to(file))
        })
        .workers(1)
        .disable_signals()
        .listen(listener)
        .unwrap()
        .run();
        let handle = server.handle();
        actix_web::rt::spawn(server);
        Self {
            inside,
            base,
            server: handle,
        }
    }

    /// Where it is told of dossiers.
    pub fn push_url(&self) -> String {
        format!("{}/nhanhsdvcqg", self.base)
    }

    /// Where a file of it is.
    pub fn file(&self, name: &str) -> String {
        format!("{}/tep/{name}", self.base)
    }

    /// Its host and port.
    pub fn host(&self) -> String {
        self.base.trim_start_matches("http://").to_owned()
    }

    pub fn behave(&self, manners: Manners) {
        *self.inside.manners.lock().unwrap() = manners;
    }

    /// The same host and port by a name that must be looked up.
    pub fn named_host(&self) -> String {
        self.host().replace("127.0.0.1", "localhost")
    }

    /// All that came so far.
    pub fn heard(&self) -> Vec<Heard> {
        self.inside.heard.lock().unwrap().clone()
    }

    pub async fn close(self) {
        self.server.stop(false).await;
    }
}

async fn hear(request: HttpRequest, body: Bytes, inside: Data<Inside>) -> HttpResponse {
    let header = |name: &str| {
        let value = request.headers().get(name);
        value.map_or("", |value| value.to_str().unwrap()).to_owned()
    };
    assert!(body.is_ascii(), "some clients read nothing else");
    let heard = Heard {
        key: header("Idempotency-Key"),
        bearer: header("Authorization").replace("Bearer ", ""),
        body: serde_json::from_slice(&body).unwrap(),
    };
    let code = heard.body["data"]["MaHoSo"].as_str().unwrap().to_owned();
    inside.heard.lock().unwrap().push(heard);
    let manners = *inside.manners.lock().unwrap();
    let answer = |code: i32, text: String| json!({ "error_code": code, "message": text });
    match manners {
        Manners::Takes => HttpResponse::Ok().json(answer(0, format!("{code}| create success"))),
        Manners::Refuses => HttpResponse::Ok().json(answer(-1, "MaSoThue empty".to_owned())),
        Manners::IsSilent => std::future::pending().await,
        Manners::Fails => HttpResponse::InternalServerError().body("down"),
    }
}

async fn file(name: web::Path<String>) -> HttpResponse {
    match name.as_str() {
        "ket-qua.pdf" => HttpResponse::Ok().body("%PDF-1.4\nresult\n%%EOF\n"),
        "khoa.pdf" => HttpResponse::Ok()
            .body("%PDF-1.4\ntrailer <</Root 1 0 R/Encrypt 2 0 R>>\nstartxref\n0\n%%EOF\n"),
        "trang.html" => HttpResponse::Ok().body("<html>not a paper</html>"),
        "chuyen-di.pdf" => HttpResponse::Found()
            .insert_header(("Location", "/tep/ket-qua.pdf"))
            .finish(),
        "lon.pdf" => {
            let mut large = b"%PDF-1.4\n".to_vec();
            large.resize(3 * 1024 * 1024, b'x');
            HttpResponse::Ok().body(large)
        }
        _ => HttpResponse::NotFound().finish(),
    }
}
