//! One file a table. The macros write items of their own that carry no documentation.
#![allow(missing_docs)]

pub mod area;
pub mod contact_point;
pub mod delivery;
pub mod delivery_schedule;
pub mod due_work;
pub mod event;
pub mod event_area;
pub mod event_seats;
pub mod household;
pub mod idempotency;
pub mod journal;
pub mod journal_cursor;
pub mod person;
pub mod programme_item;
pub mod reminder_rule;
pub mod role_grant;
pub mod rsvp;
pub mod signing_key;
pub mod venue;
