//! Teams and who leads them, in batches.

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::dataloader::Loader;
use mulin_domain::page::{Page, Slice};
use mulin_domain::volunteer::{
    member_store as members, policy, qualification_store as qualifications, skill_store as skills,
    store,
};
use mulin_entities::{
    AreaId, MemberState, PersonId, QualificationId, TeamId, TeamMemberId, person_skill,
    qualification, team, team_lead, team_member,
};

use crate::graphql::loaders::{Rows, Shared, by_id, grouped, pages_of_areas};

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

// Of whomever: the caller asks whether it may be seen.
by_id!(
    TeamMemberId => team_member::Model,
    |_rows, db, keys| members::members(db, keys),
    |row| (row.id, row)
);
by_id!(
    QualificationId => qualification::Model,
    |_rows, db, keys| qualifications::qualifications(db, keys),
    |row| (row.id, row)
);

macro_rules! of_people {
    ($(#[$doc:meta] $key:ident => $row:ty, $read:path;)+) => {$(
        #[$doc]
        #[derive(Clone, Copy, PartialEq, Eq, Hash)]
        pub struct $key(pub PersonId);

        impl Loader<$key> for Rows {
            type Value = Vec<$row>;
            type Error = Shared;

            async fn load(&self, keys: &[$key]) -> Result<HashMap<$key, Vec<$row>>, Shared> {
                let people = keys.iter().map(|key| key.0);
                let rows = $read(self.core.db().reader(), people).await;
                let mut found: HashMap<$key, Vec<$row>> = HashMap::new();
                for row in rows.map_err(Arc::new)? {
                    found.entry($key(row.person_id)).or_default().push(row);
                }
                Ok(found)
            }
        }
    )+};
}
of_people! {
    /// What a person says that they can do; the caller asks the policy.
    SkillsOf => person_skill::Model, skills::of_people;
    /// The papers of a person; the caller asks the policy.
    QualificationsOf => qualification::Model, qualifications::of_people;
    /// The parts of a person in teams; the caller asks the policy.
    MembershipsOf => team_member::Model, members::of_people;
}

/// How many volunteers a team has.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct MemberCount(pub TeamId);

impl Loader<MemberCount> for Rows {
    type Value = i64;
    type Error = Shared;

    async fn load(&self, keys: &[MemberCount]) -> Result<HashMap<MemberCount, i64>, Shared> {
        let teams = keys.iter().map(|MemberCount(team)| *team);
        let counts = members::counts(self.core.db().reader(), teams).await;
        let counts = counts.map_err(Arc::new)?.into_iter();
        Ok(counts
            .map(|(team, count)| (MemberCount(team), count))
            .collect())
    }
}

/// A page of who belongs to a team; the caller asks the policy.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct MembersOf {
    /// The team.
    pub team: TeamId,
    /// In which states.
    pub states: Vec<MemberState>,
    /// Which part.
    pub page: Page<TeamMemberId>,
}

impl Loader<MembersOf> for Rows {
    type Value = Slice<team_member::Model>;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[MembersOf],
    ) -> Result<HashMap<MembersOf, Slice<team_member::Model>>, Shared> {
        let mut pages = HashMap::new();
        let questions = keys
            .iter()
            .map(|key| ((key.states.clone(), key.page.clone()), key.team));
        for ((states, page), teams) in grouped(questions) {
            let db = self.core.db().reader();
            let read = members::of_teams(db, &teams, &states, &page).await;
            for (team, slice) in read.map_err(Arc::new)? {
                let key = MembersOf {
                    team,
                    states: states.clone(),
                    page: page.clone(),
                };
                pages.insert(key, slice);
            }
        }
        Ok(pages)
    }
}

pages_of_areas! {
    /// A page of the teams that an area has.
    TeamsOf, TeamId, team::Model, store::teams_of;
}
