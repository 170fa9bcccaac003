//! Why a file is not taken.

/// What is wrong with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileRefusal {
    /// Nothing is in it.
    Empty,
    /// It is larger than is taken, or would be once it is converted.
    TooLarge,
    /// It is none of the kinds that are taken.
    OtherKind,
    /// A document or workbook with macros.
    Macro,
    /// An archive or document in which a program is.
    Program,
    /// Office until 2003, or an Office file with a password: from outside both look alike.
    OldOffice,
    /// A PDF that needs a password.
    Password,
    /// A HEIC photograph, where nothing is set that converts it.
    Heic,
    /// It is damaged, or of a variety that cannot be converted.
    Unreadable,
    /// Its pictures have more pixels than are converted.
    TooManyPixels,
}

impl FileRefusal {
    /// The refusal's name in locale keys.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::TooLarge => "too_large",
            Self::OtherKind => "other_kind",
            Self::Macro => "macro",
            Self::Program => "program",
            Self::OldOffice => "old_office",
            Self::Password => "password",
            Self::Heic => "heic",
            Self::Unreadable => "unreadable",
            Self::TooManyPixels => "too_many_pixels",
        }
    }
}
