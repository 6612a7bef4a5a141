//! `addContactPoint`

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use mulin_domain::person::contact;

use super::acting::acting;
use super::contact_points::{ContactKind, ContactPoint};
use super::types::Person;
use crate::graphql::context::ContextExt;
use crate::graphql::errors::outcome;
use crate::graphql::loaders::load;
use crate::graphql::rsvp::types::Via;
use crate::graphql::user_error::UserError;

/// A way to reach a person.
#[derive(InputObject)]
pub struct AddContactPointInput {
    /// Whom it reaches; oneself if left out.
    pub on_behalf_of: Option<ID>,
    /// The way it was told. PHONE, PAPER and DESK are for somebody else.
    #[graphql(default_with = "Via::App")]
    pub via: Via,
    /// How it reaches them.
    pub kind: ContactKind,
    /// An e-mail address or a telephone number, in any spelling.
    pub address: String,
    /// Whether the whole household uses it.
    #[graphql(default = false)]
    pub is_shared: bool,
    /// Whether it takes text messages; as its number tells if left out.
    pub receives_sms: Option<bool>,
    /// Makes a retry safe: the same key within 24 hours does nothing again.
    pub idempotency_key: Option<String>,
}

/// What became of `addContactPoint`.
#[derive(SimpleObject)]
pub struct AddContactPointPayload {
    /// The contact point; null if refused.
    pub contact_point: Option<ContactPoint>,
    /// Whom it reaches; null if refused.
    pub person: Option<Person>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// See the module.
#[derive(Default)]
pub struct AddContactPointMutation;

#[Object]
impl AddContactPointMutation {
    /// Adds a way to reach a person, up to ten in all. For the person, an adult of a child's
    /// household, the steward and administrators; of somebody who holds roles only by who holds them,
    /// too, because whoever is reached there can sign in. Nobody has proved yet to hold it.
    async fn add_contact_point(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The contact point.")] input: AddContactPointInput,
    ) -> Result<AddContactPointPayload> {
        let command = contact::AddContactPoint {
            acting: acting(input.on_behalf_of.as_ref(), input.via),
            kind: input.kind.into(),
            address: input.address,
            is_shared: input.is_shared,
            receives_sms: input.receives_sms,
        };
        let key = input.idempotency_key;
        let answer = contact::add_contact_point(ctx.core(), ctx.actor(), command, key).await;
        let (row, user_errors) = outcome(ctx, answer)?;
        let person = match &row {
            Some(row) => load(ctx, row.person_id).await?,
            None => None,
        };
        let contact_point = match (&person, row) {
            (Some(person), Some(row)) => Some(ContactPoint::open(ctx, person.root_area_id, row)?),
            _ => None,
        };
        Ok(AddContactPointPayload {
            contact_point,
            person: person.map(Person),
            user_errors,
        })
    }
}
