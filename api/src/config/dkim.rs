//! The keys that e-mails are signed with.

use std::path::Path;

use mulin_notify::{DkimError, DkimKey, Mailbox};

use super::{Config, ConfigError, Fault};

/// The configured keys: none, one or two.
///
/// # Errors
///
/// A key file cannot be read or used, or the domain is not the sender's.
pub fn load_dkim_keys(config: &Config) -> Result<Vec<DkimKey>, ConfigError> {
    let dkim = &config.dkim;
    let sender = sender_domain(config);
    let domain = dkim.domain.as_deref().unwrap_or(&sender).to_lowercase();
    let all = [
        ("dkim.key_file", &dkim.selector, &dkim.key_file),
        (
            "dkim.ed25519_key_file",
            &dkim.ed25519_selector,
            &dkim.ed25519_key_file,
        ),
    ];
    let (mut keys, mut faults) = (Vec::new(), Vec::new());
    for (key, selector, file) in all {
        // That both are there or neither is a rule that was checked.
        if let (Some(selector), Some(file)) = (selector, file) {
            match read(key, &domain, selector, file) {
                Ok(key) => keys.push(key),
                Err(fault) => faults.push(fault),
            }
        }
    }
    let is_above = sender
        .strip_suffix(&domain)
        .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    if !keys.is_empty() && !is_above {
        faults.push(Fault {
            key: "dkim.domain".to_owned(),
            origin: None,
            given: Some(domain),
            expected: format!(
                "{sender}, the domain of smtp.from, or one above it: receivers compare the two (DMARC)"
            ),
            example: format!("domain = \"{sender}\"  (under [dkim])"),
        });
    }
    if faults.is_empty() {
        Ok(keys)
    } else {
        Err(ConfigError { faults })
    }
}

fn sender_domain(config: &Config) -> String {
    let from = config.smtp.from.as_str().parse::<Mailbox>();
    from.map_or_else(|_| String::new(), |from| from.email.domain().to_lowercase())
}

fn read(key: &str, domain: &str, selector: &str, file: &Path) -> Result<DkimKey, Fault> {
    let fault = |given: String, expected: &str| Fault {
        key: key.to_owned(),
        origin: Some(format!("file {}", file.display())),
        given: Some(given),
        expected: expected.to_owned(),
        example: "(umask 077 && openssl genrsa 2048 > /etc/mulin/dkim.pem)".to_owned(),
    };
    let pem = std::fs::read(file)
        .map_err(|error| fault(error.to_string(), "a readable file with a private key"))?;
    DkimKey::from_pem(domain, selector, &pem).map_err(|error| match error {
        DkimError::Domain => Fault {
            key: "dkim.domain".to_owned(),
            origin: None,
            given: Some(domain.to_owned()),
            expected: "a domain that others can look up; set smtp.from to an address of yours"
                .to_owned(),
            example: "from = \"睦邻 <noreply@example.org>\"  (under [smtp])".to_owned(),
        },
        error => fault(
            error.to_string(),
            "a private key in PEM: RSA of 2048 to 4096 bits, or Ed25519",
        ),
    })
}
