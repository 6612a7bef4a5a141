//! Many residents at once, written straight into the tables: for tests about numbers, which would
//! spend their time on commands otherwise.

use mulin_domain::dialect;
use mulin_domain::person::store::sealed_contact;
use mulin_entities::*;
use sea_orm::{
    ActiveModelBehavior, ActiveModelTrait, DatabaseTransaction, EntityTrait, IntoActiveModel,
    TransactionTrait,
};

use super::Town;
use crate::support::app::TestApp;

/// Rows a statement.
const CHUNK: usize = 500;

/// So many residents of one household, `居民0000` and so on, each with an e-mail address, who all
/// gave the same answer to the event. The journal tells nothing of it.
pub async fn crowd(
    app: &TestApp,
    town: &Town,
    event: &event::Model,
    count: usize,
    state: RsvpState,
) -> Vec<PersonId> {
    let (core, now) = (&app.core, app.now());
    let household = household::Model {
        id: core.new_id(),
        root_area_id: town.city.id,
        unit_id: town.unit.id,
        building: "9栋".to_owned(),
        created_at: now,
    };
    let household_id = household.id;
    let people: Vec<person::Model> = (0..count)
        .map(|number| person::Model {
            id: core.new_id(),
            root_area_id: town.city.id,
            unit_id: town.unit.id,
            household_id,
            state: PersonState::Active,
            merged_into_id: None,
            preferred_name: None,
            external_ref: None,
            opted_out_of_proxies: false,
            name: format!("居民{number:04}"),
            birth_year: None,
            locale: "zh-CN".to_owned(),
            quiet_from: None,
            quiet_until: None,
            time_zone: None,
            version: 1,
            created_at: now,
            updated_at: now,
        })
        .collect();
    let ids: Vec<PersonId> = people.iter().map(|person| person.id).collect();
    let contacts = ids.iter().enumerate().map(|(number, person)| {
        let address = format!("crowd{number:04}.{}@example.org", event.id.0.simple());
        let kind = ContactKind::Email;
        sealed_contact(core, core.new_id(), *person, kind, &address, now)
    });
    let contacts: Vec<_> = contacts.collect();
    let answers: Vec<rsvp::Model> = ids
        .iter()
        .map(|person| answer(app, town, event, *person, household_id, state))
        .collect();

    let writer = core.db().writer();
    let options = dialect::write_transaction(writer.get_database_backend());
    let transaction = writer
        .begin_with_options(options)
        .await
        .expect("a transaction can begin");
    insert(&transaction, vec![household]).await;
    insert(&transaction, people).await;
    insert(&transaction, contacts).await;
    insert(&transaction, answers).await;
    transaction.commit().await.expect("it can be committed");
    ids
}

/// One answer as a row.
pub fn answer(
    app: &TestApp,
    town: &Town,
    event: &event::Model,
    person: PersonId,
    household_id: HouseholdId,
    state: RsvpState,
) -> rsvp::Model {
    rsvp::Model {
        id: app.core.new_id(),
        root_area_id: town.city.id,
        event_id: event.id,
        person_id: person,
        household_id,
        unit_id: town.unit.id,
        state,
        adults: 1,
        children: 0,
        respondent_comes: true,
        offer_expires_at: None,
        withdrew_late: false,
        decided_by: None,
        decided_at: None,
        decision_reason: None,
        form_version: 0,
        note: None,
        queue_no: None,
        answer_rev: 0,
        schedule_rev: event.schedule_rev,
        via: Via::App,
        answered_by: person,
        answered_at: app.now(),
        created_at: app.now(),
    }
}

async fn insert<M, A>(transaction: &DatabaseTransaction, rows: Vec<M>)
where
    M: IntoActiveModel<A>,
    A: ActiveModelTrait + ActiveModelBehavior,
{
    let mut rows = rows.into_iter().map(IntoActiveModel::into_active_model);
    loop {
        let chunk: Vec<A> = rows.by_ref().take(CHUNK).collect();
        if chunk.is_empty() {
            return;
        }
        A::Entity::insert_many(chunk)
            .exec_without_returning(transaction)
            .await
            .expect("rows can be written");
    }
}
