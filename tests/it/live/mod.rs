//! Subscriptions, over real sockets and real HTTP.

mod banquet_changed;
mod client;
mod closes;
mod event_seats_changed;
mod event_stream;
mod fan_out;
mod operations;
mod queue_changed;
mod revocation;
mod rsvp_changed;
mod server;
mod slow;
mod viewer_rsvp_changed;
