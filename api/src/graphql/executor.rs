//! The door between HTTP and the schema: credentials in, an actor beside every operation.

use std::sync::Arc;

use async_graphql::dataloader::{DataLoader, HashMapCache};
use async_graphql::runtime::{TokioSpawner, TokioTimer};
use async_graphql::{Request, Response};
use axum::http::StatusCode;
use mulin_domain::{Actor, Core, Error, person};
use secrecy::ExposeSecret;

use super::context::RequestContext;
use super::loaders::Rows;
use super::texts::{self, Language, Speech};
use super::{AppSchema, SchemaLimits, costing_schema, schema};
use crate::http::refusal::{Refusal, code};
use crate::http::{Execute, RequestInfo};
use crate::tokens::Tokens;

/// Runs operations for whoever sends them.
pub struct Executor {
    core: Core,
    tokens: Arc<Tokens>,
    schema: AppSchema,
    costing: AppSchema,
    language: Language,
}

impl Executor {
    /// Over the domain; `language` is for callers who name none.
    pub fn new(core: Core, tokens: Arc<Tokens>, limits: SchemaLimits, language: Language) -> Self {
        let (schema, costing) = (schema(limits), costing_schema(limits));
        Self {
            core,
            tokens,
            schema,
            costing,
            language,
        }
    }

    async fn actor(&self, info: &RequestInfo, language: Language) -> Result<Actor, Refusal> {
        let Some(bearer) = &info.bearer else {
            return Ok(Actor::Anonymous);
        };
        let unavailable = |error: Error| refuse(&error, language);
        let verified = self
            .tokens
            .verify(bearer.expose_secret())
            .await
            .map_err(unavailable)?;
        let bearer = verified.map_err(|bad| Refusal::unauthenticated(bad.to_string()))?;
        let (db, now) = (self.core.db().reader(), self.core.now());
        let actor = person::store::actor(db, bearer.person, bearer.session, now)
            .await
            .map_err(unavailable)?;
        actor.ok_or_else(|| Refusal::unauthenticated("Nobody has this access token any more."))
    }
}

impl Execute for Executor {
    async fn execute(&self, request: Request, info: RequestInfo) -> Result<Response, Refusal> {
        let wanted = Language::preferred(info.locales.iter().map(String::as_str));
        let language = wanted.unwrap_or(self.language);
        let actor = self.actor(&info, language).await?;
        let rows = Rows::new(self.core.clone(), actor.clone());
        let (spawner, timer) = (TokioSpawner::current(), TokioTimer::default());
        let context = RequestContext {
            core: self.core.clone(),
            actor,
            speech: Speech {
                language,
                zone: self.core.settings().time_zone,
            },
            rows: DataLoader::with_cache(rows, spawner, timer, HashMapCache::default()),
        };
        let request = request.data(context);
        if !info.wants_cost {
            return Ok(self.schema.execute(request).await);
        }
        let mut response = self.costing.execute(request).await;
        if let Some(cost) = response.extensions.remove("analyzer") {
            response.extensions.insert("cost".to_owned(), cost);
        }
        Ok(response)
    }
}

fn refuse(error: &Error, language: Language) -> Refusal {
    match error {
        Error::Unavailable(cause) => {
            tracing::warn!(error = %cause, "the database is not available");
            let message = texts::message("UNAVAILABLE", &[], language);
            Refusal::with_status(StatusCode::SERVICE_UNAVAILABLE, "UNAVAILABLE", message)
        }
        other => {
            tracing::error!(error = %other, "the caller could not be looked up");
            Refusal::with_status(
                StatusCode::INTERNAL_SERVER_ERROR,
                code::INTERNAL,
                "Internal error",
            )
        }
    }
}
