//! What the authorities ask, what was filed and kept, and what cooks have shown, in batches.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use mulin_domain::food_safety::{certificate_store, filing_store, rule_store, sample_store};
use mulin_entities::*;

use crate::graphql::loaders::{Rows, Shared, by_id};

by_id!(
    DiningPolicyId => dining_policy::Model,
    |_rows, db, keys| rule_store::policies(db, keys),
    |row| (row.id, row)
);
by_id!(
    BannedIngredientId => banned_ingredient::Model,
    |_rows, db, keys| rule_store::bans(db, keys),
    |row| (row.id, row)
);
// What is filed, kept and shown, whoever asks: the caller asks the policy.
by_id!(
    FilingTaskId => filing_task::Model,
    |_rows, db, keys| filing_store::tasks(db, keys),
    |row| (row.id, row)
);
by_id!(
    FoodSampleId => food_sample::Model,
    |_rows, db, keys| sample_store::samples(db, keys),
    |row| (row.id, row)
);
by_id!(
    CookCertificateId => cook_certificate::Model,
    |_rows, db, keys| certificate_store::certificates(db, keys),
    |row| (row.id, row)
);

/// A loader of lists: the rows of each key, in the order in which they are read.
macro_rules! lists {
    ($(#[$doc:meta])* $key:ident($of:ty) => $row:ty, |$db:ident, $keys:ident| $read:expr, |$one:ident| $pair:expr) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash)]
        pub struct $key(pub $of);

        impl Loader<$key> for Rows {
            type Value = Vec<$row>;
            type Error = Shared;

            async fn load(&self, keys: &[$key]) -> Result<HashMap<$key, Vec<$row>>, Shared> {
                let $keys: Vec<$of> = keys.iter().map(|$key(key)| *key).collect();
                let $db = self.core.db().reader();
                let mut lists: HashMap<$key, Vec<$row>> = HashMap::new();
                for $one in $read.await.map_err(Arc::new)? {
                    let (of, row) = $pair;
                    lists.entry($key(of)).or_default().push(row);
                }
                Ok(lists)
            }
        }
    };
}

lists!(
    /// The policies of meals for many that hold in an area, with those of all above it.
    PoliciesOf(AreaId) => dining_policy::Model,
    |db, keys| rule_store::policies_of(db, &keys),
    |pair| pair
);
lists!(
    /// What may not be served in an area, with what may not in all above it.
    BansOf(AreaId) => banned_ingredient::Model,
    |db, keys| rule_store::bans_of(db, &keys),
    |pair| pair
);
lists!(
    /// What has to be filed for a banquet. The caller asks the policy.
    FilingTasksOf(EventId) => filing_task::Model,
    |db, keys| filing_store::tasks_of(db, keys),
    |row| (row.event_id, row)
);
lists!(
    /// The samples of a dish. The caller asks the policy.
    SamplesOf(DishId) => food_sample::Model,
    |db, keys| sample_store::of_dishes(db, keys),
    |row| (row.dish_id, row)
);
lists!(
    /// What somebody has shown. The caller asks the policy.
    CertificatesOf(PersonId) => cook_certificate::Model,
    |db, keys| certificate_store::of_people(db, keys),
    |row| (row.person_id, row)
);
