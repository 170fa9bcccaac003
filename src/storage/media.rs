//! The kinds of file that the portal keeps. How the kind of a content is found is `take`'s.

use crate::kernel::plain_enum;

plain_enum! {
    /// The kinds of file that are kept.
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

    /// Whether browsers show it by themselves, and whoever has it can read it but not change it by
    /// accident.
    pub const fn is_viewable(self) -> bool {
        match self {
            Self::Pdf | Self::Jpeg | Self::Png => true,
            Self::Docx | Self::Xlsx => false,
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
