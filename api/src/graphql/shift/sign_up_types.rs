//! Who is on a shift, and who is looked for to take it over.

use std::sync::Arc;

use async_graphql::{Context, Description, ID, Object, Result, SimpleObject};
use mulin_domain::page::Slice;
use mulin_domain::shift::policy;
use mulin_entities::{ShiftSignUpId, shift_sign_up};

use super::enums::{AttendedHow, SignUpEnd, SignUpState};
use super::types::{Shift, ShiftRole};
use crate::connection;
use crate::graphql::context::ContextExt;
use crate::graphql::id::encode;
use crate::graphql::loaders::{NameOf, load, required};
use crate::graphql::person::acting::Doer;
use crate::graphql::person::loaders::ActedFor;
use crate::graphql::person::types::Person;
use crate::graphql::scalars::DateTime;
use crate::graphql::service_record::loaders::RecordOf;
use crate::graphql::service_record::types::ServiceRecord;
use crate::graphql::volunteer::of_person::Volunteer;

/// A volunteer on a shift: for those who may see what they do as a volunteer, those who look after the shift,
/// and, while somebody is looked for to take it over, those who may.
#[derive(Clone, Description)]
pub struct ShiftSignUp {
    /// The shift, whose event the caller may see.
    pub shift: Shift,
    /// Its row.
    pub row: Arc<shift_sign_up::Model>,
}

connection! {
    /// Sign-ups in the order in which they came, or the newest first.
    ShiftSignUpConnection, ShiftSignUpEdge, ShiftSignUp
}

impl ShiftSignUp {
    /// The sign-up, if the caller may see it.
    pub async fn if_visible(ctx: &Context<'_>, id: ShiftSignUpId) -> Result<Option<Self>> {
        let Some(row) = load(ctx, id).await? else {
            return Ok(None);
        };
        let Some(shown) = Self::of(ctx, row).await? else {
            return Ok(None);
        };
        let acts_for = match shown.row.person_id {
            Some(person) if ctx.actor().signed_in().is_some() => {
                load(ctx, ActedFor(person)).await?.is_some()
            }
            _ => false,
        };
        let staff = shown.shift.looks_after(ctx);
        let team = shown.shift.row.team_id;
        if policy::may_see_sign_up(ctx.actor(), &shown.row, staff, acts_for, team) {
            return Ok(Some(shown));
        }
        // Whoever sees what somebody does as a volunteer sees each of it.
        let seen = match shown.row.person_id {
            Some(person) => Volunteer::if_visible(ctx, person).await?.is_some(),
            None => false,
        };
        Ok(seen.then_some(shown))
    }

    /// The same of its row, which the caller may see as far as it is not of an event that is hidden.
    pub async fn of(ctx: &Context<'_>, row: Arc<shift_sign_up::Model>) -> Result<Option<Self>> {
        let shift = Shift::if_visible(ctx, row.shift_id).await?;
        Ok(shift.map(|shift| Self { shift, row }))
    }

    /// The same of a page, without those of events that are hidden.
    pub async fn of_slice(
        ctx: &Context<'_>,
        slice: Slice<shift_sign_up::Model>,
    ) -> Result<Slice<Self>> {
        let rows = slice.rows.into_iter().map(Arc::new);
        let shown = rows.map(|row| Self::of(ctx, row));
        let shown = futures_util::future::try_join_all(shown).await?;
        Ok(Slice {
            rows: shown.into_iter().flatten().collect(),
            has_previous: slice.has_previous,
            has_next: slice.has_next,
        })
    }
}

/// That somebody is looked for to take a shift over.
#[derive(SimpleObject)]
pub struct ShiftSwap {
    /// Since when.
    pub offered_at: DateTime,
    /// Who is asked; null for all of the shift's team, or, without a team, whoever sees the event.
    pub with: Option<Doer>,
    /// Whose sign-up is wanted instead; null if none is, or the caller may not see it.
    pub for_sign_up: Option<ShiftSignUp>,
}

#[Object(use_type_description)]
impl ShiftSignUp {
    /// Global id.
    pub(crate) async fn id(&self) -> ID {
        encode(self.row.root_area_id, self.row.id)
    }

    /// Their name; null if the person is not known any more.
    async fn name(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        match self.row.person_id {
            Some(person) => load(ctx, NameOf(person)).await,
            None => Ok(None),
        }
    }

    /// Their record; null if the caller may not see it.
    #[graphql(cache_control(private))]
    async fn person(&self, ctx: &Context<'_>) -> Result<Option<Person>> {
        match self.row.person_id {
            Some(person) => Ok(load(ctx, person).await?.map(Person)),
            None => Ok(None),
        }
    }

    /// The shift.
    async fn shift(&self) -> Shift {
        self.shift.clone()
    }

    /// As what.
    async fn role(&self, ctx: &Context<'_>) -> Result<ShiftRole> {
        let row = required(ctx, self.row.role_id).await?;
        let shift = self.shift.clone();
        Ok(ShiftRole { shift, row })
    }

    /// How they stand.
    async fn state(&self) -> SignUpState {
        self.row.state.into()
    }

    /// Why they are on it no longer; null unless it was cancelled.
    async fn ended_reason(&self) -> Option<SignUpEnd> {
        self.row.ended_reason.map(Into::into)
    }

    /// Whether they are a minor, who takes no place.
    async fn minor(&self) -> bool {
        self.row.minor
    }

    /// Who signed them up, if somebody else did: of a minor, who answers for them; null otherwise.
    async fn signed_up_by(&self) -> Option<Doer> {
        let other = self.row.signed_by != self.row.person_id;
        self.row.signed_by.filter(|_| other).map(Doer)
    }

    /// When they asked.
    async fn created_at(&self) -> DateTime {
        DateTime(self.row.created_at)
    }

    /// Since when they were there; null unless they were.
    async fn attended_from(&self) -> Option<DateTime> {
        self.row.attended_from.map(DateTime)
    }

    /// Until when; null until somebody says so.
    async fn attended_until(&self) -> Option<DateTime> {
        self.row.attended_until.map(DateTime)
    }

    /// How it is known that they were there; null unless they were.
    async fn attended_how(&self) -> Option<AttendedHow> {
        self.row.attended_how.map(Into::into)
    }

    /// Who said that they were there, or that they were not; null if nobody did.
    async fn confirmed_by(&self) -> Option<Doer> {
        self.row.confirmed_by.map(Doer)
    }

    /// That somebody is looked for to take it over; null if nobody is.
    async fn swap(&self, ctx: &Context<'_>) -> Result<Option<ShiftSwap>> {
        let Some(offered_at) = self.row.swap_offered_at else {
            return Ok(None);
        };
        let for_sign_up = match self.row.swap_for_id {
            Some(id) => Box::pin(Self::if_visible(ctx, id)).await?,
            None => None,
        };
        Ok(Some(ShiftSwap {
            offered_at: DateTime(offered_at),
            with: self.row.swap_with_id.map(Doer),
            for_sign_up,
        }))
    }

    /// What was certified of it, as it stands; null until somebody certifies it.
    async fn service_record(&self, ctx: &Context<'_>) -> Result<Option<ServiceRecord>> {
        match load(ctx, RecordOf(self.row.id)).await? {
            Some(row) => ServiceRecord::of(ctx, row).await,
            None => Ok(None),
        }
    }

    /// Raised by every change.
    async fn version(&self) -> i32 {
        self.row.version
    }
}
