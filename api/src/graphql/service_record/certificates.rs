//! Certificates of what somebody has served: the type, `issueCertificate`, and looking one up by its code.

use async_graphql::{Context, Description, ID, InputObject, Object, Result, SimpleObject};
use mulin_domain::person::rules::masked;
use mulin_domain::service_record::{self, read_code, store};
use mulin_entities::{CertificateId, certificate};

use crate::connection;
use crate::graphql::context::ContextExt;
use crate::graphql::errors::{outcome, top_level};
use crate::graphql::food_safety::rules::day;
use crate::graphql::id::encode;
use crate::graphql::loaders::{NameOf, load};
use crate::graphql::person::acting::acting;
use crate::graphql::rsvp::types::Via;
use crate::graphql::scalars::{Date, DateTime};
use crate::graphql::user_error::UserError;
use crate::graphql::volunteer::of_person::Volunteer;

/// What somebody was given to show how long they served in a time: for those who may see what they have
/// done. `GET /certificates/{id}/sheet` gives it to print, `/certificates/{code}` says to everybody whether
/// it is genuine.
#[derive(Clone, Description)]
pub struct Certificate(pub certificate::Model);

connection! {
    /// Certificates, the newest first.
    CertificateConnection, CertificateEdge, Certificate
}

impl Certificate {
    /// The certificate, if the caller may see it.
    pub async fn if_visible(ctx: &Context<'_>, id: CertificateId) -> Result<Option<Self>> {
        let Some(row) = load(ctx, id).await? else {
            return Ok(None);
        };
        let seen = match row.person_id {
            Some(person) => Volunteer::if_visible(ctx, person).await?.is_some(),
            None => false,
        };
        Ok(seen.then_some(Self(row)))
    }
}

#[Object(use_type_description)]
impl Certificate {
    /// Global id.
    pub(crate) async fn id(&self) -> ID {
        encode(self.0.root_area_id, self.0.id)
    }

    /// Year and number, unique in the city.
    async fn serial(&self) -> &str {
        &self.0.serial
    }

    /// What it is looked up by.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// First day of the time that it is about.
    async fn from(&self) -> Date {
        day(self.0.from_day)
    }

    /// Last day.
    async fn until(&self) -> Date {
        day(self.0.until_day)
    }

    /// How many records it sums.
    async fn records(&self) -> i32 {
        self.0.records
    }

    /// How many minutes were served.
    async fn minutes(&self) -> i32 {
        self.0.minutes
    }

    /// When it was issued.
    async fn issued_at(&self) -> DateTime {
        DateTime(self.0.issued_at)
    }
}

/// What a certificate says, for whoever has its code.
#[derive(SimpleObject)]
pub struct CertificateProof {
    /// Year and number.
    pub serial: String,
    /// Whose it is, masked (王*梅); null once the person was erased.
    pub name: Option<String>,
    /// First day of the time that it is about.
    pub from: Date,
    /// Last day.
    pub until: Date,
    /// How many minutes were served.
    pub minutes: i32,
    /// When it was issued.
    pub issued_at: DateTime,
}

/// See the module.
#[derive(Default)]
pub struct CertificateQueries;

#[Object]
impl CertificateQueries {
    /// What the certificate with this code says; null if none has it. For everybody.
    async fn certificate_by_code(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The code that stands on it, however it is written.")] code: String,
    ) -> Result<Option<CertificateProof>> {
        let row = store::by_code(ctx.core().db().reader(), &read_code(&code)).await;
        let Some(row) = row.map_err(|error| top_level(ctx, &error))? else {
            return Ok(None);
        };
        let name = match row.person_id {
            Some(person) => load(ctx, NameOf(person)).await?,
            None => None,
        };
        Ok(Some(CertificateProof {
            serial: row.serial,
            name: name.map(|name| masked(&name)),
            from: day(row.from_day),
            until: day(row.until_day),
            minutes: row.minutes,
            issued_at: DateTime(row.issued_at),
        }))
    }
}

/// A certificate.
#[derive(InputObject)]
pub struct IssueCertificateInput {
    /// First day of the time that it is about.
    pub from: Date,
    /// Last day.
    pub until: Date,
    /// Whose; the caller's if left out. A person whom the caller may act for.
    pub on_behalf_of: Option<ID>,
    /// The way it came. PHONE, PAPER and DESK are for somebody else.
    #[graphql(default_with = "Via::App")]
    pub via: Via,
    /// Makes a retry safe: the same key within 24 hours does nothing again.
    pub idempotency_key: Option<String>,
}

/// What became of `issueCertificate`.
#[derive(SimpleObject)]
pub struct IssueCertificatePayload {
    /// The certificate; null if refused.
    pub certificate: Option<Certificate>,
    /// Why it was refused; empty if it was not.
    pub user_errors: Vec<UserError>,
}

/// See the module.
#[derive(Default)]
pub struct IssueCertificateMutation;

#[Object]
impl IssueCertificateMutation {
    /// Issues a certificate of all that somebody did in a time and that others certified, for oneself or
    /// somebody one may act for. What is certified, or corrected, later does not change it.
    async fn issue_certificate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "About which time.")] input: IssueCertificateInput,
    ) -> Result<IssueCertificatePayload> {
        let command = service_record::IssueCertificate {
            acting: acting(input.on_behalf_of.as_ref(), input.via),
            from: input.from.into(),
            until: input.until.into(),
        };
        let key = input.idempotency_key;
        let (core, actor) = (ctx.core(), ctx.actor());
        let answer = service_record::issue_certificate(core, actor, command, key).await;
        let (row, user_errors) = outcome(ctx, answer)?;
        Ok(IssueCertificatePayload {
            certificate: row.map(Certificate),
            user_errors,
        })
    }
}
