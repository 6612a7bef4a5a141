//! Points and what they are exchanged for, in batches.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use mulin_domain::page::{Page, Slice};
use mulin_domain::points::store;
use mulin_entities::{
    AreaId, PersonId, PointsEntryId, PointsRuleId, RedemptionId, RedemptionState, RewardId,
    points_account, points_entry, points_rule, redemption, reward,
};

use crate::graphql::loaders::{Rows, Shared, by_id, grouped};

by_id!(
    PointsRuleId => points_rule::Model,
    |_rows, db, keys| store::rules(db, keys),
    |row| (row.id, row)
);
by_id!(
    RewardId => reward::Model,
    |_rows, db, keys| store::rewards(db, keys),
    |row| (row.id, row)
);
// Of whomever: the caller asks whether it may be seen.
by_id!(
    PointsEntryId => points_entry::Model,
    |_rows, db, keys| store::entries(db, keys),
    |row| (row.id, row)
);
by_id!(
    RedemptionId => redemption::Model,
    |_rows, db, keys| store::redemptions(db, keys),
    |row| (row.id, row)
);

/// The account of a person; the caller asks the policy.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct AccountOf(pub PersonId);

impl Loader<AccountOf> for Rows {
    type Value = points_account::Model;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[AccountOf],
    ) -> Result<HashMap<AccountOf, points_account::Model>, Shared> {
        let people = keys.iter().map(|AccountOf(person)| *person);
        let rows = store::accounts(self.core.db().reader(), people).await;
        let rows = rows.map_err(Arc::new)?.into_iter();
        Ok(rows.map(|row| (AccountOf(row.person_id), row)).collect())
    }
}

/// A page of what an area gives for points, or gave.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct RewardsOf {
    /// The area.
    pub area: AreaId,
    /// Whether with those that have ended.
    pub include_ended: bool,
    /// Which part.
    pub page: Page<RewardId>,
}

impl Loader<RewardsOf> for Rows {
    type Value = Slice<reward::Model>;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[RewardsOf],
    ) -> Result<HashMap<RewardsOf, Slice<reward::Model>>, Shared> {
        let mut pages = HashMap::new();
        let questions = keys
            .iter()
            .map(|key| ((key.include_ended, key.page.clone()), key.area));
        for ((include_ended, page), areas) in grouped(questions) {
            let db = self.core.db().reader();
            let read = store::rewards_of(db, &areas, include_ended, &page).await;
            for (area, slice) in read.map_err(Arc::new)? {
                let key = RewardsOf {
                    area,
                    include_ended,
                    page: page.clone(),
                };
                pages.insert(key, slice);
            }
        }
        Ok(pages)
    }
}

/// A page of who exchanges points for a reward; the caller asks the policy.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct RedemptionsOf {
    /// The reward.
    pub reward: RewardId,
    /// Only in these states; in any if empty.
    pub states: Vec<RedemptionState>,
    /// Which part.
    pub page: Page<RedemptionId>,
}

impl Loader<RedemptionsOf> for Rows {
    type Value = Slice<redemption::Model>;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[RedemptionsOf],
    ) -> Result<HashMap<RedemptionsOf, Slice<redemption::Model>>, Shared> {
        let mut pages = HashMap::new();
        let questions = keys
            .iter()
            .map(|key| ((key.states.clone(), key.page.clone()), key.reward));
        for ((states, page), rewards) in grouped(questions) {
            let db = self.core.db().reader();
            let read = store::redemptions_of_rewards(db, &rewards, &states, &page).await;
            for (reward, slice) in read.map_err(Arc::new)? {
                let key = RedemptionsOf {
                    reward,
                    states: states.clone(),
                    page: page.clone(),
                };
                pages.insert(key, slice);
            }
        }
        Ok(pages)
    }
}
