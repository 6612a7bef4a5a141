//! Where the server is and answers: the top of the file, and the sections from `http` to `oidc`.

use std::net::SocketAddr;
use std::path::PathBuf;

use chrono_tz::Tz;

use super::checks::{base64_key, text, web_address};
use super::{Key, Kind, Secrecy};
use crate::config::oidc::{IssuerUrl, KeySetUrl, TokenAlgorithm, TokenAudience};
use crate::config::urls::DatabaseUrl;
use crate::config::values::{Locale, WebOrigin};

#[rustfmt::skip]
pub(super) static KEYS: &[Key] = &[
    Key::is("data_dir", Kind::Text(text::<PathBuf>), "data"),
    Key::is("time_zone", Kind::Text(text::<Tz>), "Asia/Shanghai"),
    Key::is("locale", Kind::Text(text::<Locale>), "zh-CN"),

    Key::is("http.listen", Kind::Text(text::<SocketAddr>), "127.0.0.1:8080"),
    Key::unset("http.public_url", Kind::Text(web_address), "https://events.example.org",
        "the host of smtp.from names this server to mail systems").kept(Secrecy::Address),
    Key::is("http.allowed_origins", Kind::List(text::<WebOrigin>), "").kept(Secrecy::Address),
    Key::is("http.body_limit_bytes", Kind::Integer { min: 1_024, max: 67_108_864 }, "262144"),
    Key::is("http.request_timeout_seconds", Kind::up_to(600), "10"),
    Key::is("http.shutdown_grace_seconds", Kind::up_to(3_600), "20"),
    Key::is("http.proxies", Kind::Integer { min: 0, max: 10 }, "0"),
    Key::unset("http.trusted_documents", Kind::Text(text::<PathBuf>), "documents",
        "no document is registered"),
    Key::is("http.trusted_only", Kind::Flag, "false"),

    Key::is("graphql.max_tokens", Kind::up_to(1_000_000), "2000"),
    Key::is("graphql.max_depth", Kind::up_to(100), "15"),
    Key::is("graphql.max_aliases", Kind::up_to(10_000), "30"),
    Key::is("graphql.max_directives", Kind::up_to(10_000), "50"),
    Key::is("graphql.max_complexity", Kind::up_to(10_000_000), "5000"),
    Key::unset("graphql.introspection", Kind::Flag, "false", "only with --dev and --demo"),

    Key::is("live.max_connections", Kind::up_to(10_000_000), "20000"),

    // Its default follows `data_dir`; see `sources::defaults`.
    Key::is("database.url", Kind::Text(text::<DatabaseUrl>), "sqlite://data/mulin.db")
        .kept(Secrecy::Address),
    Key::unset("database.max_connections", Kind::up_to(10_000), "6",
        "one a core on SQLite, 6 on PostgreSQL"),
    Key::is("database.statement_timeout_seconds", Kind::up_to(3_600), "8"),
    Key::is("database.acquire_timeout_seconds", Kind::up_to(600), "5"),

    Key::unset("secrets.master_key", Kind::Text(base64_key), "…what `mulin secret` prints…",
        "secrets.master_key_file, or data_dir/secret.key on SQLite").kept(Secrecy::Hidden),
    Key::unset("secrets.master_key_file", Kind::Text(text::<PathBuf>), "/etc/mulin/master.key",
        "secrets.master_key, or data_dir/secret.key on SQLite"),
    Key::unset("secrets.previous_master_keys", Kind::List(base64_key),
        "…what `mulin secret` printed before…", "nothing is sealed by another key")
        .kept(Secrecy::Hidden),
    Key::unset("secrets.previous_master_key_files", Kind::List(text::<PathBuf>),
        "/etc/mulin/previous.key", "nothing is sealed by another key"),

    Key::unset("oidc.issuer", Kind::Text(text::<IssuerUrl>), "https://id.example.org",
        "tokens of no other issuer are accepted"),
    Key::unset("oidc.audience", Kind::Text(text::<TokenAudience>), "mulin",
        "tokens of no other issuer are accepted"),
    Key::unset("oidc.jwks_url", Kind::Text(text::<KeySetUrl>), "https://id.example.org/jwks.json",
        "where the issuer's /.well-known/openid-configuration says"),
    Key::is("oidc.algorithms", Kind::List(text::<TokenAlgorithm>), "RS256,ES256,EdDSA"),
];
