//! One file a table. The macros write items of their own that carry no documentation.
#![allow(missing_docs)]

pub mod area;
pub mod consent;
pub mod contact_point;
pub mod delivery;
pub mod delivery_schedule;
pub mod due_work;
pub mod event;
pub mod event_area;
pub mod event_role;
pub mod event_seats;
pub mod external_identity;
pub mod household;
pub mod idempotency;
pub mod journal;
pub mod journal_cursor;
pub mod person;
pub mod person_need;
pub mod personal_link;
pub mod programme_item;
pub mod rate_limit;
pub mod refresh_token;
pub mod reminder_rule;
pub mod role_grant;
pub mod rsvp;
pub mod sensitive_read;
pub mod session;
pub mod sign_in_code;
pub mod signing_key;
pub mod team;
pub mod team_lead;
pub mod venue;
