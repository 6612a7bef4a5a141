//! Acting for somebody else: what every mutation about a person takes, and who did it.

use async_graphql::{Context, Description, ID, Object, Result};
use mulin_domain::person;
use mulin_entities::PersonId;

use crate::graphql::id::decode;
use crate::graphql::loaders::{NameOf, load};
use crate::graphql::rsvp::types::Via;

/// For whom a mutation is, and how it came, as the domain takes it.
pub fn acting(on_behalf_of: Option<&ID>, via: Via) -> person::Acting {
    person::Acting {
        on_behalf_of: on_behalf_of.map(|id| decode(id)),
        via: via.into(),
    }
}

/// Somebody who did something for a person, and no more of them than the name.
#[derive(Clone, Copy, Description)]
pub struct Doer(pub PersonId);

#[Object(use_type_description)]
impl Doer {
    /// Name; null if the person is not known any more.
    async fn name(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        load(ctx, NameOf(self.0)).await
    }
}
