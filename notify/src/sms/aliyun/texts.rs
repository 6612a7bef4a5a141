//! `SmsUp`: texts that people write, which Aliyun brings as JSON arrays. Like its receipts they carry
//! no signature: the address that the operator registers ends in a secret.

use chrono::{DateTime, FixedOffset, NaiveDateTime, Utc};
use serde::Deserialize;

use super::super::callback::{Callback, Unreadable};
use super::super::sign::same;
use super::super::texts::{IncomingText, TextReader, Word, own_name};
use super::NAME;

/// Reads the texts that Aliyun brings.
pub struct AliyunTexts {
    token: String,
}

impl AliyunTexts {
    /// `token` is the secret in the address, the same as that of receipts.
    pub fn new(token: impl Into<String>) -> AliyunTexts {
        AliyunTexts {
            token: token.into(),
        }
    }
}

#[derive(Deserialize)]
struct Up {
    phone_number: String,
    content: String,
    #[serde(default)]
    send_time: String,
    dest_code: Option<Word>,
    sequence_id: Option<Word>,
}

/// Its clocks are those of Beijing.
fn at(time: &str) -> Option<DateTime<Utc>> {
    let local = NaiveDateTime::parse_from_str(time.trim(), "%Y-%m-%d %H:%M:%S").ok()?;
    let at = local.and_local_timezone(FixedOffset::east_opt(8 * 3600)?);
    Some(at.earliest()?.to_utc())
}

impl TextReader for AliyunTexts {
    fn name(&self) -> &str {
        NAME
    }

    fn is_genuine(&self, callback: &Callback<'_>) -> bool {
        same(self.token.as_bytes(), callback.token.as_bytes())
    }

    fn texts(&self, callback: &Callback<'_>) -> Result<Vec<IncomingText>, Unreadable> {
        let brought: Vec<Up> = serde_json::from_slice(callback.body).map_err(|_| Unreadable)?;
        let texts = brought.into_iter().map(|up| {
            let to = up.dest_code.map(Word::into_text).unwrap_or_default();
            // It is brought up to three times, each time by the same number.
            let named = up.sequence_id.map(Word::into_text);
            let reference = named.filter(|name| !name.is_empty()).unwrap_or_else(|| {
                let particulars = [&up.phone_number, &to, &up.send_time, &up.content];
                own_name(&self.token, &particulars.map(String::as_str))
            });
            IncomingText {
                provider: NAME.to_owned(),
                reference: Some(reference),
                at: at(&up.send_time),
                from: up.phone_number,
                to,
                text: up.content,
            }
        });
        Ok(texts.collect())
    }

    fn thanks(&self) -> (&'static str, &'static str) {
        ("application/json", r#"{"code":0,"msg":"接收成功"}"#)
    }
}
