//! The neighbourhood of `mulin serve --demo`: a community in a made-up county-level city, with its
//! people, its events, and a reminder that falls due some seconds after the start.
//!
//! Places and people have the same keys in every database, which is how they are found again;
//! events go through the commands of the domain, as if an organiser and residents had sent them.

mod banquet;
mod calendar;
mod descriptions;
mod homes;
mod keys;
mod places;
mod questions;
mod repeats;
mod stage;
mod stalls;
mod tea_party;
mod volunteers;

use anyhow::Context as _;
use mulin_domain::{Core, dialect};
use mulin_entities::{AreaId, EventId, PersonId, area};
use sea_orm::{EntityTrait, TransactionTrait};

use self::calendar::Occasion;
use self::stage::Stage;
use super::batch::Batch;

/// Who and what there is to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Demo {
    /// A resident without any role, with an e-mail address, who comes to the tea party.
    pub resident: PersonId,
    /// Steward of the resident's unit.
    pub steward: PersonId,
    /// Organiser of the community.
    pub organiser: PersonId,
    /// Administrator of the city.
    pub admin: PersonId,
    /// The city.
    pub city: AreaId,
    /// The community.
    pub community: AreaId,
    /// The unit in which the resident and the steward live.
    pub unit: AreaId,
    /// 邻里茶话会, whose reminder falls due some seconds from now.
    pub tea_party: EventId,
    /// 元宵灯会游园会, with a programme.
    pub lantern: EventId,
    /// 百家宴.
    pub banquet: EventId,
    /// The next 28便民服务日, of a series.
    pub service_day: EventId,
    /// A gathering that is full, with a waitlist.
    pub full: EventId,
}

/// Makes what is missing of the demo. What is over is made anew, and the tea party whenever its
/// reminder is no longer to come.
pub async fn demo(core: &Core) -> anyhow::Result<Demo> {
    settle_people(core)
        .await
        .context("cannot make the demo's places and people")?;
    let mut stage = Stage::enter(core).await?;
    for plan in calendar::plans(core.now()) {
        stage
            .put_on(&plan)
            .await
            .with_context(|| format!("cannot put on {}", plan.title))?;
    }
    let service_day = repeats::put_on(&stage)
        .await
        .context("cannot put on what repeats")?;
    volunteers::help(&stage, service_day)
        .await
        .context("cannot find volunteers: remove the data directory to begin anew")?;
    Ok(Demo {
        resident: homes::RESIDENT.id(),
        steward: homes::STEWARD.id(),
        organiser: homes::ORGANISER.id(),
        admin: homes::ADMIN.id(),
        city: places::area_id(places::CITY),
        community: places::area_id(places::COMMUNITY),
        unit: places::area_id(homes::RESIDENT.unit),
        lantern: stage.event(Occasion::Lantern)?,
        banquet: stage.event(Occasion::Banquet)?,
        service_day,
        full: stage.event(Occasion::Dumplings)?,
        tea_party: tea_party::pour(&stage).await?,
    })
}

/// Writes areas, venues, people and roles in one transaction, unless they are there.
async fn settle_people(core: &Core) -> anyhow::Result<()> {
    let city = places::area_id(places::CITY);
    let writer = core.db().writer();
    let known = area::Entity::find_by_id(city).one(writer).await?;
    if known.is_some() {
        return Ok(());
    }
    let mut batch = Batch::default();
    places::add(&mut batch, core.now());
    homes::add(&mut batch, core);
    let options = dialect::write_transaction(writer.get_database_backend());
    let transaction = writer.begin_with_options(options).await?;
    batch.write(&transaction).await?;
    Ok(transaction.commit().await?)
}
