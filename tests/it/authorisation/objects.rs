//! What each actor sees of each field of each object, whichever way they come.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::actors::Who;
use super::doors::{Door, doors};
use super::stage::Stage;
use crate::factories::gid;
use crate::support::app::TestApp;
use crate::support::introspection::{Introspection, bare_type, list, name};

/// What an actor sees of an object: none if they do not see it at all, or a word for each field.
type View = Option<BTreeMap<String, String>>;

/// One object with what each actor sees of it, in their order, and the ways there.
pub struct Object {
    /// Its type.
    pub object: &'static str,
    /// Which one.
    pub instance: &'static str,
    /// The ways to it.
    pub ways: Vec<&'static str>,
    /// What each actor sees.
    pub views: Vec<View>,
}

/// Types that carry objects and tell nothing of their own.
fn carries(name: &str) -> bool {
    let suffixes = ["Connection", "Edge", "Payload", "Error", "Changed"];
    suffixes.iter().any(|suffix| name.ends_with(suffix))
        || ["PageInfo", "Query", "Mutation", "Subscription"].contains(&name)
}

/// The field as it is selected: where it must be told about whom, about the resident.
fn selected(field: &Value, schema: &Introspection, resident: &str) -> String {
    let (own, of) = (name(field), bare_type(&field["type"]));
    let about = list(field, "args")
        .iter()
        .any(|arg| name(arg) == "personId");
    let argument = format!("{own}(personId: \"{resident}\")");
    let own = if about { &argument } else { own };
    let is_object = schema
        .types()
        .any(|one| name(one) == of && !list(one, "fields").is_empty());
    match of {
        _ if of.ends_with("Connection") => format!("{own} {{ nodes {{ __typename }} }}"),
        _ if is_object => format!("{own} {{ __typename }}"),
        _ => own.to_owned(),
    }
}

/// A word for what is seen of a field.
fn word(object: &str, field: &str, value: &Value) -> String {
    let list = value.get("nodes").unwrap_or(value);
    match list {
        Value::Null => "null".to_owned(),
        Value::Array(items) if items.is_empty() => "none".to_owned(),
        Value::Bool(allowed) if object.ends_with("ViewerCan") => allowed.to_string(),
        Value::String(text) if field == "name" && text.contains('*') => "masked".to_owned(),
        _ => "ok".to_owned(),
    }
}

impl Door {
    async fn view(&self, app: &TestApp, stage: &Stage, who: Who, fields: &str) -> View {
        let operation = self.operation.replace("FIELDS", fields);
        let token = stage.token(app, who).await;
        let answer = app
            .run_with(token.as_deref(), &operation, self.variables.clone())
            .await;
        // What a preview refuses is an error as of a mutation.
        let may_refuse = self.operation.starts_with("mutation")
            || ["announcementPreview", "seriesPreview"]
                .iter()
                .any(|preview| self.way.starts_with(preview));
        if may_refuse && answer.body.get("errors").is_some() {
            return None;
        }
        let found = answer.data().pointer(&self.pointer)?;
        // What is no node names the node that it tells of.
        let is_this = |one: &&Value| match &self.id {
            Some(id) => ["id", "deliveryId"]
                .iter()
                .any(|key| one[key] == json_text(id)),
            None => !one.is_null(),
        };
        let object = match found {
            Value::Array(items) => items.iter().find(is_this),
            one => Some(one).filter(is_this),
        }?;
        let fields = object.as_object()?.iter();
        Some(
            fields
                .map(|(field, value)| (field.clone(), word(self.object, field, value)))
                .collect(),
        )
    }
}

fn json_text(text: &str) -> Value {
    Value::String(text.to_owned())
}

/// Everything that everybody sees. Every way shows the same or nothing, and nobody reaches an object
/// through a back door whose front door is closed to them.
pub async fn objects(app: &TestApp, schema: &Introspection) -> Vec<Object> {
    let stage = Stage::build(app).await;
    let mut objects: Vec<Object> = Vec::new();
    let mut problems = Vec::new();
    let resident = gid(&stage.town, stage.resident()).0;
    for door in doors(&stage) {
        let fields: Vec<String> = list(schema.named(door.object), "fields")
            .iter()
            .map(|field| selected(field, schema, &resident))
            .collect();
        let fields = fields.join(" ");
        let mut views = Vec::new();
        for who in Who::ALL {
            views.push(door.view(app, &stage, *who, &fields).await);
        }
        if views.iter().all(Option::is_none) {
            problems.push(format!("{} leads nobody to {}", door.way, door.object));
        }
        let known = objects
            .iter_mut()
            .find(|known| known.object == door.object && known.instance == door.instance);
        let Some(known) = known else {
            let (object, instance, ways) = (door.object, door.instance, vec![door.way]);
            objects.push(Object {
                object,
                instance,
                ways,
                views,
            });
            continue;
        };
        known.ways.push(door.way);
        for ((who, view), front) in Who::ALL.iter().zip(views).zip(&known.views) {
            if view.is_some() && view != *front {
                let (object, instance, who) = (door.object, door.instance, who.title());
                problems.push(format!(
                    "{object} ({instance}) as {who} by {}: {view:?}\n  by {}: {front:?}",
                    door.way, known.ways[0]
                ));
            }
        }
    }
    assert!(problems.is_empty(), "\n{}", problems.join("\n"));
    objects
}

/// Fields that no door shows to anybody: nothing is known of who sees them.
pub fn unseen(objects: &[Object], schema: &Introspection) -> Vec<String> {
    let mut seen: BTreeSet<(&str, &str)> = BTreeSet::new();
    for object in objects {
        for (field, word) in object.views.iter().flatten().flatten() {
            if ["ok", "true", "masked"].contains(&word.as_str()) {
                seen.insert((object.object, field));
            }
        }
    }
    let ours = schema.of_kind("OBJECT").filter(|one| !carries(name(one)));
    ours.flat_map(|one| {
        let fields = list(one, "fields").iter();
        fields.map(move |field| (name(one), name(field)))
    })
    .filter(|field| !seen.contains(field))
    .map(|(object, field)| format!("{object}.{field}"))
    .collect()
}
