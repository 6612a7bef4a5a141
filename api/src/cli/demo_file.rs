//! `demo.json`: where the demo listens and who may be tried, and the words that say so.

use std::collections::BTreeMap;
use std::io::Write;
use std::net::SocketAddr;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use anyhow::Context;
use chrono::TimeDelta;
use mulin_domain::Core;
use serde::Serialize;

use crate::graphql::id::encode;
use crate::seed::Demo;
use crate::tokens::Tokens;

/// The demo's tokens outlive a day of looking around.
const LASTS: TimeDelta = TimeDelta::hours(24);

#[derive(Serialize)]
struct DemoFile {
    endpoint: String,
    tokens: BTreeMap<&'static str, String>,
    ids: BTreeMap<&'static str, String>,
}

/// Writes the file for its owner's eyes only (0600).
pub(super) async fn write(
    core: &Core,
    demo: &Demo,
    address: SocketAddr,
    data_dir: &Path,
) -> anyhow::Result<()> {
    let tokens = Tokens::new(core.clone());
    let people = [
        ("resident", demo.resident),
        ("steward", demo.steward),
        ("organiser", demo.organiser),
        ("admin", demo.admin),
    ];
    let mut file = DemoFile {
        endpoint: format!("http://{address}/graphql"),
        tokens: BTreeMap::new(),
        ids: BTreeMap::new(),
    };
    for (name, person) in people {
        file.tokens
            .insert(name, tokens.issue(person, None, LASTS).await?);
        file.ids.insert(name, encode(demo.city, person).0);
    }
    let events = [
        ("lantern", demo.lantern),
        ("banquet", demo.banquet),
        ("serviceDay", demo.service_day),
        ("full", demo.full),
        ("teaParty", demo.tea_party),
    ];
    file.ids
        .extend(events.map(|(name, event)| (name, encode(demo.city, event).0)));
    let areas = [
        ("city", demo.city),
        ("community", demo.community),
        ("unit", demo.unit),
    ];
    file.ids
        .extend(areas.map(|(name, area)| (name, encode(demo.city, area).0)));

    let path = path(data_dir);
    let text = serde_json::to_string_pretty(&file)? + "\n";
    // A file of an earlier start keeps its mode, whatever it is: made anew, it is ours alone.
    let _ = std::fs::remove_file(&path);
    std::fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&path)
        .and_then(|mut file| file.write_all(text.as_bytes()))
        .with_context(|| format!("cannot write {}", path.display()))
}

/// What a newcomer is told.
pub(super) fn welcome(address: SocketAddr, data_dir: &Path) -> String {
    let (file, outbox) = (path(data_dir), data_dir.join("outbox"));
    format!(
        "\n睦邻 Mulin · demo\n\
         \x20 explorer   http://{address}/\n\
         \x20 endpoint   http://{address}/graphql\n\
         \x20 outbox     http://{address}/dev/outbox   (and in {})\n\
         \x20 tokens     {}   (resident, steward, organiser, admin)\n\n\
         In about twenty seconds a reminder of the tea party reaches the outbox.\n\n",
        outbox.display(),
        file.display(),
    )
}

fn path(data_dir: &Path) -> PathBuf {
    data_dir.join("demo.json")
}
