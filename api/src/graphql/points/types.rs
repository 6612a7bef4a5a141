//! Rules of points, what they are exchanged for, and by whom.

use async_graphql::{Context, Description, ID, Object, Result};
use mulin_domain::page::Slice;
use mulin_domain::points::policy;
use mulin_entities::{PointsEntryId, RedemptionId, points_entry, points_rule, redemption, reward};

use super::enums::{PointsKind, RedemptionState};
use super::loaders::RedemptionsOf;
use crate::connection;
use crate::graphql::connection::{Key, page_by_id};
use crate::graphql::context::ContextExt;
use crate::graphql::id::encode;
use crate::graphql::loaders::{NameOf, load, required};
use crate::graphql::person::acting::Doer;
use crate::graphql::person::loaders::ActedFor;
use crate::graphql::place::types::{Area, page_size};
use crate::graphql::scalars::DateTime;

/// How many points an hour of service brings in an area, from a time on. What was earned by an earlier rule
/// stays.
#[derive(Clone, Description)]
pub struct PointsRule(pub points_rule::Model);

#[Object(use_type_description)]
impl PointsRule {
    /// Global id.
    pub(crate) async fn id(&self) -> ID {
        encode(self.0.root_area_id, self.0.id)
    }

    /// The area: it counts there and below, where no nearer area has a rule of its own.
    async fn area(&self, ctx: &Context<'_>) -> Result<Area> {
        Ok(Area(required(ctx, self.0.area_id).await?))
    }

    /// Which of the area's rules it is, from one.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// Points for an hour; minutes bring their part, rounded down.
    async fn points_per_hour(&self) -> i32 {
        self.0.points_per_hour
    }

    /// For service that ends from then on.
    async fn valid_from(&self) -> DateTime {
        DateTime(self.0.valid_from)
    }
}

/// What points are exchanged for.
#[derive(Clone, Description)]
pub struct Reward(pub reward::Model);

connection! {
    /// Rewards in the order in which they were added.
    RewardConnection, RewardEdge, Reward
}

#[Object(use_type_description)]
impl Reward {
    /// Global id.
    pub(crate) async fn id(&self) -> ID {
        encode(self.0.root_area_id, self.0.id)
    }

    /// What it is.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// More about it; null if there is nothing.
    async fn description(&self) -> Option<&str> {
        self.0.description.as_deref()
    }

    /// Points for one.
    async fn cost(&self) -> i32 {
        self.0.cost
    }

    /// How many there were ever to give.
    async fn stock(&self) -> i32 {
        self.0.stock
    }

    /// How many are left.
    async fn left(&self) -> i32 {
        self.0.stock - self.0.redeemed
    }

    /// Who gives it.
    async fn area(&self, ctx: &Context<'_>) -> Result<Area> {
        Ok(Area(required(ctx, self.0.area_id).await?))
    }

    /// Since when it is given no more; null if it is.
    async fn ended_at(&self) -> Option<DateTime> {
        self.0.ended_at.map(DateTime)
    }

    /// Raised by every edit.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// Who exchanges points for it, in the order in which they asked; null for all but the organisers and
    /// administrators of its area.
    #[graphql(
        complexity = "page_size(first, last) * child_complexity",
        cache_control(private)
    )]
    async fn redemptions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only in these states; in any if left out.")] states: Option<
            Vec<RedemptionState>,
        >,
        #[graphql(desc = "The first so many, 1 to 100; 20 if neither is given.")] first: Option<
            i32,
        >,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Result<Option<RedemptionConnection>> {
        let page = page_by_id(first, after, last, before)?;
        if !policy::runs(ctx.actor(), &self.0.area_path) {
            return Ok(None);
        }
        let states = states.unwrap_or_default();
        let wanted = RedemptionsOf {
            reward: self.0.id,
            states: states.into_iter().map(Into::into).collect(),
            page,
        };
        let slice = load(ctx, wanted).await?.unwrap_or_else(Slice::empty);
        let key = |row: &redemption::Model| Key(row.id);
        Ok(Some(RedemptionConnection::new(slice, key, Redemption)))
    }
}

