//! `setDiet`

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use mulin_domain::person::diet;

use super::acting::acting;
use super::diet::DietKind;
use super::types::Person;
use crate::graphql::context::ContextExt;
use crate::graphql::dish::enums::Allergen;
use crate::graphql::errors::outcome;
use crate::graphql::rsvp::types::Via;
use crate::graphql::user_error::UserError;

/// What somebody cannot or does not eat, in place of what was known.
#[derive(InputObject)]
pub struct SetDietInput {
    /// Whose diet; one's own if left out.
    pub on_behalf_of: Option<ID>,
    /// The way it was told. PHONE, PAPER and DESK are for somebody else.
    #[graphql(default_with = "Via::App")]
    pub via: Via,
    /// What they react to; with none, no diet and no note what was known is forgotten.
    pub allergens: Vec<Allergen>,
    /// How they eat.
    pub diets: Vec<DietKind>,
    /// More in words, up to 500 characters. Dishes are not compared with it.
    pub note: Option<String>,
}

/// What became of `setDiet`.
#[derive(SimpleObject)]
pub struct SetDietPayload {
    /// Whose diet; null if refused.
    pub person: Option<Person>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// See the module.
#[derive(Default)]
pub struct SetDietMutation;

#[Object]
impl SetDietMutation {
    /// Notes what somebody cannot or does not eat, while their consent to that stands (SENSITIVE_DATA);
    /// once it is withdrawn, what was known is deleted. For the person, an adult of a child's household,
    /// the steward and administrators. Cooks and organisers of a banquet are told anonymous numbers.
    async fn set_diet(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The diet.")] input: SetDietInput,
    ) -> Result<SetDietPayload> {
        let command = diet::SetDiet {
            acting: acting(input.on_behalf_of.as_ref(), input.via),
            allergens: input.allergens.into_iter().map(Into::into).collect(),
            diets: input.diets.into_iter().map(Into::into).collect(),
            note: input.note,
        };
        let answer = diet::set_diet(ctx.core(), ctx.actor(), command).await;
        let (person, user_errors) = outcome(ctx, answer)?;
        Ok(SetDietPayload {
            person: person.map(Person),
            user_errors,
        })
    }
}
