//! How stalls serve.

use async_graphql::Enum;

/// Whether people stay while something is done for them. Ways may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "mulin_entities::ServiceMode")]
pub enum ServiceMode {
    /// They wait until it is done.
    Wait,
    /// They leave their things, and come again when these are ready.
    DropOff,
}

/// Whether a station calls people. States may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "mulin_entities::StationState")]
pub enum StationState {
    /// It does.
    Open,
    /// Not for a while.
    Paused,
    /// Nobody is there.
    Closed,
}
