//! Households.

use async_graphql::{Context, Description, ID, Object, Result};
use mulin_entities::household;

use crate::graphql::id::encode;
use crate::graphql::loaders::required;
use crate::graphql::place::types::Area;

/// People who live together, as they themselves see it and those who look after them.
#[derive(Clone, Description)]
pub struct Household(pub household::Model);

#[Object(use_type_description)]
impl Household {
    /// Global id.
    pub(crate) async fn id(&self) -> ID {
        encode(self.0.root_area_id, self.0.id)
    }

    /// Building (楼栋) and door.
    async fn building(&self) -> &str {
        &self.0.building
    }

    /// Unit the household lives in.
    async fn unit(&self, ctx: &Context<'_>) -> Result<Area> {
        Ok(Area(required(ctx, self.0.unit_id).await?))
    }
}
