//! A PDF whose pages are pictures.

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use jpeg_encoder::ColorType;
use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref};

use super::page::{Page, Pixels};
use crate::storage::take::FileRefusal;
use crate::storage::take::webp::jpeg;

const CATALOG: Ref = Ref::new(1);
const PAGES: Ref = Ref::new(2);
/// Objects of a page: itself, its content, its picture.
const OBJECTS_OF_PAGE: i32 = 3;
const FIRST_OF_PAGES: i32 = 3;
const PICTURE: Name<'static> = Name(b"P");
/// Enough for small print in a scan.
const QUALITY: u8 = 85;

/// The document so far.
#[derive(Default)]
pub(super) struct Document {
    pdf: Option<Pdf>,
    pages: Vec<Ref>,
}

/// A picture as it stands in the document.
struct Picture {
    content: Vec<u8>,
    filter: Filter,
    bits: i32,
    is_gray: bool,
}

impl Picture {
    fn of(page: &Page) -> Result<Self, FileRefusal> {
        let size = (page.width, page.height);
        Ok(match &page.pixels {
            // Print stays sharp: few shades are kept as they are.
            Pixels::Packed { bits, bytes } => Self {
                content: deflated(bytes)?,
                filter: Filter::FlateDecode,
                bits: i32::from(*bits),
                is_gray: true,
            },
            Pixels::Gray(gray) => Self {
                content: jpeg(gray, size, ColorType::Luma, QUALITY, None)?,
                filter: Filter::DctDecode,
                bits: 8,
                is_gray: true,
            },
            Pixels::Rgb(rgb) => Self {
                content: jpeg(rgb, size, ColorType::Rgb, QUALITY, None)?,
                filter: Filter::DctDecode,
                bits: 8,
                is_gray: false,
            },
            Pixels::Ycbcr(ycbcr) => Self {
                content: jpeg(ycbcr, size, ColorType::Ycbcr, QUALITY, None)?,
                filter: Filter::DctDecode,
                bits: 8,
                is_gray: false,
            },
        })
    }
}

fn deflated(bits: &[u8]) -> Result<Vec<u8>, FileRefusal> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    let written = encoder.write_all(bits).and_then(|()| encoder.finish());
    written.map_err(|_| FileRefusal::Unreadable)
}

impl Document {
    pub(super) fn size(&self) -> usize {
        self.pdf.as_ref().map_or(0, |pdf| pdf.len())
    }

    /// Adds a picture as a page of its own size.
    pub(super) fn add(&mut self, page: &Page) -> Result<(), FileRefusal> {
        let side = |length: u32| i32::try_from(length).map_err(|_| FileRefusal::TooManyPixels);
        let (columns, rows) = (side(page.width)?, side(page.height)?);
        let picture = Picture::of(page)?;
        let number = i32::try_from(self.pages.len()).map_err(|_| FileRefusal::TooLarge)?;
        let first = FIRST_OF_PAGES + number * OBJECTS_OF_PAGE;
        let [own, content, image] = [0, 1, 2].map(|next| Ref::new(first + next));
        let (width, height) = page.points();
        let pdf = self.pdf.get_or_insert_with(Pdf::new);
        let mut written = pdf.page(own);
        written
            .media_box(Rect::new(0.0, 0.0, width, height))
            .parent(PAGES)
            .rotate(page.turned)
            .contents(content);
        written.resources().x_objects().pair(PICTURE, image);
        written.finish();
        let mut drawn = Content::new();
        drawn
            .transform([width, 0.0, 0.0, height, 0.0, 0.0])
            .x_object(PICTURE);
        pdf.stream(content, &drawn.finish());
        let mut written = pdf.image_xobject(image, &picture.content);
        written.filter(picture.filter);
        written
            .width(columns)
            .height(rows)
            .bits_per_component(picture.bits);
        if picture.is_gray {
            written.color_space().device_gray();
        } else {
            written.color_space().device_rgb();
        }
        written.finish();
        self.pages.push(own);
        Ok(())
    }

    pub(super) fn finish(self) -> Vec<u8> {
        let mut pdf = self.pdf.unwrap_or_else(Pdf::new);
        let count = i32::try_from(self.pages.len()).unwrap_or(i32::MAX);
        pdf.catalog(CATALOG).pages(PAGES);
        pdf.pages(PAGES).kids(self.pages).count(count);
        pdf.finish()
    }
}
