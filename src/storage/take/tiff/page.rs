//! One picture of a TIFF file, in the colours that a PDF, or a JPEG in it, knows.

use std::io::Cursor;

use tiff::ColorType;
use tiff::decoder::ifd::Value;
use tiff::decoder::{Decoder, DecodingResult};
use tiff::tags::Tag;

use super::refusal;
use crate::storage::take::FileRefusal;
use crate::storage::take::pixels::{from_inks, on_white};

/// What a scanner is set to that does not say.
const USUAL_DPI: f32 = 200.0;
/// Resolutions beyond these make pages that no viewer shows.
const SENSIBLE_DPI: std::ops::RangeInclusive<f32> = 36.0..=4_800.0;
const POINTS_PER_INCH: f32 = 72.0;
/// The unit of the resolution (`ResolutionUnit`).
const PER_CENTIMETRE: u16 = 3;

/// A picture.
pub(super) struct Page {
    pub width: u32,
    pub height: u32,
    pub pixels: Pixels,
    /// Degrees by which it is turned clockwise to be read.
    pub turned: i32,
    dpi: (f32, f32),
}

pub(super) enum Pixels {
    /// One, two or four bits a pixel, rows padded to bytes; the largest number is white.
    Packed { bits: u8, bytes: Vec<u8> },
    /// A byte a pixel.
    Gray(Vec<u8>),
    /// Three bytes a pixel.
    Rgb(Vec<u8>),
    /// Three bytes a pixel: light, and two of colour, as in a JPEG.
    Ycbcr(Vec<u8>),
}

type Source<'a> = Decoder<Cursor<&'a [u8]>>;

impl Page {
    pub(super) fn read(source: &mut Source<'_>) -> Result<Self, FileRefusal> {
        let failed = |error| refusal(&error);
        let (width, height) = source.dimensions().map_err(failed)?;
        let colors = source.colortype().map_err(failed)?;
        let turned = match unsigned(source, Tag::Orientation) {
            Some(3) => 180,
            Some(6) => 90,
            Some(8) => 270,
            _ => 0,
        };
        let dpi = dpi(source);
        let samples = source.read_image().map_err(failed)?;
        let pixels = pixels(colors, samples).ok_or(FileRefusal::Unreadable)?;
        let page = Self {
            width,
            height,
            pixels,
            turned,
            dpi,
        };
        let is_whole = page.expected_length() == Some(page.length());
        is_whole.then_some(page).ok_or(FileRefusal::Unreadable)
    }

    /// Its size on paper, in points.
    pub(super) fn points(&self) -> (f32, f32) {
        #[expect(
            clippy::cast_precision_loss,
            reason = "sizes of pages need no more digits"
        )]
        let points = |length: u32, dpi: f32| length as f32 * POINTS_PER_INCH / dpi;
        (
            points(self.width, self.dpi.0),
            points(self.height, self.dpi.1),
        )
    }

    const fn length(&self) -> usize {
        match &self.pixels {
            Pixels::Packed { bytes, .. }
            | Pixels::Gray(bytes)
            | Pixels::Rgb(bytes)
            | Pixels::Ycbcr(bytes) => bytes.len(),
        }
    }

    fn expected_length(&self) -> Option<usize> {
        let width = usize::try_from(self.width).ok()?;
        let row = match self.pixels {
            Pixels::Packed { bits, .. } => width.checked_mul(usize::from(bits))?.div_ceil(8),
            Pixels::Gray(_) => width,
            Pixels::Rgb(_) | Pixels::Ycbcr(_) => width.checked_mul(3)?,
        };
        row.checked_mul(usize::try_from(self.height).ok()?)
    }
}

fn unsigned(source: &mut Source<'_>, tag: Tag) -> Option<u16> {
    source.find_tag_unsigned::<u16>(tag).ok().flatten()
}

fn dpi(source: &mut Source<'_>) -> (f32, f32) {
    let per_inch = match unsigned(source, Tag::ResolutionUnit) {
        Some(PER_CENTIMETRE) => 2.54,
        _ => 1.0,
    };
    let mut along = |tag| {
        let Some(Value::Rational(dots, units)) = source.find_tag(tag).ok().flatten() else {
            return USUAL_DPI;
        };
        #[expect(
            clippy::cast_precision_loss,
            reason = "resolutions need no more digits"
        )]
        let dpi = dots as f32 / units as f32 * per_inch;
        if SENSIBLE_DPI.contains(&dpi) {
            dpi
        } else {
            USUAL_DPI
        }
    };
    (along(Tag::XResolution), along(Tag::YResolution))
}

/// The pixels in one of three kinds; none where the colours are of a kind that scanners do not write.
fn pixels(colors: ColorType, samples: DecodingResult) -> Option<Pixels> {
    let bytes = match samples {
        DecodingResult::U8(bytes) => bytes,
        // The lower half of 16 bits is not seen.
        DecodingResult::U16(words) => words
            .into_iter()
            .map(|word| word.to_be_bytes()[0])
            .collect(),
        _ => return None,
    };
    Some(match colors {
        ColorType::Gray(bits @ (1 | 2 | 4)) => Pixels::Packed { bits, bytes },
        ColorType::Gray(8 | 16) => Pixels::Gray(bytes),
        ColorType::GrayA(8 | 16) => Pixels::Gray(on_white::<2, 1>(&bytes)),
        ColorType::RGB(8 | 16) => Pixels::Rgb(bytes),
        ColorType::YCbCr(8) => Pixels::Ycbcr(bytes),
        ColorType::RGBA(8 | 16) => Pixels::Rgb(on_white::<4, 3>(&bytes)),
        ColorType::CMYK(8 | 16) => Pixels::Rgb(from_inks(&bytes)),
        _ => return None,
    })
}
