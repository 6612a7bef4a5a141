//! Answers to events in the schema.

pub mod approve_rsvps;
pub mod create_personal_link;
pub mod decided;
pub mod loaders;
pub mod options;
pub mod party;
pub mod personal_link;
pub mod refuse_rsvps;
pub mod respond_for_people;
pub mod respond_to_event;
pub mod revoke_personal_link;
pub mod rsvp_changed;
pub mod types;
pub mod viewer_can;
pub mod viewer_rsvp_changed;
pub mod withdraw_rsvp;
