//! The measures. Their descriptions are their definitions.

use async_graphql::{Context, Description, InputObject, Object, Result, SimpleObject};
use mulin_domain::report;

use super::enums::{AgeBand, FiguresPeriod};
use crate::graphql::context::ContextExt;
use crate::graphql::errors::top_level;
use crate::graphql::event::enums::EventKind;
use crate::graphql::place::types::Area;
use crate::graphql::scalars::{Date, DateTime};

/// Which time is counted: `from` and `until`, or `period` and `day`; without any of them the month in which
/// we are. Days are those of the operator's clock. At most five years.
#[derive(InputObject, Default)]
pub struct FiguresInput {
    /// First day.
    pub from: Option<Date>,
    /// Last day, itself included.
    pub until: Option<Date>,
    /// A part of the calendar instead; a month if left out.
    pub period: Option<FiguresPeriod>,
    /// A day in that part; today if left out.
    pub day: Option<Date>,
    /// Cut-off, never in the future: what came later (was checked in, taken back, served, certified,
    /// credited, published or cancelled later) does not count, so that the same question asked again with
    /// the same cut-off has the same answer. Now if left out.
    pub as_of: Option<DateTime>,
}

impl From<FiguresInput> for report::Asked {
    fn from(input: FiguresInput) -> Self {
        Self {
            from: input.from.map(|day| day.0),
            until: input.until.map(|day| day.0),
            period: input.period.map(Into::into),
            day: input.day.map(|day| day.0),
            as_of: input.as_of.map(|at| at.0),
        }
    }
}

/// Counts of what took place in an area and in all areas below it, for its organisers, administrators and
/// stewards.
#[derive(Clone, Description)]
pub struct AreaFigures(pub report::AreaFigures);

#[Object(use_type_description)]
impl AreaFigures {
    /// First day that is counted, by the operator's clock.
    async fn from(&self) -> Date {
        Date(self.0.range.first_day.to_string())
    }

    /// Last day that is counted, itself included.
    async fn until(&self) -> Date {
        Date(self.0.range.last_day.to_string())
    }

    /// The cut-off. Ask with it again for the same answer.
    async fn as_of(&self) -> DateTime {
        DateTime(self.0.range.as_of)
    }

    /// Of the area and all below it.
    async fn total(&self) -> Figures {
        Figures::of(&self.0.total)
    }

    /// The same of each area right below, by name; none of a unit. What the area itself did is in the total
    /// alone. Counts of people and households do not add up to the total: who was in two areas counts in
    /// both and in the total once.
    #[graphql(complexity = "50 + 20 * child_complexity")]
    async fn by_area(&self, ctx: &Context<'_>) -> Result<Vec<FiguresByArea>> {
        let below = report::by_area(ctx.core(), &self.0).await;
        let below = below.map_err(|error| top_level(ctx, &error))?.into_iter();
        let row = |(area, figures): (_, report::Figures)| FiguresByArea {
            area: Area(area),
            figures: Figures::of(&figures),
        };
        Ok(below.map(row).collect())
    }
}

/// Counts of one area.
#[derive(SimpleObject, Clone)]
pub struct FiguresByArea {
    /// The area.
    pub area: Area,
    /// Of it and all below it.
    pub figures: Figures,
}

