//! Shifts, what is needed on them, and who is on them.

use std::sync::Arc;

use async_graphql::{Context, Description, ID, Object, Result, SimpleObject};
use mulin_domain::event::rules::must_be_alive;
use mulin_domain::event::view::EventView;
use mulin_domain::page::Slice;
use mulin_domain::shift::{code, policy};
use mulin_entities::{AreaId, ShiftId, ShiftRoleId, shift, shift_role, shift_sign_up};

use super::enums::{ShiftState, SignUpState};
use super::loaders::{OffersOf, RolesOf, SignUpsOf};
use super::sign_up_types::{ShiftSignUp, ShiftSignUpConnection};
use crate::graphql::connection::{Key, page_by_id};
use crate::graphql::context::ContextExt;
use crate::graphql::event::types::Event;
use crate::graphql::id::encode;
use crate::graphql::loaders::load;
use crate::graphql::place::types::page_size;
use crate::graphql::scalars::DateTime;
use crate::graphql::stall::types::Stall;
use crate::graphql::volunteer::enums::Skill;
use crate::graphql::volunteer::types::Team;

/// A time for which volunteers are needed at an event.
#[derive(Clone, Description)]
pub struct Shift {
    /// The event, which the caller may see.
    pub event: Arc<EventView>,
    /// Its row.
    pub row: Arc<shift::Model>,
}

impl Shift {
    /// The shift, if the caller may see its event.
    pub async fn if_visible(ctx: &Context<'_>, id: ShiftId) -> Result<Option<Self>> {
        match load(ctx, id).await? {
            Some(row) => Self::of(ctx, row).await,
            None => Ok(None),
        }
    }

    /// The same of its row.
    pub async fn of(ctx: &Context<'_>, row: Arc<shift::Model>) -> Result<Option<Self>> {
        let event = load(ctx, row.event_id).await?;
        Ok(event.map(|event| Self { event, row }))
    }

    /// Whether the caller looks after it.
    pub fn looks_after(&self, ctx: &Context<'_>) -> bool {
        let event = &self.event;
        policy::looks_after(ctx.actor(), event.id, &event.area_path, Some(&self.row))
    }

    fn root(&self) -> AreaId {
        self.row.root_area_id
    }
}

/// The code that is to be shown where a shift takes place, now.
#[derive(SimpleObject)]
pub struct AttendanceCode {
    /// Six digits.
    pub code: String,
    /// When the next one is to be shown. This one counts for half a minute longer.
    pub shown_until: DateTime,
}

/// What the caller can do with a shift now.
#[derive(SimpleObject, Clone, Copy)]
pub struct ShiftViewerCan {
    /// Edit it, call it off, see who is on it and say who was there: those who run the event, and the leads
    /// of its team, until it is called off or the event is over.
    pub edit: bool,
}

#[Object(use_type_description)]
impl Shift {
    /// Global id.
    pub(crate) async fn id(&self) -> ID {
        encode(self.root(), self.row.id)
    }

    /// What is done.
    async fn name(&self) -> &str {
        &self.row.name
    }

    /// Where to come; null if not told.
    async fn place(&self) -> Option<&str> {
        self.row.place.as_deref()
    }

    /// When it starts.
    async fn starts_at(&self) -> DateTime {
        DateTime(self.row.starts_at)
    }

    /// When it has ended: at this instant volunteers are free again.
    async fn ends_at(&self) -> DateTime {
        DateTime(self.row.ends_at)
    }

    /// Whether it takes place.
    async fn state(&self) -> ShiftState {
        self.row.state.into()
    }

    /// Until when volunteers may take themselves off.
    async fn cancel_until(&self) -> DateTime {
        let minutes = i64::from(self.row.cancel_until_minutes);
        DateTime(self.row.starts_at - chrono::TimeDelta::minutes(minutes))
    }

    /// From which age minors may help, with the word of a grown-up of their household; null if they may not.
    async fn minors_from_age(&self) -> Option<i32> {
        self.row.minors_from_age
    }

    /// The team whose leads look after it; null if there is none, or nobody is signed in.
    async fn team(&self, ctx: &Context<'_>) -> Result<Option<Team>> {
        match self.row.team_id {
            Some(team) => Ok(load(ctx, team).await?.map(Team)),
            None => Ok(None),
        }
    }

    /// The stall where it is; null if it is at none.
    async fn stall(&self, ctx: &Context<'_>) -> Result<Option<Stall>> {
        match self.row.stall_id {
            Some(stall) => Stall::if_visible(ctx, stall).await,
            None => Ok(None),
        }
    }

    /// What is needed, in order: at most 20.
    #[graphql(complexity = "3 * child_complexity")]
    async fn roles(&self, ctx: &Context<'_>) -> Result<Vec<ShiftRole>> {
        let rows = load(ctx, RolesOf(self.row.id)).await?.unwrap_or_default();
        let role = |row| ShiftRole {
            shift: self.clone(),
            row,
        };
        Ok(rows.into_iter().map(role).collect())
    }

