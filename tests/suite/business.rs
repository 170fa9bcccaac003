//! A business applies: the notice of a sales promotion, from its form to the answer in its vault.

use chrono::Duration;

use crate::apply::to_be_checked;
use crate::support::{Browser, Cast, Page, Portal, on_both_engines};

on_both_engines!(
    a_business_gives_notice_and_has_its_answer,
    a_promotion_that_begins_too_soon_is_not_filed,
);

const PROMOTION: &str = "2.000033";
const PDF: &[u8] = b"%PDF-1.4\n%%EOF";

/// The first page of the notice to the department of Hà Nội.
async fn begun(browser: &Browser) -> Page {
    let page = browser
        .get(&format!("/dich-vu/{PROMOTION}/nop"))
        .await
        .is(200);
    // The department of the province is the only one, so the province is all that is chosen.
    page.form("main form")
        .choose("tinh", "01")
        .submit()
        .await
        .is(200)
}

/// A date so many days from now, as people write it.
fn in_days(portal: &Portal, days: i64) -> String {
    let day = portal.app.env.moment().now + Duration::days(days);
    day.vietnam_date().format("%d/%m/%Y").to_string()
}

/// Fills in the trader and the contact, to the page of the promotion.
async fn as_trader(page: Page) -> Page {
    let form = page.form("main form");
    let form = form.choose("dia_chi.province", "01");
    let form = form.fill("dia_chi.ward", "Phường Hoàn Kiếm");
    let form = form.fill("dia_chi.street", "1 phố Tràng Tiền");
    let page = form.submit().await.is(200);
    let form = page.form("main form");
    assert_eq!(form.value("nguoi_lien_he"), "Phạm Thu Hương", "suggested");
    form.submit().await.is(200)
}

/// Fills in the promotion itself.
async fn promotion(portal: &Portal, page: &Page, from: i64) -> Page {
    let form = page.form("main form").fill("so_van_ban", "05/TB-HS");
    let form = form.fill("ten_ctkm", "Mừng năm mới");
    let form = form.choose("hinh_thuc", "3");
    let form = form.fill("tu_ngay", &in_days(portal, from));
    let form = form.fill("den_ngay", &in_days(portal, from + 30));
    form.fill("dia_ban", "Thành phố Hà Nội").submit().await
}

async fn filled_in(portal: &Portal, browser: &Browser) -> Page {
    let page = as_trader(begun(browser).await).await;
    let page = promotion(portal, &page, 10).await.is(200);
    let form = page.form("main form").fill("hang_duoc_km", "Hàng gia dụng");
    let form = form.fill("hang_dung_km", "Giảm 20% giá bán lẻ");
    let form = form.fill("khach_hang", "Mọi khách mua lẻ");
    let page = form
        .fill("tong_gia_tri", "150.000.000")
        .submit()
        .await
        .is(200);
    let form = page
        .form("main form")
        .fill("noi_dung", "Giảm 20% mỗi hóa đơn.");
    form.press("_next", "1").submit().await.is(200)
}

async fn a_business_gives_notice_and_has_its_answer(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let hoasen = cast.signed_in(portal, "hoasen");
    let page = to_be_checked(filled_in(portal, &hoasen).await).await;
    assert!(page.text("main").contains("9900000023"), "its own tax code");
    let receipt = page
        .form("main form")
        .tick("agreed", "1")
        .submit()
        .await
        .is(200);
    let code = receipt.text(".receipt__code");
    let id = receipt.path().split('/').nth(2).unwrap().to_owned();

    let chau = cast.signed_in(portal, "chau");
    let page = chau
        .get(&format!("/mot-cua/ho-so/{id}/tiep-nhan"))
        .await
        .is(200);
    page.form("main form").submit().await.is(200);
    let dung = cast.signed_in(portal, "dung");
    let page = dung
        .get(&format!("/mot-cua/ho-so/{id}/ket-qua"))
        .await
        .is(200);
    let form = page.form("main form").fill("title", "Văn bản xác nhận");
    form.attach("file", "xac-nhan.pdf", PDF)
        .submit()
        .await
        .is(200);
    portal.work_off().await;

    let list = hoasen.get("/ho-so").await.is(200);
    assert_eq!(list.texts(".lines .code"), std::slice::from_ref(&code));
    assert!(
        hoasen
            .get(&format!("/ho-so/{id}"))
            .await
            .is(200)
            .has(".tag--returned")
    );
    let vault = hoasen.get("/kho").await.is(200);
    assert_eq!(vault.texts(".lines .title"), ["Văn bản xác nhận"]);
    assert_eq!(vault.click(".lines .title").await.is(200).body(), PDF);
    let letters = portal.letters().await;
    let about = letters
        .iter()
        .filter(|letter| letter.subject.contains(&code));
    assert_eq!(about.count(), 3, "filed, accepted, answered");
}

async fn a_promotion_that_begins_too_soon_is_not_filed(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let hoasen = cast.signed_in(portal, "hoasen");
    let page = as_trader(begun(&hoasen).await).await;
    let refused = promotion(portal, &page, 2).await.is(422);
    assert_eq!(refused.links("#faults a"), ["#tu_ngay"]);
    let form = refused.form("main form");
    assert_eq!(
        form.value("ten_ctkm"),
        "Mừng năm mới",
        "nothing typed is lost"
    );
    promotion(portal, &refused, 10).await.is(200);
}
