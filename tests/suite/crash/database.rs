//! The database goes away in the middle of a request, as a server does that is restarted.

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};
use motcua::storage::DatabaseUrl;

use super::hold::Hold;
use crate::apply::{PROCEDURE, begun, filled_in, to_be_checked};
use crate::support::{Cast, FreshDatabase, Portal, on_postgres, says, until};

on_postgres!(who_lost_the_database_is_told_to_try_again);

async fn who_lost_the_database_is_told_to_try_again(portal: &Portal) {
    let cast = Cast::of(portal).await;
    let lan = cast.signed_in(portal, "lan");
    let page = to_be_checked(filled_in(begun(&lan, PROCEDURE, &cast, portal).await).await).await;
    let filing = || page.form("main form").tick("agreed", "1");
    let mut hold = Hold::on(&portal.place, "drafts");
    let sending = actix_web::rt::spawn(filing().send());
    until("the filing waits for the database", || hold.holds()).await;
    end_sessions(&portal.place);
    drop(hold);
    let answer = sending.await.unwrap().is(503);
    assert!(answer.header("retry-after").is_some());
    assert!(says(&answer.text("main"), "errors.text.unavailable"));

    // Every other connection was lost too, and none of that is seen.
    for _ in 0..20 {
        lan.get("/ho-so").await.is(200);
    }
    let receipt = filing().submit().await.is(200);
    assert!(receipt.has(".receipt__code"));
    assert_eq!(lan.get("/ho-so").await.texts(".lines .code").len(), 1);
}

/// Ends every session of the database but this one, as a restart does.
fn end_sessions(place: &FreshDatabase) {
    let DatabaseUrl::Postgres(url) = &place.url else {
        panic!("not PostgreSQL");
    };
    let mut conn = PgConnection::establish(url).unwrap();
    let end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
         WHERE datname = current_database() AND pid <> pg_backend_pid()";
    conn.batch_execute(end).unwrap();
}
