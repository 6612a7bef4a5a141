//! Who belongs to a team: the type, and `joinTeam`, `addTeamMember`, `approveTeamMember`,
//! `endTeamMembership`.

use async_graphql::{Context, Description, ID, InputObject, Object, Result, SimpleObject};
use mulin_domain::Error as DomainError;
use mulin_domain::page::Slice;
use mulin_domain::volunteer::{self, policy};
use mulin_entities::{TeamMemberId, team_member};

use super::enums::MemberState;
use super::loaders::{MemberCount, MembersOf};
use super::types::Team;
use crate::connection;
use crate::graphql::connection::{Key, page_by_id};
use crate::graphql::context::ContextExt;
use crate::graphql::errors::outcome;
use crate::graphql::id::{decode, encode};
use crate::graphql::loaders::{NameOf, load};
use crate::graphql::person::acting::{Doer, acting};
use crate::graphql::person::loaders::ActedFor;
use crate::graphql::person::types::Person;
use crate::graphql::place::types::page_size;
use crate::graphql::rsvp::types::Via;
use crate::graphql::scalars::DateTime;
use crate::graphql::user_error::UserError;

/// Somebody's part in a team: for them, those who may act for them, the team's leads and volunteers, and
/// the organisers of its area.
#[derive(Clone, Description)]
pub struct TeamMember(pub team_member::Model);

connection! {
    /// Members in the order in which they came.
    TeamMemberConnection, TeamMemberEdge, TeamMember
}

impl TeamMember {
    /// The part, if the caller may see it.
    pub async fn if_visible(ctx: &Context<'_>, id: TeamMemberId) -> Result<Option<Self>> {
        let Some(row) = load(ctx, id).await? else {
            return Ok(None);
        };
        let Some(team) = load(ctx, row.team_id).await? else {
            return Ok(None);
        };
        let actor = ctx.actor();
        let seen = policy::is_own(actor, row.person_id)
            || policy::may_see_members(actor, team.id, &team.area_path)
            || load(ctx, ActedFor(row.person_id)).await?.is_some();
        Ok(seen.then_some(Self(row)))
    }
}

#[Object(use_type_description)]
impl TeamMember {
    /// Global id.
    pub(crate) async fn id(&self) -> ID {
        encode(self.0.root_area_id, self.0.id)
    }

    /// Their name; null if the person is not known any more.
    async fn name(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        load(ctx, NameOf(self.0.person_id)).await
    }

    /// Their record; null if the caller may not see it.
    #[graphql(cache_control(private))]
    async fn person(&self, ctx: &Context<'_>) -> Result<Option<Person>> {
        Ok(load(ctx, self.0.person_id).await?.map(Person))
    }

    /// Whether they belong to it.
    async fn state(&self) -> MemberState {
        self.0.state.into()
    }

    /// Since when they do; null until they are let in.
    async fn joined_at(&self) -> Option<DateTime> {
        self.0.joined_at.map(DateTime)
    }

    /// Who let them in; null until somebody does.
    async fn approved_by(&self) -> Option<Doer> {
        self.0.approved_by.map(Doer)
    }

    /// The team; null if nobody is signed in.
    async fn team(&self, ctx: &Context<'_>) -> Result<Option<Team>> {
        Ok(load(ctx, self.0.team_id).await?.map(Team))
    }
}

/// Fields of [`Team`], which takes them up as its own.
pub struct TeamMembers(pub mulin_entities::team::Model);

#[Object]
impl TeamMembers {
    /// How many volunteers belong to it.
    async fn member_count(&self, ctx: &Context<'_>) -> Result<i32> {
        let count = load(ctx, MemberCount(self.0.id)).await?.unwrap_or(0);
        Ok(i32::try_from(count).unwrap_or(i32::MAX))
    }

    /// Who belongs to it, and who asks to, in the order in which they came; null for all but its leads and
    /// volunteers and the organisers of its area. Volunteers see those who belong to it.
    #[graphql(
        complexity = "page_size(first, last) * child_complexity",
        cache_control(private)
    )]
    async fn members(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only in these states; ACTIVE if left out.")] states: Option<
            Vec<MemberState>,
        >,
        #[graphql(desc = "The first so many, 1 to 100; 20 if neither is given.")] first: Option<
            i32,
        >,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Result<Option<TeamMemberConnection>> {
        let page = page_by_id(first, after, last, before)?;
        let (actor, team) = (ctx.actor(), &self.0);
        if !policy::may_see_members(actor, team.id, &team.area_path) {
            return Ok(None);
        }
        let active = mulin_entities::MemberState::Active;
        let states = states.map(|states| states.into_iter().map(Into::into).collect());
        let mut states: Vec<mulin_entities::MemberState> = states.unwrap_or_else(|| vec![active]);
        if !policy::edits(actor, team.id, &team.area_path) {
            states = vec![active];
        }
        let team = team.id;
        let slice = load(ctx, MembersOf { team, states, page }).await?;
        let slice = slice.unwrap_or_else(Slice::empty);
        let key = |row: &team_member::Model| Key(row.id);
        Ok(Some(TeamMemberConnection::new(slice, key, TeamMember)))
    }
}

