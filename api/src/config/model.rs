//! The configuration as the program reads it. `keys.rs` holds its defaults and limits.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use chrono_tz::Tz;
use secrecy::SecretString;
use serde::Deserialize;
use url::Url;

use super::{
    Aliyun, DatabaseUrl, IsoDuration, IssuerUrl, KeySetUrl, Locale, LogFormat, Mailbox, Metrics,
    Mode, Smpp, Sms, SmsWebhook, SmtpUrl, Templates, Tencent, Texts, TimeOfDay, TokenAlgorithm,
    TokenAudience, Twilio, WebOrigin,
};

/// Everything an operator can set. Its `Debug` output holds no secret.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Folder for what the program makes itself: the SQLite database, `secret.key`, the outbox.
    pub data_dir: PathBuf,
    /// IANA zone of events and people that name none.
    pub time_zone: Tz,
    /// Language of messages to people who chose none.
    pub locale: Locale,
    /// The listening side.
    pub http: Http,
    /// Limits of one GraphQL request.
    pub graphql: Graphql,
    /// Subscriptions.
    pub live: Live,
    /// Where the data lives.
    pub database: Database,
    /// The key that seals everything secret in the database.
    #[serde(default)]
    pub secrets: Secrets,
    /// An outside issuer whose tokens are accepted.
    pub oidc: Oidc,
    /// How e-mail leaves.
    pub smtp: Smtp,
    /// What e-mail is signed with.
    #[serde(default)]
    pub dkim: Dkim,
    /// A message centre for text messages.
    pub smpp: Smpp,
    /// Text messages that people write.
    pub texts: Texts,
    /// The words of messages.
    #[serde(default)]
    pub templates: Templates,
    /// Numbers about the work.
    #[serde(default)]
    pub metrics: Metrics,
    /// How text messages leave.
    pub sms: Sms,
    /// Text messages by Aliyun.
    pub aliyun: Aliyun,
    /// Text messages by Tencent Cloud.
    pub tencent: Tencent,
    /// Text messages by Twilio.
    pub twilio: Twilio,
    /// Text messages by a gateway of the operator's own.
    pub sms_webhook: SmsWebhook,
    /// The loop that does due work.
    pub worker: Worker,
    /// When people are reminded.
    pub reminders: Reminders,
    /// How long what is no longer needed is kept.
    pub retention: Retention,
    /// What people agree to.
    pub privacy: Privacy,
    /// How often codes to sign in with are sent and guessed.
    pub sign_in: SignIn,
    /// What is logged, and how.
    pub log: Log,
}

/// The listening side.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Http {
    /// Address and port to listen on.
    pub listen: SocketAddr,
    /// Address under which clients reach this server: messages carry links below it, and its host names
    /// us to mail systems.
    pub public_url: Option<Url>,
    /// Web origins whose pages may call the API from a browser (CORS and WebSocket).
    pub allowed_origins: Vec<WebOrigin>,
    /// Largest request body, in bytes; a larger one is answered 413.
    pub body_limit_bytes: usize,
    /// Longest execution of one request, in seconds.
    pub request_timeout_seconds: u64,
    /// How long a stopping server waits for requests under way, in seconds.
    pub shutdown_grace_seconds: u64,
    /// Reverse proxies of the operator's between clients and this server: so many of the last
    /// addresses in `X-Forwarded-For` are believed.
    pub proxies: usize,
    /// Folder or manifest of registered GraphQL documents.
    pub trusted_documents: Option<PathBuf>,
    /// Refuse every document that is not registered.
    pub trusted_only: bool,
}

/// Limits of one GraphQL request.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Graphql {
    /// Most lexical tokens in a document.
    pub max_tokens: usize,
    /// Deepest nesting of fields.
    pub max_depth: usize,
    /// Most aliases in a document.
    pub max_aliases: usize,
    /// Most directives on one field.
    pub max_directives: usize,
    /// Highest cost, in points: one a field, multiplied by the page size in a connection.
    pub max_complexity: usize,
    /// Whether `__schema` and `__type` are answered; unset: only with `--dev` and `--demo`.
    pub introspection: Option<bool>,
}

