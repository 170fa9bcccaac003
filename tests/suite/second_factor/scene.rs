//! An authenticator as people have it on their phones, and what is done with it again and again.

use chrono::Duration;
use motcua::accounts::demonstration::PASSWORD;
use totp_rs::{Builder, Secret, Totp};

use crate::support::{Browser, Page, Portal, remember_secret};

pub const SET_UP: &str = "/tai-khoan/xac-thuc-hai-lop";
pub const CODE: &str = "/dang-nhap/ma";

/// The app on somebody's phone.
pub struct Authenticator(Totp);

impl Authenticator {
    /// Takes the key that the page shows to whoever cannot scan.
    pub fn with_key_of(page: &Page) -> Self {
        let key = page.text("#secret");
        remember_secret(&key);
        let key: String = key.split_whitespace().collect();
        let secret = Secret::try_from_base32(&key).unwrap();
        Self(Builder::new().with_secret(secret).build().unwrap())
    }

    /// What it shows, with the space with which such apps show it.
    pub fn code(&self, portal: &Portal) -> String {
        self.code_in(portal, 0)
    }

    /// What it shows if its clock is half a minute fast.
    pub fn code_ahead(&self, portal: &Portal) -> String {
        self.code_in(portal, 30)
    }

    fn code_in(&self, portal: &Portal, seconds: i64) -> String {
        let at = portal.app.env.moment().now.utc().timestamp() + seconds;
        let code = self.0.generate(u64::try_from(at).unwrap()).to_string();
        format!("{} {}", &code[..3], &code[3..])
    }

    /// A code that it does not show.
    pub fn wrong_code(&self, portal: &Portal) -> String {
        let code = self.code(portal);
        let last = if code.ends_with('7') { "8" } else { "7" };
        format!("{}{last}", &code[..6])
    }

    /// The next code that opens: each opens once.
    pub fn next_code(&self, portal: &Portal) -> String {
        portal.clock.advance(Duration::seconds(30));
        self.code(portal)
    }
}

/// The codes that a page shows once.
pub fn recovery_codes(page: &Page) -> Vec<String> {
    let codes = page.texts("#recovery-codes .code");
    codes.iter().for_each(|code| remember_secret(code));
    assert_eq!(codes.len(), 10);
    codes
}

/// Sets a second factor up in a browser that has just signed in.
pub async fn set_up(portal: &Portal, browser: &Browser) -> (Authenticator, Vec<String>) {
    let page = browser.get(SET_UP).await.is(200);
    let phone = Authenticator::with_key_of(&page);
    let form = page.form("main form").fill("code", &phone.code(portal));
    let codes = recovery_codes(&form.submit().await.is(200));
    (phone, codes)
}

/// Shows the password in a browser, on the way to a page.
pub async fn show_password(browser: &Browser, name: &str, next: &str) -> Page {
    let query = serde_urlencoded::to_string([("tiep", next)]).unwrap();
    let page = browser.get(&format!("/dang-nhap?{query}")).await.is(200);
    let form = page
        .form("main form")
        .fill("name", &format!("{name}@motcua.example"));
    form.fill("password", PASSWORD).submit().await.is(200)
}

/// Types a code into the page that asks for it.
pub async fn type_code(page: &Page, code: &str) -> Page {
    page.form("main form").fill("code", code).submit().await
}
