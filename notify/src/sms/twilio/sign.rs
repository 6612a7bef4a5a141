//! `X-Twilio-Signature` (twilio.com/docs/usage/security): HMAC-SHA1, keyed by the account's token, over
//! the address and the sorted fields of the form.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::super::sign::hmac_sha1;

/// The signature of a form that is sent to an address.
pub(super) fn signature(token: &str, address: &str, form: &[(String, String)]) -> String {
    let mut fields: Vec<&(String, String)> = form.iter().collect();
    fields.sort();
    // A field that comes twice with the same value counts once.
    fields.dedup();
    let fields: String = fields
        .into_iter()
        .flat_map(|(name, value)| [name.as_str(), value.as_str()])
        .collect();
    STANDARD.encode(hmac_sha1(
        token.as_bytes(),
        format!("{address}{fields}").as_bytes(),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of Twilio's own documents and libraries.
    #[test]
    fn the_example_of_the_document_is_signed_alike() {
        let form = [
            ("Digits", "1234"),
            ("To", "+18005551212"),
            ("From", "+14158675309"),
            ("Caller", "+14158675309"),
            ("CallSid", "CA1234567890ABCDE"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
        let address = "https://mycompany.com/myapp.php?foo=1&bar=2";
        assert_eq!(
            signature("12345", address, &form),
            "RSOYDt4T1cUTdK1PDd93/VVr8B8="
        );
    }
}
