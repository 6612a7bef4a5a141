//! How messages travel.

use async_graphql::Enum;

/// How a message travels. Ways may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "mulin_entities::Channel")]
pub enum Channel {
    /// E-mail.
    Email,
    /// A text message.
    Sms,
    /// A call by a steward of the person's unit.
    Call,
}
