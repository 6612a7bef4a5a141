//! What messages cost, a day, channel and provider.

use sea_orm_migration::prelude::*;

use crate::ddl;

const UP: &[&str] = &[r#"CREATE TABLE channel_spend (
    day text NOT NULL,
    channel text NOT NULL CONSTRAINT channel_spend_channel CHECK (channel IN ('EMAIL', 'SMS', 'CALL')),
    provider text NOT NULL,
    messages bigint NOT NULL CONSTRAINT channel_spend_messages CHECK (messages >= 0),
    parts bigint NOT NULL CONSTRAINT channel_spend_parts CHECK (parts >= 0),
    cost_micros bigint NOT NULL CONSTRAINT channel_spend_cost CHECK (cost_micros >= 0),
    CONSTRAINT channel_spend_key PRIMARY KEY (day, channel, provider)
)"#];

/// See the module.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        ddl::run(manager, UP).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        ddl::drop_tables(manager, &["channel_spend"]).await
    }
}
