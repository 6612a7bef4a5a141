//! What the product writes to one guest, so that its peer and the ceiling send the same bytes.

use anyhow::{Context, Result};
use mail_parser::MessageParser;
use serde::Serialize;

/// An e-mail of the product, with `{name}` where the guest's name stood.
#[derive(Debug, Serialize)]
pub struct Letter {
    from: String,
    subject: String,
    text: String,
    html: String,
    /// The message as it was sent.
    #[serde(skip)]
    pub source: String,
}

impl Letter {
    /// Reads it from the message as it was sent.
    pub fn read(source: &str) -> Result<Self> {
        let message = MessageParser::new()
            .parse(source.as_bytes())
            .context("the product's e-mail cannot be read")?;
        let name = message
            .to()
            .and_then(|to| to.first()?.name())
            .context("the guest's name")?
            .to_owned();
        let from = message
            .from()
            .and_then(|from| from.first()?.address())
            .context("a sender")?;
        let general = |text: &str| text.replace(&name, "{name}");
        Ok(Self {
            from: from.to_owned(),
            subject: general(message.subject().unwrap_or_default()),
            text: general(&message.body_text(0).context("a text")?),
            html: general(&message.body_html(0).context("HTML")?),
            source: source.trim_end().to_owned(),
        })
    }
}
