//! The vote of a banquet, a guest's ballot, and the results.

use std::sync::Arc;

use async_graphql::{ComplexObject, Context, Description, Enum, Object, Result, SimpleObject};
use mulin_domain::dish_vote::rules;
use mulin_entities::{DishId, DishVoteState as State, banquet, dish_ballot};

use super::loaders::{Brought, LinesOf, ResultsOf, ViewerBallot};
use crate::graphql::context::ContextExt;
use crate::graphql::dish::types::Dish;
use crate::graphql::loaders::load;
use crate::graphql::person::acting::Doer;
use crate::graphql::scalars::DateTime;

/// Whether guests vote. States may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "mulin_entities::DishVoteState")]
pub enum DishVoteState {
    /// Not yet.
    NotOpen,
    /// They do.
    Open,
    /// The votes were counted.
    Closed,
}

/// The vote for the best liked dishes of a banquet: each guest has so many votes, and nobody learns
/// how it stands until it is closed.
#[derive(Clone, Description)]
pub struct DishVote(pub Arc<banquet::Model>);

#[Object(use_type_description)]
impl DishVote {
    /// Whether guests vote.
    async fn state(&self) -> DishVoteState {
        self.0.vote_state.into()
    }

    /// Votes that a guest has to give; 0 if there is no voting.
    async fn votes_per_guest(&self) -> i32 {
        self.0.votes_per_guest
    }

    /// The most votes that a guest gives to one dish.
    async fn votes_per_dish(&self) -> i32 {
        self.0.votes_per_dish
    }

    /// What the first places win, the first place first.
    async fn prizes(&self) -> Vec<String> {
        prizes_of(&self.0)
    }

    /// Since when guests vote; null if they have not begun.
    async fn opened_at(&self) -> Option<DateTime> {
        self.0.vote_opened_at.map(DateTime)
    }

    /// When the votes were counted; null until then.
    async fn closed_at(&self) -> Option<DateTime> {
        self.0.vote_closed_at.map(DateTime)
    }

    /// What the caller has given; null if nothing, or nobody is signed in. Nobody else sees it.
    #[graphql(cache_control(private))]
    async fn viewer_ballot(&self, ctx: &Context<'_>) -> Result<Option<DishBallot>> {
        let ballot = load(ctx, ViewerBallot(self.0.event_id)).await?;
        Ok(ballot.map(DishBallot))
    }

    /// The best liked dishes first, those with as many votes in the order of their numbers; empty until
    /// the votes were counted.
    #[graphql(complexity = "usize::try_from(first).unwrap_or(0) * child_complexity")]
    async fn results(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "How many, 1 to 100.",
            default = 10,
            validator(minimum = 1, maximum = 100)
        )]
        first: i32,
    ) -> Result<Vec<DishResult>> {
        if self.0.vote_state != State::Closed {
            return Ok(Vec::new());
        }
        let first = u64::try_from(first).unwrap_or(1);
        let event = self.0.event_id;
        let placed = load(ctx, ResultsOf { event, first }).await?;
        let all = prizes_of(&self.0);
        let mut results = Vec::new();
        let keys = placed.iter().flatten().map(|one| Brought(one.dish_id));
        let dishes = ctx.rows().load_many(keys).await;
        let dishes = dishes.map_err(|error| crate::graphql::errors::top_level(ctx, &error))?;
        for one in placed.into_iter().flatten() {
            // One that is not brought any more was read as brought a moment ago.
            let Some(dish) = dishes.get(&Brought(one.dish_id)) else {
                continue;
            };
            let prizes = rules::prizes(&all, one.place, one.tied, one.votes);
            results.push(DishResult {
                rank: i32::try_from(one.place).unwrap_or(i32::MAX),
                is_tie: one.tied > 1,
                votes: one.votes,
                prizes: prizes.to_vec(),
                dish: Dish(dish.clone()),
            });
        }
        Ok(results)
    }
}

/// The prizes of a banquet, as they are stored.
fn prizes_of(banquet: &banquet::Model) -> Vec<String> {
    serde_json::from_value(banquet.prizes.clone()).unwrap_or_default()
}

/// A dish among those that were voted for.
#[derive(SimpleObject)]
pub struct DishResult {
    /// Its place, from 1. Dishes with as many votes share a place, and the next ones leave as many out:
    /// 1, 1, 3.
    pub rank: i32,
    /// Whether others have as many votes.
    pub is_tie: bool,
    /// Its votes.
    pub votes: i32,
    /// What its place wins: of dishes that share a place each shows the prizes of all places that they
    /// take together; empty where there is none, and for a dish without votes.
    pub prizes: Vec<String>,
    /// The dish.
    pub dish: Dish,
}

/// What a guest has given of their votes.
#[derive(Clone, Description)]
pub struct DishBallot(pub dish_ballot::Model);

#[Object(use_type_description)]
impl DishBallot {
    /// Votes that the guest had to give when it was cast.
    async fn budget(&self) -> i32 {
        self.0.budget
    }

    /// Votes that stand on it.
    async fn spent(&self) -> i32 {
        self.0.spent
    }

    /// When it was cast; it took the place of any before.
    async fn cast_at(&self) -> DateTime {
        DateTime(self.0.cast_at)
    }

    /// Who cast it: the guest, or somebody for them.
    async fn cast_by(&self) -> Doer {
        Doer(self.0.cast_by)
    }

    /// For what, most votes first; empty if all were taken back.
    async fn votes(&self, ctx: &Context<'_>) -> Result<Vec<DishBallotLine>> {
        let key = LinesOf {
            event: self.0.event_id,
            person: self.0.person_id,
        };
        let lines = load(ctx, key).await?.unwrap_or_default().into_iter();
        Ok(lines
            .map(|line| DishBallotLine {
                votes: line.votes,
                dish_id: line.dish_id,
            })
            .collect())
    }
}

/// Votes of a guest for one dish.
#[derive(SimpleObject)]
#[graphql(complex)]
pub struct DishBallotLine {
    /// How many.
    pub votes: i32,
    #[graphql(skip)]
    dish_id: DishId,
}

#[ComplexObject]
impl DishBallotLine {
    /// The dish; null once it is not brought any more: then these votes count for nothing.
    async fn dish(&self, ctx: &Context<'_>) -> Result<Option<Dish>> {
        Ok(load(ctx, Brought(self.dish_id)).await?.map(Dish))
    }
}
