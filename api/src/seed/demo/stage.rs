//! Puts the demo's events on as their people would: through the commands.

use anyhow::{Context as _, Result};
use chrono::{Datelike, NaiveDateTime, TimeDelta};
use mulin_domain::event::{
    AddProgrammeItem, CancelEvent, CreateEvent, PublishEvent, RsvpTerms, add_programme_item,
    cancel_event, create_event, publish_event,
};
use mulin_domain::person::store::actor;
use mulin_domain::rsvp::{Answer, Party, RespondToEvent, WhenFull, respond_to_event};
use mulin_domain::{Actor, Core};
use mulin_entities::*;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::calendar::{Answers, Occasion, PROGRAMME, Plan, Stand, ZONE};
use super::keys::SEED;
use super::{banquet, homes, places, questions};

/// The organiser with everybody who may come.
pub(super) struct Stage<'a> {
    pub core: &'a Core,
    pub organiser: Actor,
    /// Grown-ups of the community whom no visitor acts as, with their units.
    neighbours: Vec<(PersonId, AreaId)>,
    made: Vec<(Occasion, EventId)>,
}

impl<'a> Stage<'a> {
    /// Finds the people.
    pub async fn enter(core: &'a Core) -> Result<Self> {
        let grown_up = core.now().year() - 18;
        let neighbours = person::Entity::find()
            .select_only()
            .columns([person::Column::Id, person::Column::UnitId])
            .filter(person::Column::UnitId.is_in(places::UNITS.map(places::area_id)))
            .filter(person::Column::BirthYear.lte(grown_up))
            .filter(person::Column::Id.is_not_in(homes::named()))
            .order_by_asc(person::Column::Id)
            .into_tuple()
            .all(core.db().reader())
            .await?;
        let mut stage = Self {
            core,
            organiser: Actor::Anonymous,
            neighbours,
            made: Vec::new(),
        };
        stage.organiser = stage.actor(homes::ORGANISER.id()).await?;
        Ok(stage)
    }

    /// The event of an occasion that was put on before.
    pub fn event(&self, occasion: Occasion) -> Result<EventId> {
        let found = self.made.iter().find(|(of, _)| *of == occasion);
        found
            .map(|(_, event)| *event)
            .with_context(|| format!("{occasion:?} was not put on"))
    }

    /// Somebody as they are now.
    pub async fn actor(&self, person: PersonId) -> Result<Actor> {
        let found = actor(self.core.db().reader(), person, None, self.core.now()).await?;
        found.context("somebody of the demo is missing: remove the data directory to begin anew")
    }

    /// Events of the demo with this title and state that are not over, the newest first.
    pub async fn present(&self, title: &str, state: EventState) -> Result<Vec<event::Model>> {
        Ok(event::Entity::find()
            .filter(event::Column::CreatedBy.eq(homes::ORGANISER.id()))
            .filter(event::Column::Title.eq(title))
            .filter(event::Column::State.eq(state))
            .filter(event::Column::EndsAt.gt(self.core.now()))
            .order_by_desc(event::Column::Id)
            .all(self.core.db().reader())
            .await?)
    }

    /// Puts an event on, unless it is there.
    pub async fn put_on(&mut self, plan: &Plan) -> Result<()> {
        let state = match plan.stand {
            Stand::Draft => EventState::Draft,
            Stand::Published => EventState::Published,
            Stand::Cancelled(_) => EventState::Cancelled,
        };
        let present = self.present(plan.title, state).await?;
        let event = match present.first() {
            Some(event) => event.id,
            None => self.make(plan).await?,
        };
        self.made.push((plan.occasion, event));
        Ok(())
    }

    async fn make(&self, plan: &Plan) -> Result<EventId> {
        let event = self.draft(plan).await?;
        if plan.occasion == Occasion::Lantern {
            self.add_programme(event).await?;
        }
        if plan.stand == Stand::Draft {
            return Ok(event);
        }
        self.publish(event).await?;
        if let Stand::Cancelled(reason) = plan.stand {
            let input = CancelEvent {
                event_id: Ok(event),
                expected_version: None,
                reason: Some(reason.to_owned()),
            };
            cancel_event(self.core, &self.organiser, input).await?;
            return Ok(event);
        }
        if plan.occasion == Occasion::Banquet {
            banquet::serve(self, event).await?;
            questions::ask(self, event).await?;
            return Ok(event);
        }
        let guests = self.guests(plan.area, SEED + plan.occasion as u64);
        self.answer(event, &guests, plan.answers, plan.max_party.unwrap_or(6))
            .await?;
        Ok(event)
    }

