//! A partner's client, which speaks as those in the field do.

use motcua::agencies::{AgencyCode, AgencyKey};
use motcua::exchange::{NewPartner, Partner, Secrets, SuccessCode, add_partner, rotate_secrets};
use serde_json::{Map, Value, json};

use crate::support::{Portal, remember_secret};

/// A client that is signed in.
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
        success: SuccessCode::Zero,
        push_url: None,
        file_hosts: Vec::new(),
        private_files: false,
        decides: false,
    }
}

/// Sets a partner up.
pub fn set_up(portal: &Portal, new: &NewPartner) -> (Partner, Secrets) {
    let moment = portal.house.ground.moment();
    let added = portal
        .storage()
        .write(|tx| add_partner(tx, &moment, new, None))
        .unwrap();
    remember_secret(added.1.password.reveal());
    added
}

impl Client {
    /// Sets a partner up and signs in.
    pub async fn of(portal: &Portal, username: &str, code: &str) -> Self {
        Self::sign_in(portal, &new_partner(username, code)).await
    }

    pub async fn sign_in(portal: &Portal, new: &NewPartner) -> Self {
        let (partner, secrets) = set_up(portal, new);
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

    /// A client of a partner that is set up, with new secrets.
    pub async fn again(portal: &Portal, partner: Partner) -> Self {
        let moment = portal.house.ground.moment();
        let secrets = portal
            .storage()
            .write(|tx| rotate_secrets(tx, &moment, partner.id, true, None))
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
        let answer: Value = serde_json::from_slice(&response.bytes().await.unwrap()).unwrap();
        assert!(answer["error_code"].is_string(), "{answer}");
        assert!(answer["message"].is_string(), "{answer}");
        answer
    }

    pub async fn send(&self, path: &str, body: &Value) -> Value {
        self.send_raw(path, body.to_string().into_bytes()).await
    }

    /// Calls a service with the envelope.
    pub async fn call(&self, service: &str, more: Value) -> Value {
        let mut body = Map::new();
        body.insert("session".into(), json!(self.session));
        body.insert("madonvi".into(), json!(self.partner.code.to_string()));
        body.insert("service".into(), json!(service));
        body.extend(more.as_object().unwrap().clone());
        self.send("mapi/g", &Value::Object(body)).await
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
