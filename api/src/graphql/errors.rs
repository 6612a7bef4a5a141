//! From the domain's errors to what a client sees.

use async_graphql::{Context, Error, ErrorExtensions, Result};
use mulin_domain::Error as DomainError;

use super::context::ContextExt;
use super::texts;
use super::user_error::UserError;

/// A mutation's outcome: the object, or the refusals.
pub type Outcome<T> = (Option<T>, Vec<UserError>);

/// Splits a command's answer into the object and the refusals; everything else is a top-level
/// error.
pub fn outcome<T>(ctx: &Context<'_>, answer: Result<T, DomainError>) -> Result<Outcome<T>> {
    match answer {
        Ok(object) => Ok((Some(object), Vec::new())),
        Err(DomainError::Refused(refusals)) => {
            let speech = ctx.request().speech;
            Ok((
                None,
                refusals
                    .iter()
                    .map(|refusal| UserError::new(refusal, speech))
                    .collect(),
            ))
        }
        Err(error) => Err(top_level(ctx, &error)),
    }
}

/// The input has no `eventId`: what is refused because of the event is refused at the field that tells
/// which one it is.
pub fn name_event_by(errors: &mut [UserError], field: &str) {
    name_by(errors, &["eventId"], field);
}

/// The same of several fields that the input does not have: what they are is told by one that it has.
pub fn name_by(errors: &mut [UserError], absent: &[&str], field: &str) {
    for error in errors {
        let path = error.path_mut();
        if matches!(path.as_slice(), [only] if absent.contains(&only.as_str())) {
            *path = vec![field.to_owned()];
        }
    }
}

/// Whether the refusals are a version conflict, upon which the payload shows the object as it is.
pub fn is_conflict(errors: &[UserError]) -> bool {
    errors
        .iter()
        .any(|error| matches!(error, UserError::VersionConflict(_)))
}

/// Something that is needed is away, as the text of this code says; nothing was done.
pub fn unavailable(ctx: &Context<'_>, text: &str) -> Error {
    Error::new(texts::message(text, &[], ctx.request().speech.language))
        .extend_with(|_, extensions| extensions.set("code", "UNAVAILABLE"))
}

/// An error of a query.
pub fn top_level(ctx: &Context<'_>, error: &DomainError) -> Error {
    let speech = ctx.request().speech;
    let coded = |code: &'static str| {
        Error::new(texts::message(code, &[], speech.language))
            .extend_with(|_, extensions| extensions.set("code", code))
    };
    match error {
        DomainError::Unauthenticated => coded("UNAUTHENTICATED"),
        DomainError::Forbidden => coded("FORBIDDEN"),
        DomainError::Throttled => coded("THROTTLED"),
        DomainError::Unavailable(error) => {
            tracing::warn!(%error, "the database is not available");
            coded("UNAVAILABLE")
        }
        DomainError::Refused(refusals) => {
            let texts: Vec<_> = refusals
                .iter()
                .map(|refusal| texts::refusal(refusal, speech))
                .collect();
            let code = refusals
                .first()
                .map_or("BAD_USER_INPUT", mulin_domain::Refusal::code);
            Error::new(texts.join(" ")).extend_with(|_, extensions| extensions.set("code", code))
        }
        // Without a code it is logged and masked before it leaves.
        DomainError::Internal(error) => Error::new(error.to_string()),
    }
}
