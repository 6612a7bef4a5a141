//! Text messages that wait ten minutes for a report, as nobody knows what became of them, by the clock
//! on the wall: which is put forward once nothing else is to come.

use std::convert::Infallible;
use std::time::Duration;

use anyhow::Result;
use chrono::TimeDelta;
use mulin_domain::Core;
use mulin_entities::EventId;
use tokio::time::sleep;

use super::director::patiently;
use super::gateway::Gateway;
use super::guests::{self, Pending};
use super::story::Story;

/// These ten minutes.
const WAIT: TimeDelta = TimeDelta::seconds(10 * 60 + 2);
/// Between two looks.
const PAUSE: Duration = Duration::from_secs(1);

/// See the module.
pub struct Waits<'a> {
    /// The database.
    pub core: &'a Core,
    /// The event.
    pub event: EventId,
    /// What the messages go to, and the clock.
    pub gateway: &'a Gateway,
    /// What goes wrong.
    pub story: &'a Story,
}

impl Waits<'_> {
    /// Looks what is still to come, and ends the waiting if that is all.
    pub async fn look(&self) -> Result<Pending> {
        let left = patiently(async || guests::pending(self.core, self.event).await).await?;
        if left.all > 0 && left.all == left.in_doubt && self.gateway.courier.is_idle() {
            self.story.tell(&format!(
                "{} text messages wait for reports: the clock jumps 10 min forward",
                left.all
            ))?;
            self.gateway.wall.shift(WAIT)?;
        }
        Ok(left)
    }

    /// Ends the waiting as often as it has to be.
    pub async fn end(&self) -> Result<Infallible> {
        loop {
            sleep(PAUSE).await;
            self.look().await?;
        }
    }
}
