//! A partner's first day: dossiers and their progress through `/mapi/g`, beside the same rows by the
//! engine's own bulk upsert.
//!
//! `cargo bench --bench wire -- --database postgres://… --dossiers 1000000`
//!
//! With `--fairness` instead: how long another partner's look-ups take, alone and beside twelve
//! connections of that first day.

use std::fs;
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use clap::Parser;
use motcua::agencies::{AgencyCode, AgencyKey};
use motcua::app::{self, App};
use motcua::config::{Config, Mode, Written};
use motcua::context::Principal;
use motcua::exchange::{NewPartner, SuccessCode, add_partner};
use motcua::kernel::{SystemChance, SystemClock};
use serde_json::{Value, json};

mod support;
#[path = "wire/copy.rs"]
mod wire_rows;

const BATCH: usize = 1_000;
const ROWS_EACH: usize = 3;

#[derive(Parser)]
struct Order {
    /// The database; made anew.
    #[arg(long)]
    database: String,
    /// How many dossiers.
    #[arg(long, default_value_t = 100_000)]
    dossiers: usize,
    /// Sessions that send at a time.
    #[arg(long, default_value_t = 4)]
    sessions: usize,
    /// The folder of keys and files.
    #[arg(long, default_value = "/tmp/motcua-bench-wire")]
    data: String,
    /// Measure another partner's look-ups, alone and beside the bulk.
    #[arg(long)]
    fairness: bool,
    /// What cargo gives to every bench.
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let order = Order::parse();
    let _ = fs::remove_dir_all(&order.data);
    let written = Written {
        data: Some(order.data.clone().into()),
        database_url: Some(order.database.clone().into()),
        ..Written::default()
    };
    let config = Config::new(written, Mode::Demonstration)?;
    let app = App::open(
        &config,
        Arc::new(SystemClock),
        Arc::new(SystemChance::default()),
    )?;
    let (username, password) = partner(&app, "H99")?;
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let base = format!("http://{}", listener.local_addr()?);
    let server_house = app.clone();
    std::thread::spawn(move || {
        actix_web::rt::System::new()
            .block_on(async move { app::serve(&server_house, listener).expect("serves").await })
    });
    let runtime = tokio::runtime::Runtime::new()?;
    let client = Arc::new(Client {
        base,
        username,
        password,
        busy: AtomicUsize::new(0),
    });
    if order.fairness {
        let (username, password) = partner(&app, "H98")?;
        let other = Client {
            base: client.base.clone(),
            username,
            password,
            busy: AtomicUsize::new(0),
        };
        return Ok(runtime.block_on(fairness(&order, &client, &other))?);
    }
    let snapshots = runtime.block_on(send_all(&order, &client, snapshot_batch))?;
    println!("dossiers: {}", rate(order.dossiers, snapshots));
    let progress = runtime.block_on(send_all(&order, &client, progress_batch))?;
    println!(
        "progress rows: {}",
        rate(order.dossiers * ROWS_EACH, progress)
    );
    let rows = order.dossiers * (1 + ROWS_EACH);
    println!("through the wire: {}", rate(rows, snapshots + progress));
    println!("memory: {}", support::memory(std::process::id()));
    let own = wire_rows::copy(&app.env.storage, BATCH)?;
    println!("by the engine's own bulk upsert: {}", rate(rows, own));
    println!(
        "share of the engine's own rate: {:.2}",
        own.as_secs_f64() / (snapshots + progress).as_secs_f64()
    );
    Ok(())
}

fn partner(app: &App, code: &str) -> Result<(String, String), Box<dyn std::error::Error>> {
    let code: AgencyCode = code.parse()?;
    let key: AgencyKey = code.to_string().parse()?;
    let cx = app.context(Principal::CommandLine);
    let new = NewPartner {
        username: format!("bench-{code}-{}", cx.now().utc().timestamp_micros()),
        name: "Bench".to_owned(),
        agency: key.id(),
        code,
        success: SuccessCode::Zero,
        push_url: None,
        file_hosts: Vec::new(),
        private_files: false,
        further_codes: Vec::new(),
        decides: false,
    };
    let (partner, secrets) = app.env.storage.write(|tx| add_partner(tx, &cx, &new))?;
    Ok((partner.username, secrets.password.reveal().to_owned()))
}

