//! Rendering and transports of the messages that leave the house. No database and no GraphQL: what
//! to send and to whom is decided elsewhere, here it becomes words, bytes and a conversation with a
//! server.
//!
//! The way of an e-mail: [`Message`] → [`Renderer::render`] → [`Rendered`] → [`Email`] →
//! [`EmailTransport::send`], where the transport is [`SmtpTransport`] or, when no server is
//! configured, [`Outbox`]. The way of a text message: [`Message`] → [`Renderer::render_sms`] →
//! [`Sms`] → [`SmsTransport::send`], where the transport is [`Outbox`].

mod email;
mod format;
mod message;
mod outbox;
mod render;
mod sample;
mod sms;
mod smtp;
mod templates;
mod transport;
mod vars;
mod view;

pub use email::{Email, EmailError};
pub use format::{format_end, format_time, one_line};
pub use lettre::address::Envelope;
pub use lettre::message::Mailbox;
pub use lettre::transport::smtp::authentication::Credentials;
pub use message::{Locale, Message, MessageKind, UnknownMessageKind};
pub use outbox::{Outbox, OutboxEntry, OutboxKind, OutboxMessage};
pub use render::{Rendered, Renderer, TemplateError};
pub use sms::{Sms, SmsTransport};
pub use smtp::{SmtpConfig, SmtpConfigError, SmtpTransport, TlsMode};
pub use transport::{Accepted, EmailTransport, SendError};
pub use vars::{
    Act, ActVars, Answer, CodeVars, EventNews, EventVars, MessageVars, Purpose, ReaderVars,
};
