//! A partner's client, which speaks as those in the field do.

use actix_web::rt::task::JoinHandle;
use motcua::agencies::{AgencyCode, AgencyKey};
use motcua::context::Principal;
use motcua::exchange::{NewPartner, Partner, Secrets, SuccessCode, add_partner, rotate_secrets};
use motcua::jobs::{self, JobState};
use motcua::kernel::{JobId, Reason, TimeAndChance};
use motcua::storage::Storage;
use serde_json::{Map, Value, json};
use url::Url;

use crate::support::{Portal, context_at, remember_secret};

/// A client that is signed in. Clones are processes of the same partner.
#[derive(Clone)]
pub struct Client {
    pub partner: Partner,
    pub secrets: Secrets,
    pub session: String,
    http: reqwest::Client,
    base: String,
}

/// An agency that exists in no catalogue, as in the reference's messages.
pub const NOWHERE: &str = "000.00.00.H99";

/// What a partner of this agency is set up with.
pub fn new_partner(username: &str, code: &str) -> NewPartner {
    let code: AgencyCode = code.parse().unwrap();
    let key: AgencyKey = code.to_string().parse().unwrap();
    NewPartner {
        username: username.to_owned(),
        name: format!("Hệ thống của {code}"),
        agency: key.id(),
        code,
        further_codes: Vec::new(),
        success: SuccessCode::Zero,
        push_url: None,
        file_hosts: Vec::new(),
        private_files: false,
        decides: false,
    }
}

/// The province of the demonstration's commune, whose word decides from now on.
pub fn province() -> NewPartner {
    NewPartner {
        private_files: true,
        decides: true,
        ..new_partner("h26", "H26")
    }
}

/// Sets a partner up.
pub fn set_up(portal: &Portal, new: &NewPartner) -> (Partner, Secrets) {
    set_up_in(portal.storage(), &portal.app.env.moment(), new)
}

/// Sets a partner up in the database of any portal.
pub fn set_up_in(
    storage: &Storage,
    moment: &TimeAndChance,
    new: &NewPartner,
) -> (Partner, Secrets) {
    let cx = context_at(moment, Principal::CommandLine);
    let added = storage.write(|tx| add_partner(tx, &cx, new));
    let (partner, secrets) = added.unwrap();
    for secret in [&secrets.password, &secrets.push] {
        remember_secret(secret.reveal());
    }
    (partner, secrets)
}

impl Client {
    /// Sets a partner up and signs in.
    pub async fn of(portal: &Portal, username: &str, code: &str) -> Self {
        Self::sign_in(portal, &new_partner(username, code)).await
    }

    pub async fn sign_in(portal: &Portal, new: &NewPartner) -> Self {
        let moment = portal.app.env.moment();
        Self::at(portal.storage(), portal.base_url(), &moment, new).await
    }

    /// Sets a partner up in a database and signs in at the portal that serves it.
    pub async fn at(
        storage: &Storage,
        portal: &Url,
        moment: &TimeAndChance,
        new: &NewPartner,
    ) -> Self {
        // The portal's own client is set up by the house; here may be none.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let (partner, secrets) = set_up_in(storage, moment, new);
        let mut client = Self {
            partner,
            secrets,
            session: String::new(),
            http: reqwest::Client::new(),
            base: portal.to_string(),
        };
        client.login().await;
        client
    }

    /// A client of a partner that is set up, with new secrets.
    pub async fn again(portal: &Portal, partner: Partner) -> Self {
        let cx = portal.app.context(Principal::CommandLine);
        let secrets = portal
            .storage()
            .write(|tx| rotate_secrets(tx, &cx, partner.id, true))
            .unwrap();
        remember_secret(secrets.password.reveal());
        let mut client = Self {
            partner,
            secrets,
            session: String::new(),
            http: reqwest::Client::new(),
            base: portal.base_url().to_string(),
        };
        client.login().await;
        client
    }

    /// Opens another session.
    pub async fn login(&mut self) {
        let answer = self
            .send(
                "mapi/login",
                &json!({
                    "username": self.partner.username,
                    "password": self.secrets.password.reveal(),
                }),
            )
            .await;
        assert_eq!(answer["error_code"], "0", "{answer}");
        self.session = answer["session"].as_str().unwrap().to_owned();
        remember_secret(&self.session);
    }

