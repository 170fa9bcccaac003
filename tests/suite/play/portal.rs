//! A portal of a few lines: signs in, keeps the newest snapshot and every row, and remembers each
//! message with what it answered.

use std::collections::{BTreeMap, BTreeSet};
use std::net::TcpListener;
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;

use actix_web::http::StatusCode;
use actix_web::web::{Data, Payload};
use actix_web::{App, HttpResponse, HttpServer, web};
use futures_util::StreamExt;
use serde_json::{Value, json};

pub const AGENCY: &str = "000.00.00.H99";
pub const USERNAME: &str = "h99-test";
pub const PASSWORD: &str = "mat-khau-cua-h99";

/// A message that arrived whole.
#[derive(Debug, Clone, PartialEq)]
pub struct Heard {
    pub service: String,
    pub agency: String,
    /// `isUpdating`, where there is one.
    pub updates: Option<String>,
    /// `data`, or the code that is looked up.
    pub data: Value,
    /// The code of the answer.
    pub answered: &'static str,
}

/// What the portal knows.
#[derive(Default)]
pub struct Book {
    pub heard: Vec<Heard>,
    pub sign_ins: usize,
    pub wrong_passwords: usize,
    /// Bodies that were no JSON.
    pub broken: usize,
    /// Bodies that ended in the middle.
    pub hung_up: usize,
    /// Newest snapshot by the code in it.
    pub snapshots: BTreeMap<String, Value>,
    /// Rows by dossier, time, state and text.
    pub rows: BTreeSet<(String, String, String, String)>,
    /// Codes that were filed here.
    pub filed: BTreeSet<String>,
    /// The agency's codes of those.
    pub tied: BTreeMap<String, String>,
    pub is_down: bool,
    /// What each file's link is answered from now on.
    pub files: BTreeMap<String, FileAnswer>,
    /// The files that were asked for, each time.
    pub asked_for: Vec<String>,
}

/// How the portal answers who follows a link.
#[derive(Debug, Clone)]
pub enum FileAnswer {
    /// With the file.
    Holds(Vec<u8>),
    /// With this status and nothing else.
    Says(u16),
    /// Elsewhere.
    Redirects(String),
    /// Not at all.
    IsSilent,
}

/// The portal, on a port of its own. Its thread ends with the process.
#[derive(Clone)]
pub struct StandIn {
    pub address: String,
    book: Arc<Mutex<Book>>,
}

impl StandIn {
    pub fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let portal = Self {
            address: format!("http://{}", listener.local_addr().unwrap()),
            book: Arc::default(),
        };
        let book = Data::from(Arc::clone(&portal.book));
        thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                HttpServer::new(move || {
                    App::new()
                        .app_data(book.clone())
                        .route("/mapi/login", web::post().to(login))
                        .route("/mapi/g", web::post().to(listen))
                        .route("/mapi/tep/{name}", web::get().to(give_file))
                })
                .workers(2)
                .disable_signals()
                .listen(listener)
                .unwrap()
                .run()
                .await
            })
        });
        portal
    }

    pub fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap()
    }

    /// The link of a file here.
    pub fn link(&self, name: &str) -> String {
        format!("{}/mapi/tep/{name}", self.address)
    }

    /// What was heard of a dossier or of all, except look-ups.
    pub fn writes(&self) -> Vec<Heard> {
        let book = self.book();
        let writes = book.heard.iter().filter(|one| one.service != "TraCuuHoSo");
        writes.cloned().collect()
    }
}

async fn login(body: web::Bytes, book: Data<Mutex<Book>>) -> HttpResponse {
    let book = &mut *book.lock().unwrap();
    if book.is_down {
        return HttpResponse::BadGateway().finish();
    }
    let body: Value = serde_json::from_slice(&body).unwrap();
    if body != json!({"username": USERNAME, "password": PASSWORD}) {
        book.wrong_passwords += 1;
        return HttpResponse::Ok()
            .json(json!({"error_code": "-1", "message": "Sai tài khoản hoặc mật khẩu"}));
    }
    book.sign_ins += 1;
    HttpResponse::Ok().json(json!({
        "error_code": "0",
        "message": "Đăng nhập thành công",
        "session": "00000000-0000-4000-8000-000000000001",
    }))
}

async fn listen(mut payload: Payload, book: Data<Mutex<Book>>) -> HttpResponse {
    let mut body = Vec::new();
    while let Some(chunk) = payload.next().await {
        let Ok(chunk) = chunk else {
            book.lock().unwrap().hung_up += 1;
            return HttpResponse::BadRequest().finish();
        };
        body.extend_from_slice(&chunk);
    }
    let book = &mut *book.lock().unwrap();
    if book.is_down {
        return HttpResponse::BadGateway().finish();
    }
    let Ok(message) = serde_json::from_slice::<Value>(&body) else {
        book.broken += 1;
        return HttpResponse::Ok().json(json!({"error_code": "-1", "message": "JSON hỏng"}));
    };
    let (code, text, result) = book.answer(&message);
    let one = |name: &str| message[name].as_str().unwrap_or_default().to_owned();
    book.heard.push(Heard {
        service: one("service"),
        agency: one("madonvi"),
        updates: message["isUpdating"].as_str().map(str::to_owned),
        data: message.get("data").unwrap_or(&message["mahoso"]).clone(),
        answered: code,
    });
    HttpResponse::Ok().json(json!({"error_code": code, "message": text, "result": result}))
}