    /// Drafts an event.
    pub async fn draft(&self, plan: &Plan) -> Result<EventId> {
        let closes = plan.closes_before.map(|before| plan.starts - before);
        let input = CreateEvent {
            area_id: Ok(places::area_id(plan.area)),
            festival_id: plan.festival.map(|of| self.event(of).map(Ok)).transpose()?,
            kind: plan.kind,
            visibility: plan.visibility,
            title: plan.title.to_owned(),
            description: Some(plan.description.to_owned()),
            venue_id: Some(Ok(places::venue_id(plan.venue))),
            starts_at: wall_clock(plan.starts),
            ends_at: wall_clock(plan.starts + plan.length),
            time_zone: Some(ZONE.name().to_owned()),
            capacity: plan.capacity,
            max_party: plan.max_party,
            rsvp_opens_at: None,
            rsvp_closes_at: closes.map(wall_clock),
            terms: RsvpTerms::default(),
        };
        Ok(create_event(self.core, &self.organiser, input, None)
            .await?
            .id)
    }

    /// Publishes a draft.
    pub async fn publish(&self, event: EventId) -> Result<()> {
        let input = PublishEvent {
            event_id: Ok(event),
            expected_version: None,
        };
        publish_event(self.core, &self.organiser, input).await?;
        Ok(())
    }

    async fn add_programme(&self, event: EventId) -> Result<()> {
        for (place, title, performers, after, minutes) in PROGRAMME {
            let input = AddProgrammeItem {
                event_id: Ok(event),
                stage: Some(place.to_owned()),
                title: title.to_owned(),
                performers: Some(performers.to_owned()),
                starts_after: format!("PT{after}M"),
                duration: format!("PT{minutes}M"),
            };
            add_programme_item(self.core, &self.organiser, input, None).await?;
        }
        Ok(())
    }

    /// Neighbours who live in the area, in an order of their own for each event.
    pub fn guests(&self, area: usize, seed: u64) -> Vec<PersonId> {
        let below = places::path(area);
        let inside: Vec<AreaId> = places::UNITS
            .filter(|unit| places::path(*unit).starts_with(&below))
            .map(places::area_id)
            .collect();
        let living_there = self.neighbours.iter();
        let mut guests: Vec<PersonId> = living_there
            .filter(|(_, unit)| inside.contains(unit))
            .map(|(person, _)| *person)
            .collect();
        guests.shuffle(&mut StdRng::seed_from_u64(seed));
        guests
    }

    /// Lets the first of the guests answer.
    pub async fn answer(
        &self,
        event: EventId,
        guests: &[PersonId],
        answers: Answers,
        largest: i32,
    ) -> Result<()> {
        let mut rng = StdRng::seed_from_u64(SEED);
        let wanted = std::iter::repeat_n(Answer::Going, answers.going)
            .chain(std::iter::repeat_n(Answer::Maybe, answers.maybe))
            .chain(std::iter::repeat_n(Answer::Declined, answers.declined));
        for (guest, answer) in guests.iter().zip(wanted) {
            let adults = rng.random_range(1..=2).min(largest);
            let children = (rng.random_range(0..=3) - 1).clamp(0, largest - adults);
            let guest = self.actor(*guest).await?;
            self.respond(&guest, event, answer, adults, children)
                .await?;
        }
        Ok(())
    }

    /// One answer.
    pub async fn respond(
        &self,
        guest: &Actor,
        event: EventId,
        answer: Answer,
        adults: i32,
        children: i32,
    ) -> Result<()> {
        let input = RespondToEvent {
            event_id: Ok(event),
            acting: mulin_domain::person::Acting::default(),
            answer,
            party: Some(Party::of(adults, children)),
            note: None,
            when_full: WhenFull::Waitlist,
            answers: None,
        };
        respond_to_event(self.core, guest, input, None).await?;
        Ok(())
    }
}

fn wall_clock(local: NaiveDateTime) -> String {
    local.format("%Y-%m-%dT%H:%M:%S").to_string()
}

/// The next full second after so long from now, on the neighbourhood's clocks.
pub(super) fn in_a_while(core: &Core, span: TimeDelta) -> NaiveDateTime {
    let later = (core.now() + span).with_timezone(&ZONE).naive_local();
    let part = i64::from(chrono::Timelike::nanosecond(&later));
    if part == 0 {
        return later;
    }
    later + TimeDelta::nanoseconds(1_000_000_000 - part)
}
