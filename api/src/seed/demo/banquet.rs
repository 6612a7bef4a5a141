//! The demo's hundred-family banquet (百家宴): who comes, what they bring, what they cannot eat, where
//! they sit, and their votes. Everything goes through the commands, in the same way in every database.

mod authorities;
mod diets;
mod dishes;
mod families;
mod menu;
mod tables;
mod votes;

use anyhow::{Context as _, Result};
use mulin_domain::banquet::{PlanBanquet, Settings, plan_banquet};
use mulin_domain::event::store as events;
use mulin_domain::input::Patch;
use mulin_entities::{EventId, event};

use super::stage::Stage;

/// Invites the families to an event that was just published, and lays its tables.
pub(super) async fn serve(stage: &Stage<'_>, event: EventId) -> Result<()> {
    authorities::enter_rules(stage).await?;
    let homes = families::find(stage).await?;
    let (coming, undecided) = homes.split_at(families::COMING.min(homes.len()));
    // What a household cannot eat is known before it comes, so that the first count has it.
    diets::tell(stage, coming).await?;
    families::answer(stage, event, coming, undecided).await?;

    let event = the_event(stage, event).await?;
    let input = PlanBanquet {
        event_id: Ok(event.id),
        settings: settings(),
    };
    plan_banquet(stage.core, &stage.organiser, input, None).await?;
    let wanted = dishes::want(stage, &event).await?;
    let brought = dishes::bring(stage, &event, coming, &wanted).await?;
    authorities::look_into(stage, &brought).await?;
    tables::arrange(stage, &event, coming).await?;
    votes::cast(stage, &event, coming, &brought).await
}

fn settings() -> Settings {
    Settings {
        bring_before_minutes: Patch::Set(60),
        bring_to: Patch::Set("广场东侧交菜处（演示）".to_owned()),
        votes_per_guest: Patch::Set(3),
        votes_per_dish: Patch::Set(2),
        prizes: Patch::Set(["金勺奖", "银勺奖", "铜勺奖"].map(str::to_owned).into()),
        ..Settings::default()
    }
}

async fn the_event(stage: &Stage<'_>, id: EventId) -> Result<event::Model> {
    let found = events::event(stage.core.db().reader(), id).await?;
    found.context("the banquet is missing")
}
