//! What is refused, and in which words.

use super::*;

#[test]
fn a_named_file_must_exist() {
    let inputs = Inputs {
        file: Some("/nowhere/mulin.toml".into()),
        ..Inputs::default()
    };
    let faults = load(inputs).err().unwrap().faults;
    assert_eq!(faults[0].key, "/nowhere/mulin.toml");
}

#[test]
fn every_faulty_value_is_told_with_its_source() {
    // (key, what is faulty about it)
    for (key, given) in [
        ("data_dir", "' '"),
        ("time_zone", "'Asia/Mulin'"),
        ("locale", "'zh'"),
        ("http.listen", "'localhost:8080'"),
        ("http.listen", "8080"),
        ("http.public_url", "'ftp://example.org'"),
        ("http.public_url", "'https://example.org/?a=b'"),
        ("http.allowed_origins", "'https://example.org'"),
        ("http.allowed_origins", "['*']"),
        ("http.allowed_origins", "['https://example.org/app']"),
        ("http.body_limit_bytes", "0"),
        ("http.request_timeout_seconds", "-1"),
        ("http.request_timeout_seconds", "12.5"),
        ("http.shutdown_grace_seconds", "'20'"),
        ("http.trusted_only", "'yes'"),
        ("graphql.max_depth", "0"),
        ("graphql.introspection", "1"),
        ("database.url", "'mysql://db/mulin'"),
        ("database.url", "'sqlite://:memory:'"),
        ("database.max_connections", "0"),
        ("secrets.master_key", "'c2hvcnQ='"),
        ("secrets.master_key_file", "''"),
        ("oidc.issuer", "'id.example.org'"),
        ("oidc.issuer", "'https://id.example.org?a=b'"),
        ("oidc.audience", "'two words'"),
        ("oidc.jwks_url", "'ftp://id.example.org/keys'"),
        ("oidc.algorithms", "['HS256']"),
        ("oidc.algorithms", "['none']"),
        ("smtp.url", "'mail.example.org'"),
        ("smtp.url", "'smtp://'"),
        ("smtp.from", "'nobody'"),
        ("smtp.from", "\"a@example.org\\r\\nBcc: b@example.org\""),
        ("sms.providers", "['smsc']"),
        ("sms.providers", "'aliyun'"),
        ("sms.signature_zh_cn", "'【睦邻】'"),
        ("sms.daily_cap_micros", "0"),
        ("aliyun.callback_token", "'short'"),
        ("aliyun.endpoint", "'dysmsapi.aliyuncs.com'"),
        ("tencent.secret_key", "'two words'"),
        ("sms_webhook.secret", "'whsec_c2hvcnQ='"),
        ("worker.lease_seconds", "0"),
        ("worker.enabled", "'on'"),
        ("reminders.default_offsets", "['1 day']"),
        ("reminders.default_offsets", "['P1M']"),
        ("reminders.default_offsets", "['PT']"),
        ("reminders.default_offsets", "['P0D']"),
        ("reminders.default_offsets", "['P99999999999999999999D']"),
        ("reminders.quiet_from", "'9:00'"),
        ("reminders.quiet_until", "'24:00'"),
        ("privacy.policy_version", "'version 1'"),
        ("privacy.policy_version", "''"),
        ("log.filter", "'mulin=loud'"),
        ("log.format", "'xml'"),
    ] {
        let fault = fault(&format!("{key} = {given}"), &[]);
        assert_eq!(fault.key, key, "for {given}: {fault}");
        let origin = fault.origin.clone().unwrap();
        assert!(
            origin.starts_with("file /") && origin.ends_with("mulin.toml"),
            "{origin}"
        );
        assert!(
            !fault.expected.is_empty() && fault.given.is_some(),
            "{fault}"
        );
        let name = key.rsplit('.').next().unwrap();
        assert!(fault.example.starts_with(&format!("{name} = ")), "{fault}");
    }
}

