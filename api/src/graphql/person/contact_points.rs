//! How people are reached.

use async_graphql::{Context, Description, Enum, ID, Object, Result};
use mulin_domain::person::contact::Contact;
use mulin_domain::person::{contact, policy};
use mulin_entities::{AreaId, ContactPointId, contact_point};

use crate::graphql::context::ContextExt;
use crate::graphql::errors::top_level;
use crate::graphql::id::encode;
use crate::graphql::loaders::{load, required};
use crate::graphql::scalars::DateTime;

/// How a contact point is reached. Ways may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "mulin_entities::ContactKind")]
pub enum ContactKind {
    /// An e-mail address.
    Email,
    /// A telephone number.
    Phone,
}

/// One way to reach a person, as the person sees it and those who look after them.
#[derive(Clone, Description)]
pub struct ContactPoint {
    /// Tree it belongs to.
    pub root: AreaId,
    /// The row and its address.
    pub contact: Contact,
}

impl ContactPoint {
    /// Opens a row that a command answered.
    pub fn open(ctx: &Context<'_>, root: AreaId, row: contact_point::Model) -> Result<Self> {
        let contact = contact::store::open(ctx.core(), row);
        let contact = contact.map_err(|error| top_level(ctx, &error))?;
        Ok(Self { root, contact })
    }

    /// A contact point, if the caller may see it.
    pub async fn if_visible(ctx: &Context<'_>, id: ContactPointId) -> Result<Option<Self>> {
        let Some(row) = load(ctx, id).await? else {
            return Ok(None);
        };
        let Some(person) = load(ctx, row.person_id).await? else {
            return Ok(None);
        };
        let unit = required(ctx, person.unit_id).await?;
        if !policy::may_see_contacts(ctx.actor(), &person, &unit.path) {
            return Ok(None);
        }
        Self::open(ctx, person.root_area_id, row).map(Some)
    }
}

#[Object(use_type_description)]
impl ContactPoint {
    /// Global id.
    pub(crate) async fn id(&self) -> ID {
        encode(self.root, self.contact.row.id)
    }

    /// How it is reached.
    async fn kind(&self) -> ContactKind {
        self.contact.row.kind.into()
    }

    /// The e-mail address in small letters, or the telephone number as E.164.
    async fn address(&self) -> &str {
        &self.contact.address
    }

    /// Whether the whole household uses it.
    async fn is_shared(&self) -> bool {
        self.contact.row.is_shared
    }

    /// Whether it is a fixed line, as far as its number tells.
    async fn is_landline(&self) -> bool {
        self.contact.row.is_landline
    }

    /// Whether it takes text messages.
    async fn receives_sms(&self) -> bool {
        self.contact.row.receives_sms
    }

    /// When somebody proved to hold it, by a code that was sent there; null if nobody has.
    async fn verified_at(&self) -> Option<DateTime> {
        self.contact.row.verified_at.map(DateTime)
    }
}
