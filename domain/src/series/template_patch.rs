//! What an edit changes of what the occurrences of a series have in common.

use mulin_entities::*;

use super::inherited::Inherited;
use super::update_series::UpdateSeries;
use super::{rules, store};
use crate::error::Result;
use crate::event::rules::{MAX_CAPACITY, MAX_PARTY};
use crate::event::{self, CheckedTerms};
use crate::input::{Faults, Patch, Rule};
use crate::place;
use crate::tx::Tx;

/// The fields of an edit, checked as far as they can be without the series.
#[derive(Debug)]
pub(super) struct TemplatePatch {
    title: Option<String>,
    description: Patch<String>,
    kind: Option<EventKind>,
    visibility: Option<Visibility>,
    venue_id: Patch<VenueId>,
    festival_id: Patch<EventId>,
    capacity: Patch<i32>,
    max_party: Option<i32>,
    terms: CheckedTerms,
    opens_before_minutes: Patch<i32>,
    closes_before_minutes: Patch<i32>,
    publish: Option<bool>,
}

impl TemplatePatch {
    /// Takes the fields, or notes their faults.
    pub(super) fn check(faults: &mut Faults, input: &UpdateSeries) -> Self {
        let title = faults.required("title", input.title.clone());
        let max_party = faults.required("maxParty", input.max_party.clone());
        if let Some(max_party) = max_party {
            faults.number("maxParty", max_party, 1..=MAX_PARTY);
        }
        if let Patch::Set(capacity) = input.capacity {
            faults.number("capacity", capacity, 0..=MAX_CAPACITY);
        }
        let description = input.description.clone();
        Self {
            title: title.map(|title| faults.line("title", &title, 1..=120)),
            description: description.map(|text| faults.text("description", &text, 0..=10_000)),
            kind: faults.required("kind", input.kind.clone()),
            visibility: faults.required("visibility", input.visibility.clone()),
            venue_id: faults.patched_id("venueId", "Venue", input.venue_id.clone()),
            festival_id: faults.patched_id("festivalId", "Event", input.festival_id.clone()),
            capacity: input.capacity.clone(),
            max_party,
            terms: input.terms.clone().check(faults),
            opens_before_minutes: input.opens_before_minutes.clone(),
            closes_before_minutes: input.closes_before_minutes.clone(),
            publish: faults.required("publish", input.publish.clone()),
        }
    }

    /// Whether occurrences that are drafts are to be published.
    pub(super) fn publishes(&self) -> bool {
        self.publish == Some(true)
    }

    /// The series as it is to be, but for its schedule; or notes what does not suit it.
    pub(super) async fn over(
        self,
        tx: &Tx,
        faults: &mut Faults,
        series: &series::Model,
    ) -> Result<series::Model> {
        let area = place::store::area(tx.db(), series.area_id).await?;
        if let Patch::Set(id) = self.venue_id
            && series.venue_id != Some(id)
        {
            event::find_venue(tx, faults, area.as_ref(), Some(Ok(id))).await?;
        }
        if let Patch::Set(id) = self.festival_id
            && series.festival_id != Some(id)
        {
            event::find_festival(tx, faults, area.as_ref(), Some(Ok(id))).await?;
            // Nothing is part of itself.
            let place = store::occurrence(tx.db(), id).await?;
            if place.is_some_and(|place| place.series_id == series.id) {
                faults.add("festivalId", Rule::Duplicate);
            }
        }
        let mut edited = series.clone();
        let terms = self.terms.over(Inherited::from(series).terms);
        edited.title = self.title.unwrap_or(edited.title);
        edited.description = match self.description {
            Patch::Clear => String::new(),
            other => other.or_keep(Some(edited.description)).unwrap_or_default(),
        };
        edited.kind = self.kind.unwrap_or(edited.kind);
        edited.visibility = self.visibility.unwrap_or(edited.visibility);
        edited.venue_id = self.venue_id.or_keep(edited.venue_id);
        edited.festival_id = self.festival_id.or_keep(edited.festival_id);
        edited.capacity = self.capacity.or_keep(edited.capacity);
        edited.max_party = self.max_party.unwrap_or(edited.max_party);
        edited.needs_approval = terms.needs_approval;
        edited.waitlist_order = terms.waitlist_order;
        edited.offer_seconds = terms.offer_seconds;
        edited.household_limit = terms.household_limit;
        edited.opens_before_minutes = self
            .opens_before_minutes
            .or_keep(edited.opens_before_minutes);
        edited.closes_before_minutes = self
            .closes_before_minutes
            .or_keep(edited.closes_before_minutes);
        let (opens, closes) = (edited.opens_before_minutes, edited.closes_before_minutes);
        rules::answer_window(faults, opens, closes);
        edited.publish = self.publish.unwrap_or(edited.publish);
        Ok(edited)
    }
}
