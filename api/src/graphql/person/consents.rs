//! Consents.

use async_graphql::{Context, Description, Enum, ID, Object, Result, SimpleObject};
use mulin_domain::person::{consent as ledger, policy};
use mulin_entities::{area, consent, person};

use super::acting::Doer;
use super::consent_loaders::EvidenceOf;
use super::types::Person;
use crate::connection;
use crate::graphql::context::ContextExt;
use crate::graphql::id::encode;
use crate::graphql::loaders::{load, required};
use crate::graphql::rsvp::types::Via;
use crate::graphql::scalars::DateTime;

/// What somebody agreed to. Purposes may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "mulin_entities::ConsentPurpose")]
pub enum ConsentPurpose {
    /// Their steward acts for them.
    ActOnBehalf,
    /// Needs and other sensitive facts are kept.
    SensitiveData,
    /// They are told of offers, beyond what they signed up for.
    Promotions,
    /// Pictures of them are taken and shown.
    Photos,
}

/// Who gave a consent. Values may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq)]
#[graphql(remote = "mulin_entities::ConsentRelationship")]
pub enum ConsentRelationship {
    /// The person.
    Oneself,
    /// An adult of the household.
    Household,
    /// An adult of the household, for a child.
    Guardian,
    /// The steward or an administrator, who asked the person.
    Steward,
}

/// What the caller can do with a consent now.
#[derive(SimpleObject, Clone, Copy)]
pub struct ConsentViewerCan {
    /// Confirm it, as another officer than the one who wrote it down.
    pub confirm: bool,
    /// Take it back.
    pub withdraw: bool,
}

/// One entry of the ledger of consents, as those see it who could give or withdraw it.
#[derive(Clone, Description)]
pub struct Consent(pub consent::Model);

connection! {
    /// Consents.
    ConsentConnection, ConsentEdge, Consent
}

impl Consent {
    /// Whose it is, with the path of their unit; none if the caller may not see the person any more.
    async fn whose(&self, ctx: &Context<'_>) -> Result<Option<(person::Model, area::Model)>> {
        let Some(person) = load(ctx, self.0.person_id).await? else {
            return Ok(None);
        };
        let unit = required(ctx, person.unit_id).await?;
        Ok(Some((person, unit)))
    }

    /// The same consent, if the caller may see it.
    pub async fn if_visible(self, ctx: &Context<'_>) -> Result<Option<Self>> {
        let Some((person, unit)) = self.whose(ctx).await? else {
            return Ok(None);
        };
        let year = chrono::Datelike::year(&ctx.core().now());
        let visible = policy::may_see_consent(ctx.actor(), &person, &unit.path, year);
        Ok(visible.then_some(self))
    }
}

#[Object(use_type_description)]
impl Consent {
    /// Global id.
    pub(crate) async fn id(&self) -> ID {
        encode(self.0.root_area_id, self.0.id)
    }

    /// Whose consent; null if the caller may not see the person any more.
    async fn person(&self, ctx: &Context<'_>) -> Result<Option<Person>> {
        Ok(load(ctx, self.0.person_id).await?.map(Person))
    }

    /// To what.
    async fn purpose(&self) -> ConsentPurpose {
        self.0.purpose.into()
    }

    /// Version of the privacy policy that was shown.
    async fn policy_version(&self) -> &str {
        &self.0.policy_version
    }

    /// What the giver is to the person.
    async fn relationship(&self) -> ConsentRelationship {
        self.0.relationship.into()
    }

    /// Who gave it, or wrote down that it was given.
    async fn given_by(&self) -> Doer {
        Doer(self.0.given_by)
    }

    /// The way it came.
    async fn via(&self) -> Via {
        self.0.via.into()
    }

    /// When it was given.
    async fn given_at(&self) -> DateTime {
        DateTime(self.0.given_at)
    }

    /// Until when another officer must confirm it; null if nobody has to.
    async fn confirm_by(&self) -> Option<DateTime> {
        self.0.confirm_by.map(DateTime)
    }

    /// When it was confirmed; null if it was not.
    async fn confirmed_at(&self) -> Option<DateTime> {
        self.0.confirmed_at.map(DateTime)
    }

    /// The officer who confirmed it; null if it was not.
    async fn confirmed_by(&self) -> Option<Doer> {
        self.0.confirmed_by.map(Doer)
    }

    /// When it was withdrawn; null if it was not.
    async fn withdrawn_at(&self) -> Option<DateTime> {
        self.0.withdrawn_at.map(DateTime)
    }

    /// Whether it counts now: it was not withdrawn, and what an officer wrote down was confirmed or
    /// can still be.
    async fn stands(&self, ctx: &Context<'_>) -> bool {
        ledger::rules::stands(&self.0, ctx.core().now())
    }

    /// What shows that it was given, for the person and those who look after the unit; null for
    /// others, or if there is nothing. The person is told who read it.
    async fn evidence(&self, ctx: &Context<'_>) -> Result<Option<String>> {
        if self.0.sealed_evidence.is_none() {
            return Ok(None);
        }
        load(ctx, EvidenceOf(self.0.id)).await
    }

    /// What the caller can do with it now.
    async fn viewer_can(&self, ctx: &Context<'_>) -> Result<ConsentViewerCan> {
        let (actor, now) = (ctx.actor(), ctx.core().now());
        let Some((person, unit)) = self.whose(ctx).await? else {
            return Ok(ConsentViewerCan {
                confirm: false,
                withdraw: false,
            });
        };
        let year = chrono::Datelike::year(&now);
        let officer = actor
            .person_id()
            .filter(|_| policy::may_confirm_consents(actor, &unit.path));
        let confirms = |officer| ledger::rules::may_confirm(&self.0, officer, now).is_ok();
        Ok(ConsentViewerCan {
            confirm: officer.is_some_and(confirms),
            withdraw: self.0.withdrawn_at.is_none()
                && policy::relationship(actor, &person, &unit.path, year).is_ok(),
        })
    }
}
