//! What a ballot may hold, and whose dish is how liked. Pure.

use std::collections::HashSet;

use mulin_entities::{DishId, DishVoteState, EventState, banquet, event};

use super::DishVoteError;
use super::cast_dish_votes::VotesInput;
use crate::error::{Refusal, Result};
use crate::event::EventError;
use crate::input::{Faults, Rule};

/// Dishes on one ballot at most: as many as a guest can have votes.
pub const MAX_LINES: usize = 100;
/// Votes for one dish that anybody could give at most.
pub const MAX_VOTES: i32 = 100;

/// Votes of a guest for a dish.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Line {
    /// The dish.
    pub dish_id: DishId,
    /// How many, at least one.
    pub votes: i32,
}

/// Takes the lines of a ballot, each dish once, with all their faults under `votes`.
pub fn lines(faults: &mut Faults, given: &[VotesInput]) -> Vec<Line> {
    if given.len() > MAX_LINES {
        faults.add("votes", Rule::Count { max: MAX_LINES });
        return Vec::new();
    }
    let mut seen = HashSet::new();
    let mut taken = Vec::with_capacity(given.len());
    for (index, line) in given.iter().enumerate() {
        let at = |field: &str| format!("votes.{index}.{field}");
        let votes = faults.number(&at("votes"), line.votes, 1..=MAX_VOTES);
        let Some(dish_id) = faults.id(&at("dishId"), "Dish", line.dish_id.clone()) else {
            continue;
        };
        if !seen.insert(dish_id) {
            faults.add(&at("dishId"), Rule::Duplicate);
        }
        taken.push(Line { dish_id, votes });
    }
    taken
}

/// All that the rules of the vote refuse of a ballot. `own` are the dishes of the guest's households.
pub fn refusals(lines: &[Line], banquet: &banquet::Model, own: &HashSet<DishId>) -> Vec<Refusal> {
    let mut refused: Vec<DishVoteError> = Vec::new();
    for (line, given) in lines.iter().enumerate() {
        if own.contains(&given.dish_id) {
            refused.push(DishVoteError::OwnDish { line });
        }
        if given.votes > banquet.votes_per_dish {
            let max = banquet.votes_per_dish;
            refused.push(DishVoteError::CapExceeded { line, max });
        }
    }
    let given = spent(lines);
    if given > banquet.votes_per_guest {
        let budget = banquet.votes_per_guest;
        refused.push(DishVoteError::BudgetExceeded { budget, given });
    }
    refused.into_iter().map(Refusal::from).collect()
}

/// Votes on a ballot.
pub fn spent(lines: &[Line]) -> i32 {
    lines.iter().map(|line| line.votes).sum()
}

/// Guests vote now: the vote was opened and not closed, and the banquet takes place.
pub fn must_be_open(banquet: &banquet::Model, event: &event::Model) -> Result<()> {
    match banquet.vote_state {
        DishVoteState::NotOpen => return Err(Refusal::from(DishVoteError::NotOpen).into()),
        DishVoteState::Closed => {
            let at = banquet.vote_closed_at.unwrap_or(banquet.updated_at);
            return Err(Refusal::from(DishVoteError::Closed { at }).into());
        }
        DishVoteState::Open => {}
    }
    if event.state == EventState::Cancelled {
        return Err(Refusal::from(EventError::Cancelled).into());
    }
    Ok(())
}

/// What a dish wins by its place. Dishes with as many votes share a place and all the prizes of the
/// places that they take together; who got no vote wins nothing.
///
/// `place` is that of the first of them, from 1, and `tied` how many there are, the dish among them.
pub fn prizes(prizes: &[String], place: i64, tied: i64, votes: i32) -> &[String] {
    let index = |number: i64| usize::try_from(number).unwrap_or_default();
    let from = index(place - 1).min(prizes.len());
    let until = index(place - 1 + tied).min(prizes.len());
    match votes {
        0 => &[],
        _ => prizes.get(from..until).unwrap_or_default(),
    }
}

#[cfg(test)]
#[path = "rules_tests.rs"]
mod tests;
