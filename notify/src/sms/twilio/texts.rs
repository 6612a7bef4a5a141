//! Incoming messages: signed forms to the address that is set for the number.

use url::form_urlencoded;

use super::super::callback::{Callback, Unreadable};
use super::super::sign::same;
use super::super::texts::{IncomingText, TextReader};
use super::NAME;
use super::sign::signature;

/// Reads the texts that Twilio brings.
pub struct TwilioTexts {
    auth_token: String,
    address: String,
}

impl TwilioTexts {
    /// `address` is the public address that is set for the number, to the letter.
    pub fn new(auth_token: impl Into<String>, address: impl Into<String>) -> TwilioTexts {
        TwilioTexts {
            auth_token: auth_token.into(),
            address: address.into(),
        }
    }
}

fn form(body: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(body).into_owned().collect()
}

impl TextReader for TwilioTexts {
    fn name(&self) -> &str {
        NAME
    }

    fn is_genuine(&self, callback: &Callback<'_>) -> bool {
        let expected = signature(&self.auth_token, &self.address, &form(callback.body));
        (callback.header)("x-twilio-signature")
            .is_some_and(|given| same(expected.as_bytes(), given.as_bytes()))
    }

    fn texts(&self, callback: &Callback<'_>) -> Result<Vec<IncomingText>, Unreadable> {
        let form = form(callback.body);
        let field = |name: &str| {
            let field = form.iter().find(|(field, _)| field == name);
            field.map(|(_, value)| value.clone())
        };
        let (Some(sid), Some(from), Some(text)) =
            (field("MessageSid"), field("From"), field("Body"))
        else {
            return Err(Unreadable);
        };
        Ok(vec![IncomingText {
            provider: NAME.to_owned(),
            reference: Some(sid),
            from,
            to: field("To").unwrap_or_default(),
            text,
            // It tells no time, and brings them at once.
            at: None,
        }])
    }

    fn thanks(&self) -> (&'static str, &'static str) {
        // No reply by them: ours go the way of all messages.
        ("text/xml; charset=utf-8", "<Response></Response>")
    }
}
