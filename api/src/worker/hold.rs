//! What holds a channel back: a cap on what it costs a day, say.

use async_trait::async_trait;
use mulin_domain::delivery::spend;
use mulin_domain::{Core, Result};
use mulin_entities::Channel;

/// Tells which channels are held back.
#[async_trait]
pub trait Hold: Send + Sync {
    /// Whether nothing but codes to sign in with may leave by the channel now. Asked before each
    /// batch; what is held back stays as it is, and expires when its event begins.
    async fn holds(&self, core: &Core, channel: Channel) -> Result<bool>;

    /// Whether not even codes may.
    async fn holds_codes(&self, core: &Core, channel: Channel) -> Result<bool> {
        let _ = (core, channel);
        Ok(false)
    }
}

/// Holds nothing back.
#[derive(Clone, Copy, Debug, Default)]
pub struct Nothing;

#[async_trait]
impl Hold for Nothing {
    async fn holds(&self, _: &Core, _: Channel) -> Result<bool> {
        Ok(false)
    }
}

/// Holds a channel back that has cost what it may cost a day.
#[derive(Clone, Copy, Debug, Default)]
pub struct DailyCap;

#[async_trait]
impl Hold for DailyCap {
    async fn holds(&self, core: &Core, channel: Channel) -> Result<bool> {
        let held = spend::held_channels(core).await?;
        Ok(held.iter().any(|held| held.channel == channel))
    }

    async fn holds_codes(&self, core: &Core, channel: Channel) -> Result<bool> {
        let held = spend::held_channels(core).await?;
        let codes = |held: &spend::Held| held.channel == channel && held.codes_too;
        Ok(held.iter().any(codes))
    }
}
