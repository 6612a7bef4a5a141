//! Whom somebody may act for, as SQL: [`super::super::policy::may_act_for`] as a condition on
//! `person`, in alternatives that each find their rows by an index of their own.

use mulin_entities::{PersonId, Role, person};
use sea_orm::{ConnectionTrait, FromQueryResult, Value};

use crate::actor::{Actor, PersonActor};
use crate::clock::Instant;
use crate::dialect;
use crate::error::Result;
use crate::page::{Page, Slice};
use crate::person::{consent, rules};
use crate::place;

/// A condition with its values.
type Condition = (String, Vec<Value>);

/// One's household, as far as one may act for it; none for a child, and for who only asked to be
/// registered.
fn of_household(viewer: &PersonActor, year: i32) -> Option<Condition> {
    if !viewer.confirmed || rules::is_child(viewer.birth_year, year) {
        return None;
    }
    let child_born_from = rules::child_born_from(year);
    let text = "person.household_id = ? \
        AND (NOT person.opted_out_of_proxies OR person.birth_year >= ?)";
    Some((
        text.to_owned(),
        vec![viewer.household_id.into(), child_born_from.into()],
    ))
}

/// Those who agreed, of each subtree that one looks after.
fn looked_after(viewer: &PersonActor, now: Instant) -> impl Iterator<Item = Condition> {
    let over = viewer
        .grants
        .iter()
        .filter(|grant| matches!(grant.role, Role::Steward | Role::Admin));
    over.map(move |grant| {
        let (agreed, value) = consent::store::agreed_to_be_acted_for("person.id", now);
        let text = format!(
            "person.unit_id IN (SELECT area.id FROM area WHERE area.path >= ? AND area.path < ?) \
             AND {agreed}"
        );
        let end = place::rules::end_of_subtree(&grant.area_path);
        let values = vec![grant.area_path.as_str().into(), end.into(), value];
        (text, values)
    })
}

fn alternatives(viewer: &PersonActor, now: Instant) -> Vec<Condition> {
    let year = chrono::Datelike::year(&now);
    let mut conditions: Vec<Condition> = of_household(viewer, year).into_iter().collect();
    conditions.extend(looked_after(viewer, now));
    conditions
}

/// Those of the people whom the actor may act for now, oneself among them.
pub async fn acted_for(
    db: &impl ConnectionTrait,
    actor: &Actor,
    people: impl IntoIterator<Item = PersonId>,
    now: Instant,
) -> Result<Vec<PersonId>> {
    let Some(viewer) = actor.signed_in() else {
        return Ok(Vec::new());
    };
    let mut values: Vec<Value> = people.into_iter().map(Value::from).collect();
    if values.is_empty() {
        return Ok(Vec::new());
    }
    let places = vec!["?"; values.len()].join(", ");
    let mut any = String::from("person.id = ?");
    values.push(viewer.person_id.into());
    for (text, more) in alternatives(viewer, now) {
        any += &format!(" OR {text}");
        values.extend(more);
    }
    let text = format!(
        "SELECT person.id FROM person WHERE person.id IN ({places}) \
         AND person.state IN ('ACTIVE', 'PENDING') AND ({any})"
    );
    let rows = db.query_all_raw(dialect::sql(db, &text, values)).await?;
    Ok(rows
        .iter()
        .map(|row| row.try_get_by_index(0))
        .collect::<std::result::Result<_, _>>()?)
}

/// Those of the people who agreed to be acted for by their steward, and still do.
pub async fn agreed(
    db: &impl ConnectionTrait,
    people: impl IntoIterator<Item = PersonId>,
    now: Instant,
) -> Result<Vec<PersonId>> {
    let mut values: Vec<Value> = people.into_iter().map(Value::from).collect();
    let places = vec!["?"; values.len()].join(", ");
    let (agreed, value) = consent::store::agreed_to_be_acted_for("person.id", now);
    values.push(value);
    let text = format!("SELECT person.id FROM person WHERE person.id IN ({places}) AND {agreed}");
    let rows = db.query_all_raw(dialect::sql(db, &text, values)).await?;
    Ok(rows
        .iter()
        .map(|row| row.try_get_by_index(0))
        .collect::<std::result::Result<_, _>>()?)
}

/// Where a page of people ends: name and id of the person there.
pub type NameKey = (String, PersonId);

/// Whom the viewer may act for now, oneself not among them, by name.
pub async fn acts_for(
    db: &impl ConnectionTrait,
    viewer: &PersonActor,
    now: Instant,
    page: &Page<NameKey>,
) -> Result<Slice<person::Model>> {
    let (mut arms, mut values) = (Vec::new(), Vec::new());
    for (text, more) in alternatives(viewer, now) {
        arms.push(format!("SELECT person.id FROM person WHERE {text}"));
        values.extend(more);
    }
    if arms.is_empty() {
        return Ok(Slice::empty());
    }
    let mut text = format!(
        "SELECT person.* FROM person WHERE person.id IN ({}) \
         AND person.state IN ('ACTIVE', 'PENDING') AND person.id <> ?",
        arms.join(" UNION ")
    );
    values.push(viewer.person_id.into());
    for (key, comparison) in [(&page.after, ">"), (&page.before, "<")] {
        if let Some((name, id)) = key {
            text += &format!(" AND (person.name, person.id) {comparison} (?, ?)");
            values.extend([name.as_str().into(), (*id).into()]);
        }
    }
    let direction = if page.backwards { "DESC" } else { "ASC" };
    text += &format!(
        " ORDER BY person.name {direction}, person.id {direction} LIMIT {}",
        page.limit + 1
    );
    let statement = dialect::sql(db, &text, values);
    let rows = person::Model::find_by_statement(statement).all(db).await?;
    Ok(Slice::new(rows, page))
}
