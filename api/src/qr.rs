//! Codes of parties as pictures: dark on white with a margin of four modules, as ISO/IEC 18004 wants
//! it, so that a camera finds them on any background.

use fast_qr::qr::QRBuilder;
use fast_qr::{ECL, QRCode};
use mulin_domain::check_in::keys;
use mulin_domain::{Core, Result};
use mulin_entities::rsvp;
use url::Url;

/// Modules of light around the code.
const QUIET_ZONE: usize = 4;
/// Pixels a module of a bitmap: sharp on paper, and some 500 pixels in all.
const SCALE: usize = 8;

/// What kind of picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Picture {
    /// Sharp at any size, for pages and apps.
    Svg,
    /// For e-mails: many programs show no SVG.
    Png,
}

impl Picture {
    /// What its files end with.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Svg => "svg",
            Self::Png => "png",
        }
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Svg => "image/svg+xml",
            Self::Png => "image/png",
        }
    }

    /// A picture of the text; none if it is too long for one.
    pub fn of(self, text: &str) -> Option<Vec<u8>> {
        let code = QRBuilder::new(text).ecl(ECL::M).build().ok()?;
        match self {
            Self::Svg => Some(svg(&code).into_bytes()),
            Self::Png => png(&code).ok(),
        }
    }
}

/// Where the picture of a code is. The code is its own proof: no other key is needed.
pub fn code_url(public_url: &Url, code: &str, picture: Picture) -> String {
    let base = public_url.as_str().trim_end_matches('/');
    format!("{base}/qr/{code}.{}", picture.extension())
}

/// Where the picture of an answer's code is, for what is written to its person; none unless the party
/// comes.
pub async fn entry_code_url(
    core: &Core,
    public_url: &Url,
    rsvp: &rsvp::Model,
    picture: Picture,
) -> Result<Option<String>> {
    let code = keys::code_of(core, rsvp).await?;
    Ok(code.map(|code| code_url(public_url, &code.text(), picture)))
}

fn is_dark(code: &QRCode, x: usize, y: usize) -> bool {
    let inside = |at: usize| at.checked_sub(QUIET_ZONE).filter(|at| *at < code.size);
    match (inside(x), inside(y)) {
        (Some(x), Some(y)) => code[y][x].value(),
        _ => false,
    }
}

fn svg(code: &QRCode) -> String {
    let side = code.size + 2 * QUIET_ZONE;
    let mut path = String::new();
    for y in 0..side {
        let mut x = 0;
        while x < side {
            let run = (x..side).take_while(|x| is_dark(code, *x, y)).count();
            if run > 0 {
                path += &format!("M{x} {y}h{run}v1h-{run}z");
            }
            x += run.max(1);
        }
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" \
         shape-rendering=\"crispEdges\"><rect width=\"{side}\" height=\"{side}\" fill=\"#fff\"/>\
         <path d=\"{path}\" fill=\"#000\"/></svg>"
    )
}

fn png(code: &QRCode) -> Result<Vec<u8>, png::EncodingError> {
    let side = (code.size + 2 * QUIET_ZONE) * SCALE;
    let mut pixels = Vec::with_capacity(side * side);
    for y in 0..side {
        for x in 0..side {
            let dark = is_dark(code, x / SCALE, y / SCALE);
            pixels.push(if dark { 0 } else { 255 });
        }
    }
    let mut file = Vec::new();
    let side = u32::try_from(side).unwrap_or(u32::MAX);
    let mut encoder = png::Encoder::new(&mut file, side, side);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.write_header()?.write_image_data(&pixels)?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_have_a_light_margin_and_dark_corners() {
        let text = "entry_".to_owned() + &"A".repeat(130);
        let code = QRBuilder::new(text.as_str()).ecl(ECL::M).build().unwrap();
        let side = code.size + 2 * QUIET_ZONE;
        for at in 0..side {
            for edge in (0..QUIET_ZONE).chain(side - QUIET_ZONE..side) {
                assert!(!is_dark(&code, at, edge) && !is_dark(&code, edge, at));
            }
        }
        let (near, far) = (QUIET_ZONE, side - QUIET_ZONE - 1);
        assert!(
            is_dark(&code, near, near) && is_dark(&code, far, near) && is_dark(&code, near, far)
        );

        let file = Picture::Png.of(&text).unwrap();
        let mut reader = png::Decoder::new(std::io::Cursor::new(&file))
            .read_info()
            .unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        let info = reader.next_frame(&mut pixels).unwrap();
        assert_eq!(info.width as usize, side * SCALE);
        for y in 0..side {
            for x in 0..side {
                let pixel = pixels[y * SCALE * info.width as usize + x * SCALE];
                assert_eq!(pixel == 0, is_dark(&code, x, y), "{x} {y}");
            }
        }
        let drawing = String::from_utf8(Picture::Svg.of(&text).unwrap()).unwrap();
        assert!(drawing.starts_with("<svg") && drawing.contains("fill=\"#fff\""));
        assert!(Picture::Svg.of(&"A".repeat(5_000)).is_none());
    }
}
