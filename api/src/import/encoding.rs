//! Bytes become text.

use encoding_rs::{GB18030, UTF_8, UTF_16BE, UTF_16LE};

/// How a file is encoded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Encoding {
    /// What its byte order mark says, else UTF-8 if it is that, else GB 18030
    #[default]
    Auto,
    /// UTF-8
    #[value(name = "utf-8")]
    Utf8,
    /// GB 18030, and so GBK and GB 2312
    Gb18030,
}

/// The bytes are no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotText {
    /// A workbook as Excel keeps it.
    #[error(
        "is a workbook, not a table of text. Open it and save the sheet as \"CSV UTF-8 (comma \
         delimited)\""
    )]
    Workbook,
    /// Some other file.
    #[error("is not a text file. Expected is a table as CSV, in UTF-8, UTF-16 or GB 18030")]
    Binary,
    /// Text, but not in the encoding that was named.
    #[error("is not text in {0}, which --encoding asks for")]
    Otherwise(&'static str),
}

impl Encoding {
    /// The text, and the name of the encoding that it turned out to be in.
    pub fn decode(self, bytes: &[u8]) -> Result<(String, &'static str), NotText> {
        // ZIP (xlsx, ods) and the compound file of old (xls).
        if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"\xD0\xCF\x11\xE0") {
            return Err(NotText::Workbook);
        }
        let (encoding, mark) = match self {
            Self::Auto => match encoding_rs::Encoding::for_bom(bytes) {
                Some(marked) => marked,
                None if std::str::from_utf8(bytes).is_ok() => (UTF_8, 0),
                None => (GB18030, 0),
            },
            Self::Utf8 if bytes.starts_with(b"\xEF\xBB\xBF") => (UTF_8, 3),
            Self::Utf8 => (UTF_8, 0),
            Self::Gb18030 => (GB18030, 0),
        };
        let name = encoding.name();
        let name = if name == GB18030.name() {
            "GB 18030"
        } else {
            name
        };
        let wrong = match self {
            Self::Auto => NotText::Binary,
            Self::Utf8 | Self::Gb18030 => NotText::Otherwise(name),
        };
        // The decoder of UTF-16 would take an odd byte at the end for a character of its own.
        if [UTF_16LE, UTF_16BE].contains(&encoding) && bytes.len() % 2 == 1 {
            return Err(NotText::Binary);
        }
        let text = encoding.decode_without_bom_handling_and_without_replacement(&bytes[mark..]);
        let text = text.ok_or(wrong)?;
        if text.contains('\0') {
            return Err(NotText::Binary);
        }
        Ok((text.into_owned(), name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "city,street\r\n睦安市,澄湖街道\r\n";

    fn decoded(bytes: &[u8]) -> Result<(String, &'static str), NotText> {
        Encoding::Auto.decode(bytes)
    }

    #[test]
    fn the_encoding_is_found_out() {
        let utf_16 = |to_bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
            let units = format!("\u{feff}{TEXT}");
            units.encode_utf16().flat_map(to_bytes).collect()
        };
        for (bytes, name) in [
            (TEXT.as_bytes().to_vec(), "UTF-8"),
            (format!("\u{feff}{TEXT}").into_bytes(), "UTF-8"),
            (utf_16(u16::to_le_bytes), "UTF-16LE"),
            (utf_16(u16::to_be_bytes), "UTF-16BE"),
            (GB18030.encode(TEXT).0.into_owned(), "GB 18030"),
        ] {
            assert_eq!(decoded(&bytes), Ok((TEXT.to_owned(), name)));
        }
    }

    #[test]
    fn an_encoding_that_is_named_is_the_only_one_tried() {
        let gb = GB18030.encode(TEXT).0.into_owned();
        assert_eq!(Encoding::Gb18030.decode(&gb).unwrap().0, TEXT);
        assert_eq!(Encoding::Utf8.decode(&gb), Err(NotText::Otherwise("UTF-8")));
        let marked = format!("\u{feff}{TEXT}");
        assert_eq!(Encoding::Utf8.decode(marked.as_bytes()).unwrap().0, TEXT);
        assert_eq!(
            Encoding::Gb18030.decode(b"\xFF\xFF\xFF"),
            Err(NotText::Otherwise("GB 18030"))
        );
    }

    #[test]
    fn what_is_no_text_is_told_apart() {
        assert_eq!(decoded(b"PK\x03\x04\x14\x00"), Err(NotText::Workbook));
        assert_eq!(
            decoded(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
            Err(NotText::Binary)
        );
        assert_eq!(decoded(b"\x7fELF\x02\x01\x01\0"), Err(NotText::Binary));
        assert_eq!(decoded(b"\xFF\xFE\x0d"), Err(NotText::Binary));
        // UTF-16 without its mark.
        let unmarked: Vec<u8> = "city,street"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(decoded(&unmarked), Err(NotText::Binary));
    }
}