async fn give_file(name: web::Path<String>, book: Data<Mutex<Book>>) -> HttpResponse {
    let name = name.into_inner();
    let answer = {
        let book = &mut *book.lock().unwrap();
        book.asked_for.push(name.clone());
        book.files.get(&name).cloned()
    };
    match answer {
        Some(FileAnswer::Holds(file)) => HttpResponse::Ok().body(file),
        Some(FileAnswer::Says(status)) => {
            HttpResponse::build(StatusCode::from_u16(status).unwrap()).finish()
        }
        Some(FileAnswer::Redirects(to)) => HttpResponse::SeeOther()
            .insert_header(("Location", to))
            .finish(),
        Some(FileAnswer::IsSilent) => std::future::pending().await,
        None => HttpResponse::NotFound().finish(),
    }
}

type Said = (&'static str, String, Value);

fn taken() -> Said {
    ("0", "Thành công".to_owned(), json!([]))
}

fn refused(text: impl Into<String>) -> Said {
    ("-1", text.into(), json!([]))
}

impl Book {
    fn answer(&mut self, message: &Value) -> Said {
        if message["session"] != "00000000-0000-4000-8000-000000000001" {
            return refused("Phiên không hợp lệ");
        }
        if message["madonvi"] != AGENCY {
            return refused("Không phải đơn vị của tài khoản");
        }
        let data = &message["data"];
        match message["service"].as_str().unwrap() {
            "DongBoHoSoMC" => {
                self.take_snapshots(data.as_array().unwrap(), message["isUpdating"] == "True")
            }
            "CapNhatTienDoHoSoMC" => self.take_rows(data.as_array().unwrap()),
            "DongBoTrangThaiHoSo" => {
                let code = text(data, "MaHoSo");
                if !self.filed.contains(&code) {
                    return refused(format!("Không tìm thấy hồ sơ {code}"));
                }
                self.tied.insert(text(data, "MaHoSoDonVi"), code);
                taken()
            }
            "TraCuuHoSo" => {
                let code = self.name_of(message["mahoso"].as_str().unwrap());
                let snapshot = self.snapshots.get(&code);
                let found = snapshot.map(
                    |snapshot| json!({"MaHoSo": code, "TrangThaiHoSo": snapshot["TrangThaiHoSo"]}),
                );
                let filed = || json!({"MaHoSo": code, "TrangThaiHoSo": "1"});
                let found = found.or_else(|| self.filed.contains(&code).then(filed));
                ("0", "Thành công".to_owned(), found.into_iter().collect())
            }
            other => refused(format!("Không có dịch vụ {other}")),
        }
    }

    fn take_snapshots(&mut self, data: &[Value], updates: bool) -> Said {
        for snapshot in data {
            let code = text(snapshot, "MaHoSo");
            let is_known = self.is_known(&code);
            if is_known && !updates {
                return ("-3", format!("Hồ sơ {code} đã tồn tại"), json!([]));
            }
            if !is_known && updates {
                return refused(format!("Không tìm thấy hồ sơ {code}"));
            }
        }
        for snapshot in data {
            let code = text(snapshot, "MaHoSo");
            self.snapshots.insert(code, snapshot.clone());
        }
        taken()
    }

    fn take_rows(&mut self, data: &[Value]) -> Said {
        for row in data {
            let code = text(row, "MaHoSo");
            if !self.is_known(&self.name_of(&code)) {
                return refused(format!("Không tìm thấy hồ sơ {code}"));
            }
        }
        for row in data {
            self.rows.insert((
                self.name_of(&text(row, "MaHoSo")),
                text(row, "ThoiDiemXuLy"),
                text(row, "TrangThai"),
                text(row, "NoiDungXuLy"),
            ));
        }
        taken()
    }

    fn is_known(&self, code: &str) -> bool {
        self.snapshots.contains_key(code) || self.filed.contains(code)
    }

    fn name_of(&self, code: &str) -> String {
        self.tied
            .get(code)
            .cloned()
            .unwrap_or_else(|| code.to_owned())
    }

    /// The states of a dossier's rows, oldest first.
    pub fn states(&self, code: &str) -> Vec<&str> {
        let own = self.rows.iter().filter(|(name, ..)| name == code);
        own.map(|(_, _, state, _)| state.as_str()).collect()
    }
}

pub fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_default().to_owned()
}
