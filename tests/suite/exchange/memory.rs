//! What messages cost the process that takes them, in memory: the figures that docs/operations.md
//! promises, held by the real program.

use std::sync::Arc;

use futures_util::future::join_all;
use motcua::kernel::{Chance, SeededChance};
use serde_json::{Value, json};

use super::scene::{Client, NOWHERE, is_success, new_partner, snapshot};
use crate::crash::aftermath::{moment, storage};
use crate::support::{FreshDatabase, Manner, PostOffice, Process, on_both_engines, says};

on_both_engines!(
    messages_cost_no_more_than_is_promised,
    what_messages_took_is_given_back,
);

const MIB: u64 = 1024 * 1024;
/// What all messages together may take.
const PROMISED: u64 = 384 * MIB;
/// What one message may take, times its length.
const EACH: u64 = 8;
/// What threads, the allocator and the engine's caches take once, whatever comes.
const SLACK: u64 = 48 * MIB;
/// How much more may be held after 600 MB of messages than before.
const GROWTH: u64 = 80 * MIB;

/// As papers are called in the field.
const TITLE: &str = "Giấy chứng nhận quyền sử dụng đất, quyền sở hữu nhà ở và tài sản khác gắn liền với \
    đất (bản sao có chứng thực).pdf";

/// A thousand elements of small objects, thirty megabytes in all.
fn small_objects(client: &Client) -> Vec<u8> {
    let objects = vec![r#"{"a":1}"#; 3_000].join(",");
    let element = |n: usize| {
        format!(r#"{{"MaHoSo":"{NOWHERE}-260105-{n:04}","MaTTHC":"1.001193","x":[{objects}]}}"#)
    };
    let elements: Vec<String> = (0..1_000).map(element).collect();
    let head = format!(
        r#"{{"session":"{}","madonvi":"{NOWHERE}","service":"DongBoHoSoMC","isUpdating":"False""#,
        client.session
    );
    format!(r#"{head},"data":[{}]}}"#, elements.join(",")).into_bytes()
}

/// Dossiers as they come in a first load, each with its papers.
fn with_papers(day: &str, dossiers: usize, papers: usize, title: &str) -> Vec<Value> {
    let paper = |n: usize| {
        json!({
            "TepDinhKemId": n.to_string(), "TenTepDinhKem": title, "IsDeleted": "False",
            "MaThanhPhanHoSo": "KQ.G15.000001", "DuocSoHoa": "0", "DuocTaiSuDung": "0",
            "DuongDanTaiTepTin": format!("https://files.h99.example.vn/documents/{n}/download"),
        })
    };
    let dossier = |n: usize| {
        let mut one = snapshot(&format!("{NOWHERE}-{day}-{n:04}"), 4);
        one["TaiLieuNop"] = (0..papers).map(paper).collect();
        one
    };
    (0..dossiers).map(dossier).collect()
}

/// Letters that compression makes little shorter.
fn noise(length: usize) -> String {
    let mut bytes = vec![0; length];
    SeededChance::new(7).fill(&mut bytes);
    let letters = bytes.iter().map(|byte| char::from(b'0' + byte % 64));
    letters.filter(|letter| *letter != '\\').collect()
}

struct Scene {
    process: Process,
    client: Client,
    _office: PostOffice,
}

impl Scene {
    async fn on(place: &Arc<FreshDatabase>) -> Self {
        let office = PostOffice::open(Manner::Takes);
        let storage = storage(place);
        let (process, portal) = Process::serve(place, &office, None).await;
        let new = new_partner("h99-test", NOWHERE);
        let client = Client::at(&storage, &portal, &moment(), &new).await;
        assert!(is_success(
            &client
                .insert(&with_papers("260101", 10, 2, "Tờ khai.pdf"))
                .await
        ));
        Self {
            process,
            client,
            _office: office,
        }
    }

    /// What the most memory that was held meanwhile is above what was held before.
    async fn peak(&self, meanwhile: impl Future<Output = ()>) -> u64 {
        self.process.forget_peak();
        let (before, _) = self.process.memory();
        meanwhile.await;
        let (_, peak) = self.process.memory();
        peak.saturating_sub(before)
    }
}

async fn messages_cost_no_more_than_is_promised(place: &Arc<FreshDatabase>) {
    let scene = Scene::on(place).await;
    let client = &scene.client;
    let hostile = small_objects(client);
    let four = scene.peak(async {
        let send = || client.send_raw("mapi/g", hostile.clone());
        for answer in join_all([send(), send(), send(), send()]).await {
            let text = answer["message"].as_str().unwrap();
            let is_told =
                ["too_many_values", "busy"].map(|key| says(text, &format!("exchange.fault.{key}")));
            assert!(is_told.contains(&true), "{answer}");
        }
    });
    let four = four.await;
    assert!(four <= PROMISED + SLACK, "four at once: {} MB", four / MIB);

    let large = json!({ "isUpdating": "False", "data": with_papers("260105", 1_000, 20, TITLE) });
    let length = u64::try_from(large.to_string().len()).unwrap();
    let one = scene.peak(async {
        assert!(is_success(&client.call("DongBoHoSoMC", large).await));
    });
    let one = one.await;
    assert!(
        one <= EACH * length + SLACK,
        "a first load: {} MB",
        one / MIB
    );

    let mut element = snapshot(&format!("{NOWHERE}-260106-0001"), 4);
    element["NoiDungTep"] = json!(noise(30 * 1024 * 1024));
    let body = json!({ "isUpdating": "False", "data": [element] });
    let length = u64::try_from(body.to_string().len()).unwrap();
    let one = scene.peak(async {
        assert!(is_success(&client.call("DongBoHoSoMC", body).await));
    });
    let one = one.await;
    assert!(one <= EACH * length + SLACK, "noise: {} MB", one / MIB);
    scene.process.kill();
}

async fn what_messages_took_is_given_back(place: &Arc<FreshDatabase>) {
    let scene = Scene::on(place).await;
    let client = &scene.client;
    let hostile = small_objects(client);
    let batch = |title: usize| with_papers("260105", 200, 20, &format!("Giấy tờ {title}.pdf"));
    let round = async |title: usize| {
        let answer = client.send_raw("mapi/g", hostile.clone()).await;
        assert_eq!(answer["error_code"], "-1", "{answer}");
        let answer = client.update(&batch(title)).await;
        assert!(is_success(&answer), "{answer}");
    };
    assert!(is_success(&client.insert(&batch(0)).await));
    for title in 1..=3 {
        round(title).await;
    }
    let (before, _) = scene.process.memory();
    for title in 4..24 {
        round(title).await;
    }
    let (after, _) = scene.process.memory();
    assert!(
        after <= before + GROWTH,
        "{} MB, then {}",
        before / MIB,
        after / MIB
    );
    scene.process.kill();
}
