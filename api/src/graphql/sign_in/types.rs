//! Sessions, and what signing in gives out.

use async_graphql::{Context, Description, ID, Object, Result, SimpleObject};
use chrono::{SubsecRound, TimeDelta};
use mulin_domain::person::rules::given_name;
use mulin_domain::{Error, sign_in};
use mulin_entities::{person, session};

use crate::graphql::context::ContextExt;
use crate::graphql::errors::top_level;
use crate::graphql::id::encode;
use crate::graphql::scalars::DateTime;

/// How long an access token counts. Its session may end before: that is looked up for each request.
const ACCESS_TOKEN_LASTS: TimeDelta = TimeDelta::minutes(15);

/// One sign-in on one device, as its owner sees it and nobody else.
#[derive(Clone, Description)]
pub struct Session(pub session::Model);

#[Object(use_type_description)]
impl Session {
    /// Global id.
    pub(crate) async fn id(&self) -> ID {
        encode(self.0.root_area_id, self.0.id)
    }

    /// What the client called its device when it signed in; empty if it said nothing.
    async fn device(&self) -> &str {
        &self.0.device
    }

    /// When it began.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// When it was last refreshed.
    async fn last_used_at(&self) -> DateTime {
        DateTime(self.0.last_used_at)
    }

    /// When it ends unless it is refreshed before: 90 days after it was last used, a year after it
    /// began at the latest.
    async fn expires_at(&self) -> DateTime {
        DateTime(self.0.expires_at)
    }

    /// Whether the access token of this request belongs to it.
    async fn is_current(&self, ctx: &Context<'_>) -> bool {
        let viewer = ctx.actor().signed_in();
        viewer.and_then(|viewer| viewer.session_id) == Some(self.0.id)
    }
}

/// One of the people who share an address.
#[derive(SimpleObject)]
pub struct SignInCandidate {
    /// The person's global id, for `personId` of `signIn`.
    pub person_id: ID,
    /// How the person is called: as they like it, else the given name.
    pub given_name: String,
}

impl From<&person::Model> for SignInCandidate {
    fn from(person: &person::Model) -> Self {
        Self {
            person_id: encode(person.root_area_id, person.id),
            given_name: given_name(&person.name, person.preferred_name.as_deref()).to_owned(),
        }
    }
}

/// A session with its tokens, which are told this once. Keep the refresh token where no other
/// program reads it.
#[derive(SimpleObject)]
pub struct NewSession {
    /// Sent as `Authorization: Bearer …`; opaque.
    pub access_token: String,
    /// Until when the access token counts, 15 minutes from now.
    pub expires_at: DateTime,
    /// For `refreshSession`, once: every answer brings another one.
    pub refresh_token: String,
    /// Until when the refresh token counts.
    pub refresh_expires_at: DateTime,
    /// The session. Its `isCurrent` is of the token that asked, not of the new one.
    pub session: Session,
    /// Who is signed in; `viewer` tells the rest to the new access token.
    pub person: SignInCandidate,
}

impl NewSession {
    /// Issues the access token.
    pub async fn issue(ctx: &Context<'_>, new: sign_in::NewSession) -> Result<Self> {
        // Tokens count whole seconds.
        let expires_at = (ctx.core().now() + ACCESS_TOKEN_LASTS).trunc_subsecs(0);
        let tokens = &ctx.request().tokens;
        let access_token = tokens
            .issue(new.person.id, Some(new.session.id), ACCESS_TOKEN_LASTS)
            .await
            .map_err(|error| top_level(ctx, &Error::internal(format!("{error:#}"))))?;
        Ok(Self {
            access_token,
            expires_at: DateTime(expires_at),
            refresh_token: new.refresh_token,
            refresh_expires_at: DateTime(new.session.expires_at),
            person: SignInCandidate::from(&new.person),
            session: Session(new.session),
        })
    }
}
