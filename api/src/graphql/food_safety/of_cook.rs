//! Whether the cook of a dish has shown a health certificate.

use async_graphql::{Context, Enum, Object, Result, SimpleObject};
use mulin_domain::food_safety::certificate_standing::{Standing, standing};
use mulin_domain::food_safety::policy;

use super::authority_loaders::CertificatesOf;
use super::rules::day;
use crate::graphql::context::ContextExt;
use crate::graphql::dish::types::Dish;
use crate::graphql::loaders::load;
use crate::graphql::scalars::Date;

/// Whether a cook has shown a health certificate that counts. States may be added.
#[derive(Enum, Copy, Clone, PartialEq, Eq, Debug)]
pub enum CookCertificateState {
    /// It counts on the day of the meal.
    Valid,
    /// Its last day is over by then.
    Expired,
    /// Nobody has noted one.
    NotShown,
}

/// Whether the cook of a dish has shown a health certificate that counts on the day of the meal.
#[derive(SimpleObject, Clone)]
pub struct DishCookCertificate {
    /// Whether it does.
    pub state: CookCertificateState,
    /// Last day on which it counts; null if none was shown.
    pub valid_until: Option<Date>,
}

impl From<Standing> for DishCookCertificate {
    fn from(standing: Standing) -> Self {
        let (state, until) = match standing {
            Standing::Valid(until) => (CookCertificateState::Valid, Some(until)),
            Standing::Expired(until) => (CookCertificateState::Expired, Some(until)),
            Standing::NotShown => (CookCertificateState::NotShown, None),
        };
        Self {
            state,
            valid_until: until.map(day),
        }
    }
}

/// See the module: fields of a dish.
pub struct DishCookCertificates(pub Dish);

#[Object]
impl DishCookCertificates {
    /// Whether its cook has shown a health certificate that counts on the day of the meal, for those who run
    /// the event; null for others, and once the cook was erased.
    #[graphql(cache_control(private))]
    async fn cook_certificate(&self, ctx: &Context<'_>) -> Result<Option<DishCookCertificate>> {
        let row = &self.0.0;
        let Some(cook) = row.cook_id else {
            return Ok(None);
        };
        let Some(event) = load(ctx, row.event_id).await? else {
            return Ok(None);
        };
        if !policy::runs(ctx.actor(), row.event_id, &event.area_path) {
            return Ok(None);
        }
        let shown = load(ctx, CertificatesOf(cook)).await?.unwrap_or_default();
        // The one that counts longest comes first.
        let until = shown.first().map(|row| row.valid_until);
        Ok(Some(standing(until, event.starts_on()).into()))
    }
}
