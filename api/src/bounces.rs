//! E-mails that came back: which message each is about, and what follows.

use mulin_domain::delivery::bounces::Bounce;
use mulin_domain::delivery::{bounces, complaints};
use mulin_domain::{Core, Result};
use mulin_entities::DeliveryId;
use mulin_notify::{Incoming, NoMail, ReturnPath, Returned, Verdict, read_bounce};
use uuid::Uuid;

/// What became of a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It told of a message of ours, and that is noted.
    Noted,
    /// It told of a message that nobody knows here, or not any more.
    Stranger,
    /// It told of none: an automatic reply, a delay, a letter.
    Irrelevant,
    /// It is no mail.
    NoMail,
}

/// Takes one mail. `recipient` is the address it was delivered to, if that is known from elsewhere than
/// its headers.
///
/// The signed return path tells which message it is about. Without one its identity does, as it stands
/// in the message that came back: 74 bits of it are random, and only its reader has seen them.
pub async fn take(
    core: &Core,
    path: Option<&ReturnPath>,
    recipient: Option<&str>,
    mail: &[u8],
) -> Result<Fate> {
    let returned = match read_bounce(mail) {
        Ok(Incoming::Returned(returned)) => returned,
        Ok(Incoming::Irrelevant) => return Ok(Fate::Irrelevant),
        Err(NoMail) => return Ok(Fate::NoMail),
    };
    for id in candidates(core, path, recipient, &returned) {
        if note(core, id, &returned).await? {
            tracing::info!(%id, code = returned.code, "a message came back");
            return Ok(Fate::Noted);
        }
    }
    Ok(Fate::Stranger)
}

async fn note(core: &Core, id: DeliveryId, returned: &Returned) -> Result<bool> {
    let bounce = match returned.verdict {
        Verdict::NoSuchAddress | Verdict::Refused => Bounce::Hard,
        Verdict::GivenUp => Bounce::Soft,
        Verdict::Complaint => return complaints::note(core, id).await,
    };
    bounces::note(core, id, bounce, &returned.code).await
}

/// The messages it may be about, the surest first, each once.
fn candidates(
    core: &Core,
    path: Option<&ReturnPath>,
    recipient: Option<&str>,
    returned: &Returned,
) -> Vec<DeliveryId> {
    let addresses = returned.return_paths.iter().map(String::as_str);
    let signed = recipient
        .into_iter()
        .chain(addresses)
        .filter_map(|address| {
            let is_mac = |id: &[u8], mac: &[u8]| core.keyring().is_bounce_mac(id, mac);
            Some(Uuid::from_bytes(path?.read(address, is_mac)?))
        });
    let ids = returned.ids.iter();
    let told = ids.filter_map(|id| {
        // As we write it, and no other form of a UUID.
        let simple = id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
        simple.then(|| Uuid::try_parse(id).ok()).flatten()
    });
    let mut found = Vec::new();
    for id in signed.chain(told).map(DeliveryId) {
        if !found.contains(&id) && found.len() < 8 {
            found.push(id);
        }
    }
    found
}
