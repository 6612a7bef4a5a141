//! Status callbacks: signed forms to the address that was given with the message, which ends in the
//! message's id here.

use url::form_urlencoded;

use super::super::callback::{Callback, ReceiptReader, Unreadable};
use super::super::provider::Receipt;
use super::super::sign::same;
use super::sign::signature;
use super::{NAME, codes};

/// Reads Twilio's receipts.
pub struct TwilioReceipts {
    auth_token: String,
    callback: String,
}

impl TwilioReceipts {
    /// `callback` is the public address of the callbacks, as the configuration of the provider has it.
    pub fn new(auth_token: impl Into<String>, callback: impl Into<String>) -> TwilioReceipts {
        TwilioReceipts {
            auth_token: auth_token.into(),
            callback: callback.into(),
        }
    }
}

fn form(body: &[u8]) -> Vec<(String, String)> {
    form_urlencoded::parse(body).into_owned().collect()
}

impl ReceiptReader for TwilioReceipts {
    fn name(&self) -> &str {
        NAME
    }

    fn is_genuine(&self, callback: &Callback<'_>) -> bool {
        let address = super::callback_of(&self.callback, callback.token);
        let expected = signature(&self.auth_token, &address, &form(callback.body));
        (callback.header)("x-twilio-signature")
            .is_some_and(|given| same(expected.as_bytes(), given.as_bytes()))
    }

    fn receipts(&self, callback: &Callback<'_>) -> Result<Vec<Receipt>, Unreadable> {
        let form = form(callback.body);
        let field = |name: &str| {
            let field = form.iter().find(|(field, _)| field == name);
            field.map(|(_, value)| value.as_str())
        };
        let (Some(sid), Some(state)) = (field("MessageSid"), field("MessageStatus")) else {
            return Err(Unreadable);
        };
        let code = field("ErrorCode").and_then(|code| code.parse().ok());
        let receipt = codes::report(state, code).map(|report| Receipt {
            provider_ref: sid.to_owned(),
            id: Some(callback.token.to_owned()).filter(|id| !id.is_empty()),
            report,
        });
        Ok(receipt.into_iter().collect())
    }

    fn thanks(&self) -> (&'static str, &'static str) {
        ("text/plain; charset=utf-8", "")
    }
}