#[test]
fn all_faults_come_at_once_in_words_that_help() {
    let file = "colour = 1\n[http]\nlisten = \"nonsense\"\nlistn = 1\n[log]\nlevel = \"info\"";
    let env = [
        ("MULIN_WORKER__BATCH", "many"),
        ("MULIN_HTTP_LISTEN", "127.0.0.1:1"),
        ("DATABASE_URL", "postgres://ann:hush@db/mulin"),
    ];
    let error = load_with(
        file,
        &env,
        &[("--dev", "worker.enabled", "no")],
        Mode::Production,
    );
    let error = error.err().unwrap();
    let keys: Vec<&str> = error
        .faults
        .iter()
        .map(|fault| fault.key.as_str())
        .collect();
    assert_eq!(
        keys,
        [
            "colour",
            "http.listn",
            "log.level",
            "MULIN_HTTP_LISTEN",
            "http.listen",
            "worker.enabled",
            "worker.batch",
            "secrets.master_key",
        ]
    );
    let text = error.to_string();
    for part in [
        "the configuration has 8 faults:",
        "did you mean http.listen?",
        "one of the keys of [log]: filter, format",
        "did you mean MULIN_HTTP__LISTEN?",
        "from:     environment variable MULIN_WORKER__BATCH",
        "given:    \"many\"",
        "expected: a whole number from 1 to 10000",
        "write:    MULIN_WORKER__BATCH='200'",
        "from:     flag --dev",
        "write:    listen = \"127.0.0.1:8080\"  (under [http])",
        "mulin secret",
    ] {
        assert!(text.contains(part), "{part:?} is not in:\n{text}");
    }
}

#[test]
fn a_section_must_be_one_even_when_the_environment_fills_it() {
    let fault = fault("http = 5", &[("MULIN_HTTP__LISTEN", "127.0.0.1:1")]);
    assert_eq!(
        (fault.key.as_str(), fault.expected.as_str()),
        ("http", "a section, as [http]")
    );
}

#[test]
fn a_file_that_is_no_toml_is_told_by_line_without_quoting_it() {
    let fault = fault("[database]\nurl = postgres://ann:hush@db/mulin", &[]);
    let given = fault.given.unwrap();
    assert!(
        given.starts_with("line 2: ") && !given.contains("hush"),
        "{given}"
    );
}

#[test]
fn development_pages_listen_on_loopback_only() {
    let open = [("MULIN_HTTP__LISTEN", "0.0.0.0:8080")];
    config("", &open);
    for mode in [Mode::Dev, Mode::Demo] {
        let faults = faults("", &open, mode);
        assert_eq!(faults[0].key, "http.listen");
        assert!(faults[0].expected.contains("loopback"), "{}", faults[0]);
        assert!(load_with("http.listen = '[::1]:80'", &[], &[], mode).is_ok());
    }
}

#[test]
fn keys_must_go_together() {
    assert_eq!(
        fault("http.trusted_only = true", &[]).key,
        "http.trusted_only"
    );
    let late = fault("database.statement_timeout_seconds = 10", &[]);
    assert_eq!(
        late.expected,
        "less than http.request_timeout_seconds, which is 10"
    );
    let key = encode_master_key(&[1; MASTER_KEY_BYTES]);
    let both = format!("[secrets]\nmaster_key = '{key}'\nmaster_key_file = 'key'");
    assert_eq!(fault(&both, &[]).key, "secrets.master_key_file");
    for (key, value, wanted) in [
        ("issuer", "https://id.example.org", "oidc.audience"),
        ("audience", "mulin", "oidc.issuer"),
        ("jwks_url", "https://id.example.org/keys", "oidc.issuer"),
    ] {
        let alone = fault(&format!("oidc.{key} = '{value}'"), &[]);
        assert_eq!(alone.key, format!("oidc.{key}"));
        assert_eq!(alone.expected, format!("{wanted} as well"));
    }
}

#[test]
fn an_issuer_is_reached_by_https_alone_but_on_this_machine_in_development() {
    let set = |issuer: &str, keys: &str| {
        format!("[oidc]\nissuer = '{issuer}'\naudience = 'mulin'\njwks_url = '{keys}'")
    };
    let (https, local) = ("https://id.example.org", "http://127.0.0.1:9000");
    config(&set(https, https), &[]);
    assert_eq!(fault(&set(local, https), &[]).key, "oidc.issuer");
    assert_eq!(fault(&set(https, local), &[]).key, "oidc.jwks_url");
    for mode in [Mode::Dev, Mode::Demo] {
        assert!(load_with(&set(local, local), &[], &[], mode).is_ok());
        let away = faults(
            &set("http://id.example.org", "http://10.0.0.1/keys"),
            &[],
            mode,
        );
        let keys: Vec<&str> = away.iter().map(|fault| fault.key.as_str()).collect();
        assert_eq!(keys, ["oidc.issuer", "oidc.jwks_url"]);
        assert!(away[0].expected.contains("https"), "{}", away[0]);
    }
}
