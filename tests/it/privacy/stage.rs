//! Somebody about whom there is a row in every personal table.

mod access;
mod banquet;
mod consents;
mod messages;
mod part;
mod points;
mod service_day;
mod volunteers;

use chrono::TimeDelta;
use mulin_entities::*;
use sea_orm::{
    ActiveModelBehavior, ActiveModelTrait, ConnectionTrait, EntityTrait, IntoActiveModel, Value,
};
use serde_json::json;

pub use self::banquet::CERTIFICATE;
use crate::factories::{Plan, Town, change_person, gid, person_row};
use crate::support::app::TestApp;

/// What she is called.
pub const NAME: &str = "lan";
/// Where she is written to.
pub const EMAIL: &str = "lan@example.org";
/// Where she is called.
pub const PHONE: &str = "+8613812345678";
/// What a steward noted of a call to her.
pub const CALL: &str = "her daughter answered";
/// What she needs, in words.
pub const NEED: &str = "hears badly on the left";
/// What she does not eat, in words.
pub const DIET: &str = "no coriander either";

/// A town, and somebody known in all ways.
pub struct Everything {
    pub town: Town,
    /// Who.
    pub lan: PersonId,
    /// She came to it.
    pub past: event::Model,
    /// She will come to it.
    pub coming: event::Model,
}

impl Everything {
    /// Fills all personal tables.
    pub async fn about_lan(app: &TestApp) -> Self {
        let town = Town::found(app).await;
        let lan = town.resident(app, NAME).await;
        change_person(app, lan, |row| {
            row.preferred_name = Some("Lanlan".to_owned());
            row.external_ref = Some("R-1".to_owned());
            row.birth_year = Some(1961);
            (row.quiet_from, row.quiet_until) = (Some(60), Some(120));
            row.time_zone = Some("Asia/Urumqi".to_owned());
        })
        .await;
        let everything = Self {
            past: town.event(app, plan("春茶会", TimeDelta::hours(3))).await,
            coming: town.event(app, plan("元宵灯会", TimeDelta::days(30))).await,
            town,
            lan,
        };
        everything.reach(app).await;
        everything.agree(app).await;
        everything.take_part(app).await;
        everything.dine(app).await;
        everything.draw(app).await;
        everything.help(app).await;
        everything.collect_points(app).await;
        everything.sign_in(app).await;
        app.advance(TimeDelta::hours(6));
        everything
    }

    /// Erases her at her own wish.
    pub async fn erase(&self, app: &TestApp) {
        let name = person_row(app, self.lan).await.name;
        let input = json!({ "confirm": name });
        let answer = app
            .mutate(Some(self.lan), "eraseMe", "erasedPersonId", input)
            .await;
        assert_eq!(answer.refusals("eraseMe"), [""; 0]);
        let erased = answer.at("/eraseMe/erasedPersonId");
        assert_eq!(*erased, json!(*gid(&self.town, self.lan)));
    }
}

fn plan(title: &'static str, starts_in: TimeDelta) -> Plan {
    Plan {
        title,
        starts_in,
        ..Plan::default()
    }
}

/// Writes a row as it is.
pub async fn put<M, A>(app: &TestApp, row: M)
where
    M: IntoActiveModel<A>,
    A: ActiveModelTrait + ActiveModelBehavior + Send,
{
    A::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(app.core.db().writer())
        .await
        .expect("the row can be written");
}

/// Runs a statement past all commands; answers how many rows it touched.
pub async fn execute(app: &TestApp, text: &str, values: impl IntoIterator<Item = Value>) -> u64 {
    let db = app.core.db().writer();
    let statement = mulin_domain::dialect::sql(db, text, values);
    let done = db.execute_raw(statement).await;
    done.unwrap_or_else(|error| panic!("{text}: {error}"))
        .rows_affected()
}
