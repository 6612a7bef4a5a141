//! The whole app in a test: its own database, a clock that stands still, randomness from a seed, and
//! a mail system that keeps what it gets. Requests go through the real router.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use chrono::{DateTime, TimeDelta, Utc};
use mulin::app::routes::{self, Migrated};
use mulin::app::{core_with, migrate};
use mulin::config::{self, Config, Inputs, Mode};
use mulin::tokens::Tokens;
use mulin::worker::compose::Composer;
use mulin::worker::{Sender, Worker};
use mulin_domain::Core;
use mulin_domain::clock::{Clock, ManualClock, SeededEntropy};
use mulin_entities::PersonId;
use serde_json::{Value, json};
use tower::ServiceExt;

use super::answer::Answer;
use super::mailbox::{Mailbox, Telephone};
use super::postgres::{TestDatabase, database};

/// Noon in Shanghai on a day in autumn: when every test begins.
pub const START: &str = "2026-11-21T04:00:00Z";

/// The app of one test.
pub struct TestApp {
    /// The domain.
    pub core: Core,
    /// Moves only when told.
    pub clock: Arc<ManualClock>,
    /// The e-mails that were sent.
    pub mail: Arc<Mailbox>,
    /// The text messages that were sent.
    pub sms: Arc<Telephone>,
    /// Does due work when told.
    pub worker: Worker,
    /// The configuration in force.
    pub config: Config,
    pub(super) router: Router,
    tokens: Tokens,
    _database: Option<TestDatabase>,
    _folder: tempfile::TempDir,
}

impl TestApp {
    /// On a fresh SQLite database.
    pub async fn sqlite() -> Self {
        Self::new(None, &[]).await
    }

    /// On a fresh PostgreSQL database; none where there is no PostgreSQL.
    pub async fn postgres() -> Option<Self> {
        Some(Self::new(Some(database().await?), &[]).await)
    }

    /// With settings of the environment (`MULIN_…`), in development mode.
    pub async fn new(database: Option<TestDatabase>, env: &[(&str, &str)]) -> Self {
        Self::in_mode(database, env, Mode::Dev).await
    }

