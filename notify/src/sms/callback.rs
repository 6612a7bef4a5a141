//! Receipts that a provider brings by itself.

use super::provider::Receipt;

/// A request of a provider's, as it came in.
pub struct Callback<'a> {
    /// The value of a header, by its name in small letters.
    pub header: &'a (dyn Fn(&str) -> Option<String> + Sync),
    /// What stands in the path behind the provider's name; empty if nothing does.
    pub token: &'a str,
    /// The body, whole.
    pub body: &'a [u8],
}

/// Reads what one provider brings.
pub trait ReceiptReader: Send + Sync {
    /// The provider's name, as [`SmsProvider::name`](super::SmsProvider::name) says it.
    fn name(&self) -> &str;

    /// Whether the request comes from the provider: by its signature or, where there is none, by a
    /// secret in its address.
    fn is_genuine(&self, callback: &Callback<'_>) -> bool;

    /// What a genuine request tells. Receipts that are none of ours are for the caller to leave alone.
    ///
    /// # Errors
    /// The body is not what the provider's document describes.
    fn receipts(&self, callback: &Callback<'_>) -> Result<Vec<Receipt>, Unreadable>;

    /// What the provider wants to hear when its request was taken: a media type and a body.
    fn thanks(&self) -> (&'static str, &'static str);
}

/// A request that is not what the provider's document describes. What it said is not repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the receipt cannot be read")]
pub struct Unreadable;