/// Subscriptions.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Live {
    /// Most WebSockets and event streams at a time; more are answered 503.
    pub max_connections: usize,
}

/// Where the data lives.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Database {
    /// `sqlite://PATH` or `postgres://USER:PASSWORD@HOST/NAME`.
    pub url: DatabaseUrl,
    /// Connections in the pool (SQLite: readers, beside its one writer); unset: one a core on
    /// SQLite, 6 on PostgreSQL.
    pub max_connections: Option<u32>,
    /// Longest run of one statement, in seconds; below the request's time-out.
    pub statement_timeout_seconds: u64,
    /// Longest wait for a free connection, in seconds.
    pub acquire_timeout_seconds: u64,
}

/// The key that seals contact details and signing keys. At most one of the first two is set.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Secrets {
    /// 32 bytes in base64.
    pub master_key: Option<SecretString>,
    /// File that holds 32 bytes in base64.
    pub master_key_file: Option<PathBuf>,
    /// Keys that data may still be sealed by: 32 bytes in base64 each.
    #[serde(default)]
    pub previous_master_keys: Vec<SecretString>,
    /// Files that hold such keys, one each.
    #[serde(default)]
    pub previous_master_key_files: Vec<PathBuf>,
}

/// An outside OpenID Connect issuer whose tokens are accepted, if it is set.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Oidc {
    /// Its name, as `iss` says it.
    pub issuer: Option<IssuerUrl>,
    /// Ours, as `aud` says it.
    pub audience: Option<TokenAudience>,
    /// Its keys; unset: where its `/.well-known/openid-configuration` says.
    pub jwks_url: Option<KeySetUrl>,
    /// Algorithms of its signatures that are accepted.
    pub algorithms: Vec<TokenAlgorithm>,
}

/// How e-mail leaves.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Smtp {
    /// `smtp://` or `smtps://`, with user and password; unset, and no others either: messages go to
    /// the outbox folder.
    pub url: Option<SmtpUrl>,
    /// Several such, in the order in which they are tried; in place of `url`.
    #[serde(default)]
    pub urls: Vec<SmtpUrl>,
    /// Sender of every e-mail.
    pub from: Mailbox,
    /// Address that return paths are made of; unset: the sender's is the return path.
    pub return_path: Option<String>,
    /// Most connections to each mail server at a time.
    pub max_connections: usize,
    /// Longest wait for the answer to one SMTP command, in seconds.
    pub command_timeout_seconds: u64,
}

/// The keys that e-mails are signed with. A key file stands with its selector, or neither.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dkim {
    /// Domain that is signed for: that of the sender, or one above it. Unset: that of the sender.
    pub domain: Option<String>,
    /// Under which name the DNS has the public half.
    pub selector: Option<String>,
    /// RSA key of 2048 to 4096 bits, in PEM.
    pub key_file: Option<PathBuf>,
    /// The same of a second key.
    pub ed25519_selector: Option<String>,
    /// Ed25519 key, in PEM.
    pub ed25519_key_file: Option<PathBuf>,
}

/// The loop that does due work.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Worker {
    /// Whether `mulin serve` does due work itself.
    pub enabled: bool,
    /// Pause between two looks for due work, in milliseconds.
    pub poll_milliseconds: u64,
    /// How long claimed work belongs to one worker, in seconds.
    pub lease_seconds: u64,
    /// Most items claimed at once.
    pub batch: u64,
    /// E-mails that one worker sends a second; 0 for no limit.
    pub email_per_second: u32,
    /// Text messages that one worker sends a second; 0 for no limit.
    pub sms_per_second: u32,
}

