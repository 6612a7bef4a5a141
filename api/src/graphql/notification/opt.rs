//! `optOut` and `optIn`

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use mulin_domain::{Error, notification};
use mulin_entities::channel_consent;

use super::types::{ChannelConsent, ChannelPurpose};
use crate::graphql::channel::Channel;
use crate::graphql::context::ContextExt;
use crate::graphql::errors::outcome;
use crate::graphql::id::decode;
use crate::graphql::loaders::load;
use crate::graphql::person::types::Person;
use crate::graphql::rsvp::types::Via;
use crate::graphql::user_error::UserError;

macro_rules! opt_mutation {
    (
        $command:path;
        $(#[$doc:meta])* $name:ident, $mutation:ident;
        $(#[$of_input:meta])* $input:ident;
        $(#[$of_payload:meta])* $payload:ident;
    ) => {
        $(#[$of_input])*
        #[derive(InputObject)]
        pub struct $input {
            /// Whose.
            pub person_id: ID,
            /// By which channel.
            pub channel: Channel,
            /// For what.
            pub purpose: ChannelPurpose,
            /// The way it came. PHONE, PAPER and DESK are for somebody else.
            #[graphql(default_with = "Via::App")]
            pub via: Via,
        }

        $(#[$of_payload])*
        #[derive(SimpleObject)]
        pub struct $payload {
            /// The entry of the ledger that counts; null if refused.
            pub channel_consent: Option<ChannelConsent>,
            /// Whose it is; null if refused.
            pub person: Option<Person>,
            /// Why it was refused; empty if it was not.
            pub user_errors: Vec<UserError>,
        }

        /// See the module.
        #[derive(Default)]
        pub struct $mutation;

        #[Object]
        impl $mutation {
            $(#[$doc])*
            async fn $name(
                &self,
                ctx: &Context<'_>,
                #[graphql(desc = "Which channel, and for what.")] input: $input,
            ) -> Result<$payload> {
                let command = notification::ChannelWish {
                    person_id: decode(&input.person_id),
                    channel: input.channel.into(),
                    purpose: input.purpose.into(),
                    via: input.via.into(),
                };
                let answer = $command(ctx.core(), ctx.actor(), command).await;
                let (channel_consent, person, user_errors) = noted(ctx, answer).await?;
                Ok($payload {
                    channel_consent,
                    person,
                    user_errors,
                })
            }
        }
    };
}

opt_mutation! {
    notification::opt_out;
    /// Refuses what serves a purpose by a channel. Other channels and the other purpose stay as they
    /// are; codes to sign in with always go. Doing so twice writes nothing. For the person, an adult of
    /// a child's household, the steward, and administrators.
    opt_out, OptOutMutation;
    /// What is refused.
    OptOutInput;
    /// What became of `optOut`.
    OptOutPayload;
}

opt_mutation! {
    notification::opt_in;
    /// Wants what serves a purpose by a channel. Doing so twice writes nothing. For the person, an adult
    /// of a child's household, the steward, and administrators.
    opt_in, OptInMutation;
    /// What is wanted.
    OptInInput;
    /// What became of `optIn`.
    OptInPayload;
}

type Noted = (Option<ChannelConsent>, Option<Person>, Vec<UserError>);

async fn noted(ctx: &Context<'_>, answer: Result<channel_consent::Model, Error>) -> Result<Noted> {
    let (entry, user_errors) = outcome(ctx, answer)?;
    let person = match &entry {
        Some(entry) => load(ctx, entry.person_id).await?.map(Person),
        None => None,
    };
    Ok((entry.map(ChannelConsent), person, user_errors))
}
