//! What changed points, and how exchanges stand.

use async_graphql::Enum;

/// What changed somebody's points. Kinds may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "mulin_entities::PointsKind")]
pub enum PointsKind {
    /// Hours were served.
    Earned,
    /// They were exchanged for something.
    Redeemed,
    /// They came back, as it was called off.
    Returned,
}

/// How an exchange of points stands. States may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "mulin_entities::RedemptionState")]
pub enum RedemptionState {
    /// Asked for; the points are taken.
    Requested,
    /// The reward was handed over.
    HandedOver,
    /// Called off; the points came back.
    Cancelled,
}
