//! Who comes with an answer.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use async_graphql::{Context, Description, Object, Result, SimpleObject};
use mulin_domain::rsvp::member_store;
use mulin_entities::{PersonId, RsvpId, rsvp};

use crate::graphql::loaders::{Rows, Shared, load};
use crate::graphql::plain::Leaf;

/// Somebody of the household who comes with the party, for whoever sees the answer.
#[derive(SimpleObject, Clone)]
pub struct PartyMember {
    /// Name.
    pub name: String,
}

/// Who comes.
#[derive(Clone, Description)]
pub struct Party(pub rsvp::Model);

#[Object(use_type_description)]
impl Party {
    /// Adults, the respondent among them if they come.
    async fn adults(&self) -> i32 {
        self.0.adults
    }

    /// Children.
    async fn children(&self) -> i32 {
        self.0.children
    }

    /// Whether the respondent is one of the party.
    async fn respondent_comes(&self) -> bool {
        self.0.respondent_comes
    }

    /// Others of the household who were named, by name; more may come without a name.
    #[graphql(complexity = "20 * child_complexity")]
    async fn members(&self, ctx: &Context<'_>) -> Result<Vec<PartyMember>> {
        let named = load(ctx, MembersOf(self.0.id)).await?.unwrap_or_default();
        let member = |(_, name)| PartyMember { name };
        Ok(named.into_iter().map(member).collect())
    }
}

/// Who is named in an answer. The caller has asked whether it may be seen.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct MembersOf(pub RsvpId);

impl Loader<MembersOf> for Rows {
    type Value = Vec<(PersonId, String)>;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[MembersOf],
    ) -> Result<HashMap<MembersOf, Vec<(PersonId, String)>>, Shared> {
        let rsvps = keys.iter().map(|MembersOf(rsvp)| *rsvp);
        let read = member_store::members(self.core.db().reader(), rsvps).await;
        let mut members: HashMap<MembersOf, Vec<(PersonId, String)>> = HashMap::new();
        for (rsvp, person, name) in read.map_err(Arc::new)? {
            members
                .entry(MembersOf(rsvp))
                .or_default()
                .push((person, name));
        }
        Ok(members)
    }
}

crate::plain_fields!(Party, "Party", |this, _field, _walk| {
    "adults" => Some(this.0.adults.leaf()),
    "children" => Some(this.0.children.leaf()),
    "respondentComes" => Some(this.0.respondent_comes.leaf()),
});
