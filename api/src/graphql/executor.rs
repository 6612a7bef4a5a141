//! The door between HTTP and the schema: credentials in, an actor beside every operation.

use std::net::IpAddr;
use std::sync::Arc;

use async_graphql::dataloader::{DataLoader, HashMapCache};
use async_graphql::runtime::{TokioSpawner, TokioTimer};
use async_graphql::{Request, Response};
use axum::http::StatusCode;
use futures_util::StreamExt;
use mulin_domain::{Actor, Core, Error};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::context::RequestContext;
use super::live::Run;
use super::loaders::Rows;
use super::texts::{self, Language, Speech};
use super::{AppSchema, SchemaLimits, costing_schema, schema};
use crate::credentials::{Credentials, Denied};
use crate::http::refusal::{Refusal, code};
use crate::http::{Execute, RequestInfo};
use crate::worker::compose::Composer;

/// What stands between a client and the schema.
pub struct Door {
    /// Tells who shows what.
    pub credentials: Arc<Credentials>,
    /// Where clients reach this server, if that is known.
    pub public_url: Option<Url>,
    /// Writes what a call is to say.
    pub composer: Arc<Composer>,
}

/// Runs operations for whoever sends them.
pub struct Executor {
    core: Core,
    door: Door,
    schema: AppSchema,
    costing: AppSchema,
    language: Language,
}

impl Executor {
    /// Over the domain; `language` is for callers who name none.
    pub fn new(core: Core, door: Door, limits: SchemaLimits, language: Language) -> Self {
        let (schema, costing) = (schema(limits), costing_schema(limits));
        Self {
            core,
            door,
            schema,
            costing,
            language,
        }
    }

    /// Who shows this; nobody in particular if nothing is shown.
    pub async fn actor(
        &self,
        bearer: Option<&SecretString>,
        language: Language,
    ) -> Result<Actor, Refusal> {
        let Some(bearer) = bearer else {
            return Ok(Actor::Anonymous);
        };
        let actor = self.door.credentials.actor(bearer.expose_secret()).await;
        actor.map_err(|denied| refuse(&denied, language))
    }

    /// The first of these languages (BCP 47) that there are texts in, or the configured one.
    pub fn language(&self, locales: &[String]) -> Language {
        let wanted = Language::preferred(locales.iter().map(String::as_str));
        wanted.unwrap_or(self.language)
    }

    /// Tells who shows what.
    pub fn credentials(&self) -> &Arc<Credentials> {
        &self.door.credentials
    }

    /// Runs a subscription for its present state; none if there is nothing to tell.
    pub async fn state(
        &self,
        request: Request,
        actor: Actor,
        language: Language,
        run: Arc<Run>,
    ) -> Option<Response> {
        let context = self.context(actor, language, None);
        let request = request.data(context).data(run);
        self.schema.execute_stream(request).next().await
    }

    fn context(&self, actor: Actor, language: Language, client: Option<IpAddr>) -> RequestContext {
        let rows = Rows::new(self.core.clone(), actor.clone());
        let (spawner, timer) = (TokioSpawner::current(), TokioTimer::default());
        RequestContext {
            core: self.core.clone(),
            actor,
            speech: Speech {
                language,
                zone: self.core.settings().time_zone,
            },
            client,
            credentials: self.door.credentials.clone(),
            public_url: self.door.public_url.clone(),
            composer: self.door.composer.clone(),
            tokens: self.door.credentials.tokens().clone(),
            rows: DataLoader::with_cache(rows, spawner, timer, HashMapCache::default()),
        }
    }
}

impl Execute for Executor {
    async fn execute(&self, request: Request, info: RequestInfo) -> Result<Response, Refusal> {
        let language = self.language(&info.locales);
        let actor = self.actor(info.bearer.as_ref(), language).await?;
        let request = request.data(self.context(actor, language, info.peer));
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

/// What somebody is told who is not let in.
pub fn refuse(denied: &Denied, language: Language) -> Refusal {
    let message = texts::message(denied.text(), &[], language);
    let unavailable =
        |message| Refusal::with_status(StatusCode::SERVICE_UNAVAILABLE, "UNAVAILABLE", message);
    match denied {
        Denied::Failed(Error::Unavailable(cause)) => {
            tracing::warn!(error = %cause, "the database is not available");
            unavailable(message)
        }
        Denied::Failed(Error::Throttled) => Refusal::throttled(
            texts::message("THROTTLED", &[], language),
            std::time::Duration::from_secs(1),
        ),
        Denied::Failed(other) => {
            tracing::error!(error = %other, "the caller could not be looked up");
            Refusal::with_status(
                StatusCode::INTERNAL_SERVER_ERROR,
                code::INTERNAL,
                "Internal error",
            )
        }
        Denied::IssuerUnavailable => unavailable(message),
        Denied::Invalid | Denied::Expired | Denied::Nobody | Denied::Link | Denied::NotLinked => {
            Refusal::unauthenticated(message)
        }
    }
}
