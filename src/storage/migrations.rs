//! Migrations, a folder for each engine. They only move forward and keep data.

use diesel::connection::SimpleConnection;
use diesel::migration::MigrationSource;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::engine::Engine;
use super::error::{Error, Result};

const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");
const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");

/// A number of our own for the advisory lock under which PostgreSQL's schema is changed, so that
/// several processes that start together do not migrate together.
const MIGRATION_LOCK: i64 = 0x6d6f_7463_7561;

/// What a migration run did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MigrationReport {
    /// The versions that were applied, in order.
    pub applied: Vec<String>,
}

pub(super) fn run(engine: &mut Engine) -> Result<MigrationReport> {
    let applied = match engine {
        Engine::Pg(conn) => {
            conn.batch_execute(&format!("SELECT pg_advisory_lock({MIGRATION_LOCK})"))?;
            let outcome = apply(conn, POSTGRES);
            conn.batch_execute(&format!("SELECT pg_advisory_unlock({MIGRATION_LOCK})"))?;
            outcome?
        }
        Engine::Lite(conn) => apply(conn, SQLITE)?,
    };
    Ok(MigrationReport { applied })
}

pub(super) fn pending(engine: &mut Engine) -> Result<Vec<String>> {
    match engine {
        Engine::Pg(conn) => names_of_pending(conn, POSTGRES),
        Engine::Lite(conn) => names_of_pending(conn, SQLITE),
    }
}

fn apply<DB, C>(conn: &mut C, source: EmbeddedMigrations) -> Result<Vec<String>>
where
    DB: diesel::backend::Backend,
    C: MigrationHarness<DB>,
    EmbeddedMigrations: MigrationSource<DB>,
{
    let versions = conn
        .run_pending_migrations(source)
        .map_err(|error| Error::Migration(error.to_string()))?;
    Ok(versions.iter().map(ToString::to_string).collect())
}

fn names_of_pending<DB, C>(conn: &mut C, source: EmbeddedMigrations) -> Result<Vec<String>>
where
    DB: diesel::backend::Backend,
    C: MigrationHarness<DB>,
    EmbeddedMigrations: MigrationSource<DB>,
{
    let pending = conn
        .pending_migrations(source)
        .map_err(|error| Error::Migration(error.to_string()))?;
    Ok(pending
        .iter()
        .map(|migration| migration.name().to_string())
        .collect())
}
