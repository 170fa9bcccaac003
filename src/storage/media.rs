//! What a file is, by its content; names and declared types are only claims.

use crate::kernel::plain_enum;

plain_enum! {
    /// The kinds of file that are accepted.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum MediaType {
        Pdf = 1,
        Jpeg = 2,
        Png = 3,
        /// Word, Office Open XML.
        Docx = 4,
        /// Excel, Office Open XML.
        Xlsx = 5,
    }
}

impl MediaType {
    /// How many first bytes tell.
    pub const SNIFF: usize = 4_096;

    /// The kind of a content that begins with these bytes; none if it is not accepted.
    pub fn sniff(first_bytes: &[u8]) -> Option<Self> {
        let found = infer::get(first_bytes)?.mime_type();
        Self::ALL.into_iter().find(|media| media.mime() == found)
    }

    /// The media type (RFC 6838).
    pub const fn mime(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    /// The usual ending of its name.
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Docx => "docx",
            Self::Xlsx => "xlsx",
        }
    }
}
