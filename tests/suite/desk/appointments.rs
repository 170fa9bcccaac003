//! The day for which a result is appointed, and what a result is.

use chrono::{Datelike, Duration, Weekday};
use motcua::dossiers::{self, DraftChange, ResultDelivery, State};

use super::{dossier, path};
use crate::access::objects;
use crate::support::{Cast, Portal, on_both_engines, says, words};

on_both_engines!(
    a_day_off_or_past_the_term_is_no_appointment,
    an_intake_clerk_asks_for_what_is_missing,
    a_result_is_named_after_what_the_procedure_leads_to,
    a_result_for_the_portal_has_a_file_or_a_reason,
);

async fn a_day_off_or_past_the_term_is_no_appointment(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let id = objects::dossier(portal, &cast);
    let ha = cast.signed_in(portal, "ha");
    let accept = ha.get(&format!("{}/tiep-nhan", path(id))).await.is(200);
    assert!(
        dossier(portal, id).procedure.term.is_some(),
        "the law sets a term"
    );
    let by_law = accept.form("main form").value("due_at");
    assert_eq!(by_law.len(), "30/11/2026".len(), "{by_law}");
    let today = portal.app.env.moment().now.vietnam_date();
    let in_days = |days: i64| today + Duration::days(days);
    let next = |from: i64, wanted: &dyn Fn(Weekday) -> bool| {
        let mut days = (from..from + 7).map(in_days);
        days.find(|day| wanted(day.weekday())).unwrap()
    };
    let saturday = next(1, &|day| day == Weekday::Sat);
    let far_weekday = next(400, &|day| day == Weekday::Wed);
    for (day, key) in [
        (saturday, "desk.problem.day_off"),
        (in_days(-1), "desk.problem.in_the_past"),
        (far_weekday, "desk.problem.beyond_term"),
        (in_days(4_000), "desk.problem.too_far"),
    ] {
        let typed = day.format("%d/%m/%Y").to_string();
        let form = accept.form("main form").fill("due_at", &typed);
        let told = form.submit().await.is(422);
        let said = told.text("#due_at-error");
        assert!(says(&said, key), "{typed}: {said}");
        assert_eq!(told.form("main form").value("due_at"), typed);
        assert_eq!(dossier(portal, id).state(), State::Submitted);
    }
    accept.form("main form").submit().await.is(200);
    let due = dossier(portal, id).times.due_at.unwrap();
    assert_eq!(due.vietnam_date().format("%d/%m/%Y").to_string(), by_law);
}

async fn an_intake_clerk_asks_for_what_is_missing(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let id = objects::dossier(portal, &cast);
    let huy = cast.signed_in(portal, "huy");
    let officer = format!("/mot-cua/nhan-su/{}/thoi/officer", cast.account("ha"));
    let sure = huy.get(&officer).await.is(200);
    sure.form(".confirm").submit().await.is(200);
    let ha = cast.signed_in(portal, "ha");
    let page = ha.get(&path(id)).await.is(200);
    assert!(page.has(".doings a[href$=yeu-cau-bo-sung]"));
    let form = ha.get(&format!("{}/yeu-cau-bo-sung", path(id))).await;
    let form = form.is(200).form("main form");
    form.fill("what", "Giấy chứng sinh").submit().await.is(200);
    assert_eq!(dossier(portal, id).state(), State::SupplementRequested);
}

async fn a_result_is_named_after_what_the_procedure_leads_to(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let id = objects::dossier(portal, &cast);
    let (ha, huy) = (cast.signed_in(portal, "ha"), cast.signed_in(portal, "huy"));
    let accept = ha.get(&format!("{}/tiep-nhan", path(id))).await.is(200);
    accept.form("main form").submit().await.is(200);
    let decide = huy.get(&format!("{}/ket-qua", path(id))).await.is(200);
    let named = decide.form("main form").value("title");
    let procedure = dossier(portal, id).procedure;
    let catalogue = portal.app.cache.current();
    let published = catalogue.procedure(&procedure.code.parse().unwrap());
    let results = &published.unwrap().details.as_ref().unwrap().results;
    assert_eq!(named, results[0].name);
    assert_ne!(named, procedure.name);
}

async fn a_result_for_the_portal_has_a_file_or_a_reason(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let id = objects::draft(portal, &cast);
    let cx = cast.context(portal, "lan");
    let change = DraftChange::ResultDelivery(ResultDelivery::Portal, None);
    let saved = portal
        .storage()
        .write(|tx| dossiers::save_draft(tx, &cx, id, &change));
    saved.unwrap();
    objects::file(portal, &cast, id, cast.commune, Vec::new());
    let (ha, huy) = (cast.signed_in(portal, "ha"), cast.signed_in(portal, "huy"));
    let accept = ha.get(&format!("{}/tiep-nhan", path(id))).await.is(200);
    accept.form("main form").submit().await.is(200);
    let decide = huy.get(&format!("{}/ket-qua", path(id))).await.is(200);
    let told = decide.form("main form").submit().await.is(422);
    assert_eq!(
        told.text("#faults a"),
        words("desk.problem.no_file_for_portal")
    );
    let form = told
        .form("main form")
        .fill("note", "Bản giấy ở Bộ phận Một cửa");
    form.submit().await.is(200);
    assert_eq!(dossier(portal, id).state(), State::Decided);
}
