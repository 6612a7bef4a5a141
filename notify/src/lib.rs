//! Rendering and transports of the messages that leave the house. No database and no GraphQL: what
//! to send and to whom is decided elsewhere, here it becomes words, bytes and a conversation with a
//! server.
//!
//! The way of an e-mail: [`Message`] → [`Renderer::render`] → [`Rendered`] → [`Email`] →
//! [`EmailTransport::send`], where the transport is [`SmtpRelays`] or, when no server is
//! configured, [`Outbox`]. The way of a text message: [`Message`] → [`Renderer::render_sms`] →
//! [`Sms`] → [`SmsTransport::send`], where the transport is an [`SmsRegistry`] of providers or, when none
//! is configured, [`Outbox`].

mod bounce;
mod dkim;
mod email;
mod format;
mod ical;
mod message;
mod outbox;
mod render;
mod sample;
mod segments;
pub mod sms;
mod smtp;
mod templates;
mod transport;
mod vars;
mod verp;
mod view;

pub use bounce::{BOUNCE_OCTETS, Incoming, NoMail, Returned, Verdict, read_bounce};
pub use dkim::{DkimError, DkimKey, DkimSigner};
pub use email::{Email, EmailError};
pub use format::{format_end, format_time, join_names, one_line};
pub use ical::{CalendarEntry, CalendarMethod};
pub use lettre::address::Envelope;
pub use lettre::message::Mailbox;
pub use lettre::transport::smtp::authentication::Credentials;
pub use message::{Locale, Message, MessageKind, UnknownMessageKind};
pub use outbox::{Outbox, OutboxEntry, OutboxKind, OutboxMessage};
pub use render::{Rendered, Renderer, TemplateError, TemplateFaults};
pub use sample::{full_sample, variables};
pub use segments::{Encoding, Segments, segments, split as split_segments};
pub use sms::{Sms, SmsProvider, SmsRegistry, SmsTransport, SmsVariables};
pub use smtp::{Pacing, SmtpConfig, SmtpConfigError, SmtpRelays, SmtpTransport, TlsMode};
pub use templates::reminder_templates;
pub use transport::{Accepted, EmailTransport, RELAYS_REST, SendError};
pub use vars::{
    Act, ActVars, Answer, BookingVars, CodeVars, DigestVars, DishVars, DishesVars, EventNews,
    EventVars, Keep, MessageVars, NamedLink, OffShift, Purpose, ReaderVars, ShiftNews, ShiftVars,
    SignUpVars, TicketNews, TicketVars,
};
pub use verp::{ReturnPath, ReturnPathError};
