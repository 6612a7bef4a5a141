//! People, their addresses and their roles.

mod acting;
mod confirm_consent;
mod grant_role;
mod record_consent;
mod register_person;
mod revoke_role;
mod update_person;
mod viewer;
mod withdraw_consent;

use mulin_entities::{PersonId, contact_point};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::support::app::TestApp;

/// The rows of a person's addresses, as they are at rest.
async fn contacts(app: &TestApp, person: PersonId) -> Vec<contact_point::Model> {
    contact_point::Entity::find()
        .filter(contact_point::Column::PersonId.eq(person))
        .order_by_asc(contact_point::Column::Kind)
        .all(app.core.db().reader())
        .await
        .expect("the table is read")
}
