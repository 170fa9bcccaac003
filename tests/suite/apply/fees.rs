//! What an application costs follows what was answered: the page before filing says it, and the dossier
//! keeps it.

use std::fs;

use motcua::catalogue::{Files, import};

use super::{PROCEDURE, agreed, begun, filled_in, to_be_checked};
use crate::catalogue::import::{folder, load};
use crate::support::{Cast, Portal, on_both_engines, words};

on_both_engines!(
    an_application_costs_what_its_answers_make_due,
    another_form_is_chosen_at_the_start,
);

/// An entry whose fees depend on the answers to the general form and on the place.
const ENTRY: &str = r#"form = "general"
status = "verified"
source = "thử"
level = 3
result = "either"
deliveries = ["portal"]
papers = "procedure"

[[service]]
procedure = "1.012538"
handlers = ["commune"]

[[fee]]
key = "theo-noi-dung"
name = "Phí theo nội dung"
amount = 12000
source = "thử"
when = { field = "noi_dung", filled = true }

[[fee]]
key = "theo-noi-dung-khac"
name = "Phí theo nội dung khác"
amount = 99000
source = "thử"
when = { field = "noi_dung", equals = "Xin cấp lại" }

[[fee]]
key = "da-nang"
name = "Phí của thành phố khác"
amount = 88000
source = "thử"
provinces = ["48"]

[[fee]]
key = "can-bo-xet"
name = "Phí do cán bộ xét"
amount = 77000
source = "thử"
condition = "Khi hồ sơ phải xác minh"
"#;

fn publish(portal: &Portal, files: &[(&str, &str)]) {
    let folder = folder();
    for (file, text) in files {
        fs::write(folder.path().join(file), text).unwrap();
    }
    let files = Files::Folder(folder.path().to_owned());
    import(portal.storage(), &files, &portal.app.env.moment()).unwrap();
    portal.app.cache.replace(load(portal.storage()));
}

async fn an_application_costs_what_its_answers_make_due(portal: &Portal) {
    publish(portal, &[("services/thu.toml", ENTRY)]);
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    let service = portal.browser().get(&format!("/dich-vu/{PROCEDURE}")).await;
    let told = service.is(200).text("section[aria-labelledby=fees]");
    assert!(told.contains("12.000") && told.contains("99.000"), "{told}");
    let check = to_be_checked(filled_in(begun(&lan, PROCEDURE, &cast, portal).await).await).await;
    let told = check.text("section[aria-labelledby=phan-phi]");
    assert!(told.contains("12.000") && told.contains("77.000"), "{told}");
    assert!(
        !told.contains("99.000") && !told.contains("88.000"),
        "{told}"
    );
    let filed = agreed(check).await;
    let id = super::id_of(&filed);
    let dossier = lan.get(&format!("/ho-so/{id}")).await.is(200).text("main");
    assert!(dossier.contains("Phí theo nội dung"), "{dossier}");
    for other in ["Phí theo nội dung khác", "88.000", "Phí do cán bộ xét"] {
        assert!(!dossier.contains(other), "{other}: {dossier}");
    }
}

async fn another_form_is_chosen_at_the_start(portal: &Portal) {
    let case = |name: &str| format!("case = {{ vi = \"{name}\", en = \"{name}\" }}\n");
    let first = ENTRY.replace(
        "handlers = [\"commune\"]\n",
        &format!("handlers = [\"commune\"]\n{}", case("Tự khai")),
    );
    let second = ENTRY
        .replace("form = \"general\"", "form = \"hai\"")
        .replace(
            "handlers = [\"commune\"]\n",
            &format!("variant = true\n{}", case("Người đại diện khai")),
        );
    let general = motcua::catalogue::Files::BuiltIn;
    let form = general.text("forms/general.toml").unwrap();
    let form = form.replace("key = \"general\"", "key = \"hai\"");
    let files = [
        ("services/thu.toml", first.as_str()),
        ("services/hai.toml", second.as_str()),
        ("forms/hai.toml", form.as_str()),
    ];
    publish(portal, &files);
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    let page = lan.get(&format!("/dich-vu/{PROCEDURE}/nop")).await.is(200);
    let page = page.form("main form").choose("tinh", "01").submit().await;
    let snapshot = portal.app.cache.current();
    let unit = snapshot.agency(cast.commune).unwrap().unit.clone().unwrap();
    let form = page.is(200).form("main form").choose("xa", unit.as_str());
    let unsure = form.submit().await.is(422);
    assert_eq!(unsure.links("#faults a"), ["#mau"]);
    let fault = unsure.text("#mau-error");
    assert!(
        fault.ends_with(&words("apply.start.choose_form")),
        "{fault}"
    );
    let form = unsure.form("main form");
    assert_eq!(form.value("xa"), unit.as_str());
    let begun = form.choose("mau", "hai").submit().await.is(200);
    let id = super::id_of(&begun);
    let form = portal.storage().read(|conn| {
        use diesel::prelude::*;
        use motcua::storage::schema::drafts;
        let form = drafts::table.find(id).select(drafts::form_key);
        motcua::storage::Result::Ok(form.first::<String>(conn.engine())?)
    });
    assert_eq!(form.unwrap(), "hai");
    let check = to_be_checked(filled_in(begun).await).await;
    let filed = agreed(check).await;
    let answers = portal
        .storage()
        .read(|conn| motcua::dossiers::answers(conn, super::id_of(&filed)));
    assert_eq!(answers.unwrap().unwrap().form, "hai");
}
