//! Lists of dishes, a page of each: of banquets, and of what a household brings.

use mulin_entities::*;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use crate::dialect;
use crate::error::Result;
use crate::page::{Page, Slice};
use crate::page_sql::{Order, pages_by_key};

/// Which dishes are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Filter {
    /// Of this part of the meal.
    pub category: Option<DishCategory>,
    /// Of this household.
    pub household: Option<HouseholdId>,
    /// In these states; those that come if empty.
    pub states: Vec<DishState>,
}

/// The dishes of each of several banquets, in the order in which they were promised. The caller has
/// asked the policy.
pub async fn of_events(
    db: &impl ConnectionTrait,
    events: &[EventId],
    filter: &Filter,
    page: &Page<DishId>,
) -> Result<Vec<(EventId, Slice<dish::Model>)>> {
    let states = match filter.states.as_slice() {
        [] => &[DishState::Pledged],
        states => states,
    };
    let states: Vec<String> = states
        .iter()
        .map(|state| format!("'{}'", state.as_str()))
        .collect();
    let mut list = format!(
        "SELECT * FROM dish WHERE event_id = {{key}} AND state IN ({})",
        states.join(", ")
    );
    if let Some(category) = filter.category {
        list += &format!(" AND category = '{}'", category.as_str());
    }
    if let Some(household) = filter.household {
        let household = dialect::id_literal(db, household.0);
        list += &format!(" AND household_id = {household}");
    }
    let owner = |row: &dish::Model| row.event_id;
    pages_by_key(db, &list, events, Order::OldestFirst, page, owner).await
}

/// What this household brings to each of several banquets, in the order in which it was promised: a
/// household brings few.
pub async fn of_household(
    db: &impl ConnectionTrait,
    household: HouseholdId,
    events: impl IntoIterator<Item = EventId>,
) -> Result<Vec<dish::Model>> {
    Ok(dish::Entity::find()
        .filter(dish::Column::EventId.is_in(events))
        .filter(dish::Column::HouseholdId.eq(household))
        .filter(dish::Column::State.eq(DishState::Pledged))
        .order_by_asc(dish::Column::Id)
        .all(db)
        .await?)
}
