//! The events of the stage, who answers them, and who comes.

use chrono::TimeDelta;
use mulin_domain::check_in::{BatchItem, CheckInBatch, UndoCheckIn, check_in_batch, undo_check_in};
use mulin_domain::event::*;
use mulin_domain::place::{CreateVenue, Position, create_venue};
use mulin_domain::rsvp::Answer;
use mulin_domain::{Actor, Core};
use mulin_entities::*;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use super::{Stage, TITLES};
use crate::authorisation::actors::Who;
use crate::factories::{actor, declare, in_shanghai, respond};
use crate::support::app::TestApp;

impl Stage {
    /// The community's organiser plans events of every kind of visibility.
    pub(super) async fn plan(&mut self, app: &TestApp) {
        let core = &app.core;
        declare(core, &[("2027-04-05", "holiday", "清明节")]).await;
        let by = actor(core, self.people[&Who::Organiser]).await;
        let venue = CreateVenue {
            area_id: Ok(self.town.community.id),
            name: "文化广场".to_owned(),
            address: "桂花路20号".to_owned(),
            position: Some(Position {
                latitude: 30.4,
                longitude: 106.8,
            }),
            seats: Some(60),
            step_free: true,
            accessibility: Some("有电梯".to_owned()),
        };
        self.venue = create_venue(core, &by, venue, None)
            .await
            .expect("a venue is made")
            .id;
        let [lanterns, choir, chess, pottery, kites, quilting] = TITLES;
        self.public = self
            .event(app, &by, lanterns, Visibility::Public, None)
            .await;
        self.audience = self
            .event(app, &by, choir, Visibility::Audience, Some(self.public))
            .await;
        self.invited = self.event(app, &by, chess, Visibility::Invited, None).await;
        self.draft = self
            .event(app, &by, pottery, Visibility::Public, None)
            .await;
        self.cancelled = self.event(app, &by, kites, Visibility::Public, None).await;
        self.dropped = self
            .event(app, &by, quilting, Visibility::Public, None)
            .await;
        self.today = self
            .event(app, &by, "Dumplings", Visibility::Public, None)
            .await;
        self.later = self
            .event(app, &by, "Riddles", Visibility::Public, None)
            .await;
        for event in [
            self.public,
            self.audience,
            self.invited,
            self.cancelled,
            self.today,
            self.later,
        ] {
            let publish = PublishEvent {
                event_id: Ok(event),
                expected_version: None,
            };
            publish_event(core, &by, publish)
                .await
                .expect("an event is published");
        }
        self.item = item(core, &by, self.public).await;
        self.draft_item = item(core, &by, self.draft).await;
    }

    async fn event(
        &self,
        app: &TestApp,
        by: &Actor,
        title: &str,
        visibility: Visibility,
        festival: Option<EventId>,
    ) -> EventId {
        let starts = app.now() + TimeDelta::days(7);
        let input = CreateEvent {
            area_id: Ok(self.town.community.id),
            festival_id: festival.map(Ok),
            kind: EventKind::Festival,
            visibility,
            title: title.to_owned(),
            description: Some("大家都来".to_owned()),
            venue_id: Some(Ok(self.venue)),
            starts_at: in_shanghai(starts),
            ends_at: in_shanghai(starts + TimeDelta::hours(2)),
            time_zone: None,
            // Nobody gets a seat, so that who comes waits.
            capacity: festival.map(|_| 0),
            max_party: None,
            terms: RsvpTerms::default(),
            rsvp_opens_at: festival.map(|_| in_shanghai(app.now() - TimeDelta::days(1))),
            rsvp_closes_at: None,
        };
        create_event(&app.core, by, input, None)
            .await
            .expect("an event is made")
            .id
    }

