//! Plans of who sits where.

use async_graphql::{Context, Description, ID, Object, Result};
use mulin_domain::clock::Instant;
use mulin_domain::seating::{party_store, rule_store, store};
use mulin_entities::{HouseholdId, seating_plan};
use uuid::Uuid;

use super::judgement::{BrokenSeatingRule, SeatingTerm};
use super::loaders::{JudgementOf, UnpublishedOf};
use super::types::{
    BanquetTable, BanquetTableConnection, SeatedHousehold, SeatedHouseholdConnection,
};
use crate::connection;
use crate::graphql::connection::{Cursor, Key, page, page_by_id};
use crate::graphql::context::ContextExt;
use crate::graphql::errors::top_level;
use crate::graphql::id::encode;
use crate::graphql::loaders::{load, required};
use crate::graphql::place::types::page_size;
use crate::graphql::scalars::DateTime;

/// Who sits where at a banquet, as those who run it arrange it. Guests are shown the plan as it was last
/// published.
#[derive(Clone, Description)]
pub struct SeatingPlan {
    /// Its row.
    pub row: seating_plan::Model,
    /// When the banquet begins: ages are told by its year.
    pub starts_at: Instant,
}

/// A household that sits at a table whatever else is arranged.
#[derive(Clone, Description)]
pub struct SeatingPin {
    row: mulin_entities::table_pin::Model,
    root: mulin_entities::AreaId,
}

connection! {
    /// Pins by household.
    SeatingPinConnection, SeatingPinEdge, SeatingPin
}

#[Object(use_type_description)]
impl SeatingPin {
    /// The household.
    async fn household_id(&self) -> ID {
        encode(self.root, self.row.household_id)
    }

    /// The table.
    async fn table(&self, ctx: &Context<'_>) -> Result<BanquetTable> {
        Ok(BanquetTable(required(ctx, self.row.table_id).await?))
    }
}

/// Two households that do not sit at one table.
#[derive(Clone, Description)]
pub struct SeatedApart {
    row: mulin_entities::seated_apart::Model,
    root: mulin_entities::AreaId,
}

connection! {
    /// Pairs that sit apart, by household.
    SeatedApartConnection, SeatedApartEdge, SeatedApart
}

#[Object(use_type_description)]
impl SeatedApart {
    /// The one.
    async fn household_id(&self) -> ID {
        encode(self.root, self.row.household_id)
    }

    /// The other.
    async fn other_household_id(&self) -> ID {
        encode(self.root, self.row.other_household_id)
    }
}

/// The place of a table in the list.
struct Position(i32);

impl Cursor for Position {
    fn write(&self) -> String {
        self.0.to_string()
    }

    fn read(text: &str) -> Option<Self> {
        text.parse().ok().map(Self)
    }
}

/// A pair of households.
struct Pair(HouseholdId, HouseholdId);

impl Cursor for Pair {
    fn write(&self) -> String {
        format!("{} {}", self.0.0.simple(), self.1.0.simple())
    }

    fn read(text: &str) -> Option<Self> {
        let (one, other) = text.split_once(' ')?;
        let id = |text| Uuid::parse_str(text).ok().map(HouseholdId);
        Some(Self(id(one)?, id(other)?))
    }
}

impl SeatingPlan {
    async fn judged(
        &self,
        ctx: &Context<'_>,
    ) -> Result<std::sync::Arc<mulin_domain::seating::Judged>> {
        required(ctx, JudgementOf(self.row.event_id, self.starts_at)).await
    }

    async fn unpublished(&self, ctx: &Context<'_>) -> Result<i32> {
        let moved = load(ctx, UnpublishedOf(self.row.event_id)).await?;
        Ok(moved.map_or(0, whole))
    }
}

fn whole(number: i64) -> i32 {
    let most = if number < 0 { i32::MIN } else { i32::MAX };
    i32::try_from(number).unwrap_or(most)
}

#[Object(use_type_description)]
impl SeatingPlan {
    /// Raised by every edit of tables, rules and places, and by publishing; not by guests who answer,
    /// though a household that leaves frees its seats.
    async fn version(&self) -> i32 {
        self.row.version
    }

    /// The seed that it was last arranged with; null if it never was. The same seed, tables, rules and
    /// guests give the same plan.
    async fn seed(&self) -> Option<i32> {
        self.row.seed.and_then(|seed| i32::try_from(seed).ok())
    }

    /// When it was last arranged; null if it never was.
    async fn arranged_at(&self) -> Option<DateTime> {
        self.row.arranged_at.map(DateTime)
    }

    /// When guests were last shown it; null if they never were.
    async fn published_at(&self) -> Option<DateTime> {
        self.row.published_at.map(DateTime)
    }

    /// Households that have another table than guests are shown, or none any more.
    async fn moved(&self, ctx: &Context<'_>) -> Result<i32> {
        self.unpublished(ctx).await
    }

