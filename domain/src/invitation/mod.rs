//! Invitations: who sees and answers an event that is for those who were invited.

mod accept_invitation;
mod create_invitation_link;
mod error;
pub mod follow;
mod invite_to_event;
mod link_view;
mod revoke_invitation;
mod revoke_invitation_link;
pub mod store;

pub use accept_invitation::{AcceptInvitation, accept_invitation};
pub use create_invitation_link::{
    CreateInvitationLink, NewInvitationLink, PREFIX as LINK_PREFIX, create_invitation_link,
};
pub use error::InvitationError;
pub use invite_to_event::{InviteToEvent, invite_to_event};
pub use link_view::{LinkStanding, LinkView, link_view};
pub use revoke_invitation::{RevokeInvitation, revoke_invitation};
pub use revoke_invitation_link::{RevokeInvitationLink, revoke_invitation_link};
