//! Who finds the words of messages, as configured: for what leaves, and for what is shown ahead.

use anyhow::Context;

use super::{mail, sms};
use crate::config::Config;
use crate::worker::compose::Composer;

/// Errors: every template with a fault, and addresses that are none.
pub fn composer(config: &Config) -> anyhow::Result<Composer> {
    let from = config.smtp.from.as_str().parse().context("smtp.from")?;
    let (public_url, folder) = (
        config.http.public_url.clone(),
        config.templates.folder.as_deref(),
    );
    let composer =
        Composer::with_templates(from, public_url, folder).context("templates.folder")?;
    Ok(composer
        .returning_to(mail::return_path(config)?)
        .signed_by(sms::signatures(config)))
}
