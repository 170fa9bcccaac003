//! Somebody who applies at a portal that is about to be killed.

use std::sync::Arc;

use chrono::NaiveDate;
use motcua::accounts::sessions;
use motcua::accounts::{Citizen, Creation, Hasher, Identity, OwnData, Password, create_account};
use motcua::context::{Context, Principal};
use motcua::speech::Locale;
use motcua::storage::Storage;
use url::Url;

use super::aftermath::moment;
use crate::apply::{PROCEDURE, filled_in};
use crate::support::{Browser, Page, catalogue_without_holidays, somebody_receives};

/// The commune that receives what is filed: phường Hoàn Kiếm.
const COMMUNE: &str = "00070";

/// The browser of a citizen who has signed in, at a portal where a commune receives.
pub async fn citizen(storage: &Storage, portal: &Url) -> Browser {
    let (catalogue, address) = (catalogue_without_holidays(), Arc::new(portal.clone()));
    let cx = Context::of(moment(), Principal::CommandLine, catalogue, address);
    let password = Password::choose("mưa rơi trên mái nhà", &OwnData::default()).unwrap();
    let password = Hasher::default().hash(&cx.moment, password).await.unwrap();
    let birth_date = NaiveDate::from_ymd_opt(1990, 3, 8).unwrap();
    let (name, number) = ("Nguyễn Thị Lan", "001190004017");
    let citizen = Citizen::declared(
        name.parse().unwrap(),
        number.parse().unwrap(),
        birth_date,
        cx.now().vietnam_date(),
    );
    let creation = Creation {
        identity: Identity::Citizen(citizen.unwrap()),
        phone: Some("0912345678".parse().unwrap()),
        email: "lan@nguyen.example".parse().unwrap(),
        password,
        locale: Locale::Vi,
        is_operator: false,
    };
    let account = storage
        .write(|tx| create_account(tx, &cx, &creation))
        .unwrap();
    let token = storage.write(|tx| {
        let office = cx.catalogue.agency_by_key(&COMMUNE.parse().unwrap());
        somebody_receives(tx, &cx.moment, office.unwrap().id())?;
        sessions::open(tx, &cx.moment, account)
    });
    let browser = Browser::new(portal.clone());
    browser.keep_cookie("__Host-motcua", token.unwrap().reveal());
    browser
}

/// Begins an application and fills it in to the page of papers.
pub async fn at_the_papers(browser: &Browser) -> Page {
    let page = browser.get(&format!("/dich-vu/{PROCEDURE}/nop")).await;
    let form = page.is(200).form("main form").choose("tinh", "01");
    let page = form.submit().await.is(200);
    let form = page.form("main form");
    let page = form.choose("xa", COMMUNE).submit().await.is(200);
    filled_in(page).await
}
