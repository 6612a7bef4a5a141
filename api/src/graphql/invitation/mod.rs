//! Invitations to events in the schema.

pub mod accept_invitation;
pub mod create_invitation_link;
pub mod invite_to_event;
pub mod loaders;
pub mod revoke_invitation;
pub mod revoke_invitation_link;
pub mod types;