struct Client {
    base: String,
    username: String,
    password: String,
    /// How often it was told that the portal is busy.
    busy: AtomicUsize,
}

/// How often a look-up is measured.
const LOOK_UPS: usize = 500;
/// Connections of the bulk beside it.
const BULK: usize = 12;

/// Prints how long another partner's look-ups take, alone and beside bulk.
async fn fairness(order: &Order, bulk: &Arc<Client>, other: &Client) -> Result<(), String> {
    let http = reqwest::Client::new();
    let session = other.session(&http).await?;
    let code = "000.00.00.H98-260105-0001";
    let mut insert = snapshot_batch(0, 1).remove(0);
    insert["data"][0]["MaHoSo"] = json!(code);
    insert["session"] = json!(session);
    insert["madonvi"] = json!("H98");
    other.send(&http, &insert).await?;
    let ask = json!({
        "session": session, "madonvi": "H98", "service": "TraCuuHoSo", "mahoso": code,
    });
    println!(
        "look-ups alone: {}",
        look_ups(other, &http, &ask, || false).await?
    );
    let order = Order {
        database: String::new(),
        data: String::new(),
        sessions: BULK,
        ..*order
    };
    let (client, dossiers) = (Arc::clone(bulk), order.dossiers);
    let sending = tokio::spawn(async move { send_all(&order, &client, snapshot_batch).await });
    let beside = look_ups(other, &http, &ask, || sending.is_finished()).await?;
    println!("look-ups beside {BULK} connections of bulk: {beside}");
    let took = sending.await.map_err(|error| error.to_string())??;
    let busy = bulk.busy.load(Ordering::Relaxed);
    println!(
        "the bulk: {}, told to come again {busy} times",
        rate(dossiers, took)
    );
    Ok(())
}

