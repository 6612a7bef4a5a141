//! What a feed of events answers without waiting; see [`crate::graphql::plain`].

use async_graphql::Value;

use super::enums::{EventKind, EventState, Visibility, WaitlistOrder};
use super::types::{Attendee, DEFAULT_ATTENDEES, Event, EventConnection, EventEdge, Seats};
use super::viewer_can::EventViewerCan;
use crate::graphql::connection::PageInfo;
use crate::graphql::id::encode;
use crate::graphql::place::types::Venue;
use crate::graphql::plain::Leaf;
use crate::graphql::scalars::DateTime;

crate::plain_fields!(Seats, "Seats", |this, _field, _walk| {
    "capacity" => Some(this.capacity.leaf()),
    "taken" => Some(this.taken.leaf()),
    "free" => Some(this.free.leaf()),
    "waitlisted" => Some(this.waitlisted.leaf()),
});

crate::plain_fields!(Attendee, "Attendee", |this, _field, _walk| {
    "name" => Some(this.name.leaf()),
    "partySize" => Some(this.party_size.leaf()),
});

crate::plain_fields!(PageInfo, "PageInfo", |this, _field, _walk| {
    "hasPreviousPage" => Some(this.has_previous_page.leaf()),
    "hasNextPage" => Some(this.has_next_page.leaf()),
    "startCursor" => Some(this.start_cursor.leaf()),
    "endCursor" => Some(this.end_cursor.leaf()),
});

crate::plain_fields!(EventEdge, "EventEdge", |this, field, walk| {
    "cursor" => Some(this.cursor.leaf()),
    "node" => walk.object(&this.node, field),
});

crate::plain_fields!(EventConnection, "EventConnection", |this, field, walk| {
    "edges" => walk.list(&this.edges, field),
    "nodes" => walk.list(&this.nodes, field),
    "pageInfo" => walk.object(&this.page_info, field),
});

crate::plain_fields!(Event, "Event", |this, field, walk| {
    "id" => Some(encode(this.view.root_area_id, this.view.id).leaf()),
    "viewerCan" => walk.object(&this.can(walk.request), field),
    "isOver" => Some(this.is_over_by(walk.request.core.now()).leaf()),
    "kind" => Some(EventKind::from(this.view.kind).leaf()),
    "state" => Some(EventState::from(this.view.state).leaf()),
    "visibility" => Some(Visibility::from(this.view.visibility).leaf()),
    "title" => Some(this.view.title.leaf()),
    "description" => Some(this.view.description.leaf()),
    "startsAt" => Some(DateTime(this.view.starts_at).leaf()),
    "endsAt" => Some(DateTime(this.view.ends_at).leaf()),
    "timeZone" => Some(this.view.time_zone.leaf()),
    "rsvpOpensAt" => Some(this.view.rsvp_opens_at.map(DateTime).leaf()),
    "rsvpClosesAt" => {
        Some(DateTime(this.view.rsvp_closes_at.unwrap_or(this.view.starts_at)).leaf())
    },
    "maxParty" => Some(this.view.max_party.leaf()),
    "needsApproval" => Some(this.view.needs_approval.leaf()),
    "waitlistOrder" => Some(WaitlistOrder::from(this.view.waitlist_order).leaf()),
    "offerWindow" => Some(this.window().leaf()),
    "householdLimit" => Some(this.view.household_limit.leaf()),
    "cancelReason" => Some(this.view.cancel_reason.leaf()),
    "version" => Some(this.view.version.leaf()),
    "seats" => walk.object(&this.seat_counts(), field),
    "venue" => {
        if !this.ahead.venue {
            return None;
        }
        match &this.view.venue {
            Some(venue) => walk.object(&Venue(venue.clone()), field),
            None => Some(Value::Null),
        }
    },
    "viewerRsvp" => walk.option(this.ahead.viewer_rsvp.as_ref()?.as_ref(), field),
    "attendees" => {
        let (read, attendees) = this.ahead.attendees.as_ref()?;
        if walk.int_argument(field, "first", DEFAULT_ATTENDEES)? != *read {
            return None;
        }
        walk.list(attendees, field)
    },
});

crate::plain_fields!(EventViewerCan, "EventViewerCan", |this, _field, _walk| {
    "edit" => Some(this.edit.leaf()),
    "publish" => Some(this.publish.leaf()),
    "reschedule" => Some(this.reschedule.leaf()),
    "cancel" => Some(this.cancel.leaf()),
    "editProgramme" => Some(this.edit_programme.leaf()),
    "seeRsvps" => Some(this.see_rsvps.leaf()),
    "checkIn" => Some(this.check_in.leaf()),
    "grantRoles" => Some(this.grant_roles.leaf()),
    "respond" => Some(this.respond.leaf()),
});
