//! Many residents at once, written straight into the tables: for tests about numbers, which would
//! spend their time on commands otherwise.

use mulin_domain::dialect;
use mulin_domain::person::store::sealed_contact;
use mulin_entities::*;
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelBehavior, ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait,
    IntoActiveModel, QueryFilter, TransactionTrait,
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

/// The same people answer each of these events alike, one by one from the front as `states` says, and the
/// seats are counted as commands would. Answers the people.
pub async fn regulars(
    app: &TestApp,
    town: &Town,
    events: &[event::Model],
    states: &[RsvpState],
) -> Vec<PersonId> {
    let first = events.first().expect("an event");
    let people = crowd(app, town, first, states.len(), RsvpState::Going).await;
    let db = app.core.db().writer();
    let household = super::person_row(app, people[0]).await.household_id;
    let rows = events.iter().flat_map(|event| {
        let mut queue = 0;
        let of = |(person, state): (&PersonId, &RsvpState)| {
            let mut row = answer(app, town, event, *person, household, *state);
            if *state == RsvpState::Waitlisted {
                queue += 1;
                row.queue_no = Some(queue);
            }
            row
        };
        people.iter().zip(states).map(of).collect::<Vec<_>>()
    });
    let rows: Vec<rsvp::Model> = rows.collect();
    let count = |state| states.iter().filter(|of| **of == state).count();
    let seats = |count: usize| i32::try_from(count).expect("few");
    let (taken, waiting) = (count(RsvpState::Going), count(RsvpState::Waitlisted));
    let options = dialect::write_transaction(db.get_database_backend());
    let transaction = db
        .begin_with_options(options)
        .await
        .expect("a transaction can begin");
    rsvp::Entity::delete_many()
        .filter(rsvp::Column::EventId.eq(first.id))
        .exec(&transaction)
        .await
        .expect("rows can be deleted");
    insert(&transaction, rows).await;
    event_seats::Entity::update_many()
        .col_expr(event_seats::Column::Taken, Expr::value(seats(taken)))
        .col_expr(event_seats::Column::Waitlisted, Expr::value(seats(waiting)))
        .col_expr(
            event_seats::Column::NextQueueNo,
            Expr::value(seats(waiting) + 1),
        )
        .filter(event_seats::Column::EventId.is_in(events.iter().map(|event| event.id)))
        .exec(&transaction)
        .await
        .expect("seats can be counted");
    transaction.commit().await.expect("it can be committed");
    people
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
