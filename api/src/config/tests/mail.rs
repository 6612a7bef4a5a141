//! How e-mail leaves: several servers, signatures, return paths.

use super::*;

const PEM: &str = include_str!("../../../../notify/tests/it/keys/dkim_rsa.pem");

#[test]
fn several_mail_servers_stand_in_one_list() {
    let two = "[smtp]\nurls = [\"smtp://one.example\", \"smtps://u:hush@two.example\"]\n";
    let loaded = config(two, &[]);
    let urls: Vec<String> = loaded.smtp.relays().map(ToString::to_string).collect();
    assert_eq!(
        urls,
        ["smtp://one.example", "smtps://u:(hidden)@two.example"]
    );
    let env = [("MULIN_SMTP__URLS", "smtp://one.example,smtp://two.example")];
    assert_eq!(config("", &env).smtp.relays().count(), 2);
    let one = config("[smtp]\nurl = \"smtp://one.example\"\n", &[]);
    assert_eq!(one.smtp.relays().count(), 1);
    assert_eq!(config("", &[]).smtp.relays().count(), 0);

    let both = two.to_owned() + "url = \"smtp://three.example\"\n";
    let found = fault(&both, &[]);
    assert_eq!(found.key, "smtp.urls");
    assert!(!format!("{found:?}").contains("hush"));
    let wrong = two.replace("smtps://u", "https://u");
    let found = fault(&wrong, &[]);
    assert_eq!(found.key, "smtp.urls");
    assert!(!format!("{found:?}").contains("hush"));
}

#[test]
fn a_return_path_must_leave_room_for_what_is_added() {
    for wrong in [
        "bounce",
        "a+b@example.org",
        "twenty-one-characters@example.org",
        "回@a.example",
    ] {
        let file = format!("[smtp]\nreturn_path = \"{wrong}\"\n");
        assert_eq!(fault(&file, &[]).key, "smtp.return_path", "{wrong}");
    }
    let good = config("[smtp]\nreturn_path = \"bounce@example.org\"\n", &[]);
    assert_eq!(good.smtp.return_path.as_deref(), Some("bounce@example.org"));
}

#[test]
fn a_key_and_its_selector_stand_together() {
    for (given, wanted) in [
        ("key_file = \"/k.pem\"", "dkim.selector"),
        ("selector = \"one\"", "dkim.key_file"),
        ("ed25519_key_file = \"/k.pem\"", "dkim.ed25519_selector"),
        ("ed25519_selector = \"two\"", "dkim.ed25519_key_file"),
    ] {
        let found = fault(&format!("[dkim]\n{given}\n"), &[]);
        assert!(found.expected.contains(wanted), "{found:?}");
    }
    for wrong in [
        "selector = \"a b\"\nkey_file = \"/k\"",
        "domain = \"localhost\"",
        "domain = \"例子.中国\"",
    ] {
        fault(&format!("[dkim]\n{wrong}\n"), &[]);
    }
}

#[test]
fn a_key_that_cannot_sign_is_told_before_anything_is_sent() {
    let folder = TempDir::new().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    fs::write(at("good.pem"), PEM).unwrap();
    fs::write(at("bad.pem"), "no key").unwrap();
    let keys = |from: &str, key: &str, more: &str| {
        let file = format!(
            "[smtp]\nfrom = \"Mulin <noreply@{from}>\"\n[dkim]\nselector = \"one\"\nkey_file = \"{}\"\n{more}",
            at(key)
        );
        load_dkim_keys(&config(&file, &[]))
    };
    let good = keys("example.org", "good.pem", "").ok().unwrap();
    assert_eq!(good[0].record_name(), "one._domainkey.example.org");
    let above = keys(
        "events.example.org",
        "good.pem",
        "domain = \"example.org\"\n",
    );
    assert_eq!(above.ok().unwrap()[0].domain(), "example.org");
    for (from, key, more, faulty) in [
        ("example.org", "missing.pem", "", "dkim.key_file"),
        ("example.org", "bad.pem", "", "dkim.key_file"),
        ("localhost", "good.pem", "", "dkim.domain"),
        (
            "example.org",
            "good.pem",
            "domain = \"example.com\"\n",
            "dkim.domain",
        ),
        (
            "badexample.org",
            "good.pem",
            "domain = \"example.org\"\n",
            "dkim.domain",
        ),
    ] {
        let error = keys(from, key, more).err().unwrap();
        assert_eq!(error.faults.len(), 1, "{error}");
        assert_eq!(error.faults[0].key, faulty, "{error}");
    }
    assert!(load_dkim_keys(&config("", &[])).ok().unwrap().is_empty());
}
