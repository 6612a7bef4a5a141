//! `mulin deliveries list`

use chrono::{DateTime, SecondsFormat, Utc};
use mulin_domain::Core;
use mulin_domain::delivery::search::search;
use mulin_entities::{AreaId, delivery};
use serde_json::json;
use uuid::Uuid;

use super::ListArgs;
use crate::cli::output;
use crate::graphql::id::encode;

pub(super) async fn run(core: &Core, args: &ListArgs) -> anyhow::Result<()> {
    let found = search(core.db().reader(), &args.filter.search(core, args.limit)).await?;
    let text = if args.json {
        found.iter().map(line).collect()
    } else {
        table(&found)
    };
    output::print(&text)?;
    Ok(())
}

/// To the second: what is in the database is finer than anybody wants to read.
pub(super) fn time(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

fn line(row: &delivery::Model) -> String {
    let root = row.root_area_id.unwrap_or(AreaId(Uuid::nil()));
    let value = json!({
        "id": row.id,
        "globalId": encode(root, row.id).0,
        "kind": row.kind,
        "channel": row.channel,
        "state": row.state,
        "event": row.event_id,
        "sendAt": time(row.send_at),
        "dueAt": time(row.due_at),
        "settledAt": row.settled_at.map(time),
        "attempts": row.attempts,
        "error": row.last_error,
        "provider": row.provider,
        "parts": row.parts,
        "costMicros": row.cost_micros,
        "insteadOf": row.instead_of,
        "carriedBy": row.carried_by,
    });
    format!("{value}\n")
}

fn table(rows: &[delivery::Model]) -> String {
    let head = [
        "ID", "KIND", "CHANNEL", "STATE", "SEND AT", "TRIES", "ERROR",
    ];
    let mut lines: Vec<[String; 7]> = vec![head.map(str::to_owned)];
    lines.extend(rows.iter().map(|row| {
        [
            row.id.to_string(),
            row.kind.as_str(),
            row.channel.as_str(),
            row.state.as_str(),
            time(row.send_at),
            row.attempts.to_string(),
            row.last_error.clone().unwrap_or_default(),
        ]
    }));
    let width = |column: usize| {
        let cells = lines.iter().map(|line| line[column].chars().count());
        cells.max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..head.len()).map(width).collect();
    let mut text = String::new();
    for line in &lines {
        let cells: Vec<String> = line
            .iter()
            .zip(&widths)
            .map(|(cell, width)| format!("{cell:<width$}"))
            .collect();
        text += cells.join("  ").trim_end();
        text.push('\n');
    }
    text
}
