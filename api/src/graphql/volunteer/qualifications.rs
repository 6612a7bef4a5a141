//! Papers about what somebody can do: the type, and `recordQualification`, `confirmQualification`,
//! `endQualification`, `setSkills`.

use async_graphql::{Context, Description, ID, InputObject, Object, Result, SimpleObject};
use mulin_domain::Error as DomainError;
use mulin_domain::volunteer::{self, qualification_store};
use mulin_entities::{QualificationId, qualification};

use super::enums::Skill;
use super::of_person::Volunteer;
use crate::graphql::context::ContextExt;
use crate::graphql::errors::{outcome, top_level};
use crate::graphql::id::{decode, encode};
use crate::graphql::loaders::load;
use crate::graphql::person::acting::{Doer, acting};
use crate::graphql::rsvp::types::Via;
use crate::graphql::scalars::{Date, DateTime};
use crate::graphql::user_error::UserError;

/// A paper about what somebody can do: for them, those who may act for them, who looks after their unit, and
/// the leads of their teams. It counts while it is valid, once somebody else has seen it.
#[derive(Clone, Description)]
pub struct Qualification(pub qualification::Model);

impl Qualification {
    /// The paper, if the caller may see it.
    pub async fn if_visible(ctx: &Context<'_>, id: QualificationId) -> Result<Option<Self>> {
        let Some(row) = load(ctx, id).await? else {
            return Ok(None);
        };
        let seen = Volunteer::if_visible(ctx, row.person_id).await?.is_some();
        Ok(seen.then_some(Self(row)))
    }
}

#[Object(use_type_description)]
impl Qualification {
    /// Global id.
    pub(crate) async fn id(&self) -> ID {
        encode(self.0.root_area_id, self.0.id)
    }

    /// What it is about.
    async fn skill(&self) -> Skill {
        self.0.skill.into()
    }

    /// Its number; null once it was taken away.
    async fn number(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let paper = qualification_store::paper(ctx.core(), &self.0);
        let paper = paper.map_err(|error| top_level(ctx, &error))?;
        Ok(Some(paper.number).filter(|number| !number.is_empty()))
    }

    /// Who issued it; null once it was taken away.
    async fn issuer(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let paper = qualification_store::paper(ctx.core(), &self.0);
        let paper = paper.map_err(|error| top_level(ctx, &error))?;
        Ok(Some(paper.issuer).filter(|issuer| !issuer.is_empty()))
    }

    /// Last day on which it counts; null if it does not end.
    async fn valid_until(&self) -> Option<Date> {
        self.0
            .valid_until
            .map(crate::graphql::food_safety::rules::day)
    }

    /// Who saw the paper; null until somebody does.
    async fn proof_seen_by(&self) -> Option<Doer> {
        self.0.proof_seen_by.map(Doer)
    }

    /// When; null until somebody does.
    async fn proof_seen_at(&self) -> Option<DateTime> {
        self.0.proof_seen_at.map(DateTime)
    }

    /// When it was taken away; null unless it was.
    async fn ended_at(&self) -> Option<DateTime> {
        self.0.ended_at.map(DateTime)
    }
}

/// A paper.
#[derive(InputObject)]
pub struct RecordQualificationInput {
    /// What it is about.
    pub skill: Skill,
    /// Its number, 1 to 60 characters.
    pub number: String,
    /// Who issued it, 1 to 80 characters.
    pub issuer: String,
    /// Last day on which it counts; left out if it does not end.
    pub valid_until: Option<Date>,
    /// Whose; the caller's if left out. A person whom the caller may act for.
    pub on_behalf_of: Option<ID>,
    /// The way it came. PHONE, PAPER and DESK are for somebody else.
    #[graphql(default_with = "Via::App")]
    pub via: Via,
    /// Makes a retry safe: the same key within 24 hours does nothing again.
    pub idempotency_key: Option<String>,
}

/// A paper that the caller has seen.
#[derive(InputObject)]
pub struct ConfirmQualificationInput {
    /// Which.
    pub qualification_id: ID,
}

/// A paper to take away.
#[derive(InputObject)]
pub struct EndQualificationInput {
    /// Which.
    pub qualification_id: ID,
}

