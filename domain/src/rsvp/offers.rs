//! Seats that are held for waiting parties for a time, and what becomes of them.

use chrono::TimeDelta;
use chrono_tz::Tz;
use mulin_entities::{DueWorkKind, RsvpId, RsvpState, event, event_seats, rsvp};
use uuid::Uuid;

use super::promote::promote;
use super::{member_store, rules, store, waitlist_store};
use crate::actor::Actor;
use crate::change::{RsvpChange, What};
use crate::clock::Instant;
use crate::core::Core;
use crate::due_work::{self, Held};
use crate::error::{Error, Result};
use crate::event::{self as events, seats};
use crate::quiet::{Quiet, waking_time};
use crate::tx::Tx;

/// Seats are not held for less waking time than this: nobody would learn of it in time.
const LEAST: TimeDelta = TimeDelta::minutes(15);

/// When an offer ends, and when its person is reminded of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Window {
    /// Seats are held until here.
    pub ends_at: Instant,
    /// Half of the time is over.
    pub half_at: Instant,
}

/// The window of an offer that is made now: so much waking time, and no longer than waiting parties
/// move up. None if that leaves too little, or the event holds no seats: the party is seated at once.
pub(super) fn window(event: &event::Model, now: Instant, zone: Tz, quiet: Quiet) -> Option<Window> {
    let length = TimeDelta::seconds(i64::from(event.offer_seconds?));
    let limit = rules::last_promotion(event);
    let (ends_at, awake) = waking_time(now, length, limit, zone, quiet);
    if awake < LEAST {
        return None;
    }
    let (half_at, _) = waking_time(now, awake / 2, limit, zone, quiet);
    Some(Window { ends_at, half_at })
}

/// The window by the event's clocks and the platform's quiet hours.
pub(super) fn window_of(tx: &Tx, event: &event::Model) -> Option<Window> {
    let settings = tx.core().settings();
    let zone = event.time_zone.parse().unwrap_or(settings.time_zone);
    window(event, tx.now(), zone, Quiet::of(settings, None, None))
}

/// Plans the end of offers and the reminders of it.
pub(super) async fn plan(tx: &Tx, ids: &[RsvpId], window: Window) -> Result<()> {
    let at = |at| ids.iter().map(|id| (id.0, at)).collect::<Vec<_>>();
    due_work::plan_all(tx, DueWorkKind::ExpireOffer, &at(window.ends_at)).await?;
    due_work::plan_all(tx, DueWorkKind::NudgeOffer, &at(window.half_at)).await
}

/// Drops what is planned about offers that are over, taken or given up.
pub(super) async fn drop_work(tx: &Tx, ids: impl IntoIterator<Item = RsvpId>) -> Result<()> {
    let ids: Vec<Uuid> = ids.into_iter().map(|id| id.0).collect();
    for kind in [DueWorkKind::ExpireOffer, DueWorkKind::NudgeOffer] {
        due_work::drop_all(tx, kind, ids.clone()).await?;
    }
    Ok(())
}

/// Ends the offers of the event whose time is over, and gives their seats to the next: they count no
/// longer, whether or not the work of it was done. The caller holds the lock of the seats and saves
/// them. Answers whether there were any.
pub(super) async fn lapse(
    tx: &mut Tx,
    event: &event::Model,
    held: &mut event_seats::Model,
) -> Result<bool> {
    let lapsed = waitlist_store::offers(tx, event.id, Some(tx.now())).await?;
    if lapsed.is_empty() {
        return Ok(false);
    }
    let ids: Vec<RsvpId> = lapsed.iter().map(|row| row.id).collect();
    waitlist_store::expire(tx, &ids).await?;
    member_store::hold(tx, &ids, false).await?;
    drop_work(tx, ids).await?;
    for row in lapsed {
        seats::release(held, row.adults + row.children);
        let now = rsvp::Model {
            state: RsvpState::Expired,
            queue_no: None,
            offer_expires_at: None,
            ..row
        };
        let change = RsvpChange::of(Some(RsvpState::Offered), &now);
        tx.record(event.root_area_id, What::RsvpOfferExpired(change));
    }
    promote(tx, event, held).await?;
    Ok(true)
}

