//! QR codes (ISO/IEC 18004) as pictures inside a page.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use qrcode::QrCode;
use qrcode::render::svg;

use super::PageError;

/// A QR code as the address of an image. The page leaves room around it.
///
/// # Errors
/// [`PageError::Internal`] for a text that no code holds.
pub fn qr_image(text: &str) -> Result<String, PageError> {
    let code = QrCode::new(text).map_err(PageError::internal)?;
    let image = code.render::<svg::Color<'_>>().quiet_zone(false).build();
    Ok(format!(
        "data:image/svg+xml;base64,{}",
        STANDARD.encode(image)
    ))
}
