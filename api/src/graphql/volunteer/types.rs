//! Teams of volunteers.

use async_graphql::{Context, Description, ID, Object, Result, SimpleObject};
use mulin_domain::person::rules::masked;
use mulin_domain::volunteer::policy;
use mulin_entities::{team, team_lead};

use super::loaders::LeadsOf;
use super::members::TeamMembers;
use crate::connection;
use crate::graphql::context::ContextExt;
use crate::graphql::id::encode;
use crate::graphql::loaders::{NameOf, load, required};
use crate::graphql::person::types::Person;
use crate::graphql::place::types::Area;
use crate::graphql::scalars::DateTime;
use crate::graphql::shift::of_team::TeamShifts;

/// Volunteers who work together (邻里帮帮团), as everybody sees them who is signed in.
#[derive(Clone, Description)]
pub struct Team(pub team::Model);

connection! {
    /// Teams by name.
    TeamConnection, TeamEdge, Team
}

/// What the caller can do with a team now.
#[derive(SimpleObject, Clone, Copy)]
pub struct TeamViewerCan {
    /// Edit it, and let volunteers in.
    pub edit: bool,
    /// Name who leads it, and take that back.
    pub grant_lead: bool,
}

#[Object(use_type_description)]
impl Team {
    /// Global id.
    pub(crate) async fn id(&self) -> ID {
        encode(self.0.root_area_id, self.0.id)
    }

    /// Name, unique in its area.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// The area it serves.
    async fn area(&self, ctx: &Context<'_>) -> Result<Area> {
        Ok(Area(required(ctx, self.0.area_id).await?))
    }

    /// Raised by every edit.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// Who leads it, in the order in which they were named.
    #[graphql(complexity = "5 * child_complexity")]
    async fn leads(&self, ctx: &Context<'_>) -> Result<Vec<TeamLead>> {
        let leads = load(ctx, LeadsOf(self.0.id)).await?.unwrap_or_default();
        let shows_names = policy::may_see_names(ctx.actor(), &self.0);
        let lead = |lead| TeamLead { lead, shows_names };
        Ok(leads.into_iter().map(lead).collect())
    }

    /// Longest that a volunteer serves on one day, in minutes.
    async fn max_minutes_a_day(&self) -> i32 {
        self.0.max_minutes_a_day
    }

    /// Longest that a volunteer serves in one week from Monday, in minutes.
    async fn max_minutes_a_week(&self) -> i32 {
        self.0.max_minutes_a_week
    }

    /// Rest between two shifts, in minutes.
    async fn rest_minutes(&self) -> i32 {
        self.0.rest_minutes
    }

    #[graphql(flatten)]
    async fn members_of(&self) -> TeamMembers {
        TeamMembers(self.0.clone())
    }

    #[graphql(flatten)]
    async fn shifts_of(&self) -> TeamShifts {
        TeamShifts(self.0.id)
    }

    /// What the caller can do with it now.
    #[graphql(cache_control(private))]
    async fn viewer_can(&self, ctx: &Context<'_>) -> TeamViewerCan {
        let (actor, area_path) = (ctx.actor(), &self.0.area_path);
        TeamViewerCan {
            edit: policy::may_update(actor, self.0.id, area_path).is_ok(),
            grant_lead: policy::may_grant_lead(actor, area_path).is_ok(),
        }
    }
}

/// Who leads a team.
#[derive(Clone, Description)]
pub struct TeamLead {
    lead: team_lead::Model,
    shows_names: bool,
}

#[Object(use_type_description)]
impl TeamLead {
    /// Name, masked (王*梅) for people of another city; null if the person is not known any more.
    async fn name(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let name = load(ctx, NameOf(self.lead.person_id)).await?;
        Ok(name.map(|name| {
            if self.shows_names {
                name
            } else {
                masked(&name)
            }
        }))
    }

    /// The person's record; null if the caller may not see it.
    async fn person(&self, ctx: &Context<'_>) -> Result<Option<Person>> {
        Ok(load(ctx, self.lead.person_id).await?.map(Person))
    }

    /// Since when.
    async fn since(&self) -> DateTime {
        DateTime(self.lead.created_at)
    }
}
