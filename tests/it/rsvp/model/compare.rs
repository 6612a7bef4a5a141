//! What the journal tells against what the tables have.

use std::collections::{BTreeMap, HashMap, HashSet};

use mulin_domain::rsvp::states::claims;
use mulin_entities::*;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::Told;
use super::books::{Books, Entry, waits};
use super::doors::{Doors, Noted};
use crate::rsvp::steps::{rsvps_of, seats_of};
use crate::support::app::TestApp;

/// The answers and the seats.
pub(super) async fn answers(books: &Books, app: &TestApp) -> Told {
    let rows = rsvps_of(app, books.event).await;
    for row in &rows {
        let entry = Entry {
            person: row.person_id,
            state: row.state,
            party: row.adults + row.children,
            queue_no: row.queue_no,
            answer_rev: row.answer_rev,
            schedule_rev: row.schedule_rev,
            offer_ends: row.offer_expires_at.filter(|_| books.ends_are_plain),
            withdrew_late: row.withdrew_late,
            decided_at: row.decided_at,
            decided_by: row.decided_by,
            answered_at: row.answered_at,
            answered_by: Some(row.answered_by),
            via: row.via,
        };
        let told = books.entries.get(&row.id);
        ensure!(
            Some(&entry) == told,
            "{:?} is\n{entry:?}, told\n{told:?}",
            row.id
        );
    }
    let (rows, told) = (rows.len(), books.entries.len());
    ensure!(rows == told, "{rows} answers, and told {told}");
    let seats = seats_of(app, books.event).await;
    ensure!(seats == books.held, "{seats:?}, and told {:?}", books.held);
    Ok(())
}

/// Who was checked in, and who of them is known.
pub(super) async fn doors(
    books: &Books,
    doors: &Doors,
    app: &TestApp,
    walk_ins: &HashMap<CheckInId, PersonId>,
) -> Told {
    let db = app.core.db().writer();
    let rows = check_in::Entity::find()
        .filter(check_in::Column::EventId.eq(books.event))
        .all(db)
        .await
        .expect("the database answers");
    for row in &rows {
        let noted = Noted {
            list: row.list_id,
            rsvp: row.rsvp_id,
            heads: row.adults + row.children,
            by: Some(row.checked_in_by),
            at: row.checked_in_at,
            undone_by: row.undone_by,
            undone_at: row.undone_at,
        };
        let told = doors.noted.get(&row.id);
        ensure!(
            Some(&noted) == told,
            "{:?} is\n{noted:?}, told\n{told:?}",
            row.id
        );
    }
    let (rows, told) = (rows.len(), doors.noted.len());
    ensure!(rows == told, "{rows} check-ins, and told {told}");

    let present = check_in_person::Entity::find()
        .filter(check_in_person::Column::EventId.eq(books.event))
        .all(db)
        .await
        .expect("the database answers");
    let mut known: HashMap<CheckInId, i32> = HashMap::new();
    for row in &present {
        let noted = doors
            .noted
            .get(&row.check_in_id)
            .ok_or("present by nothing")?;
        let stands = noted.undone_at.is_none() && noted.list == row.list_id;
        ensure!(stands, "{row:?} by {noted:?}");
        let count = known.entry(row.check_in_id).or_default();
        *count += 1;
        ensure!(*count <= noted.heads, "more known than heads: {noted:?}");
    }
    let here: HashSet<(CheckInListId, PersonId)> = present
        .iter()
        .map(|row| (row.list_id, row.person_id))
        .collect();
    for (id, noted) in &doors.noted {
        let person = match noted.rsvp {
            Some(rsvp) => books.entries.get(&rsvp).map(|entry| entry.person),
            None => walk_ins.get(id).copied(),
        };
        if let Some(person) = person.filter(|_| noted.undone_at.is_none()) {
            let is_here = here.contains(&(noted.list, person));
            ensure!(
                is_here,
                "{person:?} came with {id:?} and is not there: {noted:?}"
            );
        }
    }
    Ok(())
}

/// What holds at every moment at which nobody is in between: seats add up, nobody has another's
/// place in the queue, and nobody two seats.
pub async fn assert_adds_up(app: &TestApp, event: EventId) {
    let (rows, seats) = (rsvps_of(app, event).await, seats_of(app, event).await);
    let taken: i32 = rows
        .iter()
        .filter(|row| matches!(row.state, RsvpState::Going | RsvpState::Offered))
        .map(|row| row.adults + row.children)
        .sum();
    assert_eq!(seats.taken, taken);
    let waiting = rows.iter().map(|row| waits(row.state)).sum::<i32>();
    assert_eq!(seats.waitlisted, waiting);
    assert!(seats.seat_limit.is_none_or(|limit| taken <= limit));
    let limit = seats.capacity.map(|capacity| capacity.max(taken));
    assert_eq!(seats.seat_limit, limit);
    let mut places: Vec<i64> = rows.iter().filter_map(|row| row.queue_no).collect();
    let count = places.len();
    places.sort_unstable();
    places.dedup();
    assert_eq!(places.len(), count, "a place was given twice");
    assert!(
        places
            .iter()
            .all(|place| (1..seats.next_queue_no).contains(place))
    );
    assert_one_seat_each(app, &rows).await;
}

/// A person comes with one party at most, their own or one that names them.
async fn assert_one_seat_each(app: &TestApp, rows: &[rsvp::Model]) {
    let claiming: BTreeMap<RsvpId, &rsvp::Model> = rows
        .iter()
        .filter(|row| claims(row.state))
        .map(|row| (row.id, row))
        .collect();
    let Some(event) = rows.first().map(|row| row.event_id) else {
        return;
    };
    let named = rsvp_member::Entity::find()
        .filter(rsvp_member::Column::EventId.eq(event))
        .all(app.core.db().writer())
        .await
        .expect("the database answers");
    let own = claiming.values().filter(|row| row.respondent_comes);
    let mut seated: HashSet<PersonId> = own.map(|row| row.person_id).collect();
    for member in named {
        let claims = claiming.contains_key(&member.rsvp_id);
        assert_eq!(member.holds, claims, "{member:?}");
        if claims {
            let is_new = seated.insert(member.person_id);
            assert!(is_new, "{:?} has two seats", member.person_id);
        }
    }
}
