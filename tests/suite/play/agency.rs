//! The real binary, playing an agency.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant as Stopwatch};

use actix_web::web;
use reqwest::{Client, Response};
use serde_json::{Value, json};
use tempfile::TempDir;

use super::portal::{AGENCY, PASSWORD, StandIn, USERNAME};
use crate::support::suite_log;

/// Longer than any one step takes on a busy machine; only a failure waits so long.
const PATIENCE: Duration = Duration::from_secs(90);
/// With which a stand-in pushes.
pub const PUSH_SECRET: &str = "bi-mat-day-ho-so";

/// Who the agency is to a portal.
pub struct Identity<'a> {
    pub username: &'a str,
    pub password: &'a str,
    /// With which the portal pushes.
    pub push_secret: &'a str,
    pub agency: &'a str,
}

/// An address on this machine at which nobody listens: an agency that is started again has to be
/// where it was.
pub fn free_address() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().to_string()
}

/// How an agency is set up, and the folder of its store.
pub struct Setting {
    folder: TempDir,
    password: String,
    push_secret: String,
    flags: Vec<String>,
}

impl Setting {
    /// An agency that is quick and does nothing but accept, unless these flags say so.
    pub fn quick(portal: &StandIn, flags: &str) -> Self {
        let identity = Identity {
            username: USERNAME,
            password: PASSWORD,
            push_secret: PUSH_SECRET,
            agency: AGENCY,
        };
        Self::known_as(&identity, &portal.address, flags)
    }

    /// The same with any portal.
    pub fn known_as(identity: &Identity<'_>, portal: &str, flags: &str) -> Self {
        // The portal's own client is set up by the house; here may be none.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let common = format!(
            "--portal {portal} --username {} --agency {} --with-parent \
             --procedure 1.999999 --pace 1000 --step-seconds 0 {flags}",
            identity.username, identity.agency,
        );
        let mut flags: Vec<String> = common.split_whitespace().map(str::to_owned).collect();
        for (name, usual) in [
            ("--listen", "127.0.0.1:0"),
            ("--control", "127.0.0.1:0"),
            ("--refuse-percent", "0"),
            ("--supplement-percent", "0"),
            ("--stop-percent", "0"),
        ] {
            if !flags.iter().any(|flag| flag == name) {
                flags.extend([name.to_owned(), usual.to_owned()]);
            }
        }
        Self {
            flags,
            password: identity.password.to_owned(),
            push_secret: identity.push_secret.to_owned(),
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// The folder of its store.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_motcua"));
        command
            .arg("play-agency")
            .args(&self.flags)
            .arg("--data")
            .arg(self.folder())
            .env("MOTCUA_PLAY_PASSWORD", &self.password)
            .env("MOTCUA_PLAY_SECRET", &self.push_secret)
            .env("RUST_LOG", "info,motcua=trace")
            .stderr(suite_log());
        command
    }

    /// Starts it; it ends with this process at the latest.
    pub fn start(&self) -> Agency {
        let mut process = self
            .command()
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut said = BufReader::new(process.stdout.take().unwrap());
        let mut after = |prefix: &str| {
            let mut line = String::new();
            said.read_line(&mut line).unwrap();
            let address = line.trim().strip_prefix(prefix);
            address.expect("it says where it listens").to_owned()
        };
        Agency {
            address: after("play-agency: "),
            control: after("play-agency: control at "),
            process,
            client: Client::new(),
        }
    }

    /// Compares it with the portal.
    pub async fn agree(&self) -> Output {
        let mut command = self.command();
        command.arg("--agree");
        web::block(move || command.output()).await.unwrap().unwrap()
    }
}

/// An agency that runs.
pub struct Agency {
    address: String,
    control: String,
    pub process: Child,
    client: Client,
}

impl Agency {
    /// Pushes something to it.
    pub async fn push(&self, key: &str, body: &Value) -> Value {
        let response = self.push_with(PUSH_SECRET, key, body.to_string()).await;
        assert_eq!(response.status(), 200);
        response_json(response).await
    }

