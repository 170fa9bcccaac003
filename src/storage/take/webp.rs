//! WebP photographs become JPEG.

use std::io::Cursor;

use image_webp::WebPDecoder;
use jpeg_encoder::{ColorType, Encoder};

use super::pixels::on_white;
use super::{FileRefusal, MOST_PIXELS};

/// At this quality nobody sees the difference to the photograph.
const QUALITY: u8 = 90;
/// What a segment of a JPEG holds; longer metadata are left out.
const LONGEST_SEGMENT: usize = 65_000;

/// The picture as JPEG, of an animation the first; what is transparent becomes white. How the
/// photograph was held (Exif) goes with it.
pub(super) fn to_jpeg(content: &[u8]) -> Result<Vec<u8>, FileRefusal> {
    let unreadable = |_| FileRefusal::Unreadable;
    let mut picture = WebPDecoder::new(Cursor::new(content)).map_err(unreadable)?;
    let (width, height) = picture.dimensions();
    if u64::from(width) * u64::from(height) > MOST_PIXELS {
        return Err(FileRefusal::TooManyPixels);
    }
    picture.set_memory_limit(content.len());
    let length = picture.output_buffer_size();
    let mut pixels = vec![0; length.ok_or(FileRefusal::TooManyPixels)?];
    let exif = picture.exif_metadata().ok().flatten();
    picture
        .read_image(&mut pixels)
        .map_err(|_| FileRefusal::Unreadable)?;
    if picture.has_alpha() {
        pixels = on_white::<4, 3>(&pixels);
    }
    jpeg(
        &pixels,
        (width, height),
        ColorType::Rgb,
        QUALITY,
        exif.as_deref(),
    )
}

/// Pixels as a JPEG.
pub(super) fn jpeg(
    pixels: &[u8],
    (width, height): (u32, u32),
    colors: ColorType,
    quality: u8,
    exif: Option<&[u8]>,
) -> Result<Vec<u8>, FileRefusal> {
    let side = |length: u32| u16::try_from(length).map_err(|_| FileRefusal::TooManyPixels);
    let mut content = Vec::new();
    let mut encoder = Encoder::new(&mut content, quality);
    if let Some(exif) = exif.filter(|exif| exif.len() <= LONGEST_SEGMENT) {
        let added = encoder.add_exif_metadata(exif);
        added.map_err(|_| FileRefusal::Unreadable)?;
    }
    let encoded = encoder.encode(pixels, side(width)?, side(height)?, colors);
    encoded.map_err(|_| FileRefusal::Unreadable)?;
    Ok(content)
}

#[cfg(test)]
mod tests {
    use image_webp::{ColorType, WebPEncoder};
    use proptest::prelude::*;

    use super::*;

    fn webp(width: u32, height: u32, pixels: &[u8], colors: ColorType) -> Vec<u8> {
        let mut content = Vec::new();
        let encoder = WebPEncoder::new(&mut content);
        encoder.encode(pixels, width, height, colors).unwrap();
        content
    }

    #[test]
    fn a_picture_becomes_a_jpeg_of_its_size() {
        let picture = webp(3, 2, &[200; 18], ColorType::Rgb8);
        let jpeg = to_jpeg(&picture).unwrap();
        assert!(jpeg.starts_with(b"\xff\xd8\xff") && jpeg.ends_with(b"\xff\xd9"));
        // The frame header: precision, height, width.
        let frame = jpeg.windows(2).position(|two| two == b"\xff\xc0").unwrap();
        assert_eq!(jpeg[frame + 4..frame + 9], [8, 0, 2, 0, 3]);
    }

    #[test]
    fn a_picture_that_unpacks_to_too_many_pixels_is_refused() {
        let mut wide = webp(4, 4, &[7; 48], ColorType::Rgb8);
        // Behind the signature: width and height less one, 14 bits each.
        let size = 15_999 | (15_999 << 14);
        let header = wide.get_mut(21..25).unwrap();
        header.copy_from_slice(&u32::to_le_bytes(size));
        assert_eq!(to_jpeg(&wide), Err(FileRefusal::TooManyPixels));
    }

    proptest! {
        #[test]
        fn no_bytes_panic_the_reader(at in 0_usize..200, byte: u8, cut in 0_usize..200) {
            let mut damaged = webp(4, 4, &[7; 64], ColorType::Rgba8);
            if let Some(place) = damaged.get_mut(at) {
                *place = byte;
            }
            let _ = to_jpeg(&damaged);
            damaged.truncate(cut);
            let _ = to_jpeg(&damaged);
        }
    }
}
