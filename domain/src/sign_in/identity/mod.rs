//! People as an outside OpenID Connect issuer knows them.
//!
//! An identity is linked with one person: by an address that the issuer has verified, when it is first
//! seen ([`recognise`]), or on purpose by whoever is signed in ([`link_identity`]). What was unlinked
//! stays so until it is linked on purpose.

mod link;
mod recognise;
pub mod store;
mod unlink;

pub use link::{LinkIdentity, link_identity};
pub use recognise::recognise;
pub use unlink::{UnlinkIdentity, unlink_identity};

use mulin_entities::external_identity;
use uuid::Uuid;

use crate::tx::CommandResult;

/// What a verified token of an outside issuer says of its bearer.
#[derive(Clone, PartialEq, Eq)]
pub struct Identity {
    /// The issuer (`iss`).
    pub issuer: String,
    /// The subject there (`sub`).
    pub subject: String,
    /// The e-mail address, if the issuer has verified it.
    pub email: Option<String>,
    /// The telephone number, if the issuer has verified it.
    pub phone: Option<String>,
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Identity")
            .field("issuer", &self.issuer)
            .finish_non_exhaustive()
    }
}

// Its key is the issuer's, so no idempotency key finds it again.
impl CommandResult for external_identity::Model {
    fn result_id(&self) -> Option<Uuid> {
        None
    }
}