    /// Pushes a body of any kind.
    pub async fn push_with(&self, secret: &str, key: &str, body: String) -> Response {
        self.try_to_push(secret, key, body).await.unwrap()
    }

    /// Pushes where nobody may listen.
    pub async fn try_to_push(
        &self,
        secret: &str,
        key: &str,
        body: String,
    ) -> reqwest::Result<Response> {
        self.client
            .post(format!("{}/nhanhsdvcqg", self.address))
            .bearer_auth(secret)
            .header("Idempotency-Key", key)
            .header("Content-Type", "application/json")
            .body(body)
            .send()
            .await
    }

    /// Fetches something from it.
    pub async fn get(&self, url: &str) -> Response {
        self.client.get(url).send().await.unwrap()
    }

    /// How it stands.
    pub async fn status(&self) -> Value {
        response_json(self.get(&format!("{}/trang-thai", self.control)).await).await
    }

    /// Switches faults.
    pub async fn switch(&self, faults: &Value) -> Value {
        let request = self.client.post(format!("{}/loi", self.control));
        let request = request.header("Content-Type", "application/json");
        response_json(request.body(faults.to_string()).send().await.unwrap()).await
    }

    /// Waits until its status is so, and gives it back. How long that takes is the machine's affair:
    /// only an agency that gets no further for so long has failed.
    pub async fn until(&self, what: &str, is_so: impl Fn(&Value) -> bool) -> Value {
        let mut moved = Stopwatch::now();
        let mut before = Value::Null;
        loop {
            let status = self.status().await;
            if is_so(&status) {
                return status;
            }
            let now = work_of(&status);
            if now != before {
                (moved, before) = (Stopwatch::now(), now);
            }
            assert!(moved.elapsed() < PATIENCE, "never {what}: {status}");
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    }

    /// Waits until there is nothing left to do or to tell.
    pub async fn until_at_rest(&self) -> Value {
        self.until("at rest", |status| status["at_rest"] == true)
            .await
    }

    /// SIGKILL.
    pub fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

impl Drop for Agency {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// What of a status changes when work is done. Faults and refusals also grow where nothing is.
fn work_of(status: &Value) -> Value {
    let work = [
        "dossiers",
        "outbox",
        "in_hand",
        "pushes",
        "attachments",
        "papers_left",
    ];
    work.iter().map(|name| status[name].clone()).collect()
}

async fn response_json(response: Response) -> Value {
    serde_json::from_slice(&response.bytes().await.unwrap()).unwrap()
}

/// A push about a dossier of the portal.
pub fn push(service: &str, code: &str, sequence: i64) -> Value {
    json!({
        "service": service,
        "isUpdating": service != "NhanHoSoDVCQG",
        "data": {
            "MaHoSo": code,
            "MaTTHC": "1.999999",
            "TenTTHC": "Thủ tục thử nghiệm số 1",
            "ChuHoSo": "Nguyễn Văn Thử Nghiệm",
            "LoaiDoiTuong": "1",
            "MaDoiTuong": "tech-id-thu-nghiem-0001",
            "KenhThucHien": "2",
            "NoiNopHoSo": "1",
            "TrangThaiHoSo": "1",
            "ToKhai": {"ho_ten": "Nguyễn Văn Thử Nghiệm"},
            "SuKien": {"SoThuTu": sequence, "ThoiDiem": "20261123083000", "NoiDung": ""},
            "MaHoSoDonVi": "",
        },
    })
}

/// The same with files that lie at these addresses, by the portal's names for them.
pub fn enclosing(mut push: Value, links: &[(&str, String)]) -> Value {
    let papers = links.iter().map(|(id, link)| {
        json!({
            "TepDinhKemId": id,
            "TenTepDinhKem": "giay-to.pdf",
            "IsDeleted": "False",
            "MaThanhPhanHoSo": "giay-to",
            "DuongDanTaiTepTin": link,
            "DuocSoHoa": "1",
        })
    });
    push["data"]["TaiLieuNop"] = papers.collect();
    push
}
