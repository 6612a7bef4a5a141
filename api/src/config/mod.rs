//! Configuration: what can be set, where each value comes from, and what is wrong with it.
//!
//! Later sources win: built-in defaults, `mulin.toml`, environment variables, flags. Every fault
//! is reported at once, names its key and its source, and never repeats a secret.

mod fault;
mod keys;
mod load;
mod master_key;
mod mode;
mod model;
mod oidc;
mod rules;
mod show;
mod sources;
mod suggest;
#[cfg(test)]
mod tests;
mod urls;
mod values;

pub use fault::{ConfigError, Fault};
pub use load::{Inputs, Loaded, load};
pub use master_key::{
    MASTER_KEY_BYTES, encode_master_key, load_or_create_master_key, load_previous_master_keys,
};
pub use mode::Mode;
pub use model::{
    Config, Database, Graphql, Http, Live, Log, Oidc, Reminders, Retention, Secrets, Smtp, Worker,
};
pub(crate) use oidc::is_loopback;
pub use oidc::{IssuerUrl, KeySetUrl, TokenAlgorithm, TokenAudience};
pub use show::render;
pub use sources::Flag;
pub use urls::{DatabaseKind, DatabaseUrl, SmtpUrl};
pub use values::{IsoDuration, Locale, LogFormat, Mailbox, TimeOfDay, WebOrigin};
