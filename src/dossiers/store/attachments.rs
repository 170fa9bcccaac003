//! Papers of drafts and dossiers. A draft's id becomes its dossier's, so the rows stay.

use diesel::prelude::*;

use crate::kernel::{AttachmentId, DossierId, Instant, SupplementId};
use crate::storage::MediaType;
use crate::storage::schema::attachments;
use crate::storage::{Conn, Error, Result, StoredFile, Tx};

/// A paper that was uploaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Its id.
    pub id: AttachmentId,
    /// The component that it is for; `other` for the free upload.
    pub component: String,
    /// The name that the applicant's file had.
    pub file_name: String,
    /// Its content.
    pub file: StoredFile,
    /// What the content is.
    pub media: MediaType,
    /// The supplement that it came with.
    pub supplement: Option<SupplementId>,
    /// When it came.
    pub added_at: Instant,
}

type Row = (
    AttachmentId,
    String,
    String,
    Vec<u8>,
    i64,
    i16,
    Option<SupplementId>,
    Instant,
);

fn attachment(row: Row) -> Result<Attachment> {
    let (id, component, file_name, digest, size, media, supplement, added_at) = row;
    let media = MediaType::from_number(media)
        .ok_or_else(|| Error::nonsense("attachments", "media_type", media))?;
    let file = StoredFile { digest, size };
    Ok(Attachment {
        id,
        component,
        file_name,
        file,
        media,
        supplement,
        added_at,
    })
}

/// Adds a paper.
pub fn attachment_insert(
    tx: &mut Tx<'_>,
    dossier: DossierId,
    attachment: &Attachment,
) -> Result<()> {
    diesel::insert_into(attachments::table)
        .values((
            attachments::dossier_id.eq(dossier),
            attachments::id.eq(attachment.id),
            attachments::component.eq(&attachment.component),
            attachments::file_name.eq(&attachment.file_name),
            attachments::digest.eq(&attachment.file.digest),
            attachments::size.eq(attachment.file.size),
            attachments::media_type.eq(attachment.media.number()),
            attachments::supplement_id.eq(attachment.supplement),
            attachments::added_at.eq(attachment.added_at),
        ))
        .execute(tx.engine())?;
    Ok(())
}

/// Files a paper under another component.
pub fn attachment_move(
    tx: &mut Tx<'_>,
    dossier: DossierId,
    id: AttachmentId,
    component: &str,
) -> Result<()> {
    diesel::update(attachments::table.find((dossier, id)))
        .set(attachments::component.eq(component))
        .execute(tx.engine())?;
    Ok(())
}

/// Takes a paper away. False when there is none.
pub fn attachment_delete(tx: &mut Tx<'_>, dossier: DossierId, id: AttachmentId) -> Result<bool> {
    Ok(diesel::delete(attachments::table.find((dossier, id))).execute(tx.engine())? > 0)
}

macro_rules! columns {
    () => {
        (
            attachments::id,
            attachments::component,
            attachments::file_name,
            attachments::digest,
            attachments::size,
            attachments::media_type,
            attachments::supplement_id,
            attachments::added_at,
        )
    };
}

/// The papers of a draft or dossier, in the order in which they came.
pub fn attachments_of(conn: &mut Conn, dossier: DossierId) -> Result<Vec<Attachment>> {
    attachments::table
        .filter(attachments::dossier_id.eq(dossier))
        .order(attachments::id)
        .select(columns!())
        .load::<Row>(conn.engine())?
        .into_iter()
        .map(attachment)
        .collect()
}

/// One paper.
pub fn attachment_of(
    conn: &mut Conn,
    dossier: DossierId,
    id: AttachmentId,
) -> Result<Option<Attachment>> {
    attachments::table
        .find((dossier, id))
        .select(columns!())
        .first::<Row>(conn.engine())
        .optional()?
        .map(attachment)
        .transpose()
}
