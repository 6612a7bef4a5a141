//! Imports a file.

use mulin_entities::*;

use super::reading::{Checked, File};
use super::written::{Becomes, Entry, EventsImported};
use super::{ImportEvents, policy, store};
use crate::actor::Actor;
use crate::almanac;
use crate::change::What;
use crate::clock::Instant;
use crate::core::Core;
use crate::dialect;
use crate::error::{Error, Result};
use crate::event::search::search_text;
use crate::event::{RsvpTerms, Terms, rules as event_rules, store as events};
use crate::idempotency::{Claim, claim};
use crate::input::{Faults, Rule};
use crate::place;
use crate::series::{self, CreateSeries};
use crate::tx::Tx;

/// One import at a time, so that two of the same file make nothing twice.
const IMPORTS: i64 = 0x6D75_6C69_6E20;

/// Reads a file and tells what its entries become; unless it is a dry run, drafts events and series of
/// those that were not imported before. All or nothing, unless what is faulty may be skipped.
pub async fn import_events(
    core: &Core,
    actor: &Actor,
    mut input: ImportEvents,
    key: Option<String>,
) -> Result<EventsImported> {
    policy::may_ask(actor)?;
    let reader = core.db().reader();
    let mut faults = Faults::default();
    let zone = event_rules::zone(
        &mut faults,
        "timeZone",
        input.time_zone.as_deref(),
        core.settings().time_zone,
    );
    let area_id = faults.id("areaId", "Area", input.area_id.clone());
    let area = match area_id {
        Some(id) => place::store::area(reader, id).await?,
        None => None,
    };
    if area_id.is_some() && area.is_none() {
        faults.add("areaId", Rule::NotFound);
    }
    faults.finish()?;
    let area = area.ok_or_else(|| Error::not_found("areaId"))?;
    // Whoever may not import has nothing read.
    policy::may_import(actor, &area)?;
    let almanac = almanac::in_use(reader).await?;
    if input.dry_run {
        let content = std::mem::take(&mut input.content);
        let file = File::read(input.format, content, zone, almanac).await?;
        let checked = file.check(reader, &area, core.now()).await?;
        return Ok(outcome(&input, area.id, checked, 0));
    }
    let file = File::read(input.format, input.content.clone(), zone, almanac).await?;
    core.transact(actor, move |tx| {
        Box::pin(async move {
            // What was made before is known by itself, so that a repeated command goes on.
            if let Claim::Replay(_) = claim(tx, key.as_deref(), "importEvents", &input).await? {
                tracing::debug!("an import is repeated");
            }
            dialect::one_at_a_time(tx.db(), IMPORTS).await?;
            let area = place::store::area(tx.db(), area.id).await?;
            let area = area.ok_or_else(|| Error::not_found("areaId"))?;
            policy::may_import(tx.actor(), &area)?;
            let mut checked = file.check(tx.db(), &area, tx.now()).await?;
            let may_write = checked.faults.is_empty()
                || input.skip_faulty && !checked.faults.iter().any(|it| it.wrong.is_of_the_file());
            let created = match may_write {
                true => write(tx, &input, &area, &mut checked).await?,
                false => 0,
            };
            Ok(outcome(&input, area.id, checked, created))
        })
    })
    .await
}

fn outcome(
    input: &ImportEvents,
    area_id: AreaId,
    checked: Checked,
    created: usize,
) -> EventsImported {
    EventsImported {
        area_id,
        dry_run: input.dry_run,
        created,
        unchanged: checked.count(Becomes::Known),
        changed: checked.count(Becomes::Changed),
        cancelled: checked.cancelled,
        entries: checked.entries,
        faults: checked.faults,
    }
}

/// Makes what is new, and remembers what it was made of. Answers how many entries that were.
async fn write(
    tx: &mut Tx,
    input: &ImportEvents,
    area: &area::Model,
    checked: &mut Checked,
) -> Result<usize> {
    let mut sources = Vec::new();
    let mut drafts = Vec::new();
    for (entry, (key, digest)) in checked.entries.iter_mut().zip(&checked.marks) {
        match entry.becomes {
            Becomes::Known | Becomes::Changed => continue,
            Becomes::Event => {
                let event = draft(tx, input, area, entry);
                entry.event_id = Some(event.id);
                drafts.push((event, None));
            }
            Becomes::Series => {
                let made = series::create(tx, template(input, area, entry)?).await?;
                entry.series_id = Some(made.series.id);
            }
        }
        sources.push(event_source::Model {
            area_id: area.id,
            entry_key: key.clone(),
            root_area_id: area.root_area_id,
            event_id: entry.event_id,
            series_id: entry.series_id,
            digest: digest.clone(),
            imported_at: tx.now(),
        });
    }
    let ids: Vec<EventId> = drafts.iter().map(|(event, _)| event.id).collect();
    events::insert_all(tx, drafts).await?;
    for event_id in ids {
        let created = What::EventCreated {
            event_id,
            capacity: None,
            like: None,
        };
        tx.record(area.root_area_id, created);
    }
    let created = sources.len();
    store::insert(tx, sources).await?;
    Ok(created)
}

/// A draft of an event, with the terms that events have if nothing is said.
fn draft(tx: &Tx, input: &ImportEvents, area: &area::Model, entry: &Entry) -> event::Model {
    let venue = entry.venue.iter();
    let venue = venue.flat_map(|venue| [venue.name.as_str(), venue.address.as_str()]);
    let words = [entry.title.as_str(), entry.description.as_str()];
    let search_text = search_text(words.into_iter().chain(venue));
    let terms = Terms::default();
    let local = |at: Instant| at.with_timezone(&entry.zone).naive_local();
    event::Model {
        needs_approval: terms.needs_approval,
        waitlist_order: terms.waitlist_order,
        offer_seconds: terms.offer_seconds,
        household_limit: terms.household_limit,
        form_version: 0,
        id: tx.new_id(),
        root_area_id: area.root_area_id,
        area_id: area.id,
        area_path: area.path.clone(),
        festival_id: None,
        kind: input.kind,
        state: EventState::Draft,
        visibility: input.visibility,
        title: entry.title.clone(),
        description: entry.description.clone(),
        venue_id: entry.venue.as_ref().map(|venue| venue.id),
        time_zone: entry.zone.name().to_owned(),
        starts_local: local(entry.starts_at),
        ends_local: local(entry.ends_at),
        starts_at: entry.starts_at,
        ends_at: entry.ends_at,
        rsvp_opens_at: None,
        rsvp_closes_at: None,
        max_party: event_rules::MAX_PARTY,
        schedule_rev: 1,
        cancel_reason: None,
        search_text,
        version: 1,
        created_by: tx.actor().person_id(),
        published_at: None,
        cancelled_at: None,
        created_at: tx.now(),
        updated_at: tx.now(),
    }
}

/// A series whose events are drafts, likewise.
fn template(input: &ImportEvents, area: &area::Model, entry: &Entry) -> Result<CreateSeries> {
    let schedule = entry.repeats.clone();
    let schedule = schedule.ok_or_else(|| Error::internal("what repeats has a schedule"))?;
    Ok(CreateSeries {
        area_id: Ok(area.id),
        festival_id: None,
        kind: input.kind,
        visibility: input.visibility,
        title: entry.title.clone(),
        description: Some(entry.description.clone()),
        venue_id: entry.venue.as_ref().map(|venue| Ok(venue.id)),
        capacity: None,
        max_party: None,
        terms: RsvpTerms::default(),
        opens_before_minutes: None,
        closes_before_minutes: None,
        publish: false,
        like_event_id: None,
        schedule,
    })
}
