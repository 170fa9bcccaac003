//! Monthly summaries of satisfaction.

use diesel::prelude::*;
use motcua::exchange;
use motcua::storage::schema::partner_ratings;
use motcua::storage::{Document, Error};
use serde_json::{Value, json};

use super::scene::{Client, NOWHERE, is_success};
use crate::support::{Portal, on_both_engines};

on_both_engines!(
    every_question_of_a_month_is_kept,
    a_month_without_answers_is_taken,
);

fn summary(question: &str, raters: u32) -> Value {
    json!({
        "NgayTongHop": "10-2026", "Madonvi": NOWHERE, "MaThuTuc": "", "NoiDung": question,
        "TongSoNguoiDanhGia": raters, "PhanTramDanhGiaRatHaiLong": "50%",
    })
}

/// Questions and how many answered each.
fn kept(portal: &Portal) -> Vec<(String, i64)> {
    let rows = portal.storage().read(|conn| {
        let rows: Vec<(String, Document)> = partner_ratings::table
            .order(partner_ratings::question)
            .select((partner_ratings::question, partner_ratings::summary))
            .load(conn.engine())?;
        Ok::<_, Error>(rows)
    });
    let raters = |summary: Document| summary.0["raters"].as_i64().unwrap();
    let rows = rows.unwrap().into_iter();
    rows.map(|(question, summary)| (question, raters(summary)))
        .collect()
}

async fn every_question_of_a_month_is_kept(portal: &Portal) {
    let client = Client::of(portal, "h99-test", NOWHERE).await;
    let rows = json!({ "data": [summary("Thái độ 0", 20), summary("Thái độ 1", 10)] });
    for _ in 0..2 {
        assert!(is_success(
            &client.call("DongBoDanhGia", rows.clone()).await
        ));
    }
    let both = [("Thái độ 0".to_owned(), 20), ("Thái độ 1".to_owned(), 10)];
    assert_eq!(kept(portal), both);
    // The same question again replaces what was said of it before.
    let again = json!({ "data": [summary("Thái độ 1", 12)] });
    assert!(is_success(&client.call("DongBoDanhGia", again).await));
    assert_eq!(kept(portal)[1], ("Thái độ 1".to_owned(), 12));
}

async fn a_month_without_answers_is_taken(portal: &Portal) {
    let client = Client::of(portal, "h99-test", NOWHERE).await;
    let answer = client.call("DongBoDanhGia", json!({ "data": [] })).await;
    assert!(is_success(&answer), "{answer}");
    let answer = client
        .call("CapNhatTienDoHoSoMC", json!({ "data": [] }))
        .await;
    assert_eq!(answer["error_code"], "-1", "no rows are no progress");
    let partner = client.partner.id;
    let open = portal
        .storage()
        .read(|conn| exchange::open_quarantine(conn, partner, None, 10));
    let open = open.unwrap();
    assert!(open.iter().all(|line| line.service != "DongBoDanhGia"));
    assert_eq!(kept(portal), []);
}
