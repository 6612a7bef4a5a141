//! Live: subscriptions that say what changed, fed by the journal, so that they work over many nodes.
//!
//! The way of a change: [`tailer`] reads the journal and tells the [`hub`], which knows the
//! [`group`]s of each topic. A group stands for all listeners who get the same bytes; it runs its
//! operation once, at most five times a second and always once more after the last change, and leaves
//! the state where every listener takes it. Nothing queues: whoever is slow finds the latest state.
//! [`transport`] carries the states to clients.

pub mod group;
pub mod guests;
pub mod hub;
pub mod opening;
pub mod pace;
pub mod recipe;
pub mod tail;
pub mod tailer;
pub mod throttle;
pub mod transport;

pub use hub::Live;
pub use pace::Pace;
