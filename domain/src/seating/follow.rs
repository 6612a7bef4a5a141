//! What seating does because of others: who leaves frees their seats, a party that grows keeps its table
//! where it fits, a new event that is like another has the same tables, and who is erased looks after
//! none.

use std::collections::{BTreeMap, HashMap, HashSet};

use mulin_entities::*;

use super::{party_store, place_store, store};
use crate::change::{Change, What};
use crate::error::Result;
use crate::event::like;
use crate::tx::Tx;

/// See the module.
pub async fn follow(tx: &mut Tx, changes: &[Change]) -> Result<()> {
    let pairs = like::pairs(changes);
    if !pairs.is_empty() {
        take_over(tx, &pairs).await?;
    }
    for change in changes {
        if let What::PersonMerged { from, into } = change.what {
            store::give_tables(tx, &[from], Some(into)).await?;
        }
    }
    let erased: Vec<PersonId> = changes.iter().filter_map(Change::erased).collect();
    if !erased.is_empty() {
        store::give_tables(tx, &erased, None).await?;
    }
    let answers: Vec<RsvpId> = changes.iter().filter_map(seats_changed).collect();
    if !answers.is_empty() {
        reseat(tx, &answers).await?;
    }
    Ok(())
}

/// The answer that a change is about, if seats are or were held by it.
fn seats_changed(change: &Change) -> Option<RsvpId> {
    let (What::RsvpAnswered(answer)
    | What::RsvpPromoted(answer)
    | What::RsvpOffered(answer)
    | What::RsvpOfferExpired(answer)
    | What::RsvpApproved(answer)
    | What::RsvpRefused(answer)) = &change.what
    else {
        return None;
    };
    let came = answer.from == Some(RsvpState::Going);
    (came || answer.to == RsvpState::Going).then_some(answer.rsvp_id)
}

/// Brings the places of these answers' households to what they need now. The seats of their events are
/// locked, by whoever changed the answers.
async fn reseat(tx: &Tx, answers: &[RsvpId]) -> Result<()> {
    let found = place_store::of_rsvps(tx, answers).await?;
    if found.is_empty() {
        return Ok(());
    }
    let mut by_event: BTreeMap<EventId, Vec<seat_assignment::Model>> = BTreeMap::new();
    for place in found {
        by_event.entry(place.event_id).or_default().push(place);
    }
    store::lock_all(tx, by_event.keys().copied()).await?;
    for (event, places) in by_event {
        let households: Vec<HouseholdId> = places.iter().map(|place| place.household_id).collect();
        let seats = party_store::seats_of(tx.db(), event, &households).await?;
        let at = places.iter().filter_map(|place| place.table_id);
        let tables = store::tables(tx.db(), at.collect::<HashSet<_>>()).await?;
        let free = tables
            .iter()
            .map(|table| (table.id, table.capacity - table.taken));
        let changed = fitted(places, &seats.into_iter().collect(), free.collect());
        let touched: Vec<BanquetTableId> = tables.iter().map(|table| table.id).collect();
        place_store::write(tx, event, changed, &touched).await?;
    }
    Ok(())
}

/// The places that change once households need so many seats; none for who does not come. First what
/// becomes smaller frees its seats, then what grew stays where it fits, and has no table otherwise.
fn fitted(
    mut places: Vec<seat_assignment::Model>,
    seats: &HashMap<HouseholdId, i32>,
    mut free: HashMap<BanquetTableId, i32>,
) -> Vec<seat_assignment::Model> {
    let needs =
        |place: &seat_assignment::Model| seats.get(&place.household_id).copied().unwrap_or(0);
    places.retain(|place| needs(place) != place.seats);
    places.sort_unstable_by_key(|place| (needs(place) > place.seats, place.household_id));
    for place in &mut places {
        let needed = needs(place);
        let more = needed - place.seats;
        if let Some(left) = place.table_id.and_then(|table| free.get_mut(&table)) {
            if more <= *left {
                *left -= more;
            } else {
                *left += place.seats;
                place.table_id = None;
            }
        }
        if needed > 0 {
            place.seats = needed;
        } else {
            // Nobody of them comes: what they were told holds no more.
            place.table_id = None;
            place.published_table_id = None;
        }
    }
    places
}

/// Gives each new event the tables of the one that it is like, if it is a banquet: nobody sits there.
async fn take_over(tx: &Tx, pairs: &[(EventId, EventId)]) -> Result<()> {
    let likes: HashSet<EventId> = pairs.iter().map(|(_, like)| *like).collect();
    let plans = store::plans(tx.db(), likes.iter().copied()).await?;
    if plans.is_empty() {
        return Ok(());
    }
    let tables = store::tables_of(tx.db(), likes).await?;
    let tables = like::grouped(tables, |table| table.event_id);
    let (mut new_plans, mut copies) = (Vec::new(), Vec::new());
    for (event_id, like) in pairs {
        let Some(plan) = plans.iter().find(|plan| plan.event_id == *like) else {
            continue;
        };
        new_plans.push(store::new(tx, *event_id, plan.root_area_id));
        for table in tables.get(like).into_iter().flatten() {
            copies.push(banquet_table::Model {
                id: tx.new_id(),
                event_id: *event_id,
                host_id: None,
                taken: 0,
                ..table.clone()
            });
        }
    }
    store::insert_plans(tx, new_plans).await?;
    store::insert_tables(tx, copies).await
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn place(household: u128, seats: i32, table: Option<u128>) -> seat_assignment::Model {
        let table = table.map(|table| BanquetTableId(Uuid::from_u128(table)));
        seat_assignment::Model {
            event_id: EventId(Uuid::nil()),
            household_id: HouseholdId(Uuid::from_u128(household)),
            seats,
            table_id: table,
            published_table_id: table.or(Some(BanquetTableId(Uuid::from_u128(7)))),
        }
    }

    fn after(
        places: Vec<seat_assignment::Model>,
        seats: &[(u128, i32)],
        free: i32,
    ) -> Vec<(u128, i32, bool, bool)> {
        let home = |(home, seats): &(u128, i32)| (HouseholdId(Uuid::from_u128(*home)), *seats);
        let free = [(BanquetTableId(Uuid::from_u128(7)), free)];
        fitted(places, &seats.iter().map(home).collect(), free.into())
            .iter()
            .map(|place| {
                let (sits, shown) = (place.table_id, place.published_table_id);
                let home = place.household_id.0.as_u128();
                (home, place.seats, sits.is_some(), shown.is_some())
            })
            .collect()
    }

    #[test]
    fn a_party_that_does_not_change_stays() {
        assert!(after(vec![place(1, 4, Some(7))], &[(1, 4)], 0).is_empty());
    }

    #[test]
    fn who_leaves_has_no_place_and_was_shown_none() {
        let gone = after(vec![place(1, 4, Some(7)), place(2, 2, None)], &[], 0);
        assert_eq!(gone, [(1, 4, false, false), (2, 2, false, false)]);
    }

    #[test]
    fn who_grows_stays_where_they_fit() {
        let fits = after(vec![place(1, 4, Some(7))], &[(1, 6)], 2);
        assert_eq!(fits, [(1, 6, true, true)]);
        let too_many = after(vec![place(1, 4, Some(7))], &[(1, 6)], 1);
        assert_eq!(too_many, [(1, 6, false, true)]);
    }

    #[test]
    fn seats_that_others_free_are_there_for_who_grows() {
        let places = vec![place(1, 2, Some(7)), place(2, 5, Some(7))];
        let both = after(places, &[(1, 5), (2, 2)], 0);
        assert_eq!(both, [(2, 2, true, true), (1, 5, true, true)]);
    }
}