/// The due work of an offer's end. The seats are locked before the work, as by whoever answers and
/// then drops it.
pub async fn expire_offer(core: &Core, work: &Held) -> Result<()> {
    let work = work.clone();
    core.transact(&Actor::System, move |tx| {
        Box::pin(async move {
            let offered = store::rsvp(tx.db(), RsvpId(work.subject_id)).await?;
            let Some(offered) = offered else {
                return due_work::complete(tx, &work).await;
            };
            let mut held = seats::lock(tx.db(), offered.event_id).await?;
            if !due_work::hold(tx, &work).await? {
                return Ok(());
            }
            let event = events::store::event(tx.db(), offered.event_id).await?;
            let event = event.ok_or_else(|| Error::internal("an event with seats is missing"))?;
            if lapse(tx, &event, &mut held).await? {
                seats::save(tx, &held).await?;
            }
            due_work::complete(tx, &work).await
        })
    })
    .await
}

/// What an event that moved means for its offers: they stand for the new time, and end when they
/// would have, but not later than waiting parties move up. Each is told of anew. Of a cancelled event
/// nothing more becomes of them: it takes no answers, and like all others the answers stay as they
/// are, so that everybody is told.
pub(super) async fn move_with_event(
    tx: &mut Tx,
    event: &event::Model,
    held: &mut event_seats::Model,
) -> Result<()> {
    let limit = rules::last_promotion(event);
    waitlist_store::shorten_offers(tx, event.id, limit).await?;
    let standing = waitlist_store::offers(tx, event.id, None).await?;
    let due: Vec<_> = standing
        .iter()
        .filter_map(|row| Some((row.id.0, row.offer_expires_at?)))
        .collect();
    due_work::plan_all(tx, DueWorkKind::ExpireOffer, &due).await?;
    for row in standing {
        if !rules::has_lapsed(&row, tx.now()) {
            let change = RsvpChange::of(Some(RsvpState::Offered), &row);
            tx.record(event.root_area_id, What::RsvpOffered(change));
        }
    }
    lapse(tx, event, held).await?;
    Ok(())
}

/// What an event whose terms were edited means for its offers: where answers close sooner they end
/// sooner. Then whoever fits moves up.
pub(super) async fn follow_terms(
    tx: &mut Tx,
    event: &event::Model,
    held: &mut event_seats::Model,
) -> Result<()> {
    let limit = rules::last_promotion(event);
    let late = |row: &rsvp::Model| row.offer_expires_at.is_some_and(|end| end > limit);
    let mut shortened = waitlist_store::offers(tx, event.id, None).await?;
    shortened.retain(late);
    if !shortened.is_empty() {
        waitlist_store::shorten_offers(tx, event.id, limit).await?;
        let due: Vec<_> = shortened.iter().map(|row| (row.id.0, limit)).collect();
        due_work::plan_all(tx, DueWorkKind::ExpireOffer, &due).await?;
    }
    if !lapse(tx, event, held).await? {
        promote(tx, event, held).await?;
    }
    Ok(())
}

