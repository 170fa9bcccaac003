//! What was enclosed with dossiers that were filed on the portal: which links were pushed, and what
//! became of each.

use diesel::prelude::*;

use super::schema::attachments;
use super::{Result, Tx, micros};
use crate::kernel::Instant;

/// Where an attachment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Custody {
    /// It is still to be fetched.
    Awaited = 0,
    /// It lies in the agency's folder.
    Here = 1,
    /// The portal said again and again that it has no such thing.
    Gone = 2,
    /// The agency does not take it: it is too large, or its link is not the portal's.
    Declined = 3,
}

impl Custody {
    /// All of them.
    pub(in super::super) const ALL: [Self; 4] =
        [Self::Awaited, Self::Here, Self::Gone, Self::Declined];

    /// Its code in the store.
    pub(in super::super) const fn code(self) -> i16 {
        self as i16
    }

    /// Its name, for whoever looks.
    pub(in super::super) const fn name(self) -> &'static str {
        match self {
            Self::Awaited => "awaited",
            Self::Here => "here",
            Self::Gone => "gone",
            Self::Declined => "declined",
        }
    }

    const fn of(code: i16) -> Self {
        match code {
            1 => Self::Here,
            2 => Self::Gone,
            3 => Self::Declined,
            _ => Self::Awaited,
        }
    }
}

/// What is known of a file that was fetched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Fetched {
    pub(in super::super) length: i64,
    /// SHA-256, in hexadecimal digits.
    pub(in super::super) digest: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Attachment {
    /// The portal's code of the dossier.
    pub(in super::super) portal_code: String,
    /// The portal's name for it.
    pub(in super::super) id: String,
    /// By which it is fetched. Whoever has it reads the file, so it stands in no log.
    pub(in super::super) link: String,
    pub(in super::super) custody: Custody,
    /// How often it could not be fetched.
    pub(in super::super) failures: i32,
    /// How often of these because the portal said that it has no such thing.
    pub(in super::super) absences: i32,
    /// Once it is here.
    pub(in super::super) fetched: Option<Fetched>,
}

type Row = (
    String,
    String,
    String,
    i16,
    i32,
    i32,
    Option<i64>,
    Option<String>,
);

const COLUMNS: (
    attachments::portal_code,
    attachments::id,
    attachments::link,
    attachments::custody,
    attachments::failures,
    attachments::absences,
    attachments::length,
    attachments::digest,
) = (
    attachments::portal_code,
    attachments::id,
    attachments::link,
    attachments::custody,
    attachments::failures,
    attachments::absences,
    attachments::length,
    attachments::digest,
);

impl Attachment {
    fn read((portal_code, id, link, custody, failures, absences, length, digest): Row) -> Self {
        Self {
            portal_code,
            id,
            link,
            custody: Custody::of(custody),
            failures,
            absences,
            fetched: length
                .zip(digest)
                .map(|(length, digest)| Fetched { length, digest }),
        }
    }
}

impl Tx<'_> {
    /// Notes a link that was pushed, to be followed from now on. A newer link to the same file takes
    /// the older one's place, unless the file is here already.
    pub(in super::super) fn await_attachment(
        &mut self,
        portal_code: &str,
        id: &str,
        link: &str,
        now: Instant,
    ) -> Result<()> {
        let fresh = (
            attachments::link.eq(link),
            attachments::custody.eq(Custody::Awaited.code()),
            attachments::failures.eq(0),
            attachments::absences.eq(0),
            attachments::next_at.eq(micros(now)),
        );
        let named = (
            attachments::portal_code.eq(portal_code),
            attachments::id.eq(id),
        );
        diesel::insert_or_ignore_into(attachments::table)
            .values((named, fresh))
            .execute(self.0)?;
        let missing = attachments::table
            .find((portal_code, id))
            .filter(attachments::custody.ne(Custody::Here.code()));
        diesel::update(missing).set(fresh).execute(self.0)?;
        Ok(())
    }

    /// Attachments that may be fetched now, the longest waiting first.
    pub(in super::super) fn attachments_due(
        &mut self,
        now: Instant,
        limit: i64,
    ) -> Result<Vec<Attachment>> {
        let rows: Vec<Row> = attachments::table
            .filter(attachments::custody.eq(Custody::Awaited.code()))
            .filter(attachments::next_at.le(micros(now)))
            .order((
                attachments::next_at,
                attachments::portal_code,
                attachments::id,
            ))
            .select(COLUMNS)
            .limit(limit)
            .load(self.0)?;
        Ok(rows.into_iter().map(Attachment::read).collect())
    }

    /// All that was enclosed with these dossiers.
    pub(in super::super) fn attachments_of(
        &mut self,
        portal_codes: &[String],
    ) -> Result<Vec<Attachment>> {
        let rows: Vec<Row> = attachments::table
            .filter(attachments::portal_code.eq_any(portal_codes))
            .order((attachments::portal_code, attachments::id))
            .select(COLUMNS)
            .load(self.0)?;
        Ok(rows.into_iter().map(Attachment::read).collect())
    }

    /// Keeps what became of an attachment, and when it is tried again where it is still awaited.
    /// Where a newer link came meanwhile, that one is followed.
    pub(in super::super) fn keep_attachment(
        &mut self,
        attachment: &Attachment,
        next_at: Instant,
    ) -> Result<()> {
        let fetched = attachment.fetched.as_ref();
        let one = attachments::table
            .find((&attachment.portal_code, &attachment.id))
            .filter(attachments::link.eq(&attachment.link));
        diesel::update(one)
            .set((
                attachments::custody.eq(attachment.custody.code()),
                attachments::failures.eq(attachment.failures),
                attachments::absences.eq(attachment.absences),
                attachments::next_at.eq(micros(next_at)),
                attachments::length.eq(fetched.map(|fetched| fetched.length)),
                attachments::digest.eq(fetched.map(|fetched| fetched.digest.as_str())),
            ))
            .execute(self.0)?;
        Ok(())
    }
}