/// Points exchanged for a reward: for whose they are, those who may act for them, and the organisers of the
/// reward's area.
#[derive(Clone, Description)]
pub struct Redemption(pub redemption::Model);

connection! {
    /// Exchanges in the order in which they were asked for, or the newest first.
    RedemptionConnection, RedemptionEdge, Redemption
}

impl Redemption {
    /// The exchange, if the caller may see it.
    pub async fn if_visible(ctx: &Context<'_>, id: RedemptionId) -> Result<Option<Self>> {
        let Some(row) = load(ctx, id).await? else {
            return Ok(None);
        };
        let reward = required(ctx, row.reward_id).await?;
        let acts_for = match row.person_id {
            Some(person) if ctx.actor().signed_in().is_some() => {
                load(ctx, ActedFor(person)).await?.is_some()
            }
            _ => false,
        };
        let seen = policy::may_see(ctx.actor(), row.person_id, &reward.area_path, acts_for);
        Ok(seen.then_some(Self(row)))
    }
}

#[Object(use_type_description)]
impl Redemption {
    /// Global id.
    pub(crate) async fn id(&self) -> ID {
        encode(self.0.root_area_id, self.0.id)
    }

    /// For what.
    async fn reward(&self, ctx: &Context<'_>) -> Result<Reward> {
        Ok(Reward(required(ctx, self.0.reward_id).await?))
    }

    /// Whose points; null if the person is not known any more.
    async fn name(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        match self.0.person_id {
            Some(person) => load(ctx, NameOf(person)).await,
            None => Ok(None),
        }
    }

    /// How many points.
    async fn cost(&self) -> i32 {
        self.0.cost
    }

    /// How it stands.
    async fn state(&self) -> RedemptionState {
        self.0.state.into()
    }

    /// When it was asked for.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// When it was handed over or called off; null until it is.
    async fn decided_at(&self) -> Option<DateTime> {
        self.0.decided_at.map(DateTime)
    }

    /// Who handed it over or called it off; null until somebody does.
    async fn decided_by(&self) -> Option<Doer> {
        self.0.decided_by.map(Doer)
    }
}

/// One change of somebody's points, for that person and those who may act for them.
#[derive(Clone, Description)]
pub struct PointsEntry(pub points_entry::Model);

connection! {
    /// Entries, the newest first.
    PointsEntryConnection, PointsEntryEdge, PointsEntry
}

impl PointsEntry {
    /// The entry, if the caller may see it.
    pub async fn if_visible(ctx: &Context<'_>, id: PointsEntryId) -> Result<Option<Self>> {
        let Some(row) = load(ctx, id).await? else {
            return Ok(None);
        };
        let seen = match row.person_id {
            Some(person) if ctx.actor().signed_in().is_some() => {
                load(ctx, ActedFor(person)).await?.is_some()
            }
            _ => false,
        };
        Ok(seen.then_some(Self(row)))
    }
}

#[Object(use_type_description)]
impl PointsEntry {
    /// Global id.
    pub(crate) async fn id(&self) -> ID {
        encode(self.0.root_area_id, self.0.id)
    }

    /// Its number in the account, from one.
    async fn number(&self) -> i32 {
        self.0.entry_no
    }

    /// What it was.
    async fn kind(&self) -> PointsKind {
        self.0.kind.into()
    }

    /// How many points; fewer than none when they are spent.
    async fn points(&self) -> i32 {
        self.0.points
    }

    /// How many there were then.
    async fn balance(&self) -> i32 {
        self.0.balance
    }

    /// The rule by which they were earned; null if they were not.
    async fn rule(&self, ctx: &Context<'_>) -> Result<Option<PointsRule>> {
        match self.0.rule_id {
            Some(rule) => Ok(load(ctx, rule).await?.map(PointsRule)),
            None => Ok(None),
        }
    }

    /// What they were spent on, or came back from; null if they were earned.
    async fn redemption(&self, ctx: &Context<'_>) -> Result<Option<Redemption>> {
        match self.0.redemption_id {
            Some(redemption) => Redemption::if_visible(ctx, redemption).await,
            None => Ok(None),
        }
    }

    /// When.
    async fn at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }
}
