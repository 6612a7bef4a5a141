//! What the authorities of an area ask of meals: public, and dated.

use async_graphql::{Context, Description, Enum, ID, Object, Result};
use mulin_entities::{AreaId, banned_ingredient, dining_policy};

use super::authority_loaders::{BansOf, PoliciesOf};
use crate::graphql::id::encode;
use crate::graphql::loaders::{load, required};
use crate::graphql::place::types::Area;
use crate::graphql::scalars::Date;

/// What days are counted until something is due. Kinds may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "mulin_entities::LeadKind")]
pub enum LeadKind {
    /// All days.
    Calendar,
    /// Days that are worked, by the yearly list of public holidays.
    Working,
}

/// What the authorities of an area ask of meals for many. A banquet is held to those that hold on its day
/// in the nearest area that has any.
#[derive(Clone, Description)]
pub struct DiningPolicy(pub dining_policy::Model);

#[Object(use_type_description)]
impl DiningPolicy {
    /// Global id.
    pub(crate) async fn id(&self) -> ID {
        encode(self.0.root_area_id, self.0.id)
    }

    /// Where it holds, with everything below.
    async fn area(&self, ctx: &Context<'_>) -> Result<Area> {
        required(ctx, self.0.area_id).await.map(Area)
    }

    /// What it is called.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// From how many diners on.
    async fn diners_from(&self) -> i32 {
        self.0.diners_from
    }

    /// How many days before the meal it is filed at the latest.
    async fn lead_days(&self) -> i32 {
        self.0.lead_days
    }

    /// What days are counted.
    async fn lead_kind(&self) -> LeadKind {
        self.0.lead_kind.into()
    }

    /// Least weight of a sample of each dish, in grams; null if it asks for none.
    async fn sample_grams(&self) -> Option<i32> {
        self.0.sample_grams
    }

    /// How long a sample is kept, in hours; null if it asks for none.
    async fn sample_hours(&self) -> Option<i32> {
        self.0.sample_hours
    }

    /// First day on which it holds.
    async fn valid_from(&self) -> Date {
        day(self.0.valid_from)
    }

    /// Last day on which it holds; null for no end.
    async fn valid_to(&self) -> Option<Date> {
        self.0.valid_to.map(day)
    }

    /// The regulation that says so.
    async fn source(&self) -> &str {
        &self.0.source
    }

    /// Raised by every edit.
    async fn version(&self) -> i32 {
        self.0.version
    }
}

/// What may not be served in an area. Dishes whose names or ingredients sound of it are warned of.
#[derive(Clone, Description)]
pub struct BannedIngredient(pub banned_ingredient::Model);

#[Object(use_type_description)]
impl BannedIngredient {
    /// Global id.
    pub(crate) async fn id(&self) -> ID {
        encode(self.0.root_area_id, self.0.id)
    }

    /// Where it holds, with everything below.
    async fn area(&self, ctx: &Context<'_>) -> Result<Area> {
        required(ctx, self.0.area_id).await.map(Area)
    }

    /// What it is.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Other names under which it is brought.
    async fn aliases(&self) -> Vec<String> {
        serde_json::from_value(self.0.aliases.clone()).unwrap_or_default()
    }

    /// Why, and what to do instead.
    async fn reason(&self) -> &str {
        &self.0.reason
    }

    /// First day on which it holds.
    async fn valid_from(&self) -> Date {
        day(self.0.valid_from)
    }

    /// Last day on which it holds; null for no end.
    async fn valid_to(&self) -> Option<Date> {
        self.0.valid_to.map(day)
    }

    /// The regulation that says so.
    async fn source(&self) -> &str {
        &self.0.source
    }

    /// Raised by every edit.
    async fn version(&self) -> i32 {
        self.0.version
    }
}

/// A day as it is written.
pub fn day(day: chrono::NaiveDate) -> Date {
    Date(day.to_string())
}

/// See the module: fields of an area.
pub struct AreaFoodRules(pub AreaId);

#[Object]
impl AreaFoodRules {
    /// What the authorities ask of meals for many here: the policies of the area and of all above it, the
    /// nearest area's first, those that begin last before the others; also those that are over.
    #[graphql(complexity = "10 * child_complexity")]
    async fn dining_policies(&self, ctx: &Context<'_>) -> Result<Vec<DiningPolicy>> {
        let rows = load(ctx, PoliciesOf(self.0)).await?.unwrap_or_default();
        Ok(rows.into_iter().map(DiningPolicy).collect())
    }

    /// What may not be served here: the entries of the area and of all above it, the nearest area's first;
    /// also those that are over.
    #[graphql(complexity = "10 * child_complexity")]
    async fn banned_ingredients(&self, ctx: &Context<'_>) -> Result<Vec<BannedIngredient>> {
        let rows = load(ctx, BansOf(self.0)).await?.unwrap_or_default();
        Ok(rows.into_iter().map(BannedIngredient).collect())
    }
}
