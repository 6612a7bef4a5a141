//! Tables, and the households at them.

use async_graphql::{Context, Description, ID, Object, Result};
use mulin_domain::seating::policy;
use mulin_entities::{AreaId, BanquetTableId, banquet_table, seat_assignment};

use super::loaders::{DoorOf, NamesAt, PlanOf, SeatedAt};
use crate::connection;
use crate::graphql::context::ContextExt;
use crate::graphql::event::loaders::EventFacts;
use crate::graphql::id::encode;
use crate::graphql::loaders::load;
use crate::graphql::person::acting::Doer;
use crate::graphql::person::households::Household;

/// A table of a banquet, as those who run it see it, and, once guests were told where they sit, all who
/// see the event.
#[derive(Clone, Description)]
pub struct BanquetTable(pub banquet_table::Model);

connection! {
    /// Tables in their order.
    BanquetTableConnection, BanquetTableEdge, BanquetTable
}

impl BanquetTable {
    /// A table that a row refers to; none if there is none.
    pub async fn of(ctx: &Context<'_>, id: Option<BanquetTableId>) -> Result<Option<Self>> {
        match id {
            Some(id) => Ok(load(ctx, id).await?.map(Self)),
            None => Ok(None),
        }
    }

    /// Itself, if the caller may see it.
    pub async fn if_visible(self, ctx: &Context<'_>) -> Result<Option<Self>> {
        let event = self.0.event_id;
        let (plan, facts) = (
            load(ctx, PlanOf(event)).await?,
            load(ctx, EventFacts(event)).await?,
        );
        let (Some(plan), Some(facts)) = (plan, facts) else {
            return Ok(None);
        };
        let sees_event = load(ctx, event).await?.is_some();
        let seen = policy::may_see_table(ctx.actor(), &plan, &facts.area_path, sees_event);
        Ok(seen.then_some(self))
    }

    async fn shows_plan(&self, ctx: &Context<'_>) -> Result<bool> {
        let event = self.0.event_id;
        let facts = load(ctx, EventFacts(event)).await?;
        Ok(facts.is_some_and(|facts| policy::may_see_plan(ctx.actor(), event, &facts.area_path)))
    }
}

#[Object(use_type_description)]
impl BanquetTable {
    /// Global id.
    pub(crate) async fn id(&self) -> ID {
        encode(self.0.root_area_id, self.0.id)
    }

    /// Its number or name, on its card; no other table of the banquet has it.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Seats.
    async fn capacity(&self) -> i32 {
        self.0.capacity
    }

    /// Guests that it should have, if it has any.
    async fn min_guests(&self) -> i32 {
        self.0.min_guests
    }

    /// Part of the hall; null if it has no name.
    async fn zone(&self) -> Option<&str> {
        self.0.zone.as_deref()
    }

    /// Whether it is near the entrance, where elders sit first.
    async fn near_entrance(&self) -> bool {
        self.0.near_entrance
    }

    /// Whether a wheelchair comes to it.
    async fn accessible(&self) -> bool {
        self.0.accessible
    }

    /// Whether only those sit there who are pinned to it (主桌).
    async fn head(&self) -> bool {
        self.0.head
    }

    /// Who looks after the table (桌长); null if nobody does.
    async fn host(&self) -> Option<Doer> {
        self.0.host_id.map(Doer)
    }

    /// Seats that are taken in the plan as it is now, for those who run the event; null for others.
    #[graphql(cache_control(private))]
    async fn taken(&self, ctx: &Context<'_>) -> Result<Option<i32>> {
        Ok(self.shows_plan(ctx).await?.then_some(self.0.taken))
    }

    /// Who sits there in the plan as it is now, for those who run the event; null for others.
    #[graphql(complexity = "10 * child_complexity", cache_control(private))]
    async fn households(&self, ctx: &Context<'_>) -> Result<Option<Vec<SeatedHousehold>>> {
        if !self.shows_plan(ctx).await? {
            return Ok(None);
        }
        let places = load(ctx, SeatedAt(self.0.id)).await?.unwrap_or_default();
        let root = self.0.root_area_id;
        let seated = places
            .into_iter()
            .map(|place| SeatedHousehold { place, root });
        Ok(Some(seated.collect()))
    }
}

/// A household that comes, as those who run the event seat it. All who answered for it sit together.
#[derive(Clone, Description)]
pub struct SeatedHousehold {
    /// Where it sits, if it does.
    pub place: seat_assignment::Model,
    /// The tree that it belongs to.
    pub root: AreaId,
}

connection! {
    /// Households.
    SeatedHouseholdConnection, SeatedHouseholdEdge, SeatedHousehold
}

#[Object(use_type_description)]
impl SeatedHousehold {
    /// The household, as `moveHousehold` and `setSeatingRules` take it.
    async fn household_id(&self) -> ID {
        encode(self.root, self.place.household_id)
    }

    /// Its record; null if the caller may not see it.
    async fn household(&self, ctx: &Context<'_>) -> Result<Option<Household>> {
        Ok(load(ctx, self.place.household_id).await?.map(Household))
    }

    /// Names of those who answered for it.
    async fn names(&self, ctx: &Context<'_>) -> Result<Vec<String>> {
        let key = NamesAt(self.place.event_id, self.place.household_id);
        Ok(load(ctx, key).await?.unwrap_or_default())
    }

    /// Building (楼栋) and door; null if they are not known.
    async fn building(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let door = load(ctx, DoorOf(self.place.household_id)).await?;
        Ok(door.filter(|door| !door.is_empty()))
    }

    /// Seats that it needs.
    async fn seats(&self) -> i32 {
        self.place.seats
    }

    /// Its table in the plan as it is now; null if it has none.
    async fn table(&self, ctx: &Context<'_>) -> Result<Option<BanquetTable>> {
        BanquetTable::of(ctx, self.place.table_id).await
    }

    /// Its table in the plan as guests are shown it; null if they are shown none.
    async fn published_table(&self, ctx: &Context<'_>) -> Result<Option<BanquetTable>> {
        BanquetTable::of(ctx, self.place.published_table_id).await
    }
}
