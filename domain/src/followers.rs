//! What else a change means, in the same transaction: one list, in order.
//!
//! No noun calls up to another. Each noun's `follow.rs` takes the changes of lower nouns, runs one
//! set-based statement a kind of change, and may record changes of its own, which are followed once
//! more.

use crate::tx::Follower;

/// Everything that happens as a consequence of something else.
pub fn all() -> Vec<Follower> {
    vec![
        |tx, changes| Box::pin(crate::person::follow::follow(tx, changes)),
        |tx, changes| Box::pin(crate::notification::follow::follow(tx, changes)),
        |tx, changes| Box::pin(crate::event::follow::follow(tx, changes)),
        |tx, changes| Box::pin(crate::sign_in::follow::follow(tx, changes)),
        |tx, changes| Box::pin(crate::invitation::follow::follow(tx, changes)),
        |tx, changes| Box::pin(crate::question::follow::follow(tx, changes)),
        |tx, changes| Box::pin(crate::rsvp::follow::follow(tx, changes)),
        |tx, changes| Box::pin(crate::banquet::follow::follow(tx, changes)),
        |tx, changes| Box::pin(crate::dish::follow::follow(tx, changes)),
        |tx, changes| Box::pin(crate::stall::follow::follow(tx, changes)),
        |tx, changes| Box::pin(crate::ticket::follow::follow(tx, changes)),
        |tx, changes| Box::pin(crate::check_in::follow::follow(tx, changes)),
        |tx, changes| Box::pin(crate::food_safety::follow::follow(tx, changes)),
        |tx, changes| Box::pin(crate::volunteer::follow::follow(tx, changes)),
        |tx, changes| Box::pin(crate::shift::follow::follow(tx, changes)),
        |tx, changes| Box::pin(crate::service_record::follow::follow(tx, changes)),
        |tx, changes| Box::pin(crate::points::follow::follow(tx, changes)),
        |tx, changes| Box::pin(crate::seating::follow::follow(tx, changes)),
        |tx, changes| Box::pin(crate::dish_vote::follow::follow(tx, changes)),
        |tx, changes| Box::pin(crate::reminder::follow::follow(tx, changes)),
        |tx, changes| Box::pin(crate::announcement::follow::follow(tx, changes)),
        |tx, changes| Box::pin(crate::delivery::follow::follow(tx, changes)),
        |tx, changes| Box::pin(crate::call::follow::follow(tx, changes)),
        |tx, changes| Box::pin(crate::calendar_feed::follow::follow(tx, changes)),
    ]
}
