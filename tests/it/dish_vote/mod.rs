//! Votes for dishes.

mod ballots;
mod people;
mod races;
mod results;

use mulin_domain::banquet::Settings;
use mulin_domain::input::Patch;
use mulin_domain::rsvp::Answer;
use mulin_entities::*;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::{Value, json};

use crate::factories::{Plan, Town, bring, gid, hot_dish, respond};
use crate::support::answer::Answer as Told;
use crate::support::app::TestApp;

/// A banquet to which each of the guests brings a dish of their own, three votes a guest and two a dish.
struct Feast {
    town: Town,
    event: EventId,
    guests: Vec<PersonId>,
    dishes: Vec<DishId>,
}

impl Feast {
    async fn of(app: &TestApp, guests: usize) -> Self {
        let town = Town::found(app).await;
        let guests = town.residents(app, guests).await;
        let event = town.event(app, Plan::default()).await.id;
        let settings = Settings {
            votes_per_guest: Patch::Set(3),
            votes_per_dish: Patch::Set(2),
            prizes: Patch::Set(["金锅", "银勺", "铜筷"].map(str::to_owned).into()),
            ..Settings::default()
        };
        town.plan_banquet(app, event, settings).await;
        let mut dishes = Vec::new();
        for (number, guest) in guests.iter().enumerate() {
            respond(&app.core, *guest, event, Answer::Going, 1)
                .await
                .expect("taken");
            let name = format!("第{number}道菜");
            dishes.push(bring(app, *guest, event, hot_dish(&name)).await.id);
        }
        Self {
            town,
            event,
            guests,
            dishes,
        }
    }

    /// One whose guests vote.
    async fn open(app: &TestApp, guests: usize) -> Self {
        let feast = Self::of(app, guests).await;
        feast.turn(app, "openDishVote").await;
        feast
    }

    /// Opens or closes the vote.
    async fn turn(&self, app: &TestApp, mutation: &str) {
        let input = json!({ "eventId": *gid(&self.town, self.event) });
        let selection = "banquet { dishVote { state } }";
        let told = app
            .mutate(Some(self.town.organiser), mutation, selection, input)
            .await;
        assert_eq!(told.refusals(mutation), [""; 0]);
    }

    /// A ballot for the dishes with these numbers, from 0.
    fn ballot(&self, votes: &[(usize, i32)]) -> Value {
        let lines = votes
            .iter()
            .map(|(dish, votes)| json!({ "dishId": *gid(&self.town, self.dishes[*dish]), "votes": votes }));
        json!({ "eventId": *gid(&self.town, self.event), "votes": lines.collect::<Vec<_>>() })
    }

    async fn cast(&self, app: &TestApp, who: PersonId, votes: &[(usize, i32)]) -> Told {
        let selection = "ballot { budget spent votes { votes dish { id } } }";
        app.mutate(Some(who), "castDishVotes", selection, self.ballot(votes))
            .await
    }

    /// A ballot that is taken.
    async fn votes(&self, app: &TestApp, guest: usize, votes: &[(usize, i32)]) {
        let told = self.cast(app, self.guests[guest], votes).await;
        assert_eq!(told.refusals("castDishVotes"), [""; 0]);
    }

    /// What of a refused ballot is told; it leaves no trace.
    async fn refused(&self, app: &TestApp, who: PersonId, votes: &[(usize, i32)]) -> Vec<String> {
        let ballot = self.ballot(votes);
        let told = app
            .without_trace(Some(who), "castDishVotes", "ballot { spent }", ballot)
            .await;
        told.refusals("castDishVotes")
    }

    /// The counted votes of each dish.
    async fn counted(&self, app: &TestApp) -> Vec<Option<i32>> {
        let rows = dish::Entity::find()
            .filter(dish::Column::EventId.eq(self.event))
            .all(app.core.db().writer())
            .await
            .expect("dishes are read");
        let of = |id: &DishId| {
            rows.iter()
                .find(|row| row.id == *id)
                .and_then(|row| row.votes)
        };
        self.dishes.iter().map(of).collect()
    }

    /// The vote as somebody sees it.
    async fn seen(&self, app: &TestApp, who: Option<PersonId>) -> Value {
        let query = "query ($id: ID!) { event(id: $id) { banquet {
            dishVote { state prizes closedAt viewerBallot { spent votes { votes dish { id } } }
                results(first: 10) { rank isTie votes prizes dish { name votes } } }
            dishes(first: 20) { nodes { id votes viewerVotes } } } } }";
        let answer = app
            .run(who, query, json!({ "id": *gid(&self.town, self.event) }))
            .await;
        answer.at("/event/banquet").clone()
    }
}
