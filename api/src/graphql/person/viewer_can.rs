//! What the caller can do with a person's record.

use async_graphql::{Context, Result, SimpleObject};
use mulin_domain::person::{can, policy};
use mulin_domain::privacy;
use mulin_entities::person;

use super::loaders::{ActedFor, Agreed, GrantsOf};
use crate::graphql::context::ContextExt;
use crate::graphql::loaders::{load, required};

/// What the caller can do with a person's record now.
#[derive(SimpleObject, Clone, Copy)]
pub struct PersonViewerCan {
    /// Edit it.
    pub edit: bool,
    /// Move the person to another unit that the caller looks after, or to another household.
    #[graphql(name = "move")]
    pub relocate: bool,
    /// Make one record of this and another that the caller looks after.
    pub merge: bool,
    /// Act for the person: as an adult of the household, or as their steward while they agree.
    /// Everybody acts for themselves.
    pub act_for: bool,
    /// See how to reach the person.
    pub see_contacts: bool,
    /// See what the person needs.
    pub see_needs: bool,
    /// Note that the person agreed to something.
    pub record_consent: bool,
    /// Erase the person, at their wish.
    pub erase: bool,
}

impl PersonViewerCan {
    /// With a record that the caller may see.
    pub async fn of(ctx: &Context<'_>, person: &person::Model) -> Result<Self> {
        let (actor, now) = (ctx.actor(), ctx.core().now());
        let unit = required(ctx, person.unit_id).await?;
        let grants = load(ctx, GrantsOf(person.id)).await?.unwrap_or_default();
        let can = can::with(actor, person, &unit, &grants, now);
        let year = chrono::Datelike::year(&now);
        let speaks = policy::relationship(actor, person, &unit.path, year);
        let asks = speaks.and_then(|is| privacy::policy::needs_consent(actor, is, &unit.path));
        let erase = match asks {
            Ok(false) => true,
            Ok(true) => load(ctx, Agreed(person.id)).await?.is_some(),
            Err(_) => false,
        };
        Ok(Self {
            edit: can.edit,
            relocate: can.relocate,
            merge: can.merge,
            act_for: load(ctx, ActedFor(person.id)).await?.is_some(),
            see_contacts: can.see_contacts,
            see_needs: can.see_needs,
            record_consent: can.record_consent,
            // Whoever may speak for the person may note a consent too, if the record is open.
            erase: can.record_consent && erase,
        })
    }
}
