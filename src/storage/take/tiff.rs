//! Scans in TIFF become a PDF with a page for each picture.

mod page;
mod writer;

use std::io::Cursor;

use tiff::decoder::{Decoder, Limits};

use super::{FileRefusal, MOST_PIXELS};
use page::Page;
use writer::Document;

/// The most pictures of one file.
const MOST_PAGES: usize = 200;
/// The most pixels of all of them: some fifty pages of A4 at 300 dpi. Decoding costs time by the pixel.
const MOST_PIXELS_IN_ALL: u64 = 450_000_000;

/// The pictures as a PDF of at most `most` bytes.
pub(super) fn to_pdf(content: &[u8], most: usize) -> Result<Vec<u8>, FileRefusal> {
    let decoder = Decoder::new(Cursor::new(content)).map_err(|error| refusal(&error))?;
    let mut decoder = decoder.with_limits(limits());
    let mut document = Document::default();
    let mut pixels = 0;
    for _ in 0..MOST_PAGES {
        let (width, height) = decoder.dimensions().map_err(|error| refusal(&error))?;
        let here = u64::from(width) * u64::from(height);
        pixels += here;
        if here > MOST_PIXELS || pixels > MOST_PIXELS_IN_ALL {
            return Err(FileRefusal::TooManyPixels);
        }
        document.add(&Page::read(&mut decoder)?)?;
        if document.size() > most {
            return Err(FileRefusal::TooLarge);
        }
        if !decoder.more_images() {
            return Ok(document.finish());
        }
        decoder.next_image().map_err(|error| refusal(&error))?;
    }
    Err(FileRefusal::TooLarge)
}

/// What a picture of so many pixels takes: three colours of 16 bits.
fn limits() -> Limits {
    let mut limits = Limits::default();
    let bytes = usize::try_from(MOST_PIXELS * 6).unwrap_or(usize::MAX);
    limits.decoding_buffer_size = bytes;
    limits.intermediate_buffer_size = bytes;
    limits
}

fn refusal(error: &tiff::TiffError) -> FileRefusal {
    match error {
        tiff::TiffError::LimitsExceeded => FileRefusal::TooManyPixels,
        _ => FileRefusal::Unreadable,
    }
}
