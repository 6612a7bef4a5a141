//! When a consent stands. Pure.

use chrono::TimeDelta;
use mulin_entities::consent;

use crate::clock::Instant;

/// How long a consent that a steward wrote down stands without another officer's confirmation.
pub const CONFIRM_WITHIN: TimeDelta = TimeDelta::days(30);

/// Whether a consent stands: it was not withdrawn, and what a steward wrote down was confirmed by
/// another officer or is still young enough to wait for that.
pub fn stands(consent: &consent::Model, now: Instant) -> bool {
    consent.withdrawn_at.is_none()
        && (consent.confirmed_at.is_some() || consent.confirm_by.is_none_or(|by| now < by))
}
