//! Shifts, their roles, and who is on them, in batches.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use mulin_domain::page::{Page, Slice};
use mulin_domain::shift::{list, sign_up_store, store};
use mulin_entities::{
    EventId, PersonId, ShiftId, ShiftRoleId, ShiftSignUpId, SignUpState, shift, shift_role,
    shift_sign_up,
};

use crate::graphql::loaders::{Rows, Shared, by_id, grouped};

// Of whatever event, and whomever: the caller asks whether it may be seen.
by_id!(
    ShiftId => Arc<shift::Model>,
    |_rows, db, keys| store::shifts(db, keys),
    |row| (row.id, Arc::new(row))
);
by_id!(
    ShiftRoleId => Arc<shift_role::Model>,
    |_rows, db, keys| store::roles(db, keys),
    |row| (row.id, Arc::new(row))
);
by_id!(
    ShiftSignUpId => Arc<shift_sign_up::Model>,
    |_rows, db, keys| sign_up_store::sign_ups(db, keys),
    |row| (row.id, Arc::new(row))
);

/// The shifts of an event that the caller may see.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ShiftsOf(pub EventId);

impl Loader<ShiftsOf> for Rows {
    type Value = Vec<Arc<shift::Model>>;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[ShiftsOf],
    ) -> Result<HashMap<ShiftsOf, Vec<Arc<shift::Model>>>, Shared> {
        let events = keys.iter().map(|key| key.0);
        let rows = store::of_events(self.core.db().reader(), events).await;
        let rows = rows.map_err(Arc::new)?.into_iter();
        Ok(grouped(
            rows.map(|row| (ShiftsOf(row.event_id), Arc::new(row))),
        ))
    }
}

/// What is needed on a shift.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct RolesOf(pub ShiftId);

impl Loader<RolesOf> for Rows {
    type Value = Vec<Arc<shift_role::Model>>;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[RolesOf],
    ) -> Result<HashMap<RolesOf, Vec<Arc<shift_role::Model>>>, Shared> {
        let shifts = keys.iter().map(|key| key.0);
        let rows = store::roles_of(self.core.db().reader(), shifts).await;
        let rows = rows.map_err(Arc::new)?.into_iter();
        Ok(grouped(
            rows.map(|row| (RolesOf(row.shift_id), Arc::new(row))),
        ))
    }
}

/// Who of a shift looks for somebody to take it over.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct OffersOf(pub ShiftId);

impl Loader<OffersOf> for Rows {
    type Value = Vec<Arc<shift_sign_up::Model>>;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[OffersOf],
    ) -> Result<HashMap<OffersOf, Vec<Arc<shift_sign_up::Model>>>, Shared> {
        let shifts = keys.iter().map(|key| key.0);
        let rows = sign_up_store::offered_of(self.core.db().reader(), shifts).await;
        let rows = rows.map_err(Arc::new)?.into_iter();
        Ok(grouped(
            rows.map(|row| (OffersOf(row.shift_id), Arc::new(row))),
        ))
    }
}

macro_rules! pages_of {
    ($(#[$doc:meta] $key:ident($field:ident: $of:ty), $read:path;)+) => {$(
        #[$doc]
        #[derive(Clone, PartialEq, Eq, Hash)]
        pub struct $key {
            /// Whose list.
            pub $field: $of,
            /// Only in these states; in any if empty.
            pub states: Vec<SignUpState>,
            /// Which part.
            pub page: Page<ShiftSignUpId>,
        }

        impl Loader<$key> for Rows {
            type Value = Slice<shift_sign_up::Model>;
            type Error = Shared;

            async fn load(
                &self,
                keys: &[$key],
            ) -> Result<HashMap<$key, Slice<shift_sign_up::Model>>, Shared> {
                let mut pages = HashMap::new();
                let questions = keys
                    .iter()
                    .map(|key| ((key.states.clone(), key.page.clone()), key.$field));
                for ((states, page), lists) in grouped(questions) {
                    let read = $read(self.core.db().reader(), &lists, &states, &page).await;
                    for ($field, slice) in read.map_err(Arc::new)? {
                        let (states, page) = (states.clone(), page.clone());
                        pages.insert($key { $field, states, page }, slice);
                    }
                }
                Ok(pages)
            }
        }
    )+};
}
pages_of! {
    /// A page of those on a shift that the caller looks after.
    SignUpsOf(shift: ShiftId), list::of_shifts;
    /// A page of the sign-ups of a person; the caller asks the policy.
    SignUpsOfPerson(person: PersonId), list::of_people;
}