/// Counts of what took place in an area and in all areas below it. The events that count are those of these
/// areas that begin in the time, and by the cut-off were published and not cancelled; whoever was checked
/// in or served counts at the event's beginning.
#[derive(SimpleObject, Clone)]
pub struct Figures {
    /// 场次: events that count and had ended by the cut-off.
    pub events_held: i32,
    /// The same by kind, every kind once.
    pub events_by_kind: Vec<EventsOfKind>,
    /// 人次: heads that were checked in at events that count: parties, walk-ins, and heads without names, on
    /// every list. Who came to two events, or was on two lists, counts twice. Check-ins that were taken back
    /// by the cut-off do not count. Who was only served at a stall is among `served`, not here.
    pub attendances: i32,
    /// Heads without names; among the attendances, and in no other measure.
    pub anonymous: i32,
    /// 人数: different people who are known and were checked in or served at an event that counts, each
    /// once. Whatever the cut-off: whom a check-in noted is forgotten when that is taken back, who was
    /// erased is no longer among those who were served, and two records that were merged are one person.
    pub people: i32,
    /// 户数: different households of these people, as they were when they came.
    pub households: i32,
    /// Tickets at stalls of events that count whose serving had ended by the cut-off: done, or received,
    /// ready or collected where things are left at the stall. A finish that was undone by then does not
    /// count.
    pub served: i32,
    /// The same by the name of the service, the most first: a hundred of them, and all others together.
    pub services: Vec<ServedService>,
    /// The same by the age that the holder reached in the year of the event, from the youngest up; of whom
    /// has no record, or none with a year of birth, it is not known. As of now, like `people`.
    pub served_by_age: Vec<ServedByAge>,
    /// Things that were done (`Ticket.itemsDone`) of the tickets that by the cut-off were done, ready or
    /// collected. What the staff did not count is not in it; a number that was put right counts as it is
    /// now.
    pub items_repaired: i32,
    /// `people` by where they lived when they first came, each in one row: the areas right below, by name
    /// (of a unit itself), and all others in the last row, without an area.
    pub by_residence: Vec<PeopleByResidence>,
    /// `people` by the age that they reached in the year in which they first came, each in one row, from
    /// the youngest up.
    pub by_age: Vec<PeopleByAge>,
    /// Different people with a service record that begins in the time, at an event of these areas whatever
    /// became of it, and by the cut-off was certified and not replaced by a correction. Who was erased no
    /// longer counts.
    pub volunteers: i32,
    /// Minutes that by the cut-off were credited to the volunteers' hours for these records, corrections
    /// with them.
    pub service_minutes: i32,
}

/// Events of a kind.
#[derive(SimpleObject, Clone)]
pub struct EventsOfKind {
    /// The kind.
    pub kind: EventKind,
    /// How many were held.
    pub events: i32,
}

/// What was done of a service.
#[derive(SimpleObject, Clone)]
pub struct ServedService {
    /// What it is called; null for all others together.
    pub name: Option<String>,
    /// Tickets that were served.
    pub tickets: i32,
    /// Things that were done.
    pub items: i32,
}

/// Tickets of holders of an age.
#[derive(SimpleObject, Clone)]
pub struct ServedByAge {
    /// Their age.
    pub band: AgeBand,
    /// Tickets that were served; null for fewer than five, and for one more row where that would be the rest
    /// of the sum, save for organisers and administrators of the area.
    pub tickets: Option<i32>,
}

/// People of an area.
#[derive(SimpleObject, Clone)]
pub struct PeopleByResidence {
    /// Where they lived; null for elsewhere.
    pub area: Option<Area>,
    /// How many; null for fewer than five, and for one more row where that would be the rest of the sum,
    /// save for organisers and administrators of the area.
    pub people: Option<i32>,
}

/// People of an age.
#[derive(SimpleObject, Clone)]
pub struct PeopleByAge {
    /// Their age.
    pub band: AgeBand,
    /// How many; null for fewer than five, and for one more row where that would be the rest of the sum,
    /// save for organisers and administrators of the area.
    pub people: Option<i32>,
}

impl Figures {
    /// As the schema shows them.
    pub fn of(figures: &report::Figures) -> Self {
        let number = |number: i64| i32::try_from(number).unwrap_or(i32::MAX);
        let kinds = figures.events.iter().map(|(kind, events)| EventsOfKind {
            kind: (*kind).into(),
            events: number(*events),
        });
        let services = figures.services.iter().map(|service| ServedService {
            name: service.name.clone(),
            tickets: number(service.tickets),
            items: number(service.items),
        });
        let served_ages = figures.served_by_age.iter();
        let served_ages = served_ages.map(|(band, tickets)| ServedByAge {
            band: (*band).into(),
            tickets: tickets.map(number),
        });
        let homes = figures.by_residence.iter().map(|home| PeopleByResidence {
            area: home.area.clone().map(Area),
            people: home.people.map(number),
        });
        let ages = figures.by_age.iter().map(|(band, people)| PeopleByAge {
            band: (*band).into(),
            people: people.map(number),
        });
        Self {
            events_held: number(figures.held()),
            events_by_kind: kinds.collect(),
            attendances: number(figures.attendances),
            anonymous: number(figures.anonymous),
            people: number(figures.people),
            households: number(figures.households),
            served: number(figures.served()),
            services: services.collect(),
            served_by_age: served_ages.collect(),
            items_repaired: number(figures.items()),
            by_residence: homes.collect(),
            by_age: ages.collect(),
            volunteers: number(figures.volunteers),
            service_minutes: number(figures.service_minutes),
        }
    }
}
