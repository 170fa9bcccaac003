//! Tables with the keys and indexes of the portal's own, to fill by the engine alone.

use diesel::prelude::*;
use diesel::sql_types::Text;
use motcua::storage::{EngineKind, Error, Storage};

#[derive(QueryableByName)]
struct Sql {
    #[diesel(sql_type = Text)]
    sql: String,
}

/// Makes `bench_<table>` anew, empty.
pub fn make(storage: &Storage, table: &str) -> Result<(), Error> {
    storage.write(|tx| -> Result<(), Error> {
        diesel::sql_query(format!("DROP TABLE IF EXISTS bench_{table}")).execute(tx.engine())?;
        if tx.engine().kind() == EngineKind::Postgres {
            let like = format!("CREATE TABLE bench_{table} (LIKE {table} INCLUDING ALL)");
            diesel::sql_query(like).execute(tx.engine())?;
            return Ok(());
        }
        let made: Vec<Sql> = diesel::sql_query(format!(
            "SELECT sql FROM sqlite_master WHERE tbl_name = '{table}' AND sql IS NOT NULL"
        ))
        .load(tx.engine())?;
        for Sql { sql } in made {
            let twin = sql
                .replace(&format!("TABLE {table} "), &format!("TABLE bench_{table} "))
                .replace(&format!("ON {table} "), &format!("ON bench_{table} "))
                .replace("CREATE INDEX ", "CREATE INDEX bench_")
                .replace("CREATE UNIQUE INDEX ", "CREATE UNIQUE INDEX bench_");
            diesel::sql_query(twin).execute(tx.engine())?;
        }
        Ok(())
    })
}