    /// The resident answers; then two events are cancelled.
    pub(super) async fn answer(&mut self, app: &TestApp) {
        let core = &app.core;
        let resident = self.resident();
        let going = respond(core, resident, self.public, Answer::Going, 2).await;
        self.going = going.expect("an answer is taken").id;
        let waiting = respond(core, resident, self.audience, Answer::Going, 1).await;
        self.waiting = waiting.expect("an answer is taken").id;
        let came = respond(core, resident, self.today, Answer::Going, 2).await;
        self.came = came.expect("an answer is taken").id;
        let housemate = self.people[&Who::Housemate];
        let stays_away = respond(core, housemate, self.today, Answer::Going, 1).await;
        self.stays_away = stays_away.expect("an answer is taken").id;
        let declined = respond(core, resident, self.cancelled, Answer::Declined, 1).await;
        self.declined = declined.expect("an answer is taken").id;
        let noted = mulin_domain::rsvp::RespondToEvent {
            event_id: Ok(self.public),
            acting: mulin_domain::person::Acting::default(),
            answer: Answer::Going,
            party: None,
            note: Some("带轮椅".to_owned()),
            when_full: mulin_domain::rsvp::WhenFull::Waitlist,
            answers: None,
        };
        let own = actor(core, resident).await;
        let noted = mulin_domain::rsvp::respond_to_event(core, &own, noted, None).await;
        noted.expect("an answer is changed");
        // Whom the resident would have brought.
        let named = rsvp_member::Model {
            rsvp_id: self.declined,
            person_id: self.people[&Who::Housemate],
            event_id: self.cancelled,
            holds: false,
        };
        let named = sea_orm::IntoActiveModel::into_active_model(named);
        <rsvp_member::Entity as sea_orm::EntityTrait>::insert(named)
            .exec_without_returning(core.db().writer())
            .await
            .expect("a member is named");
        let by = actor(core, self.people[&Who::Organiser]).await;
        for event in [self.cancelled, self.dropped] {
            let cancel = CancelEvent {
                event_id: Ok(event),
                expected_version: None,
                reason: Some("下雨".to_owned()),
            };
            cancel_event(core, &by, cancel)
                .await
                .expect("an event is cancelled");
        }
    }
    /// Time goes by for one event, and a device of the helper's tells who came.
    pub(super) async fn arrive(&mut self, core: &Core) {
        let (starts, ends) = (
            core.now() - TimeDelta::hours(3),
            core.now() - TimeDelta::hours(1),
        );
        let db = core.db().writer();
        event::Entity::update_many()
            .col_expr(event::Column::StartsAt, Expr::value(starts))
            .col_expr(event::Column::EndsAt, Expr::value(ends))
            .filter(event::Column::Id.eq(self.today))
            .exec(db)
            .await
            .expect("an event can be moved");
        let helper = actor(core, self.people[&Who::Helper]).await;
        let item = |client_id: &str, rsvp: Option<RsvpId>, adults| BatchItem {
            client_id: client_id.to_owned(),
            code: None,
            rsvp_id: rsvp.map(Ok),
            adults,
            children: None,
            device_at: Some(core.now()),
        };
        let batch = CheckInBatch {
            event_id: Ok(self.today),
            list_id: None,
            device: "door".to_owned(),
            items: vec![
                item("1", Some(self.came), None),
                item("2", None, Some(3)),
                item("3", None, Some(4)),
            ],
        };
        let taken = check_in_batch(core, &helper, batch).await;
        let taken = taken.expect("a batch is taken").into_iter();
        let taken: Vec<_> = taken
            .map(|one| one.expect("it is taken").check_in)
            .collect();
        (self.check_in, self.list) = (taken[0].id, taken[0].list_id);
        self.undone = taken[1].id;
        let undo = UndoCheckIn {
            check_in_id: Ok(self.undone),
        };
        let undone = undo_check_in(core, &helper, undo).await;
        undone.expect("a check-in is taken back");
    }
}

async fn item(core: &Core, by: &Actor, event: EventId) -> ProgrammeItemId {
    let input = AddProgrammeItem {
        event_id: Ok(event),
        stage: Some("主舞台".to_owned()),
        title: "开场".to_owned(),
        performers: Some("合唱团".to_owned()),
        starts_after: "PT10M".to_owned(),
        duration: "PT20M".to_owned(),
    };
    add_programme_item(core, by, input, None)
        .await
        .expect("an item is added")
        .id
}
