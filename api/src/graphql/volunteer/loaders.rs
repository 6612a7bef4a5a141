//! Teams and who leads them, in batches.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use mulin_domain::page::{Page, Slice};
use mulin_domain::volunteer::{policy, store};
use mulin_entities::{AreaId, TeamId, team, team_lead};

use crate::graphql::loaders::{Rows, Shared, grouped, pages_of_areas};

impl Loader<TeamId> for Rows {
    type Value = team::Model;
    type Error = Shared;

    async fn load(&self, keys: &[TeamId]) -> Result<HashMap<TeamId, team::Model>, Shared> {
        if !policy::may_see(&self.actor) {
            return Ok(HashMap::new());
        }
        let rows = store::teams(self.core.db().reader(), keys.iter().copied()).await;
        let rows = rows.map_err(Arc::new)?.into_iter();
        Ok(rows.map(|row| (row.id, row)).collect())
    }
}

/// Who leads a team.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct LeadsOf(pub TeamId);

impl Loader<LeadsOf> for Rows {
    type Value = Vec<team_lead::Model>;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[LeadsOf],
    ) -> Result<HashMap<LeadsOf, Vec<team_lead::Model>>, Shared> {
        let teams = keys.iter().map(|LeadsOf(team)| *team);
        let rows = store::leads_of(self.core.db().reader(), teams).await;
        let mut leads: HashMap<LeadsOf, Vec<team_lead::Model>> = HashMap::new();
        for row in rows.map_err(Arc::new)? {
            leads.entry(LeadsOf(row.team_id)).or_default().push(row);
        }
        Ok(leads)
    }
}

pages_of_areas! {
    /// A page of the teams that an area has.
    TeamsOf, TeamId, team::Model, store::teams_of;
}
