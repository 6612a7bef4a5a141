//! From an operation to a stream of states: let in, run once, joined with those who get the same.

use std::sync::Arc;

use async_graphql::Response;
use futures_util::stream::{self, BoxStream, StreamExt};
use mulin_domain::Error;
use secrecy::{ExposeSecret, SecretString};

use super::group::{Audience, Batch, Group, Heard, Listener, Outcome, Rendered};
use super::guests::is_over;
use super::hub::{Live, Watch, key};
use super::recipe::Recipe;
use crate::graphql::live::Run;
use crate::graphql::texts::Language;
use crate::http::complete::complete;
use crate::http::reply::to_json;
use crate::http::{Refusal, RequestId, code};
use mulin_domain::Actor;

/// Who subscribes.
#[derive(Clone)]
pub struct Caller {
    /// What was shown at the door.
    pub bearer: Option<Arc<SecretString>>,
    /// In which language errors are told.
    pub language: Language,
    /// The request that it began with.
    pub request_id: RequestId,
}

/// Why nobody subscribes.
#[derive(Debug)]
pub enum NotOpened {
    /// The request as a whole is refused.
    Refused(Refusal),
    /// It was run and failed: a response without data.
    Failed(Box<Response>),
}

impl From<Refusal> for NotOpened {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Error> for NotOpened {
    fn from(error: Error) -> Self {
        match error {
            Error::Unavailable(cause) => {
                tracing::warn!(error = %cause, "the database is not available");
                let status = axum::http::StatusCode::SERVICE_UNAVAILABLE;
                let message = "The database is not available; try again later.";
                Refusal::with_status(status, "UNAVAILABLE", message).into()
            }
            other => {
                tracing::error!(error = %other, "a subscription cannot be opened");
                internal().into()
            }
        }
    }
}

fn internal() -> Refusal {
    let status = axum::http::StatusCode::INTERNAL_SERVER_ERROR;
    Refusal::with_status(status, code::INTERNAL, "Internal error")
}

/// A subscription that was let in.
pub struct Opened {
    /// How things stand, if the client does not know.
    first: Option<Arc<Rendered>>,
    listener: Listener,
    caller: Caller,
    live: Live,
    watch: Watch,
}

impl Live {
    /// Opens a subscription for somebody who knows everything up to `after`, or nothing.
    pub async fn open(
        &self,
        recipe: Arc<Recipe>,
        caller: Caller,
        after: Option<i64>,
    ) -> Result<Opened, NotOpened> {
        let bearer = caller.bearer.as_deref();
        let actor = self.executor().actor(bearer, caller.language).await?;
        let (watch, position) = self.watch().await?;
        // Somebody may come from a node that is a moment ahead of this one.
        let after = after.filter(|after| (0..=position).contains(after));
        let run = Arc::new(Run {
            opening: true,
            ..Run::default()
        });
        let state = self
            .executor()
            .state(recipe.request(), actor, caller.language, run.clone());
        let response = tokio::time::timeout(self.limits().execution, state).await;
        let mut response = response.map_err(|_| {
            let status = axum::http::StatusCode::SERVICE_UNAVAILABLE;
            Refusal::with_status(status, code::TIMEOUT, "The operation took too long.")
        })?;
        if let Some(response) = &mut response {
            complete(response, &caller.request_id, self.limits());
            if has_failed(response) {
                return Err(NotOpened::Failed(Box::new(std::mem::take(response))));
            }
        }
        let watched = *run.watched.get().ok_or_else(internal)?;
        let audience = match &caller.bearer {
            Some(bearer) if !watched.open_to_all => Audience::Holder(bearer.clone()),
            _ => Audience::Everyone,
        };
        let key = key(&recipe, &audience, caller.language);
        let group = Group::new(key, watched.topic, recipe, audience, caller.language);
        let listener = self.join(group, after.unwrap_or(position)).await?;
        let first = match (response, after) {
            (Some(response), None) => Some(rendered(response, position).ok_or_else(internal)?),
            _ => None,
        };
        Ok(Opened {
            first,
            listener,
            caller,
            live: self.clone(),
            watch,
        })
    }

    /// Runs a group's operation for what changed.
    pub(super) async fn render(&self, group: &Group, batch: Batch, position: i64) -> Outcome {
        self.count_run();
        let actor = match &group.audience {
            Audience::Everyone => Actor::Anonymous,
            Audience::Holder(bearer) => {
                let shown = bearer.expose_secret();
                match self.executor().credentials().actor(shown).await {
                    Ok(actor) => actor,
                    Err(denied) if is_over(Some(&denied)) => return Outcome::Ended,
                    Err(_) => return Outcome::Away,
                }
            }
        };
        let run = Arc::new(Run {
            opening: false,
            rsvps: batch.rsvps,
            more: batch.more,
            ..Run::default()
        });
        let request = group.recipe.request();
        let state = self.executor().state(request, actor, group.language, run);
        let Ok(response) = tokio::time::timeout(self.limits().execution, state).await else {
            return Outcome::Away;
        };
        let Some(mut response) = response else {
            return Outcome::Nothing;
        };
        let id = mulin_domain::id::new_uuid(self.core().now(), self.core().entropy());
        if let Some(id) = RequestId::parse(&id.simple().to_string()) {
            complete(&mut response, &id, self.limits());
        }
        if has_failed(&response) {
            return match error_code(&response) {
                Some("UNAVAILABLE") => Outcome::Away,
                // They may not see it any more, or something of ours is broken, which is logged.
                _ => Outcome::Ended,
            };
        }
        rendered(response, position).map_or(Outcome::Nothing, Outcome::State)
    }
}

/// Whether there is no state in a response, only errors.
fn has_failed(response: &Response) -> bool {
    !response.errors.is_empty() && response.data == async_graphql::Value::Null
}

fn error_code(response: &Response) -> Option<&str> {
    let extensions = response.errors.first()?.extensions.as_ref()?;
    match extensions.get("code")? {
        async_graphql::Value::String(code) => Some(code),
        _ => None,
    }
}

/// A response as it is sent, with the position that the client shows when it comes back.
fn rendered(mut response: Response, position: i64) -> Option<Arc<Rendered>> {
    let id = position.to_string();
    response.extensions.insert("eventId".to_owned(), id.into());
    let body = to_json(&response).ok()?;
    let body = String::from_utf8(body).ok()?.into();
    Some(Arc::new(Rendered { position, body }))
}

impl Opened {
    /// The states as they come. It ends when its caller may not see any more.
    pub fn states(self) -> BoxStream<'static, Arc<Rendered>> {
        stream::unfold(Some(self), |opened| async move {
            let mut opened = opened?;
            let state = opened.next().await?;
            Some((state, Some(opened)))
        })
        .boxed()
    }

    async fn next(&mut self) -> Option<Arc<Rendered>> {
        loop {
            if let Some(first) = self.first.take() {
                return Some(first);
            }
            match self.listener.next().await {
                Heard::State(state) => return Some(state),
                Heard::Ended if self.live.closing().is_cancelled() => return None,
                // What not everybody may see any more, its caller may.
                Heard::Ended if self.listener.is_shared() && self.caller.bearer.is_some() => {
                    let (recipe, caller) = (self.listener.recipe(), self.caller.clone());
                    let known = self.listener.known();
                    let opening = self.live.open(recipe, caller, Some(known));
                    let anew = Box::pin(opening).await.ok()?;
                    self.listener = anew.listener;
                    self.watch = anew.watch;
                }
                Heard::Ended => return None,
            }
        }
    }
}