    /// Who is on it, and who waits, in the order in which they came; null for those who do not look after
    /// it.
    #[graphql(
        complexity = "page_size(first, last) * child_complexity",
        cache_control(private)
    )]
    async fn sign_ups(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only in these states; in any if left out.")] states: Option<
            Vec<SignUpState>,
        >,
        #[graphql(desc = "The first so many, 1 to 100; 20 if neither is given.")] first: Option<
            i32,
        >,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "The last so many, 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Before this cursor.")] before: Option<String>,
    ) -> Result<Option<ShiftSignUpConnection>> {
        let page = page_by_id(first, after, last, before)?;
        if !self.looks_after(ctx) {
            return Ok(None);
        }
        let states = states.unwrap_or_default();
        let wanted = SignUpsOf {
            shift: self.row.id,
            states: states.into_iter().map(Into::into).collect(),
            page,
        };
        let slice = load(ctx, wanted).await?.unwrap_or_else(Slice::empty);
        let key = |row: &shift_sign_up::Model| Key(row.id);
        let node = |row| ShiftSignUp {
            shift: self.clone(),
            row: Arc::new(row),
        };
        Ok(Some(ShiftSignUpConnection::new(slice, key, node)))
    }

    /// The sign-ups that the caller may take over by `acceptShiftSwap`, as somebody looks for that, in the
    /// order in which they came; at most 100. Empty where nobody asks the caller.
    #[graphql(complexity = "3 * child_complexity", cache_control(private))]
    async fn swap_offers(&self, ctx: &Context<'_>) -> Result<Vec<ShiftSignUp>> {
        let Some(own) = ctx.actor().person_id() else {
            return Ok(Vec::new());
        };
        let rows = load(ctx, OffersOf(self.row.id)).await?.unwrap_or_default();
        let mine = |row: &Arc<shift_sign_up::Model>| {
            row.person_id != Some(own) && policy::is_offered_to(ctx.actor(), row, self.row.team_id)
        };
        let offer = |row| ShiftSignUp {
            shift: self.clone(),
            row,
        };
        Ok(rows.into_iter().filter(mine).map(offer).take(100).collect())
    }

    /// The code that is to be shown where it takes place, by which volunteers tell that they are there: it
    /// changes every half minute; null for those who do not look after it.
    #[graphql(cache_control(private))]
    async fn attendance_code(&self, ctx: &Context<'_>) -> Option<AttendanceCode> {
        if !self.looks_after(ctx) {
            return None;
        }
        let core = ctx.core();
        let (code, until) = code::shown(core.keyring(), self.row.id, core.now());
        Some(AttendanceCode {
            code,
            shown_until: DateTime(until),
        })
    }

    /// When volunteers were last asked to come; null if they were not.
    async fn called_at(&self) -> Option<DateTime> {
        self.row.called_at.map(DateTime)
    }

    /// The event.
    async fn event(&self) -> Event {
        Event::new(self.event.clone())
    }

    /// Raised by every edit.
    async fn version(&self) -> i32 {
        self.row.version
    }

    /// What the caller can do with it now.
    #[graphql(cache_control(private))]
    async fn viewer_can(&self, ctx: &Context<'_>) -> ShiftViewerCan {
        let lasts = must_be_alive(&*self.event, ctx.core().now()).is_ok();
        let takes_place = self.row.state == mulin_entities::ShiftState::Open;
        ShiftViewerCan {
            edit: self.looks_after(ctx) && lasts && takes_place,
        }
    }
}

/// What is needed on a shift.
#[derive(Clone, Description)]
pub struct ShiftRole {
    /// The shift.
    pub shift: Shift,
    /// Its row.
    pub row: Arc<shift_role::Model>,
}

impl ShiftRole {
    /// The role, if the caller may see its event.
    pub async fn if_visible(ctx: &Context<'_>, id: ShiftRoleId) -> Result<Option<Self>> {
        let Some(row) = load(ctx, id).await? else {
            return Ok(None);
        };
        let shift = Shift::if_visible(ctx, row.shift_id).await?;
        Ok(shift.map(|shift| Self { shift, row }))
    }
}

#[Object(use_type_description)]
impl ShiftRole {
    /// Global id.
    pub(crate) async fn id(&self) -> ID {
        encode(self.shift.root(), self.row.id)
    }

    /// What they do.
    async fn name(&self) -> &str {
        &self.row.name
    }

    /// What they must be able to do; null for nothing in particular.
    async fn skill(&self) -> Option<Skill> {
        self.row.skill.map(Into::into)
    }

    /// Whether they must have shown so by a paper that somebody has seen; their word is enough otherwise.
    async fn needs_proof(&self) -> bool {
        self.row.needs_proof
    }

    /// How many are needed.
    async fn places(&self) -> i32 {
        self.row.places
    }

    /// How many places are left. Minors take none.
    async fn left(&self) -> i32 {
        self.row.places - self.row.taken
    }

    /// The shift.
    async fn shift(&self) -> Shift {
        self.shift.clone()
    }
}
