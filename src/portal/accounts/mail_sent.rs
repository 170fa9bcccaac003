//! "A letter is on its way": the page after registering, after asking for a new password, and
//! after giving another address. It is the same whatever happened behind it.

use askama::Template;

use crate::web::{Frame, PageRequest, PageResult, page};

#[derive(Template)]
#[template(path = "portal/accounts/mail_sent.html")]
struct MailSentPage {
    frame: Frame,
    title: &'static str,
    text: &'static str,
    nothing: &'static str,
    /// Where to go on, and what that is called.
    next: (&'static str, &'static str),
}

pub(super) async fn registered(request: PageRequest) -> PageResult {
    page(&MailSentPage {
        frame: request.frame(),
        title: "accounts.registered.title",
        text: "accounts.registered.text",
        nothing: "accounts.registered.nothing",
        next: ("/dang-nhap", "accounts.sign_in.title"),
    })
}

pub(super) async fn reset(request: PageRequest) -> PageResult {
    page(&MailSentPage {
        frame: request.frame(),
        title: "accounts.reset_sent.title",
        text: "accounts.reset_sent.text",
        nothing: "accounts.reset_sent.nothing",
        next: ("/dang-nhap", "accounts.sign_in.title"),
    })
}

pub(super) async fn changed(request: PageRequest) -> PageResult {
    page(&MailSentPage {
        frame: request.frame(),
        title: "accounts.email_sent.title",
        text: "accounts.email_sent.text",
        nothing: "accounts.email_sent.nothing",
        next: ("/tai-khoan", "accounts.email_sent.back"),
    })
}
