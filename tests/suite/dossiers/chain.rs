//! The chain of events: it verifies, and whatever is changed afterwards shows.

use diesel::prelude::*;
use motcua::dossiers::{self, Act, Dossier, EventText, Recorded};
use motcua::kernel::{DossierId, EventTextId};
use motcua::storage::schema::{dossier_events, dossier_notes};
use motcua::storage::{Conn, Error, Result};

use super::office::{Case, after, dossier, filed, read};
use crate::support::{Database, on_both_engines};

on_both_engines!(
    the_chain_of_a_long_road_verifies,
    an_altered_event_shows,
    an_altered_text_shows,
    a_text_that_the_law_has_deleted_leaves_the_chain_whole,
    an_event_taken_out_shows,
);

/// Whether every event of a dossier is linked to the one before it, up to the row itself.
pub fn verifies(conn: &mut Conn, dossier: &Dossier) -> Result<bool> {
    let mut previous = Vec::new();
    let events = dossiers::events(conn, dossier.id)?;
    for (place, Recorded { event, digest }) in events.iter().enumerate() {
        let note = match event.note {
            Some(note) => Some(note_digest(conn, dossier.id, note)?),
            None => None,
        };
        let is_next = usize::try_from(event.seq).is_ok_and(|seq| seq == place + 1);
        if !is_next || event.digest(&previous, note.as_deref()) != *digest {
            return Ok(false);
        }
        previous.clone_from(digest);
    }
    Ok(previous == dossier.chain.digest)
}

/// What the chain holds of a text: made anew from the text, or the digest that stays when the text
/// is gone.
fn note_digest(conn: &mut Conn, dossier: DossierId, id: EventTextId) -> Result<Vec<u8>> {
    let (salt, kept): (Vec<u8>, Vec<u8>) = dossier_notes::table
        .find((dossier, id))
        .select((dossier_notes::salt, dossier_notes::digest))
        .first(conn.engine())?;
    let Some(text) = dossiers::event_text(conn, dossier, id)? else {
        return Ok(kept);
    };
    let note = EventText {
        id,
        text,
        salt: salt.try_into().unwrap(),
    };
    Ok(note.digest())
}

fn long_road(database: &Database) -> Dossier {
    let acts = [
        Act::RequestSupplement,
        Act::AnswerSupplement,
        Act::Accept,
        Act::Forward,
        Act::RequestPayment,
        Act::MarkFeePaid,
        Act::Decide,
        Act::Return,
    ];
    after(database, filed(database, &Case::default()), &acts)
}

async fn the_chain_of_a_long_road_verifies(database: &Database) {
    let long = long_road(database);
    assert_eq!(long.chain.seq, 9);
    assert_eq!(dossier(database, long.id), long);
    assert!(read(database, |conn| verifies(conn, &long)));
}

async fn an_altered_event_shows(database: &Database) {
    let long = long_road(database);
    forge(database, |conn| {
        let event = dossier_events::table.find((long.id, 4));
        diesel::update(event)
            .set(dossier_events::state_after.eq(9_i16))
            .execute(conn.engine())
    });
    assert!(!read(database, |conn| verifies(conn, &long)));
}

async fn an_altered_text_shows(database: &Database) {
    let long = long_road(database);
    forge(database, |conn| {
        let notes = dossier_notes::table.filter(dossier_notes::dossier_id.eq(long.id));
        diesel::update(notes)
            .set(dossier_notes::salt.eq(vec![7_u8; 16]))
            .execute(conn.engine())
    });
    assert!(!read(database, |conn| verifies(conn, &long)));
}

async fn a_text_that_the_law_has_deleted_leaves_the_chain_whole(database: &Database) {
    let long = long_road(database);
    let notes = || dossier_notes::table.filter(dossier_notes::dossier_id.eq(long.id));
    // With the salt, whoever guesses the text could still see that they are right.
    forge(database, |conn| {
        diesel::update(notes())
            .set((
                dossier_notes::text.eq(None::<Vec<u8>>),
                dossier_notes::salt.eq(vec![0_u8; 16]),
            ))
            .execute(conn.engine())
    });
    assert!(read(database, |conn| verifies(conn, &long)));
    forge(database, |conn| {
        diesel::update(notes())
            .set(dossier_notes::digest.eq(vec![7_u8; 32]))
            .execute(conn.engine())
    });
    assert!(!read(database, |conn| verifies(conn, &long)));
}

async fn an_event_taken_out_shows(database: &Database) {
    let long = long_road(database);
    for seq in [9, 2] {
        forge(database, |conn| {
            diesel::delete(dossier_events::table.find((long.id, seq))).execute(conn.engine())
        });
        assert!(!read(database, |conn| verifies(conn, &long)), "event {seq}");
    }
}

/// Somebody with a hand in the database.
fn forge(database: &Database, act: impl Fn(&mut Conn) -> QueryResult<usize>) {
    let forged = database.storage.write(|tx| Ok::<_, Error>(act(tx)?));
    assert!(forged.unwrap() > 0);
}
