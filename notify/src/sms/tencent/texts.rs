//! Texts that people write, which Tencent Cloud brings as JSON, one a request
//! (cloud.tencent.com/document/product/382/43548). Like its receipts they carry no signature: the address
//! that the operator registers ends in a secret.

use chrono::DateTime;
use serde::Deserialize;

use super::super::callback::{Callback, Unreadable};
use super::super::sign::same;
use super::super::texts::{IncomingText, TextReader, Word, own_name};
use super::NAME;

/// Reads the texts that Tencent Cloud brings.
pub struct TencentTexts {
    token: String,
}

impl TencentTexts {
    /// `token` is the secret in the address, the same as that of receipts.
    pub fn new(token: impl Into<String>) -> TencentTexts {
        TencentTexts {
            token: token.into(),
        }
    }
}

/// One, as the document has it, or several, as receipts come.
#[derive(Deserialize)]
#[serde(untagged)]
enum Brought {
    One(Up),
    Several(Vec<Up>),
}

#[derive(Deserialize)]
struct Up {
    mobile: String,
    #[serde(default)]
    nationcode: String,
    #[serde(alias = "content")]
    text: String,
    #[serde(default)]
    sign: String,
    extend: Option<String>,
    /// Seconds since 1970.
    time: Option<Word>,
}

impl TextReader for TencentTexts {
    fn name(&self) -> &str {
        NAME
    }

    fn is_genuine(&self, callback: &Callback<'_>) -> bool {
        same(self.token.as_bytes(), callback.token.as_bytes())
    }

    fn texts(&self, callback: &Callback<'_>) -> Result<Vec<IncomingText>, Unreadable> {
        let brought = serde_json::from_slice(callback.body).map_err(|_| Unreadable)?;
        let brought = match brought {
            Brought::One(up) => vec![up],
            Brought::Several(all) => all,
        };
        let texts = brought.into_iter().map(|up| {
            let time = up.time.map(Word::into_text).unwrap_or_default();
            let extend = up.extend.unwrap_or_default();
            // It gives no name: by all that it says a repetition is known.
            let particulars = [
                &up.nationcode,
                &up.mobile,
                &time,
                &up.sign,
                &extend,
                &up.text,
            ];
            let reference = own_name(&self.token, &particulars.map(String::as_str));
            let from = match up.nationcode.trim_start_matches('+') {
                "" => up.mobile,
                country => format!("+{country}{}", up.mobile),
            };
            IncomingText {
                provider: NAME.to_owned(),
                reference: Some(reference),
                from,
                to: extend,
                text: up.text,
                at: time
                    .parse()
                    .ok()
                    .and_then(|seconds| DateTime::from_timestamp(seconds, 0)),
            }
        });
        Ok(texts.collect())
    }

    fn thanks(&self) -> (&'static str, &'static str) {
        ("application/json", r#"{"result":0,"errmsg":"OK"}"#)
    }
}