/// All that somebody says that they can do.
#[derive(InputObject)]
pub struct SetSkillsInput {
    /// In any order.
    pub skills: Vec<Skill>,
    /// Who; the caller if left out. A person whom the caller may act for.
    pub on_behalf_of: Option<ID>,
    /// The way it came. PHONE, PAPER and DESK are for somebody else.
    #[graphql(default_with = "Via::App")]
    pub via: Via,
}

/// What became of `setSkills`.
#[derive(SimpleObject)]
pub struct SetSkillsPayload {
    /// What the person can do, and has done; null if refused.
    pub volunteer: Option<Volunteer>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// What became of a mutation of a paper.
#[derive(SimpleObject)]
#[graphql(concrete(name = "RecordQualificationPayload", params(Recorded)))]
#[graphql(concrete(name = "ConfirmQualificationPayload", params(Confirmed)))]
#[graphql(concrete(name = "EndQualificationPayload", params(Ended)))]
pub struct QualificationPayload<T: Send + Sync> {
    /// The paper; null if refused.
    pub qualification: Option<Qualification>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
    #[graphql(skip)]
    mutation: std::marker::PhantomData<T>,
}

/// `recordQualification`
pub struct Recorded;
/// `confirmQualification`
pub struct Confirmed;
/// `endQualification`
pub struct Ended;

fn payload<T: Send + Sync>(
    ctx: &Context<'_>,
    answer: Result<qualification::Model, DomainError>,
) -> Result<QualificationPayload<T>> {
    let (row, user_errors) = outcome(ctx, answer)?;
    Ok(QualificationPayload {
        qualification: row.map(Qualification),
        user_errors,
        mutation: std::marker::PhantomData,
    })
}

fn of(id: &ID) -> volunteer::OfQualification {
    volunteer::OfQualification {
        qualification_id: decode(id),
    }
}

/// See the module.
#[derive(Default)]
pub struct QualificationMutations;

#[Object]
impl QualificationMutations {
    /// Notes all that somebody says that they can do, for oneself or somebody one may act for. Who can do
    /// something may be asked to help.
    async fn set_skills(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What.")] input: SetSkillsInput,
    ) -> Result<SetSkillsPayload> {
        let command = volunteer::SetSkills {
            acting: acting(input.on_behalf_of.as_ref(), input.via),
            skills: input.skills.into_iter().map(Into::into).collect(),
        };
        let answer = volunteer::set_skills(ctx.core(), ctx.actor(), command).await;
        let (person, user_errors) = outcome(ctx, answer)?;
        Ok(SetSkillsPayload {
            volunteer: person.map(Volunteer),
            user_errors,
        })
    }

    /// Notes a paper about what somebody can do, for oneself or somebody one may act for. It counts once
    /// somebody else has seen it.
    async fn record_qualification(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The paper.")] input: RecordQualificationInput,
    ) -> Result<QualificationPayload<Recorded>> {
        let command = volunteer::RecordQualification {
            acting: acting(input.on_behalf_of.as_ref(), input.via),
            skill: input.skill.into(),
            number: input.number,
            issuer: input.issuer,
            valid_until: input.valid_until.map(Into::into),
        };
        let key = input.idempotency_key;
        let answer = volunteer::record_qualification(ctx.core(), ctx.actor(), command, key).await;
        payload(ctx, answer)
    }

    /// Tells that the caller has seen the paper. For who looks after the person's unit or organises there,
    /// and for the leads of their teams; never of one's own. Doing so twice changes nothing.
    async fn confirm_qualification(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: ConfirmQualificationInput,
    ) -> Result<QualificationPayload<Confirmed>> {
        let paper = of(&input.qualification_id);
        let answer = volunteer::confirm_qualification(ctx.core(), ctx.actor(), paper).await;
        payload(ctx, answer)
    }

    /// Takes a paper away; its number is forgotten. For whose it is, those who may act for them, and those
    /// who may say that they have seen it. Doing so twice changes nothing.
    async fn end_qualification(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: EndQualificationInput,
    ) -> Result<QualificationPayload<Ended>> {
        let paper = of(&input.qualification_id);
        let answer = volunteer::end_qualification(ctx.core(), ctx.actor(), paper).await;
        payload(ctx, answer)
    }
}
