//! `updatePerson`

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, Result, SimpleObject};
use mulin_domain::person;
use mulin_entities::PersonId;

use super::types::Person;
use crate::graphql::context::ContextExt;
use crate::graphql::errors::{is_conflict, outcome};
use crate::graphql::id::decode;
use crate::graphql::loaders::load;
use crate::graphql::patch::patch;
use crate::graphql::rsvp::types::Via;
use crate::graphql::scalars::{EmailAddress, LocalTime, Locale, PhoneNumber};
use crate::graphql::user_error::UserError;

/// When messages wait.
#[derive(InputObject)]
pub struct QuietHoursInput {
    /// From here …
    pub from: LocalTime,
    /// … until here, the next day if it is earlier; the same time means never.
    pub until: LocalTime,
}

impl From<QuietHoursInput> for person::QuietHours {
    fn from(input: QuietHoursInput) -> Self {
        Self {
            from: input.from.into(),
            until: input.until.into(),
        }
    }
}

/// What to change; a field that is left out stays as it is.
#[derive(InputObject)]
pub struct UpdatePersonInput {
    /// Whose record.
    pub person_id: ID,
    /// The version that you edited; refused if somebody edited since. Left out: any.
    pub expected_version: Option<i32>,
    /// Name, 1 to 40 characters.
    pub name: MaybeUndefined<String>,
    /// How the person likes to be called, 1 to 40 characters; null for by the given name.
    pub preferred_name: MaybeUndefined<String>,
    /// Year of birth, from 1880; null for not told.
    pub birth_year: MaybeUndefined<i32>,
    /// Language of messages.
    pub locale: MaybeUndefined<Locale>,
    /// E-mail address, in place of the first one; null removes that.
    pub email: MaybeUndefined<EmailAddress>,
    /// Telephone number, in place of the first one; null removes that.
    pub phone: MaybeUndefined<PhoneNumber>,
    /// When messages wait; null for the platform's hours.
    pub quiet_hours: MaybeUndefined<QuietHoursInput>,
    /// Whether the adults of the household may not act for the person. They always may for a child.
    pub opted_out_of_proxies: MaybeUndefined<bool>,
    /// The way it came. PHONE, PAPER and DESK are for somebody else.
    #[graphql(default_with = "Via::App")]
    pub via: Via,
}

/// What became of `updatePerson`.
#[derive(SimpleObject)]
pub struct UpdatePersonPayload {
    /// The person; null if refused, except on a version conflict, which shows it as it is now.
    pub person: Option<Person>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// See the module.
#[derive(Default)]
pub struct UpdatePersonMutation;

#[Object]
impl UpdatePersonMutation {
    /// Edits a person's record. For the person, an adult of a child's household, the steward, and
    /// administrators.
    async fn update_person(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to change.")] input: UpdatePersonInput,
    ) -> Result<UpdatePersonPayload> {
        let person_id = decode::<PersonId>(&input.person_id);
        let command = person::UpdatePerson {
            person_id: person_id.clone(),
            expected_version: input.expected_version,
            name: patch(input.name),
            preferred_name: patch(input.preferred_name),
            birth_year: patch(input.birth_year),
            locale: patch(input.locale).map(Into::into),
            email: patch(input.email).map(Into::into),
            phone: patch(input.phone).map(Into::into),
            quiet_hours: patch(input.quiet_hours).map(Into::into),
            opted_out_of_proxies: patch(input.opted_out_of_proxies),
            via: input.via.into(),
        };
        let answer = person::update_person(ctx.core(), ctx.actor(), command).await;
        let (mut person, user_errors) = outcome(ctx, answer)?;
        if let (true, Ok(id)) = (is_conflict(&user_errors), person_id) {
            person = load(ctx, id).await?;
        }
        Ok(UpdatePersonPayload {
            person: person.map(Person),
            user_errors,
        })
    }
}