/// Drops what is planned about the offers of an event that will not take place.
pub(super) async fn drop_of_event(tx: &Tx, event: &event::Model) -> Result<()> {
    let offers = waitlist_store::offers(tx, event.id, None).await?;
    drop_work(tx, offers.into_iter().map(|row| row.id)).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::to_micros;
    use chrono::TimeZone;
    use mulin_entities::*;
    use proptest::prelude::*;

    const ZONE: Tz = Tz::Asia__Shanghai;
    const NIGHT: Quiet = Quiet {
        from: 21 * 60,
        until: 8 * 60,
    };

    fn local(text: &str) -> Instant {
        let local = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
        ZONE.from_local_datetime(&local).unwrap().to_utc()
    }

    fn event(starts_at: Instant, closes_at: Option<Instant>, seconds: Option<i32>) -> event::Model {
        let nil = Uuid::nil();
        event::Model {
            id: EventId(nil),
            root_area_id: AreaId(nil),
            area_id: AreaId(nil),
            area_path: "/".to_owned(),
            festival_id: None,
            kind: EventKind::Gathering,
            state: EventState::Published,
            visibility: Visibility::Public,
            title: String::new(),
            description: String::new(),
            venue_id: None,
            time_zone: ZONE.name().to_owned(),
            starts_local: starts_at.naive_utc(),
            ends_local: starts_at.naive_utc(),
            starts_at,
            ends_at: starts_at + TimeDelta::hours(2),
            rsvp_opens_at: None,
            rsvp_closes_at: closes_at,
            max_party: 20,
            needs_approval: false,
            waitlist_order: WaitlistOrder::FirstFit,
            offer_seconds: seconds,
            household_limit: None,
            form_version: 0,
            schedule_rev: 1,
            cancel_reason: None,
            search_text: String::new(),
            version: 1,
            created_by: None,
            published_at: Some(starts_at),
            cancelled_at: None,
            created_at: starts_at,
            updated_at: starts_at,
        }
    }

    #[test]
    fn offers_end_by_day_and_before_it_is_too_late() {
        let four_hours = Some(4 * 60 * 60);
        let far = event(local("2027-02-27 18:00"), None, four_hours);
        let made = |event: &event::Model, now| window(event, local(now), ZONE, NIGHT);
        let expected = |ends, half| {
            Some(Window {
                ends_at: local(ends),
                half_at: local(half),
            })
        };
        let by_day = expected("2027-02-20 14:00", "2027-02-20 12:00");
        assert_eq!(made(&far, "2027-02-20 10:00"), by_day);
        let overnight = expected("2027-02-21 09:00", "2027-02-20 20:00");
        assert_eq!(made(&far, "2027-02-20 18:00"), overnight);
        let at_night = expected("2027-02-21 12:00", "2027-02-21 10:00");
        assert_eq!(made(&far, "2027-02-20 23:00"), at_night);
        // Two hours before the start, or when answers close.
        let soon = event(local("2027-02-20 14:00"), None, four_hours);
        let shorter = expected("2027-02-20 12:00", "2027-02-20 11:00");
        assert_eq!(made(&soon, "2027-02-20 10:00"), shorter);
        let closing = event(
            local("2027-02-27 18:00"),
            Some(local("2027-02-20 10:15")),
            four_hours,
        );
        assert!(made(&closing, "2027-02-20 10:00").is_some());
        assert_eq!(made(&closing, "2027-02-20 10:01"), None);
        // An event that holds nothing.
        assert_eq!(
            made(
                &event(local("2027-02-27 18:00"), None, None),
                "2027-02-20 10:00"
            ),
            None
        );
    }

    proptest! {
        #[test]
        fn an_offer_leaves_waking_time_and_ends_in_time(
            now in 0..8_000i64, start in 0..12_000i64, closes in proptest::option::of(0..12_000i64),
            seconds in 900..=604_800i32, from in 0..1440i32, until in 0..1440i32,
        ) {
            let base = to_micros(local("2027-02-19 00:00"));
            let minute = |minutes| base + TimeDelta::minutes(minutes);
            let event = event(minute(start), closes.map(minute), Some(seconds));
            let (now, quiet) = (minute(now), Quiet { from, until });
            if let Some(window) = window(&event, now, ZONE, quiet) {
                prop_assert!(window.ends_at <= rules::last_promotion(&event));
                prop_assert!(window.ends_at >= now + LEAST);
                prop_assert!(now < window.half_at && window.half_at < window.ends_at);
                let awake = window.ends_at - now;
                prop_assert!(quiet.from != quiet.until || awake <= TimeDelta::seconds(i64::from(seconds)));
            }
        }
    }
}
