//! What a small phone shows: nothing that leads on is out of sight, and nothing sticks out.

use motcua::dossiers::ActInput;

use super::sign_in;
use crate::apply::{PROCEDURE, accept, begun, filled_in, lans_dossier};
use crate::support::{Cast, Chromium, Portal, engine_free};

engine_free!(a_phone_shows_all_of_it);

async fn a_phone_shows_all_of_it(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    let id = lans_dossier(portal, &cast, &lan).await;
    accept(portal, &cast, id);
    let input = ActInput::RequestSupplement {
        what: "Sổ hộ khẩu\nBản sao".into(),
    };
    cast.act(portal, id, &input);
    let papers = filled_in(begun(&lan, PROCEDURE, &cast, portal).await).await;
    let form = papers.form("form[enctype]").press("_next", "1");
    let delivery = form.submit().await.is(200).path().to_owned();

    let phone = Chromium::open_on_a_phone(portal.base_url().clone()).await;
    let phone = sign_in(phone, "lan").await;
    for path in ["/ho-so", "/tai-khoan", "/co-quan"] {
        phone.go(path).await;
        let hidden = phone.outside("header a, header button", "header").await;
        assert!(hidden.is_empty(), "{path}: {hidden:?}");
    }
    phone.go(&format!("/ho-so/{id}/bo-sung")).await;
    assert!(
        phone
            .style(".reason .as-written", "white-space")
            .await
            .contains("pre-line")
    );
    phone.go(&delivery).await;
    phone.tick("way", "post").await;
    let out = phone.outside("main textarea", "main fieldset").await;
    assert!(out.is_empty(), "{out:?}");
    phone.close().await;
}
