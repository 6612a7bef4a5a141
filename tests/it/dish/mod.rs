//! What households bring to a banquet, and what is asked for.

mod bring_dish;
mod claim_wanted_dish;
mod cost;
mod people;
mod races;
mod released;
mod seen;
mod update_dish;
mod want_dish;
mod withdraw_dish;

use chrono::TimeDelta;
use mulin::graphql::id::GlobalId;
use mulin_domain::rsvp::Answer;
use mulin_entities::*;
use sea_orm::EntityTrait;
use serde_json::{Value, json};

use crate::factories::{Town, gid, respond};
use crate::support::answer::Answer as Reply;
use crate::support::app::TestApp;
use crate::support::mutation::{key, with};

const DISH: &str = "dish { id number name category servings temperature cookedAt dietTags \
    allergens(vocabulary: GB_7718) { allergen presence } ingredients chokingHazard photoUrl note \
    state version withdrawnAt cook { name } wantedDish { id } viewerCan { edit withdraw } }";

const WANTED: &str =
    "wantedDish { id category name note servings quantity claimed left version removedAt }";

/// A town with a banquet in a week.
struct Potluck {
    town: Town,
    event: EventId,
}

impl Potluck {
    async fn plan(app: &TestApp) -> Self {
        let town = Town::found(app).await;
        let event = town.banquet(app).await;
        Self { town, event }
    }

    fn organiser(&self) -> PersonId {
        self.town.organiser
    }

    fn id<T: GlobalId>(&self, id: T) -> String {
        gid(&self.town, id).0
    }

    /// Somebody of a household of their own who comes.
    async fn guest(&self, app: &TestApp, name: &str) -> PersonId {
        let guest = self.town.resident(app, name).await;
        self.answers(app, guest, Answer::Going).await;
        guest
    }

    /// They answer, which must be taken.
    async fn answers(&self, app: &TestApp, who: PersonId, answer: Answer) -> rsvp::Model {
        let taken = respond(&app.core, who, self.event, answer, 1).await;
        taken.expect("an answer is taken")
    }

    /// A hot dish for ten, with more said of it.
    fn dish(&self, more: Value) -> Value {
        let input = json!({
            "eventId": self.id(self.event), "name": "红烧肉", "category": "HOT",
            "servings": 10, "temperature": "HOT",
        });
        with(&input, more)
    }

    /// Runs a mutation that must be done.
    async fn done(
        &self,
        app: &TestApp,
        who: PersonId,
        mutation: &str,
        selection: &str,
        input: Value,
    ) -> Reply {
        let reply = app.mutate(Some(who), mutation, selection, input).await;
        assert_eq!(reply.refusals(mutation), [""; 0], "{mutation}");
        reply
    }

    /// Brings a dish, which must be taken; gives it as its cook sees it. A second later, so
    /// that dishes have an order.
    async fn bring(&self, app: &TestApp, who: PersonId, more: Value) -> Value {
        app.advance(TimeDelta::seconds(1));
        let reply = self
            .done(app, who, "bringDish", DISH, self.dish(more))
            .await;
        reply.at("/bringDish/dish").clone()
    }

    /// Asks for soups of twenty servings, with more said of them.
    async fn want(&self, app: &TestApp, more: Value) -> Value {
        app.advance(TimeDelta::seconds(1));
        let input = json!({
            "eventId": self.id(self.event), "category": "SOUP", "name": "鸡汤", "servings": 20,
        });
        let input = with(&input, more);
        let reply = self
            .done(app, self.organiser(), "wantDish", WANTED, input)
            .await;
        reply.at("/wantDish/wantedDish").clone()
    }

    /// Claims a dish that is asked for.
    async fn claims(&self, app: &TestApp, who: PersonId, wanted: &Value) -> Reply {
        let input = json!({ "wantedDishId": wanted["id"], "temperature": "HOT" });
        app.mutate(Some(who), "claimWantedDish", DISH, input).await
    }

    /// Claims a dish that is asked for, which must be left.
    async fn claim(&self, app: &TestApp, who: PersonId, wanted: &Value) -> Value {
        let reply = self.claims(app, who, wanted).await;
        assert_eq!(reply.refusals("claimWantedDish"), [""; 0]);
        reply.at("/claimWantedDish/dish").clone()
    }

    /// Fields of the banquet.
    async fn see(&self, app: &TestApp, who: Option<PersonId>, fields: &str) -> Value {
        let query = format!("query ($id: ID!) {{ event(id: $id) {{ banquet {{ {fields} }} }} }}");
        let id = json!({ "id": self.id(self.event) });
        app.run(who, &query, id).await.at("/event/banquet").clone()
    }

    /// What is asked for, as the organiser sees it.
    async fn asked(&self, app: &TestApp) -> Value {
        let fields = "wantedDishes { name quantity claimed left }";
        self.see(app, Some(self.organiser()), fields).await["wantedDishes"].clone()
    }
}

/// The dish of an answer as it stands now.
async fn row(app: &TestApp, dish: &Value) -> dish::Model {
    dish::Entity::find_by_id(DishId(key(&dish["id"])))
        .one(app.core.db().writer())
        .await
        .expect("the database answers")
        .expect("the dish is there")
}

/// What is asked for as it stands now.
async fn wanted_row(app: &TestApp, wanted: &Value) -> wanted_dish::Model {
    wanted_dish::Entity::find_by_id(WantedDishId(key(&wanted["id"])))
        .one(app.core.db().writer())
        .await
        .expect("the database answers")
        .expect("it is there")
}
