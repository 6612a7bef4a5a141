//! Rules that tie one key to another, or to the mode.

use std::net::SocketAddr;

use figment::value::Value;

use super::fault::{Fault, Origin};
use super::keys::Key;
use super::load::Merged;
use super::oidc::is_loopback;
use super::sms;
use super::{DatabaseKind, DatabaseUrl, IssuerUrl, KeySetUrl, Mode, TokenAudience};

/// Complains about what does not go together. A key that is faulty by itself breaks no rule here.
pub(super) fn check(merged: &Merged, mode: Mode, faults: &mut Vec<Fault>) {
    loopback_only(merged, mode, faults);
    statements_end_before_requests(merged, faults);
    trusted_only_needs_documents(merged, faults);
    one_master_key(merged, faults);
    issuer_with_audience(merged, faults);
    encrypted_issuer(merged, mode, faults);
    one_list_of_relays(merged, faults);
    keys_with_selectors(merged, faults);
    sms::check(merged, mode, faults);
}

/// The outbox page and the explorer show everything to whoever can connect.
fn loopback_only(merged: &Merged, mode: Mode, faults: &mut Vec<Fault>) {
    let loopback = |listen: SocketAddr| listen.ip().to_canonical().is_loopback();
    if mode.opens_development_pages() && merged.get("http.listen").is_some_and(|at| !loopback(at)) {
        let expected = format!(
            "a loopback address, because {mode} shows every message to whoever can connect"
        );
        faults.extend(merged.fault("http.listen", expected));
    }
}

/// A cut request leaves its statement running, with its locks and its connection.
fn statements_end_before_requests(merged: &Merged, faults: &mut Vec<Fault>) {
    let key = "database.statement_timeout_seconds";
    if let (Some(statement), Some(request)) = (
        merged.get::<u64>(key),
        merged.get::<u64>("http.request_timeout_seconds"),
    ) && statement >= request
    {
        let expected = format!("less than http.request_timeout_seconds, which is {request}");
        faults.extend(merged.fault(key, expected));
    }
}

fn trusted_only_needs_documents(merged: &Merged, faults: &mut Vec<Fault>) {
    if merged.get("http.trusted_only") == Some(true)
        && merged.value("http.trusted_documents").is_none()
    {
        let expected = "http.trusted_documents as well: with none registered, all are refused";
        faults.extend(
            merged
                .fault("http.trusted_only", expected.to_owned())
                .map(|mut fault| {
                    fault.example = Key::find("http.trusted_documents")
                        .map(|key| Origin::Default.example(key, key.example()))
                        .unwrap_or_default();
                    fault
                }),
        );
    }
}

fn one_master_key(merged: &Merged, faults: &mut Vec<Fault>) {
    if merged.value("secrets.master_key").is_some() {
        let expected = "secrets.master_key or secrets.master_key_file, not both".to_owned();
        faults.extend(merged.fault("secrets.master_key_file", expected));
    }
}

fn one_list_of_relays(merged: &Merged, faults: &mut Vec<Fault>) {
    if merged.value("smtp.url").is_some() {
        let expected = "smtp.url or smtp.urls, not both: put all into smtp.urls".to_owned();
        faults.extend(merged.fault("smtp.urls", expected));
    }
}

/// A key that nobody can look up signs nothing, and a name without a key is a promise not kept.
fn keys_with_selectors(merged: &Merged, faults: &mut Vec<Fault>) {
    let pairs = [
        ("dkim.key_file", "dkim.selector"),
        ("dkim.ed25519_key_file", "dkim.ed25519_selector"),
    ];
    let pairs = pairs
        .into_iter()
        .flat_map(|(one, other)| [(one, other), (other, one)]);
    for (given, wanted) in pairs {
        if merged.value(given).is_some() && merged.value(wanted).is_none() {
            let expected = format!("{wanted} as well");
            faults.extend(merged.fault(given, expected).map(|mut fault| {
                fault.example = Key::find(wanted)
                    .map(|key| Origin::Default.example(key, key.example()))
                    .unwrap_or_default();
                fault
            }));
        }
    }
}

