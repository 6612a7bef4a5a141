//! What a client shows at the door, and who that is: an access token of ours, one of an outside
//! issuer, or a personal link.

use std::sync::Arc;

use mulin_domain::sign_in::identity::{self, Identity};
use mulin_domain::{Actor, Core, Error, person, rsvp};

use crate::oidc::{Issuer, Rejection};
use crate::tokens::{BadToken, Tokens};

/// Why nobody is let in.
#[derive(Debug, thiserror::Error)]
pub enum Denied {
    /// The token is not one of ours nor of the outside issuer, or was tampered with.
    #[error("the token is not valid")]
    Invalid,
    /// The token's time is over.
    #[error("the token has expired")]
    Expired,
    /// Whose it was is no more, or has ended the session.
    #[error("nobody has this token any more")]
    Nobody,
    /// The personal link does not count, or no longer.
    #[error("the personal link does not count")]
    Link,
    /// The outside issuer's token is right, but nobody here is linked with its bearer.
    #[error("nobody is linked with this identity")]
    NotLinked,
    /// Whether the outside issuer's token is right cannot be told now.
    #[error("the issuer's keys cannot be had")]
    IssuerUnavailable,
    /// The database is away, or a fault of ours.
    #[error(transparent)]
    Failed(Error),
}

impl Denied {
    /// The key of its text.
    pub fn text(&self) -> &'static str {
        match self {
            Self::Invalid => "TOKEN_INVALID",
            Self::Expired => "TOKEN_EXPIRED",
            Self::Nobody => "TOKEN_OF_NOBODY",
            Self::Link => "LINK_INVALID",
            Self::NotLinked => "IDENTITY_NOT_LINKED",
            Self::IssuerUnavailable => "ISSUER_UNAVAILABLE",
            Self::Failed(_) => "UNAVAILABLE",
        }
    }
}

impl From<Error> for Denied {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl From<BadToken> for Denied {
    fn from(bad: BadToken) -> Self {
        match bad {
            BadToken::Invalid => Self::Invalid,
            BadToken::Expired => Self::Expired,
        }
    }
}

impl From<Rejection> for Denied {
    fn from(rejection: Rejection) -> Self {
        match rejection {
            Rejection::Invalid => Self::Invalid,
            Rejection::Expired => Self::Expired,
            Rejection::Unavailable => Self::IssuerUnavailable,
        }
    }
}

/// Turns what a client shows into whoever acts.
#[derive(Debug)]
pub struct Credentials {
    core: Core,
    tokens: Arc<Tokens>,
    issuer: Option<Issuer>,
}

impl Credentials {
    /// With the outside issuer, if there is one.
    pub fn new(core: Core, tokens: Arc<Tokens>, issuer: Option<Issuer>) -> Self {
        Self {
            core,
            tokens,
            issuer,
        }
    }

    /// Issues and checks tokens of ours.
    pub fn tokens(&self) -> &Arc<Tokens> {
        &self.tokens
    }

    /// Who shows this.
    pub async fn actor(&self, bearer: &str) -> Result<Actor, Denied> {
        let (db, now) = (self.core.db().reader(), self.core.now());
        if bearer.starts_with(rsvp::LINK_PREFIX) {
            let holder = rsvp::link_store::actor(db, bearer, now).await?;
            return holder.ok_or(Denied::Link);
        }
        let (person, session) = match self.issuer_of(bearer) {
            Some(issuer) => {
                let identity = issuer.verify(bearer).await?;
                (self.recognise(&identity).await?, None)
            }
            None => {
                let bearer = self.tokens.verify(bearer).await??;
                (bearer.person, bearer.session)
            }
        };
        let actor = person::lookup::actor(&self.core, person, session).await?;
        actor.ok_or(Denied::Nobody)
    }

    /// Who the bearer of a token is at the outside issuer.
    pub async fn identity(&self, token: &str) -> Result<Identity, Rejection> {
        let issuer = self.issuer_of(token).ok_or(Rejection::Invalid)?;
        issuer.verify(token).await
    }

    fn issuer_of(&self, token: &str) -> Option<&Issuer> {
        let issuer = self.issuer.as_ref()?;
        issuer.is_named_by(token).then_some(issuer)
    }

    async fn recognise(&self, identity: &Identity) -> Result<mulin_entities::PersonId, Denied> {
        match identity::recognise(&self.core, identity).await {
            Err(Error::Refused(_)) => Err(Denied::NotLinked),
            other => Ok(other?),
        }
    }
}