    /// Sends a body; the answer is JSON with HTTP 200, whatever was sent.
    pub async fn send_raw(&self, path: &str, body: Vec<u8>) -> Value {
        let response = self
            .http
            .post(format!("{}{path}", self.base))
            .header("Content-Type", "application/json")
            .body(body)
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), 200);
        let body = response.bytes().await.unwrap();
        assert!(body.is_ascii(), "some clients read nothing else");
        let answer: Value = serde_json::from_slice(&body).unwrap();
        assert!(answer["error_code"].is_string(), "{answer}");
        assert!(answer["message"].is_string(), "{answer}");
        answer
    }

    pub async fn send(&self, path: &str, body: &Value) -> Value {
        self.send_raw(path, body.to_string().into_bytes()).await
    }

    /// The envelope of a call.
    fn envelope(&self, service: &str, more: &Value) -> Value {
        let mut body = Map::new();
        body.insert("session".into(), json!(self.session));
        body.insert("madonvi".into(), json!(self.partner.code.to_string()));
        body.insert("service".into(), json!(service));
        body.extend(more.as_object().unwrap().clone());
        Value::Object(body)
    }

    /// Calls a service with the envelope.
    pub async fn call(&self, service: &str, more: Value) -> Value {
        self.send("mapi/g", &self.envelope(service, &more)).await
    }

    /// Inserts while the test goes on; tells whether there was an answer.
    pub fn insert_meanwhile(&self, snapshots: &[Value]) -> JoinHandle<bool> {
        let body = json!({ "isUpdating": "False", "data": snapshots });
        let body = self.envelope("DongBoHoSoMC", &body).to_string();
        let request = self.http.post(format!("{}mapi/g", self.base)).body(body);
        actix_web::rt::spawn(async move { request.send().await.is_ok() })
    }

    pub async fn insert(&self, snapshots: &[Value]) -> Value {
        let body = json!({ "isUpdating": "False", "data": snapshots });
        self.call("DongBoHoSoMC", body).await
    }

    pub async fn update(&self, snapshots: &[Value]) -> Value {
        let body = json!({ "isUpdating": "True", "data": snapshots });
        self.call("DongBoHoSoMC", body).await
    }

    pub async fn progress(&self, rows: &[Value]) -> Value {
        self.call("CapNhatTienDoHoSoMC", json!({ "data": rows }))
            .await
    }

    /// The state of a dossier as the partner may look it up.
    pub async fn state_of(&self, code: &str) -> Option<String> {
        let answer = self.call("TraCuuHoSo", json!({ "mahoso": code })).await;
        let state = &answer["result"].get(0)?["TrangThaiHoSo"];
        Some(state.as_str()?.to_owned())
    }
}

/// What was given up, and waits for a person.
pub fn dead_jobs(storage: &Storage) -> Vec<JobId> {
    let dead = storage.read(|conn| jobs::dead_or_waiting(conn, JobState::Dead, 10));
    dead.unwrap().into_iter().map(|job| job.id).collect()
}

/// Discards what was given up; gives back how much that was.
pub fn discard_dead(portal: &Portal) -> usize {
    let dead = dead_jobs(portal.storage());
    let moment = portal.app.env.moment();
    let reason: Reason = "nobody needs it".parse().unwrap();
    for job in &dead {
        let discarded = portal
            .storage()
            .write(|tx| jobs::discard(tx, &moment, *job, &reason, None));
        assert!(discarded.unwrap());
    }
    dead.len()
}

/// Whether an answer is success, as the strictest clients ask.
pub fn is_success(answer: &Value) -> bool {
    let message = answer["message"].as_str().unwrap().to_lowercase();
    answer["error_code"] == "0" && message.contains("thành công")
}

/// A snapshot with what must be there.
pub fn snapshot(code: &str, state: u8) -> Value {
    json!({
        "MaHoSo": code,
        "MaTTHC": "1.999999",
        "TenTTHC": "Thủ tục thử nghiệm",
        "ChuHoSo": "Nguyễn Văn Thử Nghiệm",
        "LoaiDoiTuong": "1",
        "TrichYeuHoSo": "Hồ sơ thử nghiệm",
        "NgayTiepNhan": "20260105083000",
        "NgayHenTra": "20260112083000",
        "TrangThaiHoSo": state.to_string(),
        "HinhThuc": "0",
        "DonViXuLy": "Sở Thử nghiệm",
    })
}

/// A row of progress.
pub fn row(code: &str, at: &str, state: u8, content: &str) -> Value {
    json!({
        "MaHoSo": code,
        "NguoiXuLy": "Trần Thị Mẫu Thử",
        "ThoiDiemXuLy": at,
        "NoiDungXuLy": content,
        "TrangThai": state.to_string(),
    })
}
