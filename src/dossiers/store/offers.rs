//! Files that partners offer by their addresses.

use diesel::prelude::*;

use crate::dossiers::synced::{OfferKind, OfferedFile};
use crate::kernel::{AttachmentId, DossierId, plain_enum};
use crate::storage::schema::partner_files;
use crate::storage::{Conn, Result, Sealed, Tx};

const URL: &str = "partner_files.url";

plain_enum! {
    /// How far the fetching of a file has come.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub(super) enum OfferState {
        /// Not fetched yet.
        Waiting = 1,
        /// Here.
        Fetched = 2,
    }
}

/// A file as it is offered.
#[derive(Debug, Clone)]
pub struct Offer {
    pub kind: OfferKind,
    /// What it is called.
    pub title: String,
    /// The component or result code.
    pub component: String,
    /// Where it can be fetched.
    pub url: String,
    /// Whether it has not come yet.
    pub waits: bool,
}

/// Whether a file that is offered has been offered before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offering {
    New,
    /// It has not come yet, and its address is another one now.
    Moved,
    Known,
}

/// Remembers a file, and where it can be fetched now.
pub fn offer_put(
    tx: &mut Tx<'_>,
    dossier: DossierId,
    id: AttachmentId,
    file: &OfferedFile,
) -> Result<Offering> {
    if offer_insert_if_new(tx, dossier, id, file)? {
        return Ok(Offering::New);
    }
    match offer(tx, dossier, id)? {
        Some(known) if known.waits && known.url != file.url => {
            let url = Sealed::seal(&tx.keys(), URL, &file.url)?;
            diesel::update(partner_files::table.find((dossier, id)))
                .set(partner_files::url.eq(url))
                .execute(tx.engine())?;
            Ok(Offering::Moved)
        }
        _ => Ok(Offering::Known),
    }
}

fn offer_insert_if_new(
    tx: &mut Tx<'_>,
    dossier: DossierId,
    id: AttachmentId,
    file: &OfferedFile,
) -> Result<bool> {
    let row = (
        partner_files::dossier_id.eq(dossier),
        partner_files::id.eq(id),
        partner_files::kind.eq(file.kind),
        partner_files::title.eq(&file.title),
        partner_files::component.eq(&file.component),
        partner_files::url.eq(Sealed::seal(&tx.keys(), URL, &file.url)?),
        partner_files::state.eq(OfferState::Waiting),
        partner_files::reason.eq(None::<String>),
    );
    crate::insert_if_new!(tx, partner_files::table, row)
}

/// A file that was offered.
pub fn offer(conn: &mut Conn, dossier: DossierId, id: AttachmentId) -> Result<Option<Offer>> {
    type Row = (OfferKind, String, String, Sealed<String>, OfferState);
    let row: Option<Row> = partner_files::table
        .find((dossier, id))
        .select((
            partner_files::kind,
            partner_files::title,
            partner_files::component,
            partner_files::url,
            partner_files::state,
        ))
        .first(conn.engine())
        .optional()?;
    let Some((kind, title, component, url, state)) = row else {
        return Ok(None);
    };
    Ok(Some(Offer {
        kind,
        title,
        component,
        url: url.open(&conn.keys(), URL)?,
        waits: state != OfferState::Fetched,
    }))
}

/// A file is here.
pub fn offer_fetched(tx: &mut Tx<'_>, dossier: DossierId, id: AttachmentId) -> Result<()> {
    diesel::update(partner_files::table.find((dossier, id)))
        .set(partner_files::state.eq(OfferState::Fetched))
        .execute(tx.engine())?;
    Ok(())
}
