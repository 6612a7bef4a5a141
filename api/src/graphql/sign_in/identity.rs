//! Accounts at an outside issuer.

use async_graphql::{Description, Object};
use mulin_entities::external_identity;

use crate::graphql::scalars::DateTime;

/// An account at an outside OpenID Connect issuer whose tokens sign the person in here, as its owner
/// sees it and nobody else.
#[derive(Clone, Description)]
pub struct ExternalIdentity(pub external_identity::Model);

#[Object(use_type_description)]
impl ExternalIdentity {
    /// The issuer's name, as `iss` in its tokens says it.
    async fn issuer(&self) -> &str {
        &self.0.issuer
    }

    /// When it was linked with the person.
    async fn linked_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }
}
