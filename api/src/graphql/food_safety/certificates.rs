//! Health certificates of cooks.

use async_graphql::{Context, Description, ID, InputObject, Object, Result, SimpleObject};
use mulin_domain::food_safety::{self, certificate_store, policy};
use mulin_entities::{CookCertificateId, cook_certificate, person};

use super::authority_loaders::CertificatesOf;
use super::rules::day;
use crate::graphql::context::ContextExt;
use crate::graphql::errors::{outcome, top_level};
use crate::graphql::id::{decode, encode};
use crate::graphql::loaders::{load, required};
use crate::graphql::person::acting::Doer;
use crate::graphql::scalars::{Date, DateTime};
use crate::graphql::user_error::UserError;

/// A health certificate that a cook has shown: for the cook and for those who look after their unit.
#[derive(Clone, Description)]
pub struct CookCertificate(pub cook_certificate::Model);

impl CookCertificate {
    /// The certificate, if the caller may see it.
    pub async fn if_visible(ctx: &Context<'_>, id: CookCertificateId) -> Result<Option<Self>> {
        let Some(row) = load(ctx, id).await? else {
            return Ok(None);
        };
        let Some(person) = load(ctx, row.person_id).await? else {
            return Ok(None);
        };
        let unit = required(ctx, person.unit_id).await?;
        let seen = policy::may_see_certificates(ctx.actor(), &person, &unit.path);
        Ok(seen.then_some(Self(row)))
    }
}

#[Object(use_type_description)]
impl CookCertificate {
    /// Global id.
    pub(crate) async fn id(&self) -> ID {
        encode(self.0.root_area_id, self.0.id)
    }

    /// Its number; null once it was taken away.
    async fn number(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let paper = certificate_store::paper(ctx.core(), &self.0);
        let paper = paper.map_err(|error| top_level(ctx, &error))?;
        Ok(Some(paper.number).filter(|number| !number.is_empty()))
    }

    /// Who issued it; null once it was taken away.
    async fn issuer(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        let paper = certificate_store::paper(ctx.core(), &self.0);
        let paper = paper.map_err(|error| top_level(ctx, &error))?;
        Ok(Some(paper.issuer).filter(|issuer| !issuer.is_empty()))
    }

    /// Last day on which it counts.
    async fn valid_until(&self) -> Date {
        day(self.0.valid_until)
    }

    /// Whether that day is over, on the clocks of the platform.
    async fn is_expired(&self, ctx: &Context<'_>) -> bool {
        let zone = ctx.core().settings().time_zone;
        let today = ctx.core().now().with_timezone(&zone).date_naive();
        self.0.valid_until < today
    }

    /// Who saw it.
    async fn seen_by(&self) -> Doer {
        Doer(self.0.seen_by)
    }

    /// When.
    async fn seen_at(&self) -> DateTime {
        DateTime(self.0.seen_at)
    }

    /// When it was taken away, as it was noted by mistake; null if it was not.
    async fn removed_at(&self) -> Option<DateTime> {
        self.0.removed_at.map(DateTime)
    }
}

/// See the module: fields of a person.
pub struct PersonCertificates(pub person::Model);

#[Object]
impl PersonCertificates {
    /// Health certificates that the person has shown, the one that counts longest first, for the person and
    /// those who look after the unit; null for others.
    #[graphql(complexity = "3 * child_complexity", cache_control(private))]
    async fn cook_certificates(&self, ctx: &Context<'_>) -> Result<Option<Vec<CookCertificate>>> {
        let unit = required(ctx, self.0.unit_id).await?;
        if !policy::may_see_certificates(ctx.actor(), &self.0, &unit.path) {
            return Ok(None);
        }
        let rows = load(ctx, CertificatesOf(self.0.id)).await?;
        let rows = rows.unwrap_or_default();
        Ok(Some(rows.into_iter().map(CookCertificate).collect()))
    }
}

/// A certificate that a cook has shown.
#[derive(InputObject)]
pub struct RecordCookCertificateInput {
    /// Who has shown it.
    pub person_id: ID,
    /// Its number, 1 to 60 characters.
    pub number: String,
    /// Who issued it, 1 to 80 characters.
    pub issuer: String,
    /// Last day on which it counts.
    pub valid_until: Date,
    /// The event that you run and that the person cooks for. Left out: you look after the person's unit.
    pub event_id: Option<ID>,
    /// Makes a retry safe: the same key within 24 hours does nothing again.
    pub idempotency_key: Option<String>,
}

/// A certificate that was noted by mistake.
#[derive(InputObject)]
pub struct RemoveCookCertificateInput {
    /// Which.
    pub cook_certificate_id: ID,
    /// The event that you run and that the person cooks for, if you noted it there. Left out: you look after
    /// the person's unit.
    pub event_id: Option<ID>,
}

/// What became of `recordCookCertificate`.
#[derive(SimpleObject)]
pub struct RecordCookCertificatePayload {
    /// The certificate; null if refused.
    pub cook_certificate: Option<CookCertificate>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// What became of `removeCookCertificate`.
#[derive(SimpleObject)]
pub struct RemoveCookCertificatePayload {
    /// The certificate; null if refused.
    pub cook_certificate: Option<CookCertificate>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// See the module.
#[derive(Default)]
pub struct CookCertificateMutations;

#[Object]
impl CookCertificateMutations {
    /// Notes that somebody has shown a health certificate. For the stewards and administrators of the
    /// person's unit, and for those who run an event to which the person brings a dish (`eventId`); never for
    /// oneself.
    async fn record_cook_certificate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The certificate.")] input: RecordCookCertificateInput,
    ) -> Result<RecordCookCertificatePayload> {
        let command = food_safety::RecordCookCertificate {
            person_id: decode(&input.person_id),
            number: input.number,
            issuer: input.issuer,
            valid_until: input.valid_until.into(),
            event_id: input.event_id.map(|id| decode(&id)),
        };
        let key = input.idempotency_key;
        let answer =
            food_safety::record_cook_certificate(ctx.core(), ctx.actor(), command, key).await;
        let (row, user_errors) = outcome(ctx, answer)?;
        Ok(RecordCookCertificatePayload {
            cook_certificate: row.map(CookCertificate),
            user_errors,
        })
    }

    /// Takes a certificate away that was noted by mistake. For the stewards and administrators of the
    /// person's unit, and for who noted it of a cook of an event that they run (`eventId`). Doing so twice
    /// changes nothing.
    async fn remove_cook_certificate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: RemoveCookCertificateInput,
    ) -> Result<RemoveCookCertificatePayload> {
        let command = food_safety::RemoveCookCertificate {
            cook_certificate_id: decode(&input.cook_certificate_id),
            event_id: input.event_id.map(|id| decode(&id)),
        };
        let answer = food_safety::remove_cook_certificate(ctx.core(), ctx.actor(), command).await;
        let (row, user_errors) = outcome(ctx, answer)?;
        Ok(RemoveCookCertificatePayload {
            cook_certificate: row.map(CookCertificate),
            user_errors,
        })
    }
}
