//! A form with a file: text fields, and the file streamed to the store as it comes, so that it is
//! never whole in memory. What the file is, its content says.

use actix_multipart::{Field, Multipart};
use futures_util::TryStreamExt;

use crate::desk::at_desk::AtDesk;
use crate::dossiers::{MediaType, ResultFile};
use crate::web::{PageError, csrf, require_token};

/// The most bytes of a text field.
const LONGEST_FIELD: usize = 64 * 1024;
/// The most parts of a form.
const MOST_PARTS: usize = 20;

/// What a form held.
pub(super) struct Upload {
    fields: Vec<(String, String)>,
    pub(super) file: FilePart,
}

/// What came of the form's file.
pub(super) enum FilePart {
    /// None was chosen.
    Absent,
    /// It is in the store.
    Stored(ResultFile),
    /// It is not taken.
    Refused(FileFault),
}

/// Why a file is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FileFault {
    /// It is larger than the installation takes.
    TooLarge,
    /// It is none of the kinds that are taken.
    WrongKind,
}

impl FileFault {
    /// The name of this kind, for the words in `locales/`.
    pub(super) const fn key(self) -> &'static str {
        match self {
            Self::TooLarge => "too_large",
            Self::WrongKind => "wrong_kind",
        }
    }
}

impl Upload {
    /// The value of a text field; empty when it was not sent.
    pub(super) fn raw(&self, field: &str) -> &str {
        self.fields
            .iter()
            .find(|(name, _)| name == field)
            .map_or("", |(_, value)| value)
    }

    /// Reads a form. Its token must come first, before anything is stored.
    pub(super) async fn read(
        desk: &AtDesk,
        mut form: Multipart,
        file_field: &str,
    ) -> Result<Self, PageError> {
        let mut upload = Self {
            fields: Vec::new(),
            file: FilePart::Absent,
        };
        let (mut is_genuine, mut parts) = (false, 0);
        while let Some(mut part) = form.try_next().await.map_err(|_| PageError::BadRequest)? {
            parts += 1;
            if parts > MOST_PARTS {
                return Err(PageError::TooLarge);
            }
            let name = part.name().unwrap_or_default().to_owned();
            if name == csrf::FIELD {
                require_token(&desk.request, &text(&mut part).await?)?;
                is_genuine = true;
            } else if !is_genuine {
                return Err(PageError::Forbidden);
            } else if name == file_field {
                upload.file = store(desk, part).await?;
            } else {
                let value = text(&mut part).await?;
                upload.fields.push((name, value));
            }
        }
        if is_genuine {
            Ok(upload)
        } else {
            Err(PageError::Forbidden)
        }
    }
}

async fn text(part: &mut Field) -> Result<String, PageError> {
    let bytes = part
        .bytes(LONGEST_FIELD)
        .await
        .map_err(|_| PageError::TooLarge)?
        .map_err(|_| PageError::BadRequest)?;
    String::from_utf8(bytes.to_vec()).map_err(|_| PageError::BadRequest)
}

/// Takes a file in. One that is refused is read to its end all the same: a browser that is cut
/// off while it sends shows no answer.
async fn store(desk: &AtDesk, mut part: Field) -> Result<FilePart, PageError> {
    let name = part
        .content_disposition()
        .and_then(|disposition| disposition.get_filename())
        .unwrap_or_default()
        .to_owned();
    let mut incoming = desk.ground.files.receive().await?;
    let mut head = Vec::new();
    let mut is_too_large = false;
    while let Some(chunk) = part.try_next().await.map_err(|_| PageError::BadRequest)? {
        let length = i64::try_from(chunk.len()).unwrap_or(i64::MAX);
        is_too_large |= incoming.size().saturating_add(length) > desk.ground.largest_file;
        if is_too_large {
            continue;
        }
        let wanted = MediaType::SNIFF.saturating_sub(head.len()).min(chunk.len());
        head.extend(chunk.iter().take(wanted));
        incoming.write(&chunk).await?;
    }
    let media = MediaType::sniff(&head);
    let refused = match (is_too_large, media) {
        (true, _) => Some(FilePart::Refused(FileFault::TooLarge)),
        (false, _) if incoming.size() == 0 && name.is_empty() => Some(FilePart::Absent),
        (false, None) => Some(FilePart::Refused(FileFault::WrongKind)),
        (false, Some(_)) => None,
    };
    match (refused, media) {
        (None, Some(media)) => Ok(FilePart::Stored(ResultFile {
            name,
            file: incoming.finish().await?,
            media,
        })),
        (refused, _) => {
            incoming.abandon().await?;
            Ok(refused.unwrap_or(FilePart::Absent))
        }
    }
}