/// A token for somebody else must not open this server, so the issuer alone is not enough.
fn issuer_with_audience(merged: &Merged, faults: &mut Vec<Fault>) {
    let is_right = [
        merged.get::<IssuerUrl>("oidc.issuer").is_some(),
        merged.get::<TokenAudience>("oidc.audience").is_some(),
        merged.get::<KeySetUrl>("oidc.jwks_url").is_some(),
    ];
    let pairs = [
        ("oidc.issuer", "oidc.audience"),
        ("oidc.audience", "oidc.issuer"),
        ("oidc.jwks_url", "oidc.issuer"),
    ];
    for ((given, wanted), is_right) in pairs.into_iter().zip(is_right) {
        if is_right && merged.value(wanted).is_none() {
            let expected = format!("{wanted} as well");
            faults.extend(merged.fault(given, expected).map(|mut fault| {
                fault.example = Key::find(wanted)
                    .map(|key| Origin::Default.example(key, key.example()))
                    .unwrap_or_default();
                fault
            }));
        }
    }
}

/// Whoever can change the keys on their way here is everybody.
fn encrypted_issuer(merged: &Merged, mode: Mode, faults: &mut Vec<Fault>) {
    let issuer = merged.get::<IssuerUrl>("oidc.issuer");
    let keys = merged.get::<KeySetUrl>("oidc.jwks_url");
    let addresses = [
        ("oidc.issuer", issuer.as_ref().map(IssuerUrl::url)),
        ("oidc.jwks_url", keys.as_ref().map(KeySetUrl::url)),
    ];
    for (key, url) in addresses {
        let Some(url) = url else { continue };
        let in_development = mode.opens_development_pages() && is_loopback(url);
        if url.scheme() != "https" && !in_development {
            let expected = "an https address; http only on this machine, with --dev and --demo";
            faults.extend(merged.fault(key, expected.to_owned()));
        }
    }
}

/// Several nodes share a PostgreSQL database, so none may make a key of its own.
pub(super) fn needs_master_key(merged: &Merged, mode: Mode, faults: &mut Vec<Fault>) {
    let set = |key| merged.value(key).is_some();
    let database = merged.get::<DatabaseUrl>("database.url");
    if mode == Mode::Production
        && database.is_some_and(|url| url.kind() == DatabaseKind::Postgres)
        && !set("secrets.master_key")
        && !set("secrets.master_key_file")
    {
        faults.push(missing_master_key());
    }
}

/// The fault of a production set-up on PostgreSQL without a key.
pub(super) fn missing_master_key() -> Fault {
    Fault {
        key: "secrets.master_key".to_owned(),
        origin: None,
        given: None,
        expected: "32 bytes in base64, the same on every node: on PostgreSQL no node may make its \
                   own. `mulin secret` prints a new one; keep a copy apart from the database"
            .to_owned(),
        // Never `MASTER_KEY="$(mulin secret)"`: in a start script that is another key each time.
        example: "once: mulin secret > /etc/mulin/master.key; then \
                  MULIN_SECRETS__MASTER_KEY_FILE=/etc/mulin/master.key"
            .to_owned(),
    }
}

impl Merged {
    /// A fault of the value for `given` if what it needs as well is not set.
    pub(super) fn lack(&self, given: &str, wanted: &str) -> Option<Fault> {
        if self.value(wanted).is_some() {
            return None;
        }
        let mut fault = self.fault(given, format!("{wanted} as well"))?;
        fault.example = Key::find(wanted)
            .map(|key| Origin::Default.example(key, key.example()))
            .unwrap_or_default();
        Some(fault)
    }

    /// A fault of the value now in force for `path`; none if there is no value.
    pub(super) fn fault(&self, path: &str, expected: String) -> Option<Fault> {
        let key = Key::find(path)?;
        let value: Value = self.value(path)?;
        Some(Fault::of_value(key, &self.origin(path), &value, expected))
    }
}