/// Asks one after another, with a pause in which others run.
async fn look_ups(
    client: &Client,
    http: &reqwest::Client,
    ask: &Value,
    is_enough: impl Fn() -> bool,
) -> Result<String, String> {
    let mut took = Vec::with_capacity(LOOK_UPS);
    while took.len() < LOOK_UPS && !is_enough() {
        let begun = Instant::now();
        let answer = client.send(http, ask).await?;
        took.push(begun.elapsed());
        if answer["error_code"] != "0" {
            return Err(answer.to_string());
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    took.sort_unstable();
    let at = |share: usize| {
        took.get(took.len() * share / 100)
            .copied()
            .unwrap_or_default()
    };
    Ok(format!(
        "{} times, median {:.1?}, p99 {:.1?}",
        took.len(),
        at(50),
        at(99)
    ))
}

impl Client {
    /// Sends a message until the portal is not too busy to take it.
    async fn send_until_taken(
        &self,
        http: &reqwest::Client,
        body: &Value,
    ) -> Result<Value, String> {
        loop {
            let answer = self.send(http, body).await?;
            let is_busy = answer["message"]
                .as_str()
                .is_some_and(|text| text.contains("đang bận"));
            if !is_busy {
                return Ok(answer);
            }
            self.busy.fetch_add(1, Ordering::Relaxed);
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
    }

    async fn send(&self, http: &reqwest::Client, body: &Value) -> Result<Value, String> {
        let response = http
            .post(format!("{}/mapi/g", self.base))
            .body(body.to_string())
            .send()
            .await
            .map_err(|error| error.to_string())?;
        let bytes = response.bytes().await.map_err(|error| error.to_string())?;
        serde_json::from_slice(&bytes).map_err(|error| error.to_string())
    }

    async fn session(&self, http: &reqwest::Client) -> Result<String, String> {
        let login = json!({ "username": self.username, "password": self.password });
        let answer = self.send(http, &login).await?;
        let session = answer["session"]
            .as_str()
            .ok_or_else(|| answer.to_string())?;
        Ok(session.to_owned())
    }
}

/// Sends every batch once, several at a time; gives back how long it took.
async fn send_all(
    order: &Order,
    client: &Arc<Client>,
    batch: fn(usize, usize) -> Vec<Value>,
) -> Result<Duration, String> {
    let next = Arc::new(AtomicUsize::new(0));
    let dossiers = order.dossiers;
    let begun = Instant::now();
    let mut senders = tokio::task::JoinSet::new();
    for _ in 0..order.sessions {
        let (client, next) = (Arc::clone(client), Arc::clone(&next));
        senders.spawn(async move {
            let http = reqwest::Client::new();
            let session = client.session(&http).await?;
            loop {
                let first = next.fetch_add(BATCH, Ordering::Relaxed);
                if first >= dossiers {
                    return Ok::<(), String>(());
                }
                let most = BATCH.min(dossiers - first);
                for mut body in batch(first, most) {
                    body["session"] = json!(session);
                    body["madonvi"] = json!("H99");
                    let answer = client.send_until_taken(&http, &body).await?;
                    if answer["error_code"] != "0" {
                        return Err(answer.to_string());
                    }
                }
            }
        });
    }
    while let Some(outcome) = senders.join_next().await {
        outcome.map_err(|error| error.to_string())??;
    }
    Ok(begun.elapsed())
}

fn code(number: usize) -> String {
    format!(
        "000.00.00.H99-26{:02}{:02}-{:05}",
        1 + number / 100_000 / 28 % 12,
        1 + number / 100_000 % 28,
        number % 100_000
    )
}

fn snapshot_batch(first: usize, most: usize) -> Vec<Value> {
    let element = |number: usize| {
        json!({
            "MaHoSo": code(number),
            "MaTTHC": "1.001193",
            "TenTTHC": "Thủ tục đăng ký khai sinh",
            "MaLinhVuc": "G15-TP07", "TenLinhVuc": "Hộ tịch",
            "KenhThucHien": "1",
            "SoGiayToChuHoSo": format!("{:012}", 1_085_000_000 + number),
            "ChuHoSo": "Nguyễn Thị Minh Hạnh",
            "LoaiDoiTuong": "1", "MaDoiTuong": "", "ThongTinKhac": "",
            "Email": "", "Fax": "", "SoDienThoai": "0912345678",
            "TrichYeuHoSo": "Đăng ký khai sinh",
            "NgayTiepNhan": "20260105083000", "NgayHenTra": "20260112083000",
            "TrangThaiHoSo": "2", "NgayTra": "", "ThongTinTra": "", "HinhThuc": "0",
            "NgayKetThucXuLy": "", "DonViXuLy": "Sở Thử nghiệm", "GhiChu": "",
            "TaiLieuNop": [], "DanhSachLePhi": [], "DanhSachTepDinhKemKhac": [],
            "DanhSachHoSoBoSung": [], "DanhSachGiayToKetQua": [],
            "NoiNopHoSo": "2", "HoSoCoThanhPhanSoHoa": "0",
            "TaiKhoanDuocXacThucVoiVNeID": "0", "DuocThanhToanTrucTuyen": "0", "NgayTuChoi": "",
            "DinhDanhCHS": [{ "LoaiDinhDanh": "1", "SoDinhDanh": format!("{:012}", 1_085_000_000 + number) }],
            "NgayNopHoSo": "20260105080000", "DSKetNoiCSDL": [],
        })
    };
    let data: Vec<Value> = (first..first + most).map(element).collect();
    vec![json!({ "service": "DongBoHoSoMC", "isUpdating": "False", "data": data })]
}

fn progress_batch(first: usize, most: usize) -> Vec<Value> {
    let steps = [
        ("20260105083000", "2", "Tiếp nhận hồ sơ"),
        ("20260105140000", "4", "Chuyển phòng chuyên môn xử lý"),
        ("20260109160000", "9", "Kết thúc xử lý hồ sơ"),
    ];
    let rows: Vec<Value> = (first..first + most)
        .flat_map(|number| {
            steps.map(|(at, state, content)| {
                json!({
                    "MaHoSo": code(number), "NguoiXuLy": "Trần Thị Mẫu", "ChucDanh": "",
                    "ThoiDiemXuLy": at, "PhongBanXuLy": "Bộ phận một cửa",
                    "NoiDungXuLy": content, "TrangThai": state, "NgayBatDau": "",
                    "NgayKetThucTheoQuyDinh": "",
                })
            })
        })
        .collect();
    rows.chunks(BATCH)
        .map(|rows| json!({ "service": "CapNhatTienDoHoSoMC", "data": rows }))
        .collect()
}

fn rate(rows: usize, took: Duration) -> String {
    let seconds = took.as_secs_f64();
    format!(
        "{rows} in {seconds:.1} s, {:.0} a second",
        rows as f64 / seconds
    )
}