/// A wish to join a team.
#[derive(InputObject)]
pub struct JoinTeamInput {
    /// Which team, of one's own city.
    pub team_id: ID,
    /// Who is to join; the caller if left out. A person whom the caller may act for.
    pub on_behalf_of: Option<ID>,
    /// The way it came. PHONE, PAPER and DESK are for somebody else.
    #[graphql(default_with = "Via::App")]
    pub via: Via,
    /// Makes a retry safe: the same key within 24 hours does nothing again.
    pub idempotency_key: Option<String>,
}

/// Who is to belong to what.
#[derive(InputObject)]
pub struct AddTeamMemberInput {
    /// Which team.
    pub team_id: ID,
    /// Who: somebody of the team's area, or whom the caller looks after.
    pub person_id: ID,
    /// Makes a retry safe: the same key within 24 hours does nothing again.
    pub idempotency_key: Option<String>,
}

/// Who is let in.
#[derive(InputObject)]
pub struct ApproveTeamMemberInput {
    /// The part in the team that they asked for.
    pub team_member_id: ID,
}

/// Whose part ends.
#[derive(InputObject)]
pub struct EndTeamMembershipInput {
    /// The part in the team.
    pub team_member_id: ID,
}

/// What became of a mutation of who belongs to a team.
#[derive(SimpleObject)]
#[graphql(concrete(name = "JoinTeamPayload", params(Joined)))]
#[graphql(concrete(name = "AddTeamMemberPayload", params(Added)))]
#[graphql(concrete(name = "ApproveTeamMemberPayload", params(Approved)))]
#[graphql(concrete(name = "EndTeamMembershipPayload", params(Ended)))]
pub struct MemberPayload<T: Send + Sync> {
    /// The part in the team; null if refused.
    pub team_member: Option<TeamMember>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
    #[graphql(skip)]
    mutation: std::marker::PhantomData<T>,
}

/// `joinTeam`
pub struct Joined;
/// `addTeamMember`
pub struct Added;
/// `approveTeamMember`
pub struct Approved;
/// `endTeamMembership`
pub struct Ended;

fn payload<T: Send + Sync>(
    ctx: &Context<'_>,
    answer: Result<team_member::Model, DomainError>,
) -> Result<MemberPayload<T>> {
    let (row, user_errors) = outcome(ctx, answer)?;
    Ok(MemberPayload {
        team_member: row.map(TeamMember),
        user_errors,
        mutation: std::marker::PhantomData,
    })
}

fn of(id: &ID) -> volunteer::OfMember {
    volunteer::OfMember {
        team_member_id: decode(id),
    }
}

/// See the module.
#[derive(Default)]
pub struct TeamMemberMutations;

#[Object]
impl TeamMemberMutations {
    /// Asks to join a team, for oneself or somebody one may act for; its leads decide. Who asked already, or
    /// belongs to it, stays so.
    async fn join_team(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: JoinTeamInput,
    ) -> Result<MemberPayload<Joined>> {
        let command = volunteer::JoinTeam {
            acting: acting(input.on_behalf_of.as_ref(), input.via),
            team_id: decode(&input.team_id),
        };
        let key = input.idempotency_key;
        payload(
            ctx,
            volunteer::join_team(ctx.core(), ctx.actor(), command, key).await,
        )
    }

    /// Adds somebody to a team, or lets in who asked. For its leads and the organisers of its area; nobody
    /// adds themselves.
    async fn add_team_member(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who, and to what.")] input: AddTeamMemberInput,
    ) -> Result<MemberPayload<Added>> {
        let command = volunteer::AddTeamMember {
            team_id: decode(&input.team_id),
            person_id: decode(&input.person_id),
        };
        let key = input.idempotency_key;
        let answer = volunteer::add_team_member(ctx.core(), ctx.actor(), command, key).await;
        payload(ctx, answer)
    }

    /// Lets somebody in who asked. For the leads of the team and the organisers of its area; nobody lets
    /// themselves in. Doing so twice changes nothing.
    async fn approve_team_member(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who.")] input: ApproveTeamMemberInput,
    ) -> Result<MemberPayload<Approved>> {
        let member = of(&input.team_member_id);
        let answer = volunteer::approve_team_member(ctx.core(), ctx.actor(), member).await;
        payload(ctx, answer)
    }

    /// Ends somebody's part in a team, or refuses who asked. For whose it is, those who may act for them,
    /// the team's leads, and the organisers of its area. Shifts that they signed up for stay theirs. Doing so
    /// twice changes nothing.
    async fn end_team_membership(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose.")] input: EndTeamMembershipInput,
    ) -> Result<MemberPayload<Ended>> {
        let member = of(&input.team_member_id);
        let answer = volunteer::end_team_membership(ctx.core(), ctx.actor(), member).await;
        payload(ctx, answer)
    }
}
