//! Load to measure with: a city of any size, its people, a year of events, and their answers.
//!
//! The same seed makes the same city in the same database; another run adds another city. Nothing
//! of it is journalled: it was there before anybody looked.

mod answers;
mod events;
mod ids;
mod residents;
mod tree;
mod writer;

use anyhow::Context as _;
use chrono::TimeDelta;
use mulin_domain::clock::Instant;
use mulin_domain::{Core, dialect};
use mulin_entities::{AreaId, EventId, PersonId, area, venue};
use rand::SeedableRng;
use rand::rngs::StdRng;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};

use self::ids::Ids;
use self::tree::Tree;
use self::writer::Writer;
use super::batch::Counts;

/// How much to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LoadPlan {
    /// People.
    pub residents: u32,
    /// Events, nine of ten in the coming year and the others past.
    pub events: u32,
    /// Answers to events.
    pub rsvps: u32,
    /// What all randomness grows from.
    pub seed: u64,
    /// Whether people get e-mail addresses. Sealing each costs about as much as five rows.
    pub contacts: bool,
}

/// Why a plan cannot be carried out.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// Somebody has to answer.
    #[error("{rsvps} answers need residents, and there are to be none")]
    NobodyAnswers {
        /// Answers wanted.
        rsvps: u32,
    },
    /// Something has to be answered.
    #[error("{rsvps} answers need events, and there are to be none")]
    NothingToAnswer {
        /// Answers wanted.
        rsvps: u32,
    },
    /// Nobody answers twice.
    #[error(
        "{rsvps} answers are more than {residents} residents can give to {open} published events \
         (of {events}), one each: {most} at most"
    )]
    TooManyAnswers {
        /// Answers wanted.
        rsvps: u32,
        /// People.
        residents: u32,
        /// Events.
        events: u32,
        /// Those that take answers.
        open: u32,
        /// Answers that are possible.
        most: u64,
    },
}

impl LoadPlan {
    /// Refuses what makes no sense.
    pub fn check(&self) -> Result<(), PlanError> {
        let &Self {
            residents,
            events,
            rsvps,
            ..
        } = self;
        if rsvps == 0 {
            return Ok(());
        }
        if residents == 0 {
            return Err(PlanError::NobodyAnswers { rsvps });
        }
        if events == 0 {
            return Err(PlanError::NothingToAnswer { rsvps });
        }
        let open = events::published(events);
        let most = u64::from(residents) * u64::from(open);
        if u64::from(rsvps) > most {
            return Err(PlanError::TooManyAnswers {
                rsvps,
                residents,
                events,
                open,
                most,
            });
        }
        Ok(())
    }

    /// People, events and answers in all: what [`Report`] tells the progress of.
    pub fn size(&self) -> u64 {
        u64::from(self.residents) + u64::from(self.events) + u64::from(self.rsvps)
    }
}

/// Is told how many people, events and answers were written since it was told before.
pub type Report<'a> = &'a (dyn Fn(u64) + Send + Sync);

/// What was made.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The city.
    pub city: AreaId,
    /// Its name.
    pub city_name: String,
    /// Its administrator; none in a city without people.
    pub admin: Option<PersonId>,
    /// A resident without any role; none if there are too few.
    pub resident: Option<PersonId>,
    /// The next event that has answers or takes them, if there is one.
    pub event: Option<EventId>,
    /// Rows written.
    pub counts: Counts,
    /// How long that took, without what followed.
    pub took: TimeDelta,
}

impl Loaded {
    /// Rows written a second.
    pub fn rows_a_second(&self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "a rate of a few digits")]
        let rows = self.counts.rows() as f64;
        rows / self.took.as_seconds_f64().max(0.000_001)
    }
}

/// What the parts of a load share.
struct Loading<'a> {
    core: &'a Core,
    plan: LoadPlan,
    now: Instant,
    tree: Tree,
    ids: Ids,
    rng: StdRng,
    /// One a community, in their order.
    venues: Vec<venue::Model>,
}

/// Makes a city of that size. Everything is written in transactions of some ten thousand rows, so
/// that a run that fails leaves a part of a city behind.
pub async fn load(core: &Core, plan: LoadPlan, report: Report<'_>) -> anyhow::Result<Loaded> {
    plan.check()?;
    let now = core.now();
    let cities = area::Entity::find()
        .filter(area::Column::ParentId.is_null())
        .count(core.db().writer())
        .await
        .context("cannot count the cities")?;
    // Another city of the same seed must not have the same ids and paths.
    let seed = plan.seed ^ cities.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mut loading = Loading {
        core,
        plan,
        now,
        tree: Tree::grow(&plan, seed, now),
        ids: Ids::new(now, seed, &plan),
        rng: StdRng::seed_from_u64(seed),
        venues: Vec::new(),
    };
    let mut writer = Writer::new(core.db().writer().clone(), report);
    let city_name = tree::city_name(cities);
    let area_ids = loading.write_places(&mut writer, &city_name).await?;
    let people = loading.write_residents(&mut writer, &area_ids).await?;
    let event = loading
        .write_events(&mut writer, &area_ids, &people)
        .await?;
    let counts = writer.finish().await?;
    let took = core.now() - now;
    dialect::analyze(core.db().writer())
        .await
        .context("the rows are written, but the planner's statistics are not")?;
    Ok(Loaded {
        city: area_ids[0],
        city_name,
        admin: people.first().map(|person| person.id),
        resident: loading.tree.plain_resident().map(|at| people[at].id),
        event,
        counts,
        took,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(residents: u32, events: u32, rsvps: u32) -> LoadPlan {
        LoadPlan {
            residents,
            events,
            rsvps,
            seed: 1,
            contacts: false,
        }
    }

    #[test]
    fn nonsense_is_refused_and_told_apart() {
        assert_eq!(plan(0, 0, 0).check(), Ok(()));
        assert_eq!(plan(10, 2, 20).check(), Ok(()));
        assert_eq!(
            plan(0, 2, 1).check(),
            Err(PlanError::NobodyAnswers { rsvps: 1 })
        );
        assert_eq!(
            plan(2, 0, 1).check(),
            Err(PlanError::NothingToAnswer { rsvps: 1 })
        );
        let error = plan(10, 2, 21).check().unwrap_err();
        assert!(error.to_string().contains("20 at most"), "{error}");
        // Drafts and cancelled events take no answers.
        assert!(plan(1, 1_000, 1_000).check().is_err());
        // No overflow where the product passes 32 bits.
        assert_eq!(plan(u32::MAX, u32::MAX, u32::MAX).check(), Ok(()));
    }
}
