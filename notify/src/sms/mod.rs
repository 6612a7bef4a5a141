//! Text messages, and those who carry them.
//!
//! The way of one: [`Sms`] → [`SmsTransport::send`], which is an [`Outbox`](crate::Outbox) or the
//! [`SmsRegistry`] of the configured [`SmsProvider`]s. A provider is one file (or folder) here, which
//! knows how to send, what the answers mean, and how receipts are read; who comes first, what it costs
//! and how fast it goes is the registry's.

pub mod aliyun;
mod ambient;
mod bucket;
mod callback;
mod https;
mod message;
mod provider;
mod registry;
mod sign;
pub mod smpp;
mod templates;
pub mod tencent;
mod texts;
pub mod twilio;
pub mod webhook;
mod wording;

pub use ambient::Ambient;
pub use bucket::{Rate, TokenBucket};
pub use callback::{Callback, ReceiptReader, Unreadable};
pub use https::{Https, NoRoots, Patience};
pub use message::{Sms, SmsTransport, SmsVariables};
pub use provider::{Asked, Handed, Limits, Receipt, Report, SmsProvider, fault};
pub use registry::{Carrier, SmsRegistry};
pub use templates::{KnownVariables, SmsTemplateFaults, SmsTemplates};
pub use texts::{IncomingText, TextReader};
pub use wording::{Signatures, unsigned};
