//! The HTTP side of the app.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Context;
use axum::Router;
use mulin_domain::Core;
use sea_orm::ConnectionTrait;

use super::composer::composer;
use crate::calendar_feed::{self, CalendarFeeds};
use crate::config::{Config, Locale, Mode};
use crate::credentials::Credentials;
use crate::dish_page::{self, DishPages};
use crate::graphql::SchemaLimits;
use crate::graphql::executor::{Door, Executor};
use crate::graphql::texts::Language;
use crate::http::certificates;
use crate::http::exports::{self, Exports};
use crate::http::figures;
use crate::http::limits::Limits;
use crate::http::prepare::Preparation;
use crate::http::trusted::{Documents, Policy, Registry};
use crate::http::{
    self, AllowedOrigins, Endpoint, Http, Readiness, RequestIds, jwks, qr, sms_hooks, text_hooks,
};
use crate::link_page::{self, LinkPages};
use crate::live::transport::{self, Transport};
use crate::live::{Live, Pace};
use crate::oidc::Issuer;
use crate::preference_page;
use crate::tokens::Tokens;

/// Whether the schema is up to date; set once the migrations ran.
#[derive(Clone, Debug, Default)]
pub struct Migrated(Arc<AtomicBool>);

impl Migrated {
    /// From now on it is.
    pub fn set(&self) {
        self.0.store(true, Ordering::Release);
    }

    fn get(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

/// The routes, and what lives behind some of them after an answer was given.
pub struct Served {
    /// All routes.
    pub router: Router,
    /// Subscriptions; to be closed when the server stops.
    pub live: Live,
}

/// All routes.
pub fn router(
    config: &Config,
    mode: Mode,
    core: &Core,
    migrated: &Migrated,
    other: Router,
) -> anyhow::Result<Router> {
    Ok(served(config, mode, core, migrated, other, pace(config))?.router)
}

/// How fast, how patient and how many, as configured.
pub fn pace(config: &Config) -> Pace {
    Pace {
        sockets: config.live.max_connections,
        ..Pace::default()
    }
}

/// All routes, with subscriptions at this pace.
pub fn served(
    config: &Config,
    mode: Mode,
    core: &Core,
    migrated: &Migrated,
    other: Router,
    pace: Pace,
) -> anyhow::Result<Served> {
    let limits = limits(config, mode);
    let registry = match &config.http.trusted_documents {
        Some(path) => Registry::load(path, &limits).context("trusted documents")?,
        None => Registry::default(),
    };
    let policy = if config.http.trusted_only {
        Policy::RegisteredOnly
    } else {
        Policy::Any
    };
    let schema_limits = SchemaLimits {
        depth: limits.depth,
        complexity: limits.complexity,
        introspection: limits.introspection,
    };
    let language = match config.locale {
        Locale::ZhCn => Language::Chinese,
        Locale::En => Language::English,
    };
    let tokens = Arc::new(Tokens::new(core.clone()));
    let issuer = Issuer::configured(&config.oidc, core).context("the outside issuer")?;
    let credentials = Arc::new(Credentials::new(core.clone(), tokens, issuer));
    let lists = Exports {
        core: core.clone(),
        credentials: credentials.clone(),
        language,
        proxies: config.http.proxies,
        public_url: config.http.public_url.clone(),
    };
    let composer = Arc::new(composer(config)?);
    let calendars = CalendarFeeds {
        core: core.clone(),
        credentials: credentials.clone(),
        language,
        host: composer.host().into(),
        proxies: config.http.proxies,
    };
    let door = Door {
        credentials,
        composer,
        public_url: config.http.public_url.clone(),
    };
    let executor = Arc::new(Executor::new(core.clone(), door, schema_limits, language));
    let preparation = Arc::new(Preparation {
        limits,
        documents: Documents::new(registry, policy),
    });
    let origins = config.http.allowed_origins.iter();
    let origins = AllowedOrigins::new(origins.map(|origin| origin.as_str()));
    let live = Live::new(core.clone(), executor.clone(), limits, pace);
    let transport = Transport {
        live: live.clone(),
        preparation: preparation.clone(),
        proxies: config.http.proxies,
        origins: origins.clone(),
    };
    let endpoint = Endpoint {
        executor,
        preparation,
        proxies: config.http.proxies,
    };
    let pages = LinkPages {
        core: core.clone(),
        language,
        public_url: config.http.public_url.clone(),
    };
    let id_core = core.clone();
    let router = http::router(Http {
        endpoint,
        readiness: readiness(core, migrated),
        request_ids: RequestIds::new(move || {
            mulin_domain::id::new_uuid(id_core.now(), id_core.entropy())
                .simple()
                .to_string()
        }),
        origins,
        explorer: mode.opens_development_pages(),
        other: other
            .merge(jwks::routes(core.clone()))
            .merge(qr::routes(core.clone()))
            .merge(exports::routes(lists.clone()))
            .merge(certificates::routes(lists.clone()))
            .merge(figures::routes(lists))
            .merge(calendar_feed::routes(calendars))
            .merge(text_hooks::routes(
                core.clone(),
                super::texts::readers(config, core),
            ))
            .merge(sms_hooks::routes(
                core.clone(),
                super::sms::receipt_readers(config, core),
            ))
            .merge(transport::routes(transport))
            .merge(dish_page::routes(DishPages {
                core: core.clone(),
                language,
            }))
            .merge(preference_page::routes(pages.clone()))
            .merge(link_page::routes(pages)),
    });
    Ok(Served { router, live })
}

fn limits(config: &Config, mode: Mode) -> Limits {
    Limits {
        body: config.http.body_limit_bytes,
        tokens: config.graphql.max_tokens,
        depth: config.graphql.max_depth,
        aliases: config.graphql.max_aliases,
        directives: config.graphql.max_directives,
        complexity: config.graphql.max_complexity,
        introspection: config.introspection(mode),
        execution: config.http.request_timeout(),
        ..Limits::default()
    }
}

fn readiness(core: &Core, migrated: &Migrated) -> Readiness {
    let (core, migrated) = (core.clone(), migrated.clone());
    Readiness::new()
        .check("database", move || {
            let core = core.clone();
            async move {
                core.db()
                    .writer()
                    .execute_unprepared("SELECT 1")
                    .await
                    .is_ok()
            }
        })
        .check("schema", move || {
            let migrated = migrated.get();
            async move { migrated }
        })
}
