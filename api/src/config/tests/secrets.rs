//! Secrets stay secret, and the master key is made once.

use secrecy::ExposeSecret;

use super::*;

#[test]
fn no_secret_is_ever_shown() {
    let secret = encode_master_key(&[200; MASTER_KEY_BYTES]);
    let env = [
        ("MULIN_SECRETS__MASTER_KEY", secret.as_str()),
        ("MULIN_SMTP__URL", "smtps://ann:hush@mail.example.org"),
        (
            "MULIN_DATABASE__URL",
            "postgres://ann:hush@db/mulin?sslpassword=hush",
        ),
    ];
    let loaded = load_with("", &env, &[], Mode::Production).ok().unwrap();
    let config = &loaded.config;
    assert!(config.smtp.url.as_ref().unwrap().expose().contains("hush"));
    assert_eq!(
        config.secrets.master_key.as_ref().unwrap().expose_secret(),
        secret
    );
    for shown in [
        render(&loaded),
        format!("{config:?}"),
        config.database.url.to_string(),
    ] {
        assert!(
            !shown.contains("hush") && !shown.contains(&secret),
            "{shown}"
        );
        assert!(
            shown.contains("postgres://ann:(hidden)@db/mulin"),
            "{shown}"
        );
    }
    assert!(render(&loaded).contains("master_key = \"(hidden)\""));
}

#[test]
fn earlier_keys_come_as_texts_and_as_files() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("old.key");
    fs::write(&path, encode_master_key(&[3; MASTER_KEY_BYTES])).unwrap();
    let [one, two] =
        [[1; MASTER_KEY_BYTES], [2; MASTER_KEY_BYTES]].map(|key| encode_master_key(&key));
    let texts = format!("{one}, {two}");
    let path = path.to_str().unwrap();
    let env = [
        ("MULIN_SECRETS__PREVIOUS_MASTER_KEYS", texts.as_str()),
        ("MULIN_SECRETS__PREVIOUS_MASTER_KEY_FILES", path),
    ];
    let loaded = load_with("", &env, &[], Mode::Production).ok().unwrap();
    let keys = load_previous_master_keys(&loaded.config);
    let expected = [1, 2, 3].map(|key| [key; MASTER_KEY_BYTES]);
    assert_eq!(keys.ok(), Some(expected.to_vec()));
    for shown in [render(&loaded), format!("{:?}", loaded.config)] {
        assert!(!shown.contains(&one) && !shown.contains(&two), "{shown}");
    }
    assert_eq!(
        load_previous_master_keys(&config("", &[])).ok(),
        Some(Vec::new())
    );

    fs::write(path, "hush").unwrap();
    let error = load_previous_master_keys(&loaded.config).err().unwrap();
    assert_eq!(error.faults[0].key, "secrets.previous_master_key_files");
    assert!(!error.to_string().contains("hush"), "{error}");
    let fault = fault("secrets.previous_master_keys = ['hush']", &[]);
    assert!(fault.expected.contains("mulin secret"), "{fault:?}");
    assert!(!format!("{fault:?}").contains("hush"), "{fault:?}");
}

#[test]
fn no_fault_shows_a_secret() {
    let file = "secrets.master_kye = 'hush'\nsmtp.url = ['smtp://ann:hush@mail']\nsecret = 'hush'";
    let env = [
        ("MULIN_DATABASE__URL", "mysql://ann:hush@db/mulin"),
        ("MULIN_SECRETS__MASTER_KEY", "hush"),
        ("MULIN_HTTP__PUBLIC_URL", "https://ann:hush@example.org"),
        ("MULIN_SMTP_PASSWORD", "hush"),
    ];
    let faults = faults(file, &env, Mode::Production);
    assert_eq!(faults.len(), 7, "{faults:#?}");
    let error = ConfigError { faults };
    assert!(!format!("{error} {error:?}").contains("hush"), "{error}");
}

#[test]
fn postgres_in_production_needs_a_key() {
    let file = "database.url = 'postgres://db/mulin'";
    assert!(fault(file, &[]).example.contains("mulin secret"));
    assert!(load_with(file, &[], &[], Mode::Dev).is_ok());

    let folder = TempDir::new().unwrap();
    let env = vec![("DATABASE_URL".to_owned(), "postgres://db/mulin".to_owned())];
    let inputs = Inputs {
        directory: folder.path().to_owned(),
        env,
        ..Inputs::default()
    };
    let config = load(inputs)
        .expect("a command that opens nothing sealed needs none")
        .config;
    let error = load_or_create_master_key(&config, Mode::Production, &mut |_| panic!("asked"));
    assert_eq!(error.err().unwrap().faults[0].key, "secrets.master_key");
}

#[test]
fn the_key_is_made_once_for_its_owner_alone() {
    let folder = TempDir::new().unwrap();
    let data_dir = folder.path().join("new/data");
    let config = config("", &[("MULIN_DATA_DIR", data_dir.to_str().unwrap())]);
    let made = load_or_create_master_key(&config, Mode::Production, &mut |bytes| bytes.fill(9));
    assert_eq!(made.ok(), Some([9; MASTER_KEY_BYTES]));
    let again = load_or_create_master_key(&config, Mode::Production, &mut |_| panic!("asked"));
    assert_eq!(again.ok(), Some([9; MASTER_KEY_BYTES]));

    let names: Vec<_> = fs::read_dir(&data_dir)
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(names, ["secret.key"], "nothing temporary is left");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(data_dir.join("secret.key"))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[test]
fn processes_that_start_together_agree_on_one_key() {
    let folder = TempDir::new().unwrap();
    let config = config("", &[("MULIN_DATA_DIR", folder.path().to_str().unwrap())]);
    let barrier = std::sync::Barrier::new(8);
    let keys: Vec<_> = std::thread::scope(|scope| {
        let start = |seed: u8| {
            let (config, barrier) = (&config, &barrier);
            scope.spawn(move || {
                barrier.wait();
                load_or_create_master_key(config, Mode::Production, &mut |key| key.fill(seed)).ok()
            })
        };
        let threads: Vec<_> = (0..8).map(start).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    });
    assert!(
        keys[0].is_some() && keys.iter().all(|key| *key == keys[0]),
        "{keys:?}"
    );
}

#[test]
fn a_configured_key_is_taken_before_a_made_one() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("master.key");
    fs::write(
        &path,
        format!("{}\n", encode_master_key(&[3; MASTER_KEY_BYTES])),
    )
    .unwrap();
    let load_key = |config: &Config| {
        load_or_create_master_key(config, Mode::Production, &mut |_| panic!("asked"))
    };
    let from_file = config(
        "",
        &[("MULIN_SECRETS__MASTER_KEY_FILE", path.to_str().unwrap())],
    );
    assert_eq!(load_key(&from_file).ok(), Some([3; MASTER_KEY_BYTES]));
    let text = encode_master_key(&[4; MASTER_KEY_BYTES]);
    let direct = config("", &[("MULIN_SECRETS__MASTER_KEY", &text)]);
    assert_eq!(load_key(&direct).ok(), Some([4; MASTER_KEY_BYTES]));

    fs::write(&path, "hush").unwrap();
    let error = load_key(&from_file).err().unwrap();
    assert_eq!(error.faults[0].key, "secrets.master_key_file");
    assert!(!error.to_string().contains("hush"), "{error}");
}
