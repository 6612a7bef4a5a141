//! The households that come to the banquet, each whole and by name.

use std::collections::BTreeMap;

use anyhow::Result;
use chrono::Datelike;
use mulin_domain::person::Acting;
use mulin_domain::rsvp::{Answer, Party, RespondToEvent, WhenFull, respond_to_event};
use mulin_entities::*;
use rand::SeedableRng;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::seed::demo::keys::SEED;
use crate::seed::demo::stage::Stage;
use crate::seed::demo::{homes, places};

/// Households that come: a hundred, as the name of the meal says.
pub(super) const COMING: usize = 100;
/// Households that may come …
const UNDECIDED: usize = 4;
/// … and that do not.
const DECLINED: usize = 3;
/// Who may answer and cook.
const GROWN_UP: i32 = 18;

/// A household.
pub(super) struct Family {
    pub(super) household: HouseholdId,
    /// Who answers for it: its eldest who is grown up.
    pub(super) head: PersonId,
    /// The others.
    others: Vec<PersonId>,
    adults: i32,
    children: i32,
}

/// The resident's household, then those of the community in an order of their own.
pub(super) async fn find(stage: &Stage<'_>) -> Result<Vec<Family>> {
    let people: Vec<(HouseholdId, PersonId, Option<i32>)> = person::Entity::find()
        .select_only()
        .columns([
            person::Column::HouseholdId,
            person::Column::Id,
            person::Column::BirthYear,
        ])
        .filter(person::Column::UnitId.is_in(places::UNITS.map(places::area_id)))
        .order_by_asc(person::Column::BirthYear)
        .order_by_asc(person::Column::Id)
        .into_tuple()
        .all(stage.core.db().reader())
        .await?;
    let mut homes: BTreeMap<HouseholdId, Vec<(PersonId, i32)>> = BTreeMap::new();
    for (household, person, born) in people {
        let home = homes.entry(household).or_default();
        home.push((person, born.unwrap_or(0)));
    }
    let year = stage.core.now().year();
    let found = homes
        .into_iter()
        .filter_map(|(household, people)| family(household, &people, year));
    let (own, mut others): (Vec<Family>, Vec<Family>) =
        found.partition(|family| family.head == homes::RESIDENT.id());
    // Visitors act as the other three who are named: whether they come they say themselves.
    others.retain(|family| !homes::named().contains(&family.head));
    others.shuffle(&mut StdRng::seed_from_u64(SEED));
    Ok(own.into_iter().chain(others).collect())
}

fn family(household: HouseholdId, people: &[(PersonId, i32)], year: i32) -> Option<Family> {
    let is_adult = |born: i32| born <= year - GROWN_UP;
    let visitor = people
        .iter()
        .find(|(person, _)| homes::named().contains(person));
    let (head, _) = visitor.or_else(|| people.iter().find(|(_, born)| is_adult(*born)))?;
    let adults = people.iter().filter(|(_, born)| is_adult(*born)).count();
    Some(Family {
        household,
        head: *head,
        others: people
            .iter()
            .map(|(person, _)| *person)
            .filter(|person| person != head)
            .collect(),
        adults: i32::try_from(adults).unwrap_or(i32::MAX),
        children: i32::try_from(people.len() - adults).unwrap_or(i32::MAX),
    })
}

/// Lets the families answer.
pub(super) async fn answer(
    stage: &Stage<'_>,
    event: EventId,
    coming: &[Family],
    others: &[Family],
) -> Result<()> {
    for family in coming {
        respond(stage, event, family, Answer::Going).await?;
    }
    for (place, family) in others.iter().take(UNDECIDED + DECLINED).enumerate() {
        let answer = if place < UNDECIDED {
            Answer::Maybe
        } else {
            Answer::Declined
        };
        respond(stage, event, family, answer).await?;
    }
    Ok(())
}

async fn respond(stage: &Stage<'_>, event: EventId, family: &Family, answer: Answer) -> Result<()> {
    let input = RespondToEvent {
        event_id: Ok(event),
        acting: Acting::default(),
        answer,
        party: Some(Party {
            member_ids: Some(family.others.iter().map(|person| Ok(*person)).collect()),
            ..Party::of(family.adults, family.children)
        }),
        note: None,
        when_full: WhenFull::Waitlist,
        answers: None,
    };
    let head = stage.actor(family.head).await?;
    respond_to_event(stage.core, &head, input, None).await?;
    Ok(())
}
