//! The vote for the best liked dishes: open, with some ballots in it.

use anyhow::Result;
use mulin_domain::dish_vote::{
    CastDishVotes, OpenDishVote, VotesInput, cast_dish_votes, open_dish_vote,
};
use mulin_domain::person::Acting;
use mulin_entities::event;

use super::dishes::Brought;
use super::families::Family;
use crate::seed::demo::stage::Stage;

/// Families that have voted, the resident's not among them.
const VOTERS: usize = 24;
/// Dishes that got votes: few, so that the first ones are close to each other.
const LIKED: usize = 6;

/// Opens the vote, and lets some vote.
pub(super) async fn cast(
    stage: &Stage<'_>,
    event: &event::Model,
    coming: &[Family],
    brought: &[Brought],
) -> Result<()> {
    let input = OpenDishVote {
        event_id: Ok(event.id),
    };
    open_dish_vote(stage.core, &stage.organiser, input).await?;
    let liked = &brought[..LIKED.min(brought.len())];
    for (place, family) in coming.iter().rev().take(VOTERS).enumerate() {
        let choices = [(place, 2), (place * place + 1, 1)];
        let mut votes: Vec<VotesInput> = Vec::new();
        for (choice, given) in choices {
            let Some(dish) = liked.get(choice % LIKED) else {
                continue;
            };
            let twice = votes.iter().any(|line| line.dish_id == Ok(dish.dish));
            if dish.household != family.household && !twice {
                votes.push(VotesInput {
                    dish_id: Ok(dish.dish),
                    votes: given,
                });
            }
        }
        let input = CastDishVotes {
            acting: Acting::default(),
            event_id: Ok(event.id),
            votes,
        };
        let voter = stage.actor(family.head).await?;
        cast_dish_votes(stage.core, &voter, input).await?;
    }
    Ok(())
}