    /// In a mode of its own.
    pub async fn in_mode(database: Option<TestDatabase>, env: &[(&str, &str)], mode: Mode) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let path = folder.path().to_str().expect("the path is text").to_owned();
        let mut env: Vec<(String, String)> = env
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        env.push(("MULIN_DATA_DIR".to_owned(), path));
        // Most tests count messages about something else.
        let confirms = "MULIN_REMINDERS__CONFIRM_ANSWERS";
        if env.iter().all(|(name, _)| name != confirms) {
            env.push((confirms.to_owned(), "false".to_owned()));
        }
        if let Some(database) = &database {
            env.push(("DATABASE_URL".to_owned(), database.url.clone()));
        }
        let inputs = Inputs {
            directory: folder.path().to_owned(),
            file: None,
            env,
            flags: Vec::new(),
            mode,
            needs_master_key: false,
        };
        let config = config::load(inputs)
            .expect("the configuration is right")
            .config;
        let start: DateTime<Utc> = START.parse().expect("the start is an instant");
        let clock = Arc::new(ManualClock::at(start));
        let entropy = Arc::new(SeededEntropy::new(1));
        let core = core_with(&config, &[7; 32], clock.clone(), entropy)
            .await
            .expect("the domain can be made");
        if database.is_none() {
            migrate::up(&config, None)
                .await
                .expect("the schema can be made");
        }
        Self::around(core, config, mode, clock, database, folder)
    }

    /// The same app after it was started anew with another master key and these earlier ones: on the
    /// same database, by the same clock. The first one must live on.
    pub async fn restarted(&self, master_key: u8, previous: &[u8]) -> Self {
        let mut config = self.config.clone();
        config.secrets.previous_master_keys = previous
            .iter()
            .map(|key| config::encode_master_key(&[*key; 32]).into())
            .collect();
        // Never the same nonces and ids as before.
        let entropy = Arc::new(SeededEntropy::new(1_000 + u64::from(master_key)));
        let core = core_with(&config, &[master_key; 32], self.clock.clone(), entropy)
            .await
            .expect("the domain can be made");
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        Self::around(core, config, Mode::Dev, self.clock.clone(), None, folder)
    }

    fn around(
        core: Core,
        config: Config,
        mode: Mode,
        clock: Arc<ManualClock>,
        database: Option<TestDatabase>,
        folder: tempfile::TempDir,
    ) -> Self {
        let migrated = Migrated::default();
        migrated.set();
        let router = routes::router(&config, mode, &core, &migrated, Router::new())
            .expect("the routes can be made");
        let mail = Arc::new(Mailbox::default());
        let sms = Arc::new(Telephone::default());
        let from = config
            .smtp
            .from
            .as_str()
            .parse()
            .expect("the sender is an address");
        let composer = Composer::new(from, config.http.public_url.clone());
        let composer = composer.expect("the templates are sound");
        let sender = Sender::new(composer, mail.clone(), sms.clone(), 4);
        let worker = Worker::new(core.clone(), sender, Duration::from_secs(1), 50);
        Self {
            tokens: Tokens::new(core.clone()),
            core,
            clock,
            mail,
            sms,
            worker,
            config,
            router,
            _database: database,
            _folder: folder,
        }
    }

    /// The time by the app's clock.
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Moves the clock on, without doing what falls due.
    pub fn advance(&self, span: TimeDelta) {
        self.clock.advance(span);
    }

    /// Does everything that is due by now.
    pub async fn run_due_work(&self) {
        self.worker.run_due().await.expect("due work can be done");
    }

    /// Sends any request through the real router.
    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self
            .router
            .clone()
            .oneshot(request)
            .await
            .expect("the router answers");
        Answer::read(response).await
    }

    /// A token for a person, good for an hour.
    pub async fn token(&self, person: PersonId) -> String {
        self.token_for(person, TimeDelta::hours(1)).await
    }

    /// A token for a person that outlives whatever others do to the clock meanwhile.
    pub async fn lasting_token(&self, person: PersonId) -> String {
        self.token_for(person, TimeDelta::weeks(1)).await
    }

    async fn token_for(&self, person: PersonId, lasts: TimeDelta) -> String {
        let token = self.tokens.issue(person, None, lasts).await;
        token.expect("a token can be issued")
    }

    /// Runs an operation as a person, or as nobody; texts come in English.
    pub async fn run(&self, person: Option<PersonId>, query: &str, variables: Value) -> Answer {
        let token = match person {
            Some(person) => Some(self.lasting_token(person).await),
            None => None,
        };
        self.run_with(token.as_deref(), query, variables).await
    }

    /// Begins to watch with a token as it is, and stops at once: `{ FIELD: { watched: true } }`, or
    /// the errors.
    pub async fn watch(
        &self,
        token: Option<&str>,
        field: &str,
        query: &str,
        variables: &Value,
    ) -> Answer {
        let mut request = Request::post("/graphql/stream")
            .header("content-type", "application/json")
            .header("accept", "text/event-stream")
            .header("accept-language", "en");
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let body = json!({ "query": query, "variables": variables }).to_string();
        let request = request
            .body(Body::from(body))
            .expect("the request is right");
        let response = self.router.clone().oneshot(request).await;
        let response = response.expect("the router answers");
        if response.headers()["content-type"] != "text/event-stream; charset=utf-8" {
            return Answer::read(response).await;
        }
        let body = json!({ "data": { field: { "watched": true } } });
        Answer {
            status: response.status(),
            headers: response.headers().clone(),
            text: body.to_string(),
            body,
        }
    }

    /// Runs an operation with a token as it is.
    pub async fn run_with(&self, token: Option<&str>, query: &str, variables: Value) -> Answer {
        let mut request = Request::post("/graphql")
            .header("content-type", "application/json")
            .header("accept", "application/graphql-response+json")
            .header("accept-language", "en");
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let body = json!({ "query": query, "variables": variables }).to_string();
        self.send(
            request
                .body(Body::from(body))
                .expect("the request is right"),
        )
        .await
    }
}

/// Makes one test of each database from one body: `both_databases!(name, |app| { … });`, or with
/// settings of the environment: `both_databases!(name, with &[("MULIN_…", "1")], |app| { … });`.
#[macro_export]
macro_rules! both_databases {
    ($(#[$meta:meta])* $name:ident, |$app:ident| $body:block) => {
        $crate::both_databases!($(#[$meta])* $name, with &[], |$app| $body);
    };
    ($(#[$meta:meta])* $name:ident, with $env:expr, |$app:ident| $body:block) => {
        mod $name {
            use super::*;

            async fn body($app: $crate::support::app::TestApp) $body

            $(#[$meta])*
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                body($crate::support::app::TestApp::new(None, $env).await).await;
            }

            $(#[$meta])*
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                let database = $crate::support::postgres::database().await;
                if database.is_some() {
                    body($crate::support::app::TestApp::new(database, $env).await).await;
                }
            }
        }
    };
}