/// When people are reminded.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reminders {
    /// Times before the start at which an event reminds when its organiser says nothing else.
    pub default_offsets: Vec<IsoDuration>,
    /// Start of the quiet hours, on the clocks of the event.
    pub quiet_from: TimeOfDay,
    /// End of the quiet hours, on the clocks of the event; equal to the start: none.
    pub quiet_until: TimeOfDay,
    /// How long before they are due reminders become deliveries, in hours.
    pub expand_ahead_hours: u32,
    /// Whether who answers that they come gets a word that the answer was taken.
    pub confirm_answers: bool,
    /// What a part of a text message costs, in millionths of your currency, for estimates.
    pub sms_part_micros: u32,
}

/// How long what is no longer needed is kept, in days.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retention {
    /// Sessions, after they ended.
    pub sessions_days: u32,
    /// Personal links, after they expired.
    pub personal_links_days: u32,
    /// Messages, after they were sent or given up.
    pub deliveries_days: u32,
    /// Who looked at something sensitive, after the look.
    pub sensitive_reads_days: u32,
    /// Consents that no second officer confirmed, after that could have been done: they are
    /// withdrawn then.
    pub lapsed_consents_days: u32,
    /// The journal, after what it tells happened.
    pub journal_days: u32,
}

/// What people agree to.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Privacy {
    /// Version of the privacy policy in force: consents are given to this one.
    pub policy_version: String,
}

/// How often codes to sign in with are sent and guessed.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// Shortest time between two codes to one address, in seconds.
    pub between_codes_seconds: u64,
    /// Most codes to one address in a day.
    pub codes_per_address_a_day: i32,
    /// Most codes that one network (an IPv4 address, an IPv6 /64) asks for in an hour.
    pub codes_per_network_an_hour: i32,
    /// Most codes to numbers that begin with the same seven digits in an hour.
    pub codes_per_prefix_an_hour: i32,
    /// Most codes to everybody in a day.
    pub daily_cap: i32,
    /// Most wrong codes that one network gives in an hour.
    pub wrong_codes_per_network_an_hour: i32,
}

/// What is logged, and how.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Log {
    /// Level, or `target=level` directives separated by commas.
    pub filter: String,
    /// Unset: text on a terminal, JSON otherwise.
    pub format: Option<LogFormat>,
}

impl Config {
    /// Whether introspection is answered in this mode.
    pub fn introspection(&self, mode: Mode) -> bool {
        self.graphql
            .introspection
            .unwrap_or(mode.opens_development_pages())
    }
}

impl Http {
    /// Longest execution of one request.
    pub fn request_timeout(&self) -> Duration {
        Duration::from_secs(self.request_timeout_seconds)
    }

    /// How long a stopping server waits for requests under way.
    pub fn shutdown_grace(&self) -> Duration {
        Duration::from_secs(self.shutdown_grace_seconds)
    }
}

impl Database {
    /// Longest run of one statement.
    pub fn statement_timeout(&self) -> Duration {
        Duration::from_secs(self.statement_timeout_seconds)
    }

    /// Longest wait for a free connection.
    pub fn acquire_timeout(&self) -> Duration {
        Duration::from_secs(self.acquire_timeout_seconds)
    }
}

impl Smtp {
    /// The mail servers, in the order in which they are tried.
    pub fn relays(&self) -> impl Iterator<Item = &SmtpUrl> {
        self.url.iter().chain(&self.urls)
    }

    /// Longest wait for the answer to one SMTP command.
    pub fn command_timeout(&self) -> Duration {
        Duration::from_secs(self.command_timeout_seconds)
    }
}

impl Worker {
    /// Pause between two looks for due work.
    pub fn poll_interval(&self) -> Duration {
        Duration::from_millis(self.poll_milliseconds)
    }

    /// How long claimed work belongs to one worker.
    pub fn lease(&self) -> Duration {
        Duration::from_secs(self.lease_seconds)
    }
}
