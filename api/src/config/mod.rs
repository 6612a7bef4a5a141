//! Configuration: what can be set, where each value comes from, and what is wrong with it.
//!
//! Later sources win: built-in defaults, `mulin.toml`, environment variables, flags. Every fault
//! is reported at once, names its key and its source, and never repeats a secret.

mod dkim;
mod fault;
mod keys;
mod load;
mod master_key;
mod messaging;
mod mode;
mod model;
mod oidc;
mod rules;
mod show;
mod sms;
mod sources;
mod suggest;
#[cfg(test)]
mod tests;
mod urls;
mod values;

pub use dkim::load_dkim_keys;
pub use fault::{ConfigError, Fault};
pub use load::{Inputs, Loaded, load};
pub use master_key::{
    MASTER_KEY_BYTES, encode_master_key, load_or_create_master_key, load_previous_master_keys,
};
pub use messaging::{Metrics, ReceiptIds, Smpp, Templates, Texts};
pub use mode::Mode;
pub use model::{
    Config, Database, Dkim, Graphql, Http, Live, Log, Oidc, Reminders, Retention, Secrets, Smtp,
    Worker,
};
pub(crate) use oidc::is_loopback;
pub use oidc::{IssuerUrl, KeySetUrl, TokenAlgorithm, TokenAudience};
pub use show::render;
pub use sms::{Aliyun, Sms, SmsProviderName, SmsWebhook, Tencent, Twilio, pace};
pub use sources::Flag;
pub use urls::{DatabaseKind, DatabaseUrl, SmppUrl, SmtpUrl};
pub use values::{IsoDuration, Locale, LogFormat, Mailbox, TimeOfDay, WebOrigin};
