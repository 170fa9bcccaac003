//! What the tests stand on: a fresh database each, a portal that runs in this process, and people
//! who act on it only through HTTP. No assertion about a subject belongs here.

mod logs;
mod browser;
mod bucket;
mod cast;
mod chromium;
mod database;
mod form;
mod page;
mod portal;
mod post_office;
mod process;
mod stage;

pub use browser::Browser;
pub use bucket::Bucket;
pub use cast::Cast;
pub use chromium::Chromium;
pub use database::{Database, Place, context_at, keys};
pub use form::Form;
pub use logs::{listen_to_logs, remember_secret, suite_log};
pub use page::Page;
pub use portal::{Portal, built_in_catalogue, catalogue_without_holidays};
pub use post_office::{Manner, PostOffice};
pub use process::{Process, until};
pub use stage::{Stage, play};

/// Makes each of these tests run on SQLite and on PostgreSQL. A test is an async function that
/// takes a reference to its stage: a [`Database`] or a whole [`Portal`], fresh each time.
macro_rules! on_both_engines {
    ($($test:ident),+ $(,)?) => {
        mod on_sqlite {
            $(#[test]
            fn $test() {
                $crate::support::play(motcua::storage::EngineKind::Sqlite, super::$test);
            })+
        }

        mod on_postgres {
            $(#[test]
            fn $test() {
                $crate::support::play(motcua::storage::EngineKind::Postgres, super::$test);
            })+
        }
    };
}

pub(crate) use on_both_engines;
