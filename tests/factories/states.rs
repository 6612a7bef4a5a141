//! Records in states that only other commands bring about.

use mulin_entities::{PersonId, PersonState, person};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, EntityTrait, IntoActiveModel};

use crate::support::app::TestApp;

/// Writes the state alone, and what the table wants beside it: nothing else of what a merge or an
/// erasure does.
pub async fn set_state(app: &TestApp, person: PersonId, state: PersonState) {
    let db = app.core.db().writer();
    let row = person::Entity::find_by_id(person).one(db).await;
    let row = row
        .expect("people can be read")
        .expect("the person is there");
    let mut row = row.into_active_model();
    row.state = Set(state);
    row.merged_into_id = Set((state == PersonState::Merged).then_some(person));
    if state == PersonState::Erased {
        (row.name, row.birth_year) = (Set(String::new()), Set(None));
    }
    row.update(db).await.expect("a person can be changed");
}
