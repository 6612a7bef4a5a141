//! What may not be served at an event, and whether a dish sounds of it.

use std::collections::{BTreeSet, HashMap};

use mulin_entities::*;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, Value};

use super::words;
use crate::dialect;
use crate::error::Result;
use crate::place::rules::paths_to;

/// Whether the dish of this name, with these ingredients, sounds of what is banned, by its name or by
/// another one.
pub fn finds(banned: &banned_ingredient::Model, name: &str, ingredients: &[String]) -> bool {
    let aliases = banned.aliases.as_array().into_iter().flatten();
    let aliases = aliases.filter_map(|alias| alias.as_str());
    let words: Vec<&str> = aliases.chain([banned.name.as_str()]).collect();
    let texts = ingredients.iter().map(String::as_str).chain([name]);
    words::mention(texts, &words)
}

/// Whether it holds on this day.
pub fn holds_on(banned: &banned_ingredient::Model, day: chrono::NaiveDate) -> bool {
    banned.valid_from <= day && banned.valid_to.is_none_or(|last| day <= last)
}

/// What may not be served at an event: what holds on its local day in its area and in all above.
pub async fn banned_at(
    db: &impl ConnectionTrait,
    event: &event::Model,
) -> Result<Vec<banned_ingredient::Model>> {
    let banned = banned_at_events(db, [event.id]).await?;
    Ok(banned.into_values().next().unwrap_or_default())
}

/// The same of several events, with the oldest entry first.
pub async fn banned_at_events(
    db: &impl ConnectionTrait,
    events: impl IntoIterator<Item = EventId>,
) -> Result<HashMap<EventId, Vec<banned_ingredient::Model>>> {
    let events = event::Entity::find()
        .filter(event::Column::Id.is_in(events))
        .all(db)
        .await?;
    let paths: BTreeSet<&str> = events
        .iter()
        .flat_map(|event| paths_to(&event.area_path))
        .collect();
    let banned = banned_in(db, paths).await?;
    let of = |event: &event::Model| {
        let above = paths_to(&event.area_path);
        let day = event.starts_local.date();
        let here = banned
            .iter()
            .filter(|(path, row)| above.contains(&path.as_str()) && holds_on(row, day));
        (event.id, here.map(|(_, row)| row.clone()).collect())
    };
    Ok(events.iter().map(of).collect())
}

/// Whatever was entered for the areas of these paths, each with the path of its area.
async fn banned_in(
    db: &impl ConnectionTrait,
    paths: BTreeSet<&str>,
) -> Result<Vec<(String, banned_ingredient::Model)>> {
    #[derive(FromQueryResult)]
    struct Row {
        of_path: String,
        #[sea_orm(nested)]
        banned: banned_ingredient::Model,
    }
    if paths.is_empty() {
        return Ok(Vec::new());
    }
    let places = dialect::places(paths.len(), "?");
    let text = format!(
        "SELECT area.path AS of_path, banned_ingredient.* FROM area \
         JOIN banned_ingredient ON banned_ingredient.area_id = area.id \
         WHERE area.path IN ({places}) ORDER BY banned_ingredient.id"
    );
    let values = paths.into_iter().map(Value::from);
    let rows = Row::find_by_statement(dialect::sql(db, &text, values))
        .all(db)
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| (row.of_path, row.banned))
        .collect())
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use serde_json::json;
    use uuid::Uuid;

    use super::*;

    fn beans() -> banned_ingredient::Model {
        banned_ingredient::Model {
            id: BannedIngredientId(Uuid::nil()),
            root_area_id: AreaId(Uuid::nil()),
            area_id: AreaId(Uuid::nil()),
            name: "四季豆".to_owned(),
            aliases: json!(["芸豆", "green bean"]),
            reason: "没煮熟会中毒。".to_owned(),
            valid_from: NaiveDate::from_ymd_opt(2026, 1, 1).unwrap(),
            valid_to: NaiveDate::from_ymd_opt(2026, 12, 31),
            source: "x".to_owned(),
            version: 1,
            created_by: None,
            created_at: chrono::DateTime::UNIX_EPOCH,
            updated_at: chrono::DateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn it_is_found_by_any_of_its_names() {
        let of = |name: &str, ingredients: &[&str]| {
            let ingredients: Vec<String> = ingredients.iter().map(|&one| one.to_owned()).collect();
            finds(&beans(), name, &ingredients)
        };
        assert!(of("干煸四季豆", &[]) && of("杂烩", &["盐", "芸豆"]));
        assert!(of("Green Beans with garlic", &[]));
        assert!(!of("豆腐", &["黄豆"]) && !of("evergreen beanstalk", &[]));
    }

    #[test]
    fn it_holds_on_its_first_and_its_last_day() {
        let on = |year, month, day| {
            let day = NaiveDate::from_ymd_opt(year, month, day).unwrap();
            holds_on(&beans(), day)
        };
        assert!(on(2026, 1, 1) && on(2026, 12, 31));
        assert!(!on(2025, 12, 31) && !on(2027, 1, 1));
    }
}
