//! Papers of drafts and dossiers. A draft's id becomes its dossier's, so the rows stay.

use diesel::prelude::*;

use crate::kernel::{AttachmentId, DossierId, Instant, SupplementId};
use crate::storage::MediaType;
use crate::storage::schema::attachments;
use crate::storage::{Conn, Result, StoredFile, Tx};

/// A paper that was uploaded.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = attachments)]
pub struct Attachment {
    pub id: AttachmentId,
    /// The component that it is for; `other` for the free upload.
    pub component: String,
    /// The name that the applicant's file had.
    pub file_name: String,
    /// Its content.
    #[diesel(select_expression = (attachments::digest, attachments::size))]
    pub file: StoredFile,
    /// What the content is.
    #[diesel(column_name = media_type)]
    pub media: MediaType,
    /// The supplement that it came with.
    #[diesel(column_name = supplement_id)]
    pub supplement: Option<SupplementId>,
    /// When it came.
    pub added_at: Instant,
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
            attachments::media_type.eq(attachment.media),
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

/// The papers of a draft or dossier, in the order in which they came.
pub fn attachments_of(conn: &mut Conn, dossier: DossierId) -> Result<Vec<Attachment>> {
    Ok(attachments::table
        .filter(attachments::dossier_id.eq(dossier))
        .order(attachments::id)
        .select(Attachment::as_select())
        .load(conn.engine())?)
}

/// One paper.
pub fn attachment_of(
    conn: &mut Conn,
    dossier: DossierId,
    id: AttachmentId,
) -> Result<Option<Attachment>> {
    Ok(attachments::table
        .find((dossier, id))
        .select(Attachment::as_select())
        .first(conn.engine())
        .optional()?)
}