    /// Whether guests are shown another plan than this.
    async fn has_unpublished_changes(&self, ctx: &Context<'_>) -> Result<bool> {
        Ok(self.unpublished(ctx).await? > 0)
    }

    /// How good it is as it stands: the sum of the terms, higher is better. It can be compared with
    /// other plans of the same guests and tables, and with nothing else. Whose needs count in it is
    /// noted among the reads that they are shown.
    async fn score(&self, ctx: &Context<'_>) -> Result<i32> {
        Ok(whole(self.judged(ctx).await?.score))
    }

    /// What each soft rule adds to the score.
    #[graphql(complexity = "10 * child_complexity")]
    async fn terms(&self, ctx: &Context<'_>) -> Result<Vec<SeatingTerm>> {
        let judged = self.judged(ctx).await?;
        let term = |term: &mulin_domain::seating::Term| SeatingTerm {
            rule: term.rule.into(),
            score: whole(term.score),
        };
        Ok(judged.terms.iter().map(term).collect())
    }

    /// The first hard rules that it breaks as it stands, and households that have no table with the
    /// reason.
    #[graphql(complexity = "usize::try_from(first).unwrap_or(0) * child_complexity")]
    async fn broken(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "The first so many, 1 to 100.",
            default = 20,
            validator(minimum = 1, maximum = 100)
        )]
        first: i32,
    ) -> Result<Vec<BrokenSeatingRule>> {
        let judged = self.judged(ctx).await?;
        let root = self.row.root_area_id;
        let broken = judged
            .broken
            .iter()
            .take(usize::try_from(first).unwrap_or(0));
        let broken = broken.map(|broken| BrokenSeatingRule {
            broken: broken.clone(),
            root,
        });
        Ok(broken.collect())
    }

    /// How many hard rules it breaks, and households have no table.
    async fn broken_count(&self, ctx: &Context<'_>) -> Result<i32> {
        let judged = self.judged(ctx).await?;
        Ok(i32::try_from(judged.broken.len()).unwrap_or(i32::MAX))
    }

    /// The tables in their order.
    #[graphql(complexity = "page_size(first, last) * child_complexity")]
    async fn tables(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many, 1 to 100; 20 if neither is given.")] first: Option<
            i32,
        >,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Result<BanquetTableConnection> {
        let page = page::<Position>(first, after, last, before)?.map(|Position(at)| at);
        let db = ctx.core().db().reader();
        let slice = store::tables_page(db, self.row.event_id, &page).await;
        let slice = slice.map_err(|error| top_level(ctx, &error))?;
        Ok(BanquetTableConnection::new(
            slice,
            |row| Position(row.position),
            BanquetTable,
        ))
    }

    /// The households that come and have no table.
    #[graphql(complexity = "page_size(first, last) * child_complexity")]
    async fn unseated(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many, 1 to 100; 20 if neither is given.")] first: Option<
            i32,
        >,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Result<SeatedHouseholdConnection> {
        let page = page_by_id(first, after, last, before)?;
        let db = ctx.core().db().reader();
        let slice = party_store::unseated(db, self.row.event_id, &page).await;
        let slice = slice.map_err(|error| top_level(ctx, &error))?;
        let root = self.row.root_area_id;
        let seated = |place| SeatedHousehold { place, root };
        Ok(SeatedHouseholdConnection::new(
            slice,
            |place| Key(place.household_id),
            seated,
        ))
    }

    /// Who sits at a table whatever else is arranged.
    #[graphql(complexity = "page_size(first, last) * child_complexity")]
    async fn pins(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many, 1 to 100; 20 if neither is given.")] first: Option<
            i32,
        >,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Result<SeatingPinConnection> {
        let page = page_by_id(first, after, last, before)?;
        let slice = rule_store::pins_page(ctx.core().db().reader(), self.row.event_id, &page).await;
        let slice = slice.map_err(|error| top_level(ctx, &error))?;
        let root = self.row.root_area_id;
        Ok(SeatingPinConnection::new(
            slice,
            |row| Key(row.household_id),
            |row| SeatingPin { row, root },
        ))
    }

    /// Who does not sit together.
    #[graphql(complexity = "page_size(first, last) * child_complexity")]
    async fn apart(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first so many, 1 to 100; 20 if neither is given.")] first: Option<
            i32,
        >,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Result<SeatedApartConnection> {
        let page = page::<Pair>(first, after, last, before)?.map(|Pair(one, other)| (one, other));
        let slice =
            rule_store::apart_page(ctx.core().db().reader(), self.row.event_id, &page).await;
        let slice = slice.map_err(|error| top_level(ctx, &error))?;
        let root = self.row.root_area_id;
        Ok(SeatedApartConnection::new(
            slice,
            |row| Pair(row.household_id, row.other_household_id),
            |row| SeatedApart { row, root },
        ))
    }
}
