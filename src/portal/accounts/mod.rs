//! Registering, signing in, and a person's own account.
//!
//! A file a page: its handlers, its page struct, what its form holds. What may be done is decided
//! in `crate::accounts`.

mod alike;
mod change_email;
mod change_password;
mod change_phone;
mod code;
mod confirm_email;
mod contact;
mod forgotten_password;
mod gone;
mod mail_sent;
mod outbox;
mod profile;
mod register;
mod register_business;
mod register_citizen;
mod return_path;
mod second_factor;
mod session;
mod set_password;
mod sign_in;
mod sign_out;

use crate::web::KEEP_FORM;
use crate::web::access::Audience::{Account, Everyone};
use crate::web::access::{Body, Routes};

/// The routes of these pages.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/dang-ky", Everyone, register::page)
        .get("/dang-ky/ca-nhan", Everyone, register_citizen::page)
        .post(
            "/dang-ky/ca-nhan",
            Everyone,
            Body::Form,
            register_citizen::act,
        )
        .get("/dang-ky/doanh-nghiep", Everyone, register_business::page)
        .post(
            "/dang-ky/doanh-nghiep",
            Everyone,
            Body::Form,
            register_business::act,
        )
        .get("/dang-ky/da-gui", Everyone, mail_sent::registered)
        .get("/dang-nhap", Everyone, sign_in::page)
        // A form whose session had ended travels along.
        .post("/dang-nhap", Everyone, Body::Answers, sign_in::act)
        .get(KEEP_FORM, Everyone, sign_in::kept_elsewhere)
        .post(KEEP_FORM, Everyone, Body::Answers, sign_in::keep)
        .get("/dang-nhap/ma", Everyone, code::page)
        .post("/dang-nhap/ma", Everyone, Body::Answers, code::act)
        .post("/dang-xuat", Everyone, Body::Form, sign_out::act)
        .post("/phien", Account, Body::Form, session::keep)
        .get("/quen-mat-khau", Everyone, forgotten_password::page)
        .post(
            "/quen-mat-khau",
            Everyone,
            Body::Form,
            forgotten_password::act,
        )
        .get("/quen-mat-khau/da-gui", Everyone, mail_sent::reset)
        .get("/dat-lai-mat-khau/{token}", Everyone, set_password::page)
        .post(
            "/dat-lai-mat-khau/{token}",
            Everyone,
            Body::Form,
            set_password::act,
        )
        .get("/xac-minh/{token}", Everyone, confirm_email::page)
        .post(
            "/xac-minh/{token}",
            Everyone,
            Body::Form,
            confirm_email::act,
        )
        .get("/tai-khoan", Account, profile::page)
        .get("/tai-khoan/mat-khau", Account, change_password::page)
        .post(
            "/tai-khoan/mat-khau",
            Account,
            Body::Form,
            change_password::act,
        )
        // Where password managers send people (W3C, A Well-Known URL for Changing Passwords).
        .get(
            "/.well-known/change-password",
            Everyone,
            change_password::well_known,
        )
        .get("/tai-khoan/thu-dien-tu", Account, change_email::page)
        .post(
            "/tai-khoan/thu-dien-tu",
            Account,
            Body::Form,
            change_email::act,
        )
        .get("/tai-khoan/thu-dien-tu/da-gui", Account, mail_sent::changed)
        .get("/tai-khoan/dien-thoai", Account, change_phone::page)
        .post(
            "/tai-khoan/dien-thoai",
            Account,
            Body::Form,
            change_phone::act,
        )
        .post(
            "/tai-khoan/dang-xuat-moi-noi",
            Account,
            Body::Form,
            sign_out::everywhere,
        )
        .get("/thu-di", Everyone, outbox::page)
        .and(second_factor_routes())
}

fn second_factor_routes() -> Routes {
    Routes::new()
        .get("/tai-khoan/xac-thuc-hai-lop", Account, second_factor::page)
        .post(
            "/tai-khoan/xac-thuc-hai-lop",
            Account,
            Body::Form,
            second_factor::act,
        )
        .get(
            "/tai-khoan/xac-thuc-hai-lop/ma-du-phong",
            Account,
            second_factor::renew_page,
        )
        .post(
            "/tai-khoan/xac-thuc-hai-lop/ma-du-phong",
            Account,
            Body::Form,
            second_factor::renew,
        )
        .get(
            "/tai-khoan/xac-thuc-hai-lop/bo",
            Account,
            second_factor::remove_page,
        )
        .post(
            "/tai-khoan/xac-thuc-hai-lop/bo",
            Account,
            Body::Form,
            second_factor::remove,
        )
}
