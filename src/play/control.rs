//! For whoever tries the agency out on the same machine: how it stands, and which faults are switched
//! on. It has a port of its own, because it answers while the agency does not.

use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use actix_web::dev::{PeerAddr, Server};
use actix_web::web::Data;
use actix_web::{App, HttpResponse, HttpServer, web};
use serde_json::{Map, Value, json};

use super::faults::Switches;
use super::office::Office;
use super::server::failure;
use super::store::Custody;

/// How many dossiers in trouble are shown.
const TROUBLES: usize = 20;

/// Serves on a listener; signals are others' business.
pub(super) fn serve(office: Arc<Office>, listener: TcpListener) -> std::io::Result<Server> {
    let office = Data::from(office);
    let server = HttpServer::new(move || {
        App::new()
            .app_data(office.clone())
            .route("/trang-thai", web::get().to(say_how_it_stands))
            .route("/loi", web::post().to(switch_faults))
    });
    let server = server.workers(1).shutdown_timeout(2).disable_signals();
    Ok(server.listen(listener)?.run())
}

async fn say_how_it_stands(office: Data<Office>) -> HttpResponse {
    let counted = office
        .reading(|office, tx| Ok((tx.counts()?, office.papers_left(tx)?)))
        .await;
    let (counts, papers_left) = match counted {
        Ok(counted) => counted,
        Err(error) => return failure(&error),
    };
    let states = counts.states.iter();
    let states: Map<String, Value> = states
        .map(|(state, number)| (state.to_string(), json!(number)))
        .collect();
    let (switches, committed) = office.faults.report();
    let attachments = Custody::ALL.map(|custody| {
        let number = json!(counts.attachments(custody));
        (custody.name().to_owned(), number)
    });
    let is_at_rest = counts.outbox == 0
        && counts.in_hand == 0
        && counts.attachments(Custody::Awaited) == 0
        && papers_left == Some(0);
    let troubles = office.lanes().troubles(TROUBLES);
    HttpResponse::Ok().json(json!({
        "agency": office.agency.code,
        "dossiers": states,
        "outbox": counts.outbox,
        "in_hand": counts.in_hand,
        "pushes": counts.pushes,
        "attachments": Map::from_iter(attachments),
        "papers_left": papers_left,
        "at_rest": is_at_rest,
        "faults": switches,
        "committed": committed,
        "foreign_taken": office.foreign_taken.load(Ordering::Relaxed),
        "troubles": troubles,
    }))
}

async fn switch_faults(
    caller: PeerAddr,
    switches: web::Json<Switches>,
    office: Data<Office>,
) -> HttpResponse {
    if !caller.0.ip().is_loopback() {
        return HttpResponse::Forbidden().finish();
    }
    office.faults.switch(switches.into_inner());
    let (switches, _) = office.faults.report();
    HttpResponse::Ok().json(switches)
}
