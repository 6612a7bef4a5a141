//! Tests of the crate from outside, as one binary.
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "in a test, a panic is the report"
)]

mod email;
mod outbox;
mod render;
mod smtp_connection;
mod smtp_faults;
mod smtp_pool;
mod support;
