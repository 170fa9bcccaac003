//! What the first bytes of a file say that it is. They end an upload early that cannot be taken;
//! whether the others are what they begin as is judged from the whole of them.

/// So many first bytes tell.
pub(super) const FIRST: usize = 64;

/// What a file begins as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Pdf,
    Jpeg,
    Png,
    Webp,
    /// TIFF and BigTIFF.
    Tiff,
    /// The container of HEIC photographs.
    Heif,
    /// The container of Office files (Office Open XML), among others.
    Zip,
    /// The container of Office files until 2003, and of Office files with a password.
    OldOffice,
    Other,
}

impl Format {
    pub(super) fn of(first: &[u8]) -> Self {
        let begins = |magic: &[u8]| first.starts_with(magic);
        // A byte order mark and line ends before the header are common in PDFs made by web servers.
        let text = first.strip_prefix(b"\xef\xbb\xbf").unwrap_or(first);
        if text.trim_ascii_start().starts_with(b"%PDF-") {
            Self::Pdf
        } else if begins(b"\xff\xd8\xff") {
            Self::Jpeg
        } else if begins(b"\x89PNG\r\n\x1a\n") {
            Self::Png
        } else if begins(b"RIFF") && first.get(8..12) == Some(b"WEBP") {
            Self::Webp
        } else if [b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"]
            .into_iter()
            .any(|m| begins(m))
        {
            Self::Tiff
        } else if first.get(4..8) == Some(b"ftyp") && first.get(8..12).is_some_and(is_heif) {
            Self::Heif
        } else if begins(b"PK\x03\x04") {
            Self::Zip
        } else if begins(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
            Self::OldOffice
        } else {
            Self::Other
        }
    }
}

/// Brands of HEIF files whose pictures are HEVC (ISO/IEC 23008-12), or of any codec.
fn is_heif(brand: &[u8]) -> bool {
    matches!(
        brand,
        b"heic" | b"heix" | b"heim" | b"heis" | b"hevc" | b"hevx" | b"mif1" | b"msf1"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_known_by_their_first_bytes() {
        for (first, format) in [
            (b"%PDF-1.7\n".as_slice(), Format::Pdf),
            (b"\xef\xbb\xbf\r\n%PDF-1.4", Format::Pdf),
            (b"\xff\xd8\xff\xe0", Format::Jpeg),
            (b"\x89PNG\r\n\x1a\n", Format::Png),
            (b"RIFF\x10\0\0\0WEBPVP8 ", Format::Webp),
            (b"RIFF\x10\0\0\0WAVEfmt ", Format::Other),
            (b"II*\0\x08\0\0\0", Format::Tiff),
            (b"\0\0\0\x18ftypheic", Format::Heif),
            (b"\0\0\0\x18ftypisom", Format::Other),
            (b"PK\x03\x04", Format::Zip),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Format::OldOffice),
            (b"MZ\x90\0", Format::Other),
            (b"<html>%PDF-", Format::Other),
            (b"", Format::Other),
        ] {
            assert_eq!(Format::of(first), format, "{first:?}");
        }
    }
}
