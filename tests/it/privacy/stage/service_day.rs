//! What she draws a number for.

use mulin_entities::*;
use serde_json::json;

use super::{Everything, put};
use crate::factories::gid;
use crate::support::app::TestApp;
use crate::support::mutation::key;

impl Everything {
    /// A ticket of today, with the move that made it.
    pub(super) async fn draw(&self, app: &TestApp) {
        let input = json!({
            "eventId": *gid(&self.town, self.past.id), "name": "义务理发",
            "services": [{ "name": "理发", "prefix": "A", "minutes": 20 }], "stations": [],
        });
        let stall = app
            .mutate(
                Some(self.town.organiser),
                "addStall",
                "stall { id services { id } }",
                input,
            )
            .await;
        let stall = stall.at("/addStall/stall").clone();
        let (stall_id, service_id) = (
            StallId(key(&stall["id"])),
            StallServiceId(key(&stall["services"][0]["id"])),
        );
        let day = self.past.starts_at.date_naive();
        let ticket = ticket::Model {
            id: app.core.new_id(),
            root_area_id: self.town.city.id,
            event_id: self.past.id,
            stall_id,
            service_id,
            day,
            number: Some(1),
            slot_id: None,
            person_id: Some(self.lan),
            household_id: None,
            area_id: Some(self.town.unit.id),
            label: Some("兰".to_owned()),
            source: TicketSource::WalkIn,
            via: Via::App,
            lane: TicketLane::WalkIn,
            priority: None,
            items: 1,
            items_done: None,
            rank: 1,
            state: TicketState::Waiting,
            station_id: None,
            times_called: 0,
            misses: 0,
            moves: 1,
            taken_by: Some(self.lan),
            transferred_from: None,
            ended_reason: None,
            created_at: app.now(),
            checked_in_at: None,
            called_at: None,
            serving_at: None,
            finished_at: None,
            ready_at: None,
            collected_at: None,
            nearly_told_at: None,
            updated_at: app.now(),
            version: 1,
        };
        let first = ticket_move::Model {
            ticket_id: ticket.id,
            move_no: 1,
            event_id: ticket.event_id,
            service_id,
            verb: TicketVerb::Take,
            from_state: None,
            to_state: ticket.state,
            station_id: None,
            rank: ticket.rank,
            lane: ticket.lane,
            times_called: 0,
            misses: 0,
            priority_run: 0,
            booked_run: 0,
            undone: false,
            by_id: Some(self.lan),
            at: app.now(),
        };
        put(app, ticket).await;
        put(app, first).await;
    }
}
