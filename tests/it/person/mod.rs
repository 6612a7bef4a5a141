//! People, their addresses and their roles.

mod acting;
mod add_contact_point;
mod confirm_consent;
mod confirm_registration;
mod grant_role;
mod listed_consents;
mod merge_consents;
mod merge_people;
mod move_person;
mod names;
mod record_consent;
mod refuse_registration;
mod register_person;
mod remove_contact_point;
mod revoke_role;
mod set_diet;
mod set_needs;
mod update_contact_point;
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
