//! The configuration as an operator meets it.

mod faults;
mod mail;
mod secrets;
mod sms;
mod table;

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::*;

/// Loads from a folder that holds `file` as `mulin.toml`.
fn load_with(
    file: &str,
    env: &[(&str, &str)],
    flags: &[(&'static str, &'static str, &str)],
    mode: Mode,
) -> Result<Loaded, ConfigError> {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("mulin.toml"), file).unwrap();
    load(Inputs {
        directory: folder.path().to_owned(),
        env: env
            .iter()
            .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
            .collect(),
        flags: flags
            .iter()
            .map(|&(name, key, text)| Flag {
                name,
                key,
                text: text.to_owned(),
            })
            .collect(),
        mode,
        needs_master_key: true,
        ..Inputs::default()
    })
}

fn faults(file: &str, env: &[(&str, &str)], mode: Mode) -> Vec<Fault> {
    match load_with(file, env, &[], mode) {
        Ok(loaded) => panic!("accepted:\n{}", render(&loaded)),
        Err(error) => error.faults,
    }
}

/// The only fault there is.
fn fault(file: &str, env: &[(&str, &str)]) -> Fault {
    let faults = faults(file, env, Mode::Production);
    assert_eq!(faults.len(), 1, "{faults:#?}");
    faults[0].clone()
}

fn config(file: &str, env: &[(&str, &str)]) -> Config {
    load_with(file, env, &[], Mode::Production)
        .unwrap_or_else(|error| panic!("{error}"))
        .config
}

#[test]
fn needs_no_file() {
    let folder = TempDir::new().unwrap();
    let inputs = Inputs {
        directory: folder.path().to_owned(),
        ..Inputs::default()
    };
    let config = load(inputs)
        .unwrap_or_else(|error| panic!("{error}"))
        .config;
    assert_eq!(config.http.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(config.database.url.expose(), "sqlite://data/mulin.db");
    assert_eq!(config.database.max_connections, None);
    assert_eq!(config.time_zone, chrono_tz::Asia::Shanghai);
    assert_eq!(config.locale, Locale::ZhCn);
    assert_eq!(config.graphql.max_complexity, 5000);
    assert!(config.http.allowed_origins.is_empty());
    let offsets: Vec<i64> = config
        .reminders
        .default_offsets
        .iter()
        .map(|offset| offset.delta().num_hours())
        .collect();
    assert_eq!(offsets, [24, 2]);
    assert!(!config.introspection(Mode::Production) && config.introspection(Mode::Dev));
}

#[test]
fn flags_win_over_environment_over_file_over_defaults() {
    let file = "[http]\nlisten = \"127.0.0.1:1\"\n[worker]\nbatch = 1\n[smtp]\nmax_connections = 1";
    let env = [
        ("MULIN_HTTP__LISTEN", "127.0.0.1:2"),
        ("MULIN_WORKER__BATCH", "2"),
    ];
    let flags = [("--listen", "http.listen", "127.0.0.1:3")];
    let loaded = load_with(file, &env, &flags, Mode::Production)
        .ok()
        .unwrap();
    let config = &loaded.config;
    assert_eq!(config.http.listen.port(), 3);
    assert_eq!((config.worker.batch, config.smtp.max_connections), (2, 1));
    assert_eq!(config.worker.lease_seconds, 60);

    let shown = render(&loaded);
    let note = |name: &str| {
        let line = shown.lines().find(|line| line.starts_with(name)).unwrap();
        line.rsplit_once(" # ").unwrap().1.to_owned()
    };
    assert_eq!(note("listen"), "flag --listen");
    assert_eq!(note("batch"), "environment variable MULIN_WORKER__BATCH");
    assert!(note("max_connections = 1").starts_with("file /"), "{shown}");
    assert_eq!(note("lease_seconds"), "default");
}

#[test]
fn database_url_is_an_alias_that_our_own_name_overrides() {
    let key = (
        "MULIN_SECRETS__MASTER_KEY",
        encode_master_key(&[7; MASTER_KEY_BYTES]),
    );
    let key = (key.0, key.1.as_str());
    let file = "[database]\nurl = \"sqlite://file.db\"";
    let alias = ("DATABASE_URL", "postgres://alias/db");
    assert_eq!(
        config(file, &[key, alias]).database.url.expose(),
        "postgres://alias/db"
    );
    let own = ("MULIN_DATABASE__URL", "sqlite://own.db");
    assert_eq!(
        config(file, &[own, alias]).database.url.expose(),
        "sqlite://own.db"
    );
}

#[test]
fn the_default_database_follows_the_data_folder() {
    let config = config("", &[("MULIN_DATA_DIR", "/srv/mulin")]);
    assert_eq!(config.database.url.expose(), "sqlite:///srv/mulin/mulin.db");
}

#[test]
fn environment_texts_become_what_the_key_holds() {
    let config = config(
        "",
        &[
            (
                "MULIN_HTTP__ALLOWED_ORIGINS",
                "https://a.example, HTTPS://B.example:443",
            ),
            ("MULIN_HTTP__TRUSTED_ONLY", "true"),
            ("MULIN_HTTP__TRUSTED_DOCUMENTS", "12"),
            ("MULIN_HTTP__PUBLIC_URL", ""),
        ],
    );
    let origins: Vec<&str> = config
        .http
        .allowed_origins
        .iter()
        .map(WebOrigin::as_str)
        .collect();
    assert_eq!(origins, ["https://a.example", "https://b.example"]);
    assert_eq!(
        config.http.trusted_documents.as_deref(),
        Some(Path::new("12"))
    );
    assert_eq!(
        config.http.public_url, None,
        "an empty variable counts as not set"
    );
}

#[test]
fn variables_of_others_are_left_alone() {
    config(
        "",
        &[
            ("MULIN_SERVICE_HOST", "10.0.0.1"),
            ("MULIN_PORT_8080_TCP", "tcp://10.0.0.1:8080"),
            ("MULIN_TEST_POSTGRES", "required"),
            ("MULIN_CONFIG", "mulin.toml"),
            ("PATH", "/bin"),
        ],
    );
}

#[test]
fn what_is_printed_can_be_read_again() {
    let loaded = load_with("[log]\nformat = \"json\"", &[], &[], Mode::Production)
        .ok()
        .unwrap();
    let again = load_with(&render(&loaded), &[], &[], Mode::Production)
        .ok()
        .unwrap();
    assert_eq!(
        format!("{:?}", loaded.config),
        format!("{:?}", again.config)
    );
}
