//! What events are, and what people are in them.

use async_graphql::Enum;

/// Labels that clients group and colour events by. Kinds may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "mulin_entities::EventKind")]
pub enum EventKind {
    /// 邻里文化节 and other celebrations.
    Festival,
    /// 百家宴.
    Banquet,
    /// 便民服务日.
    ServiceDay,
    /// Any other meeting of neighbours.
    Gathering,
}

/// The life of an event; whether it is over is told by `isOver`. States may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "mulin_entities::EventState")]
pub enum EventState {
    /// Being written; only its organisers see it.
    Draft,
    /// Visible to its audience and open for answers.
    Published,
    /// Will not take place.
    Cancelled,
}

/// Who may see an event. Kinds may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "mulin_entities::Visibility")]
pub enum Visibility {
    /// Everybody, also without signing in.
    Public,
    /// The people of the event's area.
    Audience,
    /// Those who were invited.
    Invited,
}

/// Who gets a seat that becomes free. Orders may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "mulin_entities::WaitlistOrder")]
pub enum WaitlistOrder {
    /// The first of those whose party fits: a small party may pass a large one.
    FirstFit,
    /// The first: nobody passes, and seats stay free until its party fits.
    Strict,
}

/// A part in one event. Parts may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "mulin_entities::EventRole")]
pub enum EventRole {
    /// 协办: runs the event as its organisers do, but gives nobody a part in it.
    CoOrganiser,
    /// 签到帮手: sees who comes, without contact details and notes.
    CheckInHelper,
}
