//! Tests of the crate from outside, as one binary.
#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "in a test, a panic is the report"
)]

mod bounce;
mod dkim;
mod email;
mod outbox;
mod render;
mod smpp;
mod sms_faults;
mod sms_providers;
mod sms_receipts;
mod sms_refusals;
mod sms_registry;
mod sms_status;
mod sms_texts;
mod smtp_connection;
mod smtp_faults;
mod smtp_pipelining;
mod smtp_pool;
mod smtp_relays;
mod support;
mod template_folder;
