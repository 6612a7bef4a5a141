//! What became of each of several answers.

use async_graphql::{Context, ID, SimpleObject};
use mulin_domain::rsvp::Decisions;

use super::types::Rsvp;
use crate::graphql::context::ContextExt;
use crate::graphql::user_error::UserError;

/// What became of one of several answers.
#[derive(SimpleObject)]
pub struct DecidedRsvp {
    /// The id as it was given.
    pub rsvp_id: ID,
    /// The answer as it stands now; null if refused.
    pub rsvp: Option<Rsvp>,
    /// Why nothing was done about it; empty if something was.
    pub user_errors: Vec<UserError>,
}

/// Puts ids and outcomes together, which are in one order.
pub fn decided(ctx: &Context<'_>, ids: Vec<ID>, decisions: Decisions) -> Vec<DecidedRsvp> {
    let speech = ctx.request().speech;
    let one = |(place, (rsvp_id, outcome)): (usize, _)| match outcome {
        Ok(row) => DecidedRsvp {
            rsvp_id,
            rsvp: Some(Rsvp(row)),
            user_errors: Vec::new(),
        },
        Err(refusal) => {
            let mut error = UserError::new(&refusal, speech);
            // Which answer it is is all that was sent of it.
            *error.path_mut() = vec!["rsvpIds".to_owned(), place.to_string()];
            DecidedRsvp {
                rsvp_id,
                rsvp: None,
                user_errors: vec![error],
            }
        }
    };
    let outcomes = ids.into_iter().zip(decisions.0);
    outcomes.enumerate().map(one).collect()
}
