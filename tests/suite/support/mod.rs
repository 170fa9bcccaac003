//! What the tests stand on: a fresh database each, a portal that runs in this process, and people
//! who act on it only through HTTP. No assertion about a subject belongs here.

mod logs;
mod browser;
mod bucket;
mod cast;
mod chromium;
mod database;
mod form;
mod markup;
mod page;
mod portal;
mod post_office;
mod process;
mod receiver;
mod snapshot;
mod stage;
mod words;

pub use browser::Browser;
pub use bucket::Bucket;
pub use cast::Cast;
pub use chromium::Chromium;
pub use database::{Database, FreshDatabase, context_at, count, keys};
pub use form::Form;
pub use logs::{listen_to_logs, remember_secret, suite_log};
pub use markup::markup_faults;
pub use page::Page;
pub use portal::{Portal, built_in_catalogue, catalogue_without_holidays};
pub use post_office::{Manner, PostOffice};
pub use process::{Process, until, until_told};
pub use receiver::somebody_receives;
pub use snapshot::{assert_accepted, letters_as_text, without_tokens};
pub use stage::{Stage, play_on, play_once};
pub use words::{says, words, words_for, words_with};

/// Makes each of these tests run on SQLite and on PostgreSQL. A test is an async function that
/// takes a reference to its stage: a [`Database`] or a whole [`Portal`], fresh each time.
macro_rules! on_both_engines {
    ($($test:ident),+ $(,)?) => {
        mod on_sqlite {
            $(#[test]
            fn $test() {
                let name = concat!(module_path!(), "::", stringify!($test));
                $crate::support::play_on(motcua::storage::EngineKind::Sqlite, name, super::$test);
            })+
        }

        mod on_postgres {
            $(#[test]
            fn $test() {
                let name = concat!(module_path!(), "::", stringify!($test));
                $crate::support::play_on(motcua::storage::EngineKind::Postgres, name, super::$test);
            })+
        }
    };
}

/// Makes each of these tests run on PostgreSQL alone: what a server does that the embedded engine cannot.
macro_rules! on_postgres {
    ($($test:ident),+ $(,)?) => {
        mod on_postgres {
            $(#[test]
            fn $test() {
                let name = concat!(module_path!(), "::", stringify!($test));
                $crate::support::play_on(motcua::storage::EngineKind::Postgres, name, super::$test);
            })+
        }
    };
}

/// Makes each of these tests run once. It is for what no engine has a say in: markup, languages,
/// headers, addresses, programs that keep no database. What people type, when it reaches SQL, is
/// tested on both.
macro_rules! engine_free {
    ($($test:ident),+ $(,)?) => {
        mod engine_free {
            $(#[test]
            fn $test() {
                let name = concat!(module_path!(), "::", stringify!($test));
                $crate::support::play_once(name, super::$test);
            })+
        }
    };
}

pub(crate) use {engine_free, on_both_engines, on_postgres};
