//! Pixels of other kinds as those of paper: nothing shines through, and inks are colours.

/// Pixels of `N` bytes, the last of which says how much covers, on white: `M` = `N` - 1 bytes each.
pub(super) fn on_white<const N: usize, const M: usize>(pixels: &[u8]) -> Vec<u8> {
    let mut mixed = Vec::with_capacity(pixels.len() / N * M);
    for pixel in pixels.as_chunks::<N>().0 {
        let cover = pixel.last().copied().map_or(255, u16::from);
        for color in pixel.iter().take(M) {
            let shade = (u16::from(*color) * cover + 255 * (255 - cover)) / 255;
            mixed.push(u8::try_from(shade).unwrap_or(u8::MAX));
        }
    }
    mixed
}

/// Pixels of cyan, magenta, yellow and black as red, green and blue.
pub(super) fn from_inks(pixels: &[u8]) -> Vec<u8> {
    let mut colors = Vec::with_capacity(pixels.len() / 4 * 3);
    for [cyan, magenta, yellow, black] in pixels.as_chunks::<4>().0 {
        for ink in [cyan, magenta, yellow] {
            let light = (255 - u16::from(*ink)) * (255 - u16::from(*black)) / 255;
            colors.push(u8::try_from(light).unwrap_or(u8::MAX));
        }
    }
    colors
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_transparent_becomes_white() {
        let pixels = [10, 20, 30, 0, 10, 20, 30, 255];
        assert_eq!(on_white::<4, 3>(&pixels), [255, 255, 255, 10, 20, 30]);
        assert_eq!(on_white::<2, 1>(&[10, 0, 10, 255]), [255, 10]);
    }

    #[test]
    fn paper_is_white_and_black_ink_is_black() {
        assert_eq!(
            from_inks(&[0, 0, 0, 0, 9, 9, 9, 255]),
            [255, 255, 255, 0, 0, 0]
        );
        assert_eq!(from_inks(&[255, 0, 0, 0]), [0, 255, 255]);
    }
}
