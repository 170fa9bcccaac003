//! The working calendar that operators set.

use crate::support::{Cast, Page, Portal, on_both_engines, says};

on_both_engines!(a_day_and_hours_are_set_and_taken_back,);

async fn a_day_and_hours_are_set_and_taken_back(portal: &Portal) {
    const PAGE: &str = "/quan-tri/lich";
    let cast = Cast::of(portal).await;
    let operator = cast.signed_in(portal, "vanhanh");
    let page = operator.get(PAGE).await.is(200);
    let empty = page.form("form#set-day").submit().await.is(422);
    assert_eq!(empty.links("#faults a"), ["#day", "#kind", "#name"]);
    let form = empty.form("form#set-day").fill("day", "31/02/2027");
    let form = form.fill("name", "Nghỉ bù").fill("day_agency", "khong-co");
    let wrong = form.choose("kind", "off").submit().await.is(422);
    assert_eq!(wrong.links("#faults a"), ["#day_agency", "#day"]);
    assert_eq!(wrong.form("form#set-day").value("name"), "Nghỉ bù");
    let form = wrong.form("form#set-day").fill("day", "01/06/2027");
    let done = form.fill("day_agency", "H26").submit().await.is(200);
    assert!(says(
        &done.text("[role=status]"),
        "console.calendar.notice.day_set"
    ));
    let rows = done.texts("table:first-of-type tbody tr");
    let set = rows.iter().find(|row| row.contains("01/06/2027")).unwrap();
    assert!(set.contains("Nghỉ bù") && set.contains("Hà Nội"), "{set}");

    let form = done.form("form#set-hours").fill("hours", "17:00-07:00");
    let form = form.fill("from", "02/01/2027").fill("until", "01/01/2027");
    let wrong = form
        .fill("source", "Quyết định số 1")
        .submit()
        .await
        .is(422);
    assert_eq!(wrong.links("#faults a"), ["#hours", "#until"]);
    let form = wrong
        .form("form#set-hours")
        .fill("hours", "07:30-11:30,13:00-17:00");
    let done = form.fill("until", "01/02/2027").submit().await.is(200);
    let hours_of = |page: &Page| page.texts("[aria-labelledby=hours-list] td .code");
    let new = "07:30–11:30 và 13:00–17:00".to_owned();
    assert!(hours_of(&done).contains(&new), "{:?}", hours_of(&done));

    let back = done.form("form[action$=bo-gio]").submit().await.is(200);
    assert!(!hours_of(&back).contains(&new), "{:?}", hours_of(&back));
    let back = back.form("form[action$=bo-ngay]").submit().await.is(200);
    assert!(!back.text("main table").contains("01/06/2027"));
    done.form("form[action$=bo-gio]").submit().await.is(409);
    for who in ["ha", "huy", "lan"] {
        cast.signed_in(portal, who).get(PAGE).await.is(403);
    }
}
