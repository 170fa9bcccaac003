//! HTTP alone, as every page has it: layout, access table, cookies, request forgery guard, form
//! controls, paging, error pages, the language of a request. No page of a capability stands here.
//!
//! Order of the middleware, from the outside: log, [`guard_headers`], [`choose_locale`], [`keep_pages`],
//! [`compress_whole`], [`dress_errors`], [`gate`], handler.

pub mod access;
mod ascii_json;
mod assets;
mod caller;
mod compression;
mod confirm_first;
mod contact;
pub mod cookies;
pub mod csrf;
mod download;
mod error_page;
mod faults;
mod fields;
mod frame;
mod gate;
mod headers;
mod kept_form;
mod locale;
mod page;
mod page_cache;
mod page_error;
mod paging;
mod posted;
mod proxies;
mod qr;
mod query;
mod redirect;
mod refusals;
mod request;
mod request_log;
mod shared_links;
mod signed_in;
mod snooping;
mod steps;
mod tone;
mod upload;
mod wait;

pub use ascii_json::ascii_json;
pub use assets::{Assets, ROUTE as ASSETS_ROUTE, serve as serve_asset};
pub use caller::caller_address;
pub use compression::compress_whole;
pub use confirm_first::{Confirmation, confirm_first};
pub use contact::Contact;
pub use download::{download, show_inline};
pub use error_page::dress_errors;
pub use faults::{Choice, Fault, Faults};
pub use fields::Fields;
pub use frame::{DeskFrame, Frame, HomeArea, NavLink, Notice, Signed, Site, Visit};
pub use gate::{CurrentSession, FORM_ACTION, FormSecret, KEEP_FORM, SESSION_ENDED, gate};
pub use headers::guard_headers;
pub use kept_form::{KEPT, KeptForm};
pub use locale::choose_locale;
pub use page::{
    fresh_page, page, page_with_faults, page_with_frame, page_with_status, public_page,
};
pub use page_cache::{PageCache, keep_pages};
pub use page_error::PageError;
pub use paging::{AFTER, PAGE, PageLink, Pager, key_asked, pages, part_asked};
pub use posted::{Posted, SHOW, Unchecked, require_token};
pub use proxies::{NetworkError, TrustedProxies};
pub use qr::qr_image;
pub use query::{query_pairs, query_value};
pub use redirect::{see_other, see_other_saying};
pub use request::{PageRequest, PageResult, StaffRequest};
pub use request_log::{RequestLog, log_each_minute};
pub use signed_in::{MaybeSignedIn, SignedIn};
pub use steps::{Step, StepState};
pub use tone::Tone;
pub use upload::{FileError, OpenUploads, ReceivedFile, TakenFile, Upload, UploadRoom, Wanted};
pub use wait::wait_text;
